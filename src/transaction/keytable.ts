/** Words of an entry that the table uses itself: the two halves of its key, and the next entry of its bucket. */
const OWN_WORDS = 3;
const NEXT = 2;
const FIRST_ENTRIES = 256;

/**
 * Entries by 64-bit keys, in one array of words: nothing is made per entry, and a look-up touches one line of the cache.
 * An entry is named by its place in `words`, which it keeps as long as it is there; its owner's words begin at
 * `place + KeyTable.OWN`.
 */
export class KeyTable {
	static readonly OWN = OWN_WORDS;
	/** Grows: not to be kept across `insert`. */
	words: Int32Array;
	size = 0;
	readonly #stride: number;
	#buckets = new Int32Array(FIRST_ENTRIES).fill(-1);
	#shift = 32 - Math.log2(FIRST_ENTRIES);
	/** Places that were given out before are chained by NEXT. */
	#free = -1;
	#used = 0;

	/** `width`: the owner's words of an entry. */
	constructor(width: number) {
		this.#stride = OWN_WORDS + width;
		this.words = new Int32Array(FIRST_ENTRIES * this.#stride);
	}

	/** Place of the key's entry; -1: there is none. */
	find(high: number, low: number): number {
		const { words } = this;
		// What `#bucketOf` does: nothing is called more often.
		const bucket = Math.imul(high ^ (low >>> 15), 0x9e3779b1) >>> this.#shift;
		let at = this.#buckets[bucket]!;
		while (at >= 0) {
			if (words[at] === high && words[at + 1] === low) return at;
			at = words[at + NEXT]!;
		}
		return -1;
	}

	/** Makes the entry of a key that has none; what its owner's words hold is not defined. */
	insert(high: number, low: number): number {
		if (this.size >= this.#buckets.length) this.#addBuckets();
		let at = this.#free;
		if (at >= 0) this.#free = this.words[at + NEXT]!;
		else {
			at = this.#used;
			this.#used += this.#stride;
			if (this.#used > this.words.length) this.#addWords();
		}
		const bucket = this.#bucketOf(high, low);
		const { words } = this;
		words[at] = high;
		words[at + 1] = low;
		words[at + NEXT] = this.#buckets[bucket]!;
		this.#buckets[bucket] = at;
		this.size++;
		return at;
	}

	remove(at: number): void {
		const { words } = this;
		const bucket = this.#bucketOf(words[at]!, words[at + 1]!);
		const next = words[at + NEXT]!;
		let before = this.#buckets[bucket]!;
		if (before === at) this.#buckets[bucket] = next;
		else {
			while (words[before + NEXT] !== at) before = words[before + NEXT]!;
			words[before + NEXT] = next;
		}
		words[at + NEXT] = this.#free;
		this.#free = at;
		this.size--;
	}

	/** Number of an entry among all places, for what its owner keeps beside the table. */
	indexOf(at: number): number {
		return at / this.#stride;
	}

	#bucketOf(high: number, low: number): number {
		return Math.imul(high ^ (low >>> 15), 0x9e3779b1) >>> this.#shift;
	}

	#addWords(): void {
		const words = new Int32Array(this.words.length * 2);
		words.set(this.words);
		this.words = words;
	}

	#addBuckets(): void {
		const old = this.#buckets;
		const { words } = this;
		this.#buckets = new Int32Array(old.length * 2).fill(-1);
		this.#shift--;
		for (let at of old)
			while (at >= 0) {
				const next = words[at + NEXT]!;
				const bucket = this.#bucketOf(words[at]!, words[at + 1]!);
				words[at + NEXT] = this.#buckets[bucket]!;
				this.#buckets[bucket] = at;
				at = next;
			}
	}
}
