export const CHUNK = 4096;
/** Octets that wait to be used again. */
const KEPT = (4 * 1024 * 1024) / CHUNK;

/** Chunks of one size, used again and again: memory that was never touched costs more than what is written into it. */
export class Chunks {
	readonly #free: Uint8Array[] = [];
	/** Octets that were copied into and out of chunks, for `--stats`. */
	copied = 0;

	/** What is in it means nothing. */
	take(): Uint8Array {
		return this.#free.pop() ?? new Uint8Array(CHUNK);
	}

	/** Nobody uses this one any more. */
	give(chunk: Uint8Array): void {
		if (this.#free.length < KEPT) this.#free.push(chunk);
	}
}

/** Octets that come packet by packet, one behind the other. Nothing is copied again when more come. */
export class Pieces {
	readonly #pool: Chunks;
	readonly #chunks: Uint8Array[] = [];
	#used = 0;

	constructor(pool: Chunks) {
		this.#pool = pool;
	}

	/** How many there are. */
	get used(): number {
		return this.#used;
	}

	append(bytes: Uint8Array, offset: number, length: number): void {
		const end = offset + length;
		this.#pool.copied += length;
		for (let from = offset; from < end; ) {
			const at = this.#used % CHUNK;
			if (at === 0) this.#chunks.push(this.#pool.take());
			const size = Math.min(end - from, CHUNK - at);
			const chunk = this.#chunks[this.#chunks.length - 1] as Uint8Array;
			chunk.set(bytes.subarray(from, from + size), at);
			from += size;
			this.#used += size;
		}
	}

	/** Copies `length` octets from `at` on to the place `to` of `target`. */
	copy(at: number, length: number, target: Uint8Array, to: number): void {
		const end = at + length;
		this.#pool.copied += length;
		for (let from = at; from < end; ) {
			const first = from % CHUNK;
			const size = Math.min(end - from, CHUNK - first);
			const chunk = this.#chunks[(from - first) / CHUNK] as Uint8Array;
			target.set(chunk.subarray(first, first + size), to + from - at);
			from += size;
		}
	}

	/** Gives all of them up. */
	release(): void {
		for (const chunk of this.#chunks) this.#pool.give(chunk);
		this.#chunks.length = 0;
		this.#used = 0;
	}
}

/** The place for so many octets: in `room` when they fit. */
export function roomFor(length: number, room?: Uint8Array): Uint8Array {
	return room && length <= room.length
		? room.subarray(0, length)
		: new Uint8Array(length);
}
