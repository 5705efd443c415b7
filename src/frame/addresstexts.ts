/** A power of two. */
const SLOTS = 1024;
const FACTOR = 0x9e3779b1;

/**
 * Texts of addresses of one family that were asked for lately: equal ones are the same string, which V8 compares and hashes
 * without looking at it. Its size is fixed: an address takes the place of another with the same hash.
 */
export class AddressTexts {
	readonly #size: number;
	readonly #format: (octets: Uint8Array, offset: number) => string;
	/** Addresses by slot. */
	readonly #known: Uint32Array;
	readonly #texts: string[] = [];

	/** @param size words of 32 bits of an address */
	constructor(
		size: number,
		format: (octets: Uint8Array, offset: number) => string,
	) {
		this.#size = size;
		this.#format = format;
		this.#known = new Uint32Array(size * SLOTS);
		for (let slot = 0; slot < SLOTS; slot++) this.#texts.push("");
	}

	/** Of the address at `offset`, which is a multiple of 4; both are the same memory. */
	at(octets: Uint8Array, words: Uint32Array, offset: number): string {
		const size = this.#size;
		const first = offset >>> 2;
		let hash = 0;
		for (let i = 0; i < size; i++) {
			hash = Math.imul(hash ^ words[first + i]!, FACTOR);
			hash ^= hash >>> 15;
		}
		const slot = hash & (SLOTS - 1);
		const known = this.#known;
		let isKnown = this.#texts[slot] !== "";
		for (let i = 0; i < size; i++)
			if (known[slot * size + i] !== words[first + i]) isKnown = false;
		if (isKnown) return this.#texts[slot]!;
		for (let i = 0; i < size; i++) known[slot * size + i] = words[first + i]!;
		const text = this.#format(octets, offset);
		this.#texts[slot] = text;
		return text;
	}
}
