import type { Carriage } from "../record.js";
import { settle } from "../shape.js";
import {
	copyStamp,
	newStamp,
	type Stamp,
	stampTime,
	stampTimeNs,
} from "./stamp.js";

/** Frames kept for one carriage; what comes after is carried but not listed (a 16 MiB body has about 12,000). */
export const FRAMES_LIMIT = 65_536;

/** Frames passed over to put others before them; beyond that all are sorted at once. */
const MOVES_LIMIT = 10_000;

/**
 * One that is not complete, by its first and its last frame. All of them have the same keys in the same order, also
 * those that get a value later or never, so that they have one shape.
 */
export function newCarriage(
	first: Stamp,
	last: Stamp,
	frames: number[],
	bytes: number,
): Carriage {
	const carriage: Open<Carriage> = {
		firstTime: stampTime(first),
		time: stampTime(last),
		firstTimeNs: first.fine ? stampTimeNs(first) : undefined,
		timeNs: last.fine ? stampTimeNs(last) : undefined,
		frame: last.frame,
		frames,
		capture: last.capture,
		captureFrame: last.captureFrame,
		bytes,
		complete: false,
		retransmissions: 0,
		lastDataTime: undefined,
		missing: undefined,
		missingCause: undefined,
		acknowledged: undefined,
	};
	return carriage as Carriage;
}

/** With undefined for what has no value, which no record shows. */
type Open<T> = { [K in keyof T]-?: T[K] | undefined };

settle(newCarriage(newStamp(), newStamp(), [], 0), {
	firstTime: 0.5,
	time: 0.5,
	frame: 1,
	frames: [1],
	capture: 1,
	captureFrame: 1,
	bytes: 1,
	complete: true,
	retransmissions: 1,
});

/** That of a message which one frame carried as a whole. */
export function carriageOf(
	stamp: Stamp,
	octets: number,
	retransmissions: number,
): Carriage {
	const carriage = newCarriage(stamp, stamp, [stamp.frame], octets);
	carriage.complete = true;
	carriage.retransmissions = retransmissions;
	return carriage;
}

/** Notes which frames carried the octets of one message, and when. */
export class CarriageLog {
	readonly #first: Stamp;
	readonly #last: Stamp;
	/** Time of the frame that first carried the last octets so far, when a hole before them was filled later. */
	#tailTime: number | undefined;
	readonly #frames: number[];
	#lastListed: number;
	/** Frames mostly come in order and once: then nothing is sorted. */
	#isAscending = true;
	#bytes = 0;
	retransmissions = 0;

	constructor(stamp: Stamp) {
		this.#first = copyStamp(stamp);
		this.#last = copyStamp(stamp);
		this.#frames = [stamp.frame];
		this.#lastListed = stamp.frame;
	}

	get bytes(): number {
		return this.#bytes;
	}

	/** `stamp` is of the frame that first carried these octets, which may be earlier than the frame before. */
	add(stamp: Stamp, octets: number): void {
		this.#bytes += octets;
		const { frame } = stamp;
		if (frame === this.#lastListed) return;
		if (this.#frames.length < FRAMES_LIMIT) {
			if (frame < this.#lastListed) this.#isAscending = false;
			this.#frames.push(frame);
			this.#lastListed = frame;
		}
		const last = this.#last;
		if (frame > last.frame) {
			// As `assignStamp`, of which there would be a call for each frame.
			last.frame = frame;
			last.seconds = stamp.seconds;
			last.nanoseconds = stamp.nanoseconds;
			last.fine = stamp.fine;
			last.capture = stamp.capture;
			last.captureFrame = stamp.captureFrame;
			this.#tailTime = undefined;
		} else this.#tailTime = stampTime(stamp);
	}

	/**
	 * The record of it, after which nothing is added. `completedBy` is the frame that completed it (the one that filled the last hole, or the FIN);
	 * without it the carriage is incomplete and ends at the last frame that added to it.
	 */
	finish(completedBy?: Stamp): Carriage {
		const first = this.#first;
		const last = completedBy ?? this.#last;
		const frames = this.#isAscending ? this.#frames : ascending(this.#frames);
		const carriage = newCarriage(first, last, frames, this.#bytes);
		carriage.complete = completedBy !== undefined;
		carriage.retransmissions = this.retransmissions;
		const dataTime = this.#tailTime ?? stampTime(this.#last);
		if (dataTime !== carriage.time) carriage.lastDataTime = dataTime;
		return carriage;
	}
}

/** Each once, in order. Only few stand in the wrong place, and not far from the right one. */
export function ascending(frames: readonly number[]): number[] {
	const sorted = frames.slice();
	let count = 0;
	let moves = 0;
	for (let next = 0; next < frames.length; next++) {
		const frame = frames[next] as number;
		let at = count;
		while (at > 0 && (sorted[at - 1] as number) > frame) at--;
		if (at > 0 && sorted[at - 1] === frame) continue;
		moves += count - at;
		if (moves > MOVES_LIMIT) return [...new Set(frames)].sort((a, b) => a - b);
		// They are few: a call of V8's runtime would take longer.
		for (let to = count; to > at; to--) sorted[to] = sorted[to - 1] as number;
		sorted[at] = frame;
		count++;
	}
	if (count < sorted.length) sorted.length = count;
	return sorted;
}
