import { ProblemCounts } from "../problem.js";
import type { Exchange, Identity, Summary } from "../record.js";
import type { Results } from "../results.js";
import type { AnalyzeOptions } from "../run.js";
import { type Run, run, type Source, type Stage } from "../run.js";
import { runSummary, seenOf } from "../stage/summary.js";

/** Exchanges of one batch, and events of all kinds: some ten KB. */
const BATCH_EXCHANGES = 32;
const BATCH_EVENTS = 1024;

/** Exchanges that are going on: what `MessageStage.preview` takes. */
export interface OpenExchanges {
	type: "open";
	exchanges: readonly Exchange[];
}

/** What the correlation is told, in order. A number is the capture time (`RecordSink.onTime`). */
export type FrontEvent = number | Exchange | Identity | OpenExchanges;

/**
 * The last stage of the first half of `analyze`: what a `MessageStage` would be told here is written down, for one in
 * another thread.
 */
export class RelayStage implements Stage<string> {
	ready: string[] = [];
	readonly live: boolean;
	#events: FrontEvent[] = [];
	#exchanges = 0;

	constructor(live = false) {
		this.live = live;
	}

	onTime(seconds: number): void {
		const last = this.#events.length - 1;
		// Time that goes on without anything happening goes on at once.
		if (typeof this.#events[last] === "number") this.#events[last] = seconds;
		else this.#add(seconds);
	}

	onExchange(exchange: Exchange): void {
		this.#exchanges++;
		this.#add(exchange);
	}

	onIdentity(identity: Identity): void {
		this.#add(identity);
	}

	preview(exchanges: readonly Exchange[]): void {
		this.#events.push({ type: "open", exchanges });
		this.#flush();
	}

	finish(): boolean {
		this.#flush();
		return false;
	}

	summary(of: Run): Summary {
		const summary = runSummary(of, new ProblemCounts());
		summary.seen = seenOf(of);
		return summary;
	}

	#add(event: FrontEvent): void {
		this.#events.push(event);
		if (
			this.#exchanges >= BATCH_EXCHANGES ||
			this.#events.length >= BATCH_EVENTS
		)
			this.#flush();
	}

	#flush(): void {
		if (this.#events.length === 0) return;
		this.ready.push(JSON.stringify(this.#events));
		this.#events = [];
		this.#exchanges = 0;
	}
}

/** The first half of `analyze`: batches of `FrontEvent` as JSON. */
export function relay(
	source: Source,
	options: AnalyzeOptions,
): Results<string> {
	return run(source, options, () => new RelayStage(options.live));
}
