import { ProblemCounts } from "../problem.js";
import type { Exchange, Identity, Summary } from "../record.js";
import type { Results } from "../results.js";
import {
	type AnalyzeOptions,
	type Run,
	run,
	type Source,
	type Stage,
} from "../run.js";
import { runSummary, seenOf } from "../stage/summary.js";

/** Exchanges that are going on: what `MessageStage.preview` takes. */
export interface OpenExchanges {
	type: "open";
	exchanges: readonly Exchange[];
}

/** What the correlation is told, in order. A number is the capture time (`RecordSink.onTime`). */
export type FrontEvent = number | Exchange | Identity | OpenExchanges;

/**
 * The last stage of the first half of `analyze`: what a `MessageStage` would be told here is passed on, for one in
 * another thread.
 */
export class RelayStage implements Stage<FrontEvent> {
	ready: FrontEvent[] = [];
	readonly live: boolean;

	constructor(live = false) {
		this.live = live;
	}

	onTime(seconds: number): void {
		const last = this.ready.length - 1;
		// Time that goes on without anything happening goes on at once.
		if (typeof this.ready[last] === "number") this.ready[last] = seconds;
		else this.ready.push(seconds);
	}

	onExchange(exchange: Exchange): void {
		this.ready.push(exchange);
	}

	onIdentity(identity: Identity): void {
		this.ready.push(identity);
	}

	preview(exchanges: readonly Exchange[]): void {
		this.ready.push({ type: "open", exchanges });
	}

	summary(of: Run): Summary {
		const summary = runSummary(of, new ProblemCounts());
		summary.seen = seenOf(of);
		return summary;
	}
}

/** The first half of `analyze`. */
export function relay(
	source: Source,
	options: AnalyzeOptions,
): Results<FrontEvent> {
	return run(source, options, () => new RelayStage(options.live));
}
