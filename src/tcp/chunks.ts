import { assignStamp, newStamp, type Stamp } from "../flow/stamp.js";
import type { Buffers } from "./buffers.js";

/** Octets that arrived before their turn. */
export interface Chunk {
	sequence: number;
	/** Octets sent; more than `length` when the capture cut the packet. */
	wireLength: number;
	bytes: Uint8Array;
	/** Where in `bytes` they are. */
	offset: number;
	/** Octets captured. */
	length: number;
	stamp: Stamp;
	/** What the sender had received by then: its acknowledgment number, if it sent one. */
	acknowledges: number;
	isAcknowledging: boolean;
	/** Segments that carried octets of it again. */
	copies: number;
	/** One of the copies differs. */
	conflict: boolean;
	/** `bytes` is memory that lasts until the end of the batch. */
	isBorrowed: boolean;
}

const NOTHING = new Uint8Array(0);
/** Chunks that are kept for who comes next. */
const KEEP = 1024;

export function newChunk(): Chunk {
	return {
		sequence: 0,
		wireLength: 0,
		bytes: NOTHING,
		offset: 0,
		length: 0,
		stamp: newStamp(),
		acknowledges: 0,
		isAcknowledging: false,
		copies: 0,
		conflict: false,
		isBorrowed: false,
	};
}

/** Chunks, and memory for them, that are used again. Most wait for so short a time that their octets can stay where they are. */
export class Chunks {
	readonly #buffers: Buffers;
	readonly #spare: Chunk[] = [];
	/** Those made of borrowed memory since the batch began; some are not, or not any more. */
	readonly #borrowed: Chunk[] = [];

	constructor(buffers: Buffers) {
		this.#buffers = buffers;
	}

	/** What `chunk` holds from its octet `from` up to `end`. Its octets are copied, unless they are borrowed. */
	take(chunk: Chunk, from: number, end: number): Chunk {
		const taken = this.#spare.pop() ?? newChunk();
		const known = end < chunk.length ? end : chunk.length;
		taken.sequence = (chunk.sequence + from) | 0;
		taken.wireLength = end - from;
		taken.bytes = chunk.bytes;
		taken.offset = chunk.offset + from;
		taken.length = known > from ? known - from : 0;
		assignStamp(taken.stamp, chunk.stamp);
		taken.acknowledges = chunk.acknowledges;
		taken.isAcknowledging = chunk.isAcknowledging;
		taken.copies = 0;
		taken.conflict = false;
		taken.isBorrowed = chunk.isBorrowed;
		if (taken.isBorrowed) this.#borrowed.push(taken);
		else this.#copy(taken);
		return taken;
	}

	/** Nobody looks at the chunk any more. */
	give(chunk: Chunk): void {
		if (!chunk.isBorrowed) this.#buffers.give(chunk.bytes);
		chunk.isBorrowed = false;
		chunk.bytes = NOTHING;
		if (this.#spare.length < KEEP) this.#spare.push(chunk);
	}

	/** Borrowed memory is used for something else from now on. */
	settle(): void {
		for (;;) {
			const chunk = this.#borrowed.pop();
			if (!chunk) return;
			if (!chunk.isBorrowed) continue;
			chunk.isBorrowed = false;
			this.#copy(chunk);
		}
	}

	#copy(chunk: Chunk): void {
		const { bytes, offset, length } = chunk;
		const own = this.#buffers.take(length);
		own.set(bytes.subarray(offset, offset + length));
		chunk.bytes = own;
		chunk.offset = 0;
	}
}
