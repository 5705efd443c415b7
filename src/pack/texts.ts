import * as tag from "./tag.js";

const FIRST_OCTETS = 8192;
const VIEWS_LIMIT = 1024;

const decoder = new TextDecoder();
const DIGITS = new TextEncoder().encode("0123456789abcdef");

/** Reads the hashes and texts of a record that `TextRows` wrote, in order. */
export class Texts {
	/** All hashes in digits, then all texts. */
	#text = "";
	#hashAt = 0;
	#textAt = 0;
	/** Octets of `#text`, before they are decoded. */
	#letters = new Uint8Array(FIRST_OCTETS);
	/** The first letters by their number. */
	readonly #views = new Array<Uint8Array | undefined>(VIEWS_LIMIT + 1).fill(
		undefined,
	);

	/** Decodes hashes of so many octets and the texts behind them at once: a call into V8 is what costs. */
	read(octets: Uint8Array, from: number, hashes: number, length: number): void {
		const count = hashes * 2 + length;
		if (count > this.#letters.length) this.#addRoom(count * 2);
		const letters = this.#letters;
		const behind = from + hashes;
		let to = 0;
		for (let i = from; i < behind; i++) {
			const octet = octets[i]!;
			letters[to++] = DIGITS[octet >>> 4]!;
			letters[to++] = DIGITS[octet & 0xf]!;
		}
		this.#hashAt = 0;
		this.#textAt = to;
		for (let i = behind; to < count; i++) letters[to++] = octets[i]!;
		this.#text = count === 0 ? "" : decoder.decode(this.#firstLetters(count));
	}

	/** The next text. */
	take(length: number): string {
		const from = this.#textAt;
		this.#textAt = from + length;
		return this.#text.slice(from, from + length);
	}

	/** The next hash. */
	hash(): string {
		const from = this.#hashAt;
		this.#hashAt = from + tag.HASH_DIGITS;
		return this.#text.slice(from, from + tag.HASH_DIGITS);
	}

	/** There are few lengths: an array for each of them is not made again. */
	#firstLetters(length: number): Uint8Array {
		if (length > VIEWS_LIMIT) return this.#letters.subarray(0, length);
		let view = this.#views[length];
		if (view === undefined) {
			view = this.#letters.subarray(0, length);
			this.#views[length] = view;
		}
		return view;
	}

	#addRoom(octets: number): void {
		this.#letters = new Uint8Array(octets);
		this.#views.fill(undefined);
	}
}
