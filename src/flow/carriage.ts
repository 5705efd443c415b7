import type { Carriage } from "../record.js";
import {
	assignStamp,
	copyStamp,
	type Stamp,
	stampTime,
	stampTimeNs,
} from "./stamp.js";

/** Frames kept for one carriage; what comes after is carried but not listed (a 16 MiB body has about 12,000). */
export const FRAMES_LIMIT = 65_536;

/** Frames passed over to put others before them; beyond that all are sorted at once. */
const MOVES_LIMIT = 10_000;

/** That of a message which one frame carried as a whole. */
export function carriageOf(
	stamp: Stamp,
	octets: number,
	retransmissions: number,
): Carriage {
	const time = stampTime(stamp);
	const { frame, capture, captureFrame } = stamp;
	const carriage: Carriage = {
		firstTime: time,
		time,
		frame,
		frames: [frame],
		capture,
		captureFrame,
		bytes: octets,
		complete: true,
		retransmissions,
	};
	if (stamp.fine) {
		carriage.firstTimeNs = stampTimeNs(stamp);
		carriage.timeNs = carriage.firstTimeNs;
	}
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
		if (frame > this.#last.frame) {
			assignStamp(this.#last, stamp);
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
		const carriage: Carriage = {
			firstTime: stampTime(first),
			time: stampTime(last),
			frame: last.frame,
			frames: this.#isAscending ? this.#frames : ascending(this.#frames),
			capture: last.capture,
			captureFrame: last.captureFrame,
			bytes: this.#bytes,
			complete: completedBy !== undefined,
			retransmissions: this.retransmissions,
		};
		const dataTime = this.#tailTime ?? stampTime(this.#last);
		if (dataTime !== carriage.time) carriage.lastDataTime = dataTime;
		if (first.fine) carriage.firstTimeNs = stampTimeNs(first);
		if (last.fine) carriage.timeNs = stampTimeNs(last);
		return carriage;
	}
}

/** Only few stand in the wrong place, and not far from the right one. */
function ascending(frames: readonly number[]): number[] {
	const sorted: number[] = [];
	let moves = 0;
	for (const frame of frames) {
		let at = sorted.length;
		while (at > 0 && sorted[at - 1]! > frame) at--;
		if (at > 0 && sorted[at - 1] === frame) continue;
		moves += sorted.length - at;
		if (moves > MOVES_LIMIT) break;
		sorted.push(frame);
		if (at === sorted.length - 1) continue;
		sorted.copyWithin(at + 1, at, sorted.length - 1);
		sorted[at] = frame;
	}
	if (moves <= MOVES_LIMIT) return sorted;
	return [...new Set(frames)].sort((a, b) => a - b);
}
