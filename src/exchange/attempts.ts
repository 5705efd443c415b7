import type { Exchange } from "../record.js";
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
}

/**
 * Connections that did not come about, to servers and hosts of which nothing is known yet. When one turns out to speak
 * MMS, what is kept of it is told.
 */
export class Attempts {
	/** In order of their coming. */
	readonly #kept = new Set<Kept>();
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
		if (this.#relevance.knows(keys)) this.#sink.onExchange(exchange);
		else this.#keep(exchange, keys);
	}

	#keep(exchange: Exchange, keys: readonly string[]): void {
		const time = exchange.connect?.firstTime ?? 0;
		const kept: Kept = { exchange, time, keys };
		this.#kept.add(kept);
		for (const key of keys) {
			let same = this.#byKey.get(key);
			if (!same) {
				same = new Set();
				this.#byKey.set(key, same);
			}
			same.add(kept);
			if (same.size > KEPT_OF_SERVER) this.#dropFirst(same);
		}
		if (this.#kept.size <= this.#limit) return;
		// One that is too old is no loss.
		const [oldest] = this.#kept;
		if (oldest && this.seconds - oldest.time <= KEPT_SECONDS) this.limitHits++;
		this.#dropFirst(this.#kept);
	}

	/** Tells what was kept of this server and is not too old, in order. */
	#learned(key: string): void {
		const same = this.#byKey.get(key);
		if (!same) return;
		for (const kept of [...same]) {
			this.#drop(kept);
			if (this.seconds - kept.time <= KEPT_SECONDS)
				this.#sink.onExchange?.(kept.exchange);
		}
	}

	#dropFirst(of: Set<Kept>): void {
		for (const first of of) {
			this.#drop(first);
			return;
		}
	}

	#drop(kept: Kept): void {
		this.#kept.delete(kept);
		for (const key of kept.keys) {
			const same = this.#byKey.get(key);
			same?.delete(kept);
			if (same?.size === 0) this.#byKey.delete(key);
		}
	}
}
