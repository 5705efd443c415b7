import type { Carriage } from "../record.js";
import { assignStamp, type Stamp, stampTime, stampTimeNs } from "./stamp.js";

/** Frames kept for one carriage; what comes after is carried but not listed (a 16 MiB body has about 12,000). */
export const FRAMES_LIMIT = 65_536;

/** Notes which frames carried the octets of one message, and when. */
export class CarriageLog {
	readonly #first: Stamp;
	readonly #last: Stamp;
	/** Time of the frame that first carried the last octets so far, when a hole before them was filled later. */
	#tailTime: number | undefined;
	readonly #frames: number[] = [];
	#bytes = 0;
	retransmissions = 0;

	constructor(stamp: Stamp) {
		this.#first = { ...stamp };
		this.#last = { ...stamp };
		this.#frames.push(stamp.frame);
	}

	get bytes(): number {
		return this.#bytes;
	}

	/** `stamp` is of the frame that first carried these octets, which may be earlier than the frame before. */
	add(stamp: Stamp, octets: number): void {
		this.#bytes += octets;
		if (stamp.frame === this.#frames[this.#frames.length - 1]) return;
		if (this.#frames.length < FRAMES_LIMIT) this.#frames.push(stamp.frame);
		const isLater = stamp.frame > this.#last.frame;
		if (isLater) assignStamp(this.#last, stamp);
		this.#tailTime = isLater ? undefined : stampTime(stamp);
	}

	/**
	 * The record of it. `completedBy` is the frame that completed it (the one that filled the last hole, or the FIN);
	 * without it the carriage is incomplete and ends at the last frame that added to it.
	 */
	finish(completedBy?: Stamp): Carriage {
		const first = this.#first;
		const last = completedBy ?? this.#last;
		const carriage: Carriage = {
			firstTime: stampTime(first),
			time: stampTime(last),
			frame: last.frame,
			frames: ascending(this.#frames),
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

/** Frames mostly come in order and once: then nothing is sorted. */
function ascending(frames: number[]): number[] {
	for (let i = 1; i < frames.length; i++)
		if (frames[i]! <= frames[i - 1]!)
			return [...new Set(frames)].sort((a, b) => a - b);
	return frames.slice();
}
