import type { Exchange } from "../record.js";
import { judgedAttempt } from "./judgedattempt.js";
import type { Relevance } from "./relevance.js";
import type { RecordSink } from "./sink.js";

/** Attempts that are kept because their server may turn out to be one of MMS. */
export const ATTEMPTS_LIMIT = 10_000;
/** Of one server. */
const KEPT_OF_SERVER = 100;
/** An attempt belongs to what follows within this time (STATES 5). */
const KEPT_SECONDS = 600;

interface Kept {
	exchange: Exchange;
	time: number;
	keys: readonly string[];
	/** Told, or given up. */
	isDropped: boolean;
}

/**
 * Connections that did not come about, to servers and hosts of which nothing is known yet. When one turns out to speak
 * MMS, what is kept of it is told.
 */
export class Attempts {
	/** In order of their coming, from `#first` on, with those that were dropped since. A Set is slow to give its first. */
	#queue: Kept[] = [];
	#first = 0;
	/** Those of the queue that were not dropped. */
	#size = 0;
	readonly #byKey = new Map<string, Set<Kept>>();
	readonly #relevance: Relevance;
	readonly #sink: RecordSink;
	readonly #limit: number;
	/** Capture time. */
	seconds = 0;
	/** How often the limit dropped one. */
	limitHits = 0;

	constructor(
		relevance: Relevance,
		sink: RecordSink,
		limit: number = ATTEMPTS_LIMIT,
	) {
		this.#limit = limit;
		this.#relevance = relevance;
		this.#sink = sink;
		relevance.onLearned = (key) => this.#learned(key);
	}

	/** `keys`: each names the server, see `Relevance.knows`. */
	tell(exchange: Exchange, keys: readonly string[]): void {
		if (!this.#sink.onExchange) return;
		if (this.#relevance.knows(keys)) this.#give(exchange);
		else this.#keep(exchange, keys);
	}

	#keep(exchange: Exchange, keys: readonly string[]): void {
		const time = exchange.connect?.firstTime ?? 0;
		const kept: Kept = { exchange, time, keys, isDropped: false };
		this.#queue.push(kept);
		this.#size++;
		for (const key of keys) {
			let same = this.#byKey.get(key);
			if (!same) {
				same = new Set();
				this.#byKey.set(key, same);
			}
			same.add(kept);
			if (same.size > KEPT_OF_SERVER) this.#dropFirst(same);
		}
		const oldest = this.#oldest();
		if (this.#size <= this.#limit || !oldest) return;
		// One that is too old is no loss.
		if (this.seconds - oldest.time <= KEPT_SECONDS) this.limitHits++;
		this.#drop(oldest);
	}

	/** The first that was not dropped; the queue forgets those before it. */
	#oldest(): Kept | undefined {
		const queue = this.#queue;
		while (queue[this.#first]?.isDropped) this.#first++;
		const oldest = queue[this.#first];
		if (queue.length > 2 * this.#size + KEPT_OF_SERVER) {
			this.#queue = queue.slice(this.#first).filter((one) => !one.isDropped);
			this.#first = 0;
		}
		return oldest;
	}

	/** Tells what was kept of this server and is not too old, in order. */
	#learned(key: string): void {
		const same = this.#byKey.get(key);
		if (!same) return;
		for (const kept of [...same]) {
			this.#drop(kept);
			if (this.seconds - kept.time <= KEPT_SECONDS) this.#give(kept.exchange);
		}
	}

	#give(exchange: Exchange): void {
		const isOther =
			this.#sink.detail === "judged" && exchange.transport === "http";
		this.#sink.onExchange?.(isOther ? judgedAttempt(exchange) : exchange);
	}

	#dropFirst(of: Set<Kept>): void {
		for (const first of of) {
			this.#drop(first);
			return;
		}
	}

	#drop(kept: Kept): void {
		if (kept.isDropped) return;
		kept.isDropped = true;
		this.#size--;
		for (const key of kept.keys) {
			const same = this.#byKey.get(key);
			same?.delete(kept);
			if (same?.size === 0) this.#byKey.delete(key);
		}
	}
}
