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
	/** These, each with its hops. */
	hops: readonly Evidence[];
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
	return {
		draft,
		exchanges,
		hops: allHops(exchanges),
		finalTime,
		firstFrame,
		problems,
		isWaiting: false,
	};
}

/** Order in which messages that become final together are written. */
export function compareFinished(a: Finished, b: Finished): number {
	return a.finalTime - b.finalTime || a.firstFrame - b.firstFrame;
}

/** Keeps the exchanges of a message as they are until `release`. */
export function hold({ hops }: Finished): void {
	for (let i = 0; i < hops.length; i++) hops[i]!.hold();
}

/** The messages are written, or never will be: see `Evidence.close`. */
export function close({ hops }: Finished, isForgotten: boolean): void {
	for (let i = 0; i < hops.length; i++) hops[i]!.close(isForgotten);
}

/** Lets go of evidence that came into none of the messages. */
export function closeOthers(
	items: readonly Evidence[],
	finished: readonly Finished[],
): void {
	let count = 0;
	// An attempt that was seen elsewhere before is in no bundle.
	for (let i = 0; i < finished.length; i++) {
		const { hops } = finished[i]!;
		for (let j = 0; j < hops.length; j++) if (hops[j]!.bundle) count++;
	}
	if (count >= items.length) return;
	const taken = new Set(finished.flatMap(({ hops }) => hops));
	for (let i = 0; i < items.length; i++) {
		const one = items[i]!;
		if (!taken.has(one)) one.close(false);
	}
}

export function release({ hops }: Finished): void {
	for (let i = 0; i < hops.length; i++) hops[i]!.release();
}

function firstFrameOf(exchanges: readonly Evidence[]): number {
	let first = Number.POSITIVE_INFINITY;
	for (let i = 0; i < exchanges.length; i++) {
		const { firstFrame } = exchanges[i]!;
		if (firstFrame < first) first = firstFrame;
	}
	return first;
}

interface Last {
	bundle: Bundle;
	finalTime: number;
	firstFrame: number;
}

/** A message that waits, and by what it is put in order. */
interface Waiting {
	finished: Finished;
	finalTime: number;
	firstFrame: number;
	order: number;
}

/**
 * The bundles that are left at the end, one after the other, so that the messages of all of them come in order without
 * all of them being held: those of a bundle do not begin before it.
 */
export class Ending {
	/** In the order of their messages, backwards. */
	readonly #left: Last[];
	/** Messages that may come after those of other bundles: a heap, the first one on top. */
	readonly #waiting: Waiting[] = [];
	#count = 0;

	constructor(bundles: readonly Bundle[], timeOf: (bundle: Bundle) => number) {
		this.#left = bundles.map((bundle) => ({
			bundle,
			finalTime: timeOf(bundle),
			firstFrame: bundle.firstFrame,
		}));
		this.#left.sort(compareLast);
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
		for (let i = 0; i < finished.length; i++) this.#wait(finished[i]!);
		const ready: Finished[] = [];
		while (waiting.length > 0 && this.#isReady(waiting[0]!.finished))
			ready.push(this.#takeFirst());
		return ready;
	}

	/** Of equals the later ones come behind. */
	#wait(finished: Finished): void {
		const waiting = this.#waiting;
		const { finalTime, firstFrame } = finished;
		finished.isWaiting = true;
		const one = { finished, finalTime, firstFrame, order: this.#count++ };
		let at = waiting.length;
		while (at > 0) {
			const up = (at - 1) >> 1;
			const above = waiting[up]!;
			if (!isBefore(one, above)) break;
			waiting[at] = above;
			at = up;
		}
		waiting[at] = one;
	}

	#takeFirst(): Finished {
		const waiting = this.#waiting;
		const { finished } = waiting[0]!;
		finished.isWaiting = false;
		const one = waiting.pop()!;
		const { length } = waiting;
		if (length === 0) return finished;
		let at = 0;
		for (let down = 1; down < length; down = at * 2 + 1) {
			const other = down + 1;
			if (other < length && isBefore(waiting[other]!, waiting[down]!))
				down = other;
			const below = waiting[down]!;
			if (!isBefore(below, one)) break;
			waiting[at] = below;
			at = down;
		}
		waiting[at] = one;
		return finished;
	}

	#isReady({ finalTime, firstFrame }: Finished): boolean {
		const next = this.#left[this.#left.length - 1];
		if (!next || finalTime < next.finalTime) return true;
		return finalTime === next.finalTime && firstFrame < next.firstFrame;
	}
}

/** Backwards, as the last one is taken next. */
function compareLast(a: Last, b: Last): number {
	return b.finalTime - a.finalTime || b.firstFrame - a.firstFrame;
}

function isBefore(a: Waiting, b: Waiting): boolean {
	if (a.finalTime !== b.finalTime) return a.finalTime < b.finalTime;
	if (a.firstFrame !== b.firstFrame) return a.firstFrame < b.firstFrame;
	return a.order < b.order;
}
