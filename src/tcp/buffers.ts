/** Smallest buffer, as a power of two. */
const SMALLEST = 11;
/** The largest that is kept. */
const LARGEST = 20;
/** Octets of buffers that are kept for who comes next. */
const KEEP_OCTETS = 1 << 22;

/** Memory that is used again: new memory has to be filled with zeros first, and to be collected later. */
export class Buffers {
	/** By size: powers of two from the smallest on. */
	readonly #free: Uint8Array[][] = [];
	#kept = 0;
	/** Buffers that had to be made. */
	made = 0;
	/** Octets that were copied into buffers, for `--stats`. */
	copied = 0;

	constructor() {
		for (let bits = SMALLEST; bits <= LARGEST; bits++) this.#free.push([]);
	}

	/** Memory of at least `size` octets; what is in it is undefined. */
	take(size: number): Uint8Array {
		const index = indexOf(size);
		if (index >= this.#free.length) return new Uint8Array(size);
		const known = this.#free[index]!.pop();
		if (known) {
			this.#kept -= known.length;
			return known;
		}
		this.made++;
		return new Uint8Array(1 << (SMALLEST + index));
	}

	/** Nobody reads or writes `buffer` any more. */
	give(buffer: Uint8Array): void {
		const index = indexOf(buffer.length);
		if (index >= this.#free.length) return;
		if (this.#kept + buffer.length > KEEP_OCTETS) return;
		this.#kept += buffer.length;
		this.#free[index]!.push(buffer);
	}
}

function indexOf(size: number): number {
	const bits = 32 - Math.clz32(size - 1);
	return size <= 1 << SMALLEST ? 0 : bits - SMALLEST;
}
