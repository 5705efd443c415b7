import * as tag from "./tag.js";

const FIRST_LETTERS = 4096;
/** Of a digit: its value, of no digit that is written in lower case: 0xff. */
const DIGITS = new Uint8Array(0x80).fill(0xff);
for (let i = 0; i < 16; i++) DIGITS[i.toString(16).charCodeAt(0)] = i;
const NO_DIGIT = 0x10;

/** The hashes and the texts of a record, which stand behind its values: the texts are decoded at once. */
export class TextRows {
	readonly #hashes = new Uint8Array(tag.HASHES_LIMIT * tag.HASH_OCTETS);
	#letters = new Uint8Array(FIRST_LETTERS);
	/** Octets of hashes and of texts so far. */
	hashAt = 0;
	letterAt = 0;

	get length(): number {
		return this.hashAt + this.letterAt;
	}

	/** Takes the hash in a text from `from` on; false: it is none in hexadecimal digits, or there are too many. */
	addHash(text: string, from: number): boolean {
		const hashes = this.#hashes;
		const at = this.hashAt;
		if (at === hashes.length) return false;
		for (let i = 0; i < tag.HASH_OCTETS; i++) {
			const high = text.charCodeAt(from + i * 2);
			const low = text.charCodeAt(from + i * 2 + 1);
			if ((high | low) >= 0x80) return false;
			const octet = (DIGITS[high]! << 4) | DIGITS[low]!;
			if (octet > 0xff || DIGITS[low]! >= NO_DIGIT) return false;
			hashes[at + i] = octet;
		}
		this.hashAt = at + tag.HASH_OCTETS;
		return true;
	}

	/** Puts a text behind those before it; false: it is not ASCII. */
	addText(text: string): boolean {
		const { length } = text;
		const from = this.letterAt;
		if (from + length > this.#letters.length) this.#addRoom(length);
		const letters = this.#letters;
		for (let i = 0; i < length; i++) {
			const code = text.charCodeAt(i);
			if (code >= 0x80) return false;
			letters[from + i] = code;
		}
		this.letterAt = from + length;
		return true;
	}

	/** Copies all to where there is room for it. */
	copy(to: Uint8Array, at: number): void {
		const { hashAt, letterAt } = this;
		const hashes = this.#hashes;
		for (let i = 0; i < hashAt; i++) to[at + i] = hashes[i]!;
		const letters = this.#letters;
		const from = at + hashAt;
		for (let i = 0; i < letterAt; i++) to[from + i] = letters[i]!;
	}

	#addRoom(count: number): void {
		const letters = new Uint8Array((this.letterAt + count) * 2);
		letters.set(this.#letters);
		this.#letters = letters;
	}
}
