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
	static readonly WORDS = WORDS;
	count = 0;
	/** Of each key its halves and its kind, for who reads many. Grows: not to be kept across `add`. */
	words = new Int32Array(FIRST_KEYS * WORDS);
	#high = 0;
	#low = 0;

	clear(): this {
		this.count = 0;
		return this;
	}

	high(index: number): number {
		return this.words[index * WORDS]!;
	}

	low(index: number): number {
		return this.words[index * WORDS + 1]!;
	}

	/** A key of one text. */
	add(kind: number, text: string): void {
		this.addPiece(kind, text, 0, text.length);
	}

	/** A key of a piece of a text. What `addJoined` does, in one function: most keys are made so. */
	addPiece(kind: number, text: string, start: number, end: number): void {
		let high = Math.imul(kind ^ SEED, 0x01000193);
		let low = Math.imul(kind ^ OTHER_SEED, 0x85ebca6b);
		for (let i = start; i < end; i++) {
			const code = text.charCodeAt(i);
			high = Math.imul(high ^ code, 0x01000193);
			low = Math.imul(low ^ code, 0x2c1b3c6d);
		}
		high = Math.imul(high ^ SEPARATOR, 0x01000193);
		this.#put(kind, high, Math.imul(low ^ (low >>> 15), 0x297a2d39));
	}

	/** Drops the keys from `from` on that are equal to one of them before. */
	dropRepeats(from: number): void {
		const { words } = this;
		let to = from;
		for (let i = from; i < this.count; i++) {
			const high = words[i * WORDS]!;
			const low = words[i * WORDS + 1]!;
			let k = from;
			while (
				k < to &&
				(words[k * WORDS] !== high || words[k * WORDS + 1] !== low)
			)
				k++;
			if (k < to) continue;
			if (to < i) words.copyWithin(to * WORDS, i * WORDS, (i + 1) * WORDS);
			to++;
		}
		this.count = to;
	}

	/** A key of two or three texts. */
	addJoined(kind: number, one: string, other: string, third?: string): void {
		this.#high = Math.imul(kind ^ SEED, 0x01000193);
		this.#low = Math.imul(kind ^ OTHER_SEED, 0x85ebca6b);
		this.#hash(one);
		this.#hash(other);
		if (third !== undefined) this.#hash(third);
		this.#put(kind, this.#high, this.#low);
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

	#put(kind: number, high: number, low: number): void {
		const at = this.count++ * WORDS;
		if (at === this.words.length) {
			const words = new Int32Array(at * 2);
			words.set(this.words);
			this.words = words;
		}
		this.words[at] = high;
		this.words[at + 1] = low;
		this.words[at + 2] = kind;
	}
}

/** FNV-1a of a text, never 0, and good for one run. */
export function hashOfText(text: string): number {
	let hash = SEED;
	for (let i = 0; i < text.length; i++)
		hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
	return hash === 0 ? 1 : hash;
}
