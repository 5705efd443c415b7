/** Words per key: two halves of its hash, and its kind. */
const WORDS = 3;
const FIRST_KEYS = 32;
/** Differ from run to run: nobody can make texts whose keys are equal, or meet in one bucket. No output depends on them. */
const SEED = (Math.random() * 2 ** 32) | 0;
const OTHER_SEED = (Math.random() * 2 ** 32) | 0;
/** Between the texts of a key, so that `a|bc` is not `ab|c`. */
const SEPARATOR = 0x7c;

/**
 * Keys as 64-bit hashes of their kind and texts: nothing is concatenated, and nothing kept of the texts. Two of 10^6 keys
 * are equal by chance once in 10^7 captures, and then only look at each other: what belongs together is decided by the
 * texts themselves. One list is filled again and again.
 */
export class KeyList {
	count = 0;
	#words = new Int32Array(FIRST_KEYS * WORDS);
	#high = 0;
	#low = 0;

	clear(): this {
		this.count = 0;
		return this;
	}

	high(index: number): number {
		return this.#words[index * WORDS]!;
	}

	low(index: number): number {
		return this.#words[index * WORDS + 1]!;
	}

	kind(index: number): number {
		return this.#words[index * WORDS + 2]!;
	}

	/** A key of one text. */
	add(kind: number, text: string): void {
		this.#begin(kind);
		this.#hash(text);
		this.#end(kind);
	}

	/** A key of two or three texts. */
	addJoined(kind: number, one: string, other: string, third?: string): void {
		this.#begin(kind);
		this.#hash(one);
		this.#hash(other);
		if (third !== undefined) this.#hash(third);
		this.#end(kind);
	}

	#begin(kind: number): void {
		this.#high = Math.imul(kind ^ SEED, 0x01000193);
		this.#low = Math.imul(kind ^ OTHER_SEED, 0x85ebca6b);
	}

	/** FNV-1a beside the same with another factor: what is alike in one half depends on its seed. */
	#hash(text: string): void {
		let high = this.#high;
		let low = this.#low;
		const { length } = text;
		for (let i = 0; i < length; i++) {
			const code = text.charCodeAt(i);
			high = Math.imul(high ^ code, 0x01000193);
			low = Math.imul(low ^ code, 0x2c1b3c6d);
		}
		this.#high = Math.imul(high ^ SEPARATOR, 0x01000193);
		this.#low = Math.imul(low ^ (low >>> 15), 0x297a2d39);
	}

	#end(kind: number): void {
		const at = this.count++ * WORDS;
		if (at === this.#words.length) {
			const words = new Int32Array(at * 2);
			words.set(this.#words);
			this.#words = words;
		}
		this.#words[at] = this.#high;
		this.#words[at + 1] = this.#low;
		this.#words[at + 2] = kind;
	}
}

/** FNV-1a of a text, never 0, and good for one run. */
export function hashOfText(text: string): number {
	let hash = SEED;
	for (let i = 0; i < text.length; i++)
		hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
	return hash === 0 ? 1 : hash;
}
