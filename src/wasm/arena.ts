import type { Core } from "./instance.js";

/** Behind the last region of `layout.ts` and before its REGION_INPUT. */
export const REGION_ARENA = 0x2090000;
export const REGION_ARENA_SIZE = 0x400000;
/** The arena of WAP, of the same size. */
export const REGION_WAP_ARENA = 0x2490000;

/** Smallest and largest block, as powers of two. */
const SMALLEST = 11;
const LARGEST = 20;
const UNIT = 1 << SMALLEST;

/**
 * Blocks of the core's own memory, for what is put together from packets and then decoded: where it lies, without another
 * copy. They are powers of two; a larger one is cut in halves, and free halves become one again.
 */
export class Arena {
	readonly #core: Core;
	readonly #start: number;
	/** By size: addresses of blocks that were free at some time; those that are not any more are passed over. */
	readonly #free: number[][] = [];
	/** By unit of the smallest size: the power of two of the block that begins there, negative when it is free. */
	readonly #blocks = new Int8Array(REGION_ARENA_SIZE / UNIT);

	constructor(core: Core, start = REGION_ARENA) {
		this.#core = core;
		this.#start = start;
		for (let bits = 0; bits <= LARGEST; bits++) this.#free.push([]);
		for (let at = 0; at < REGION_ARENA_SIZE; at += 1 << LARGEST)
			this.#release(at, LARGEST);
	}

	/** Address of a block of at least `size` octets, of which nothing is known; 0: there is none. */
	take(size: number): number {
		const bits = Math.max(SMALLEST, 32 - Math.clz32(size - 1));
		if (bits > LARGEST) return 0;
		for (let from = bits; from <= LARGEST; from++) {
			const at = this.#pop(from);
			if (at < 0) continue;
			for (let half = from - 1; half >= bits; half--)
				this.#release(at + (1 << half), half);
			this.#blocks[at >>> SMALLEST] = bits;
			return this.#start + at;
		}
		return 0;
	}

	/** Octets of the block at an address. */
	sizeOf(address: number): number {
		return 1 << this.#blocks[(address - this.#start) >>> SMALLEST]!;
	}

	/** Nobody reads or writes the block at `address` any more. */
	give(address: number): void {
		let at = address - this.#start;
		let bits = this.#blocks[at >>> SMALLEST]!;
		for (; bits < LARGEST; bits++) {
			const other = at ^ (1 << bits);
			if (this.#blocks[other >>> SMALLEST] !== -bits) break;
			this.#blocks[Math.max(at, other) >>> SMALLEST] = 0;
			at = Math.min(at, other);
		}
		this.#release(at, bits);
	}

	/** Puts octets of whatever memory to an address. */
	copy(bytes: Uint8Array, start: number, length: number, to: number): void {
		const core = this.#core;
		if (bytes === core.bytes) core.exports.copyOctets(to, start, length);
		else core.bytes.set(bytes.subarray(start, start + length), to);
	}

	/** What lies there; until the memory grows. */
	view(address: number, length: number): Uint8Array {
		return this.#core.bytes.subarray(address, address + length);
	}

	#release(at: number, bits: number): void {
		this.#blocks[at >>> SMALLEST] = -bits;
		this.#free[bits]!.push(at);
	}

	#pop(bits: number): number {
		const free = this.#free[bits]!;
		for (;;) {
			const at = free.pop();
			if (at === undefined) return -1;
			if (this.#blocks[at >>> SMALLEST] === -bits) return at;
		}
	}
}
