import { CarriageLog } from "../flow/carriage.js";
import { copyStamp, type Stamp } from "../flow/stamp.js";
import type { Buffers } from "../tcp/buffers.js";
import { findLineEnd, START_LINE_LIMIT } from "./startline.js";

/** Octets that one frame carried. */
export interface Piece {
	bytes: Uint8Array;
	stamp: Stamp;
}

const NOTHING: Uint8Array = new Uint8Array(0);
const NO_MARKS: Mark[] = [];

/** End of a span, and its stamp. */
interface Mark {
	end: number;
	stamp: Stamp;
}

/** Octets of several spans that are only understood together, with the stamps of the frames that carried them. */
export class PendingOctets {
	readonly #buffers: Buffers;
	#bytes = NOTHING;
	#length = 0;
	#marks = NO_MARKS;

	constructor(buffers: Buffers) {
		this.#buffers = buffers;
	}

	get length(): number {
		return this.#length;
	}

	/** The octets are its first `length`; changes with the next `append`. */
	get bytes(): Uint8Array {
		return this.#bytes;
	}

	append(bytes: Uint8Array, start: number, end: number, stamp: Stamp): void {
		const length = this.#length + end - start;
		if (length > this.#bytes.length) {
			const larger = this.#buffers.take(length * 2);
			larger.set(this.#bytes.subarray(0, this.#length));
			this.#release();
			this.#bytes = larger;
		}
		this.#bytes.set(bytes.subarray(start, end), this.#length);
		this.#length = length;
		const last = this.#marks[this.#marks.length - 1];
		if (last && last.stamp.frame === stamp.frame) last.end = length;
		else {
			if (this.#marks === NO_MARKS) this.#marks = [];
			this.#marks.push({ end: length, stamp: copyStamp(stamp) });
		}
	}

	/** What the octets that came behind `before` may tell of the start line. */
	tellsMore(before: number): boolean {
		return (
			before < 64 ||
			this.#length >= START_LINE_LIMIT ||
			findLineEnd(this.#bytes, before, this.#length) >= 0
		);
	}

	/** How the first `size` octets, one at least, were carried. */
	carriage(size: number): CarriageLog {
		const log = new CarriageLog(this.#marks[0]!.stamp);
		let from = 0;
		for (const { end, stamp } of this.#marks) {
			if (from >= size) break;
			log.add(stamp, Math.min(end, size) - from);
			from = end;
		}
		return log;
	}

	/** What lies from `offset` on, by frame; then nothing is pending. */
	take(offset: number): Piece[] {
		const pieces: Piece[] = [];
		let from = offset;
		for (const { end, stamp } of this.#marks) {
			if (end <= from) continue;
			pieces.push({ bytes: this.#bytes.slice(from, end), stamp });
			from = end;
		}
		this.clear();
		return pieces;
	}

	clear(): void {
		this.#length = 0;
		this.#marks = NO_MARKS;
		this.#release();
	}

	#release(): void {
		if (this.#bytes !== NOTHING) this.#buffers.give(this.#bytes);
		this.#bytes = NOTHING;
	}
}
