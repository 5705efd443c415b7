import type { Chunk, Chunks } from "./chunks.js";
import { advance, distance } from "./sequence.js";

/** What a buffered chunk costs besides its octets, so that many tiny ones are bounded as well. */
export const CHUNK_COST = 128;
const NO_CHUNKS: Chunk[] = [];

/**
 * The octets beyond the next expected one, as chunks sorted by sequence number that never overlap; the holes are
 * what lies between them. The first copy of an octet wins (as in most receivers), a differing one is noted.
 */
export class Holes {
	readonly #source: Chunks;
	#chunks = NO_CHUNKS;
	#octets = 0;

	constructor(source: Chunks) {
		this.#source = source;
	}

	/** Memory in use, roughly. */
	get cost(): number {
		return this.#octets + this.#chunks.length * CHUNK_COST;
	}

	/** Octets held. */
	get octets(): number {
		return this.#octets;
	}

	get first(): Chunk | undefined {
		return this.#chunks[0];
	}

	/** Takes the first chunk out. */
	shift(): Chunk | undefined {
		const chunk = this.#chunks.shift();
		if (chunk) this.#octets -= chunk.length;
		return chunk;
	}

	/** End of the octets that follow the first chunk without a hole. */
	get contiguousEnd(): number | undefined {
		let end: number | undefined;
		for (const chunk of this.#chunks) {
			if (end !== undefined && chunk.sequence !== end) break;
			end = advance(chunk.sequence, chunk.wireLength);
		}
		return end;
	}

	/** Keeps what is new in `chunk`: a copy of it, as its memory may be used again, unless that is borrowed. */
	insert(chunk: Chunk): void {
		const chunks = this.#chunks;
		const base = chunk.sequence;
		let from = 0;
		let index = this.#firstBehind(base);
		while (from < chunk.wireLength) {
			const held = chunks[index];
			const start = held ? distance(base, held.sequence) : chunk.wireLength;
			if (start > from) {
				const end = Math.min(start, chunk.wireLength);
				this.#store(chunk, from, end, index);
				from = end;
				index++;
			}
			if (!held || from >= chunk.wireLength) return;
			from = this.#overlap(chunk, held, from);
			index = chunks.indexOf(held, index) + 1;
		}
	}

	/** Drops what lies at or behind `sequence`; how many octets that was. */
	cutAt(sequence: number): number {
		let dropped = 0;
		for (;;) {
			const last = this.#chunks[this.#chunks.length - 1];
			if (!last) return dropped;
			const before = Math.max(0, distance(last.sequence, sequence));
			if (before >= last.wireLength) return dropped;
			dropped += last.wireLength - before;
			const length = Math.min(last.length, before);
			this.#octets -= last.length - length;
			last.wireLength = before;
			last.length = length;
			if (before > 0) return dropped;
			this.#chunks.pop();
			this.#source.give(last);
		}
	}

	/** Index of the first chunk that ends behind `sequence`. */
	#firstBehind(sequence: number): number {
		let index = this.#chunks.length;
		while (index > 0) {
			const held = this.#chunks[index - 1]!;
			if (distance(sequence, held.sequence) + held.wireLength <= 0) break;
			index--;
		}
		return index;
	}

	#store(chunk: Chunk, from: number, end: number, index: number): void {
		const stored = this.#source.take(chunk, from, end);
		this.#octets += stored.length;
		if (this.#chunks === NO_CHUNKS) this.#chunks = [];
		if (index === this.#chunks.length) this.#chunks.push(stored);
		else this.#chunks.splice(index, 0, stored);
	}

	/** Compares what both have from `from` on; where the common part ends. */
	#overlap(chunk: Chunk, held: Chunk, from: number): number {
		const start = distance(chunk.sequence, held.sequence);
		const end = Math.min(start + held.wireLength, chunk.wireLength);
		const known = Math.min(end, chunk.length, start + held.length);
		for (let at = from; at < known; at++) {
			if (
				chunk.bytes[chunk.offset + at] !== held.bytes[held.offset + at - start]
			) {
				held.conflict = true;
				break;
			}
		}
		held.copies++;
		return end;
	}
}
