/** Octets of the first blocks, of which others are multiples. */
const STEP = 4096;
/** Each block is as long as such a part of those before it: by as much at most there is too much room. */
const GROWTH = 8;

/**
 * Octets in arrays that stand for one: when there are more, another array follows. To make a larger one would copy all of
 * them, or leave much of it empty.
 */
export class Blocks {
	readonly #arrays: Uint8Array[] = [];
	/** Place of the first octet of each. */
	readonly #starts: number[] = [];
	/** How many octets have a place. */
	size = 0;

	/** Makes places up to `end`. */
	reserve(end: number): void {
		if (end <= this.size) return;
		const least = Math.max(end - this.size, Math.ceil(this.size / GROWTH));
		const array = new Uint8Array(Math.ceil(least / STEP) * STEP);
		this.#arrays.push(array);
		this.#starts.push(this.size);
		this.size += array.length;
	}

	/** Puts octets to `at`, where they have a place. */
	put(at: number, octets: Uint8Array): void {
		const { length } = octets;
		let index = this.#indexOf(at);
		for (let from = 0; from < length; index++) {
			const array = this.#arrays[index] as Uint8Array;
			const to = at + from - (this.#starts[index] as number);
			const end = Math.min(length, from + array.length - to);
			array.set(octets.subarray(from, end), to);
			from = end;
		}
	}

	/** Copies those from `at` on to all of `target`. */
	copy(at: number, target: Uint8Array): void {
		const { length } = target;
		let index = this.#indexOf(at);
		for (let to = 0; to < length; index++) {
			const array = this.#arrays[index] as Uint8Array;
			const from = at + to - (this.#starts[index] as number);
			const count = Math.min(length - to, array.length - from);
			target.set(array.subarray(from, from + count), to);
			to += count;
		}
	}

	/** The array with this place: mostly the last one. */
	#indexOf(at: number): number {
		const starts = this.#starts;
		let index = starts.length - 1;
		while (index > 0 && (starts[index] as number) > at) index--;
		return index;
	}
}
