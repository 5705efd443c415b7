import type { Problem } from "../record.js";
import type { MessageDraft } from "./draft.js";
import type { Bundle, Evidence } from "./evidence.js";
import { allHops } from "./leg.js";
import { evidenceOf, messageUid } from "./message.js";

/** A message that is to be written, and when it became final. */
export interface Finished {
	draft: MessageDraft;
	/** All of its exchanges, in order of time. */
	exchanges: readonly Evidence[];
	finalTime: number;
	firstFrame: number;
	problems: Problem[];
	/** Others may come before it. */
	isWaiting: boolean;
}

/** A message whose exchanges are all there. */
export function finishedOf(draft: MessageDraft, finalTime: number): Finished {
	const exchanges = evidenceOf(draft);
	draft.uid = messageUid(draft, exchanges);
	const firstFrame = firstFrameOf(exchanges);
	const problems: Problem[] = [];
	const isWaiting = false;
	return { draft, exchanges, finalTime, firstFrame, problems, isWaiting };
}

/** Order in which messages that become final together are written. */
export function compareFinished(a: Finished, b: Finished): number {
	return a.finalTime - b.finalTime || a.firstFrame - b.firstFrame;
}

/** Keeps the exchanges of a message as they are until `release`. */
export function hold({ exchanges }: Finished): void {
	for (const evidence of allHops(exchanges)) evidence.hold();
}

/** The messages are written, or never will be: see `Evidence.close`. */
export function close({ exchanges }: Finished, isForgotten: boolean): void {
	for (const evidence of allHops(exchanges)) evidence.close(isForgotten);
}

/** Lets go of evidence that came into none of the messages. */
export function closeOthers(
	items: readonly Evidence[],
	finished: readonly Finished[],
): void {
	let count = 0;
	// An attempt that was seen elsewhere before is in no bundle.
	for (const { exchanges } of finished)
		for (const { bundle } of allHops(exchanges)) if (bundle) count++;
	if (count >= items.length) return;
	const taken = new Set(
		finished.flatMap(({ exchanges }) => allHops(exchanges)),
	);
	for (const one of items) if (!taken.has(one)) one.close(false);
}

export function release({ exchanges }: Finished): void {
	for (const evidence of allHops(exchanges)) evidence.release();
}

function firstFrameOf(exchanges: readonly Evidence[]): number {
	let first = Number.POSITIVE_INFINITY;
	for (const { firstFrame } of exchanges)
		if (firstFrame < first) first = firstFrame;
	return first;
}

interface Last {
	bundle: Bundle;
	finalTime: number;
}

/**
 * The bundles that are left at the end, one after the other, so that the messages of all of them come in order without
 * all of them being held: those of a bundle do not begin before it.
 */
export class Ending {
	/** In the order of their messages, backwards. */
	readonly #left: Last[];
	/** Messages that may come after those of other bundles, backwards. */
	readonly #waiting: Finished[] = [];

	constructor(bundles: readonly Bundle[], timeOf: (bundle: Bundle) => number) {
		this.#left = bundles.map((bundle) => ({
			bundle,
			finalTime: timeOf(bundle),
		}));
		this.#left.sort(
			(a, b) =>
				b.finalTime - a.finalTime || b.bundle.firstFrame - a.bundle.firstFrame,
		);
	}

	/** The bundle that is to be closed next. */
	next(): Bundle | undefined {
		return this.#left.pop()?.bundle;
	}

	/** Takes the messages of the bundle; returns those that no other bundle's can come before. */
	order(finished: readonly Finished[]): readonly Finished[] {
		const waiting = this.#waiting;
		if (waiting.length === 0 && finished.length === 1)
			if (this.#isReady(finished[0]!)) return finished;
		this.#wait(finished);
		const ready: Finished[] = [];
		for (let last = waiting.at(-1); last; last = waiting.at(-1)) {
			if (!this.#isReady(last)) break;
			last.isWaiting = false;
			ready.push(last);
			waiting.pop();
		}
		return ready;
	}

	/** Puts messages where they belong, of equals the later ones behind. Those that wait longer than all of them stay. */
	#wait(finished: readonly Finished[]): void {
		const waiting = this.#waiting;
		const sorted = finished.toSorted(compareFinished);
		let from = waiting.length - 1;
		for (const one of sorted) {
			one.isWaiting = true;
			waiting.push(one);
		}
		let to = waiting.length - 1;
		for (let i = 0; i < sorted.length; to--) {
			const next = sorted[i]!;
			const known = waiting[from];
			if (known && compareFinished(known, next) <= 0) {
				waiting[to] = known;
				from--;
			} else {
				waiting[to] = next;
				i++;
			}
		}
	}

	#isReady({ finalTime, firstFrame }: Finished): boolean {
		const next = this.#left[this.#left.length - 1];
		if (!next || finalTime < next.finalTime) return true;
		return finalTime === next.finalTime && firstFrame < next.bundle.firstFrame;
	}
}
