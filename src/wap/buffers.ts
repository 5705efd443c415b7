/** The smallest buffer there is. */
const SMALLEST = 4096;
/** Octets that wait to be used again. */
const KEPT_OCTETS = 4 * 1024 * 1024;

/**
 * Buffers in sizes of powers of two, used again and again: memory that was never touched costs more than what is
 * written into it.
 */
export class Buffers {
	/** Free ones by the exponent of their size. */
	readonly #free: Uint8Array[][] = [];
	#octets = 0;
	/** Octets that were copied into buffers, for `--stats`. */
	copied = 0;

	/** One of at least this size. What is in it means nothing. */
	take(size: number): Uint8Array {
		const exponent = 32 - Math.clz32(Math.max(size, SMALLEST) - 1);
		const known = this.#free[exponent]?.pop();
		if (!known) return new Uint8Array(2 ** exponent);
		this.#octets -= known.length;
		return known;
	}

	/** Nobody uses this one any more. */
	give(buffer: Uint8Array): void {
		const { length } = buffer;
		if (length < SMALLEST || this.#octets + length > KEPT_OCTETS) return;
		const exponent = 31 - Math.clz32(length);
		this.#free[exponent] ??= [];
		this.#free[exponent].push(buffer);
		this.#octets += length;
	}
}
