import type { PduDetail } from "../mms/pdu.js";
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

/** Events of one list: at the end of a capture there may be very many. */
const LIST_LIMIT = 64;

/** Exchanges that are going on: what `MessageStage.preview` takes. */
export interface OpenExchanges {
	type: "open";
	exchanges: readonly Exchange[];
}

/** What the correlation is told, in order. A number is the capture time (`RecordSink.onTime`). */
export type FrontEvent = number | Exchange | Identity | OpenExchanges;

/**
 * The last stage of the first half of `analyze`: what a `MessageStage` would be told here is passed on, for one in
 * another thread. Its records are lists of what came of one piece of the capture.
 */
export class RelayStage implements Stage<FrontEvent[]> {
	ready: FrontEvent[][] = [];
	readonly live: boolean;
	readonly detail: PduDetail;

	/** @param detail how much of the exchanges the other thread reads */
	constructor(live: boolean | undefined, detail: PduDetail) {
		this.live = live === true;
		this.detail = detail;
	}

	onTime(seconds: number): void {
		const events = this.#events();
		const last = events.length - 1;
		// Time that goes on without anything happening goes on at once.
		if (typeof events[last] === "number") events[last] = seconds;
		else events.push(seconds);
	}

	onExchange(exchange: Exchange): void {
		this.#events().push(exchange);
	}

	onIdentity(identity: Identity): void {
		this.#events().push(identity);
	}

	preview(exchanges: readonly Exchange[]): void {
		this.#events().push({ type: "open", exchanges });
	}

	/** Those of the piece at hand. */
	#events(): FrontEvent[] {
		const last = this.ready[this.ready.length - 1];
		if (last && last.length < LIST_LIMIT) return last;
		const events: FrontEvent[] = [];
		this.ready.push(events);
		return events;
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
	options: AnalyzeOptions & { whole?: boolean },
): Results<FrontEvent[]> {
	const { live, whole } = options;
	const detail = whole ? "whole" : "judged";
	return run(source, options, () => new RelayStage(live, detail));
}
