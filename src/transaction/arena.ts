/** Octets of a piece; what is larger has one of its own. */
const PIECE = 0x10000;
/** Before each text: its length. */
const HEAD = 4;
/** Empty pieces that are kept for what comes. */
const SPARE_LIMIT = 4;

const decoder = new TextDecoder();

interface Piece {
	octets: Uint8Array;
	used: number;
	/** Texts that are still there. */
	count: number;
}

/**
 * Texts in ASCII outside of what the garbage collector looks through, in large pieces that go when the last text of them
 * has gone: what comes together goes together.
 */
export class Arena {
	readonly #pieces: (Piece | undefined)[] = [];
	/** Numbers that no piece has. */
	readonly #free: number[] = [];
	readonly #spare: Uint8Array[] = [];
	#current = -1;
	/** Of all pieces. */
	octets = 0;

	/** Keeps a text; returns its place. */
	put(text: Uint8Array): number {
		const length = text.length + HEAD;
		let number = this.#current;
		let piece = this.#pieces[number];
		if (!piece || piece.used + length > piece.octets.length) {
			number = this.#begin(length);
			piece = this.#pieces[number]!;
		}
		const { octets, used } = piece;
		octets[used] = text.length;
		octets[used + 1] = text.length >>> 8;
		octets[used + 2] = text.length >>> 16;
		octets[used + 3] = text.length >>> 24;
		octets.set(text, used + HEAD);
		piece.used += length;
		piece.count++;
		return number * PIECE + used;
	}

	textAt(place: number): string {
		const { octets } = this.#pieces[Math.floor(place / PIECE)]!;
		const at = place % PIECE;
		const length =
			octets[at]! |
			(octets[at + 1]! << 8) |
			(octets[at + 2]! << 16) |
			(octets[at + 3]! << 24);
		return decoder.decode(octets.subarray(at + HEAD, at + HEAD + length));
	}

	free(place: number): void {
		const number = Math.floor(place / PIECE);
		const piece = this.#pieces[number]!;
		piece.count--;
		if (piece.count > 0) return;
		if (number === this.#current) {
			piece.used = 0;
			return;
		}
		this.#drop(number, piece);
	}

	/** Begins a piece with room for a text; one that has room for others is filled next. */
	#begin(length: number): number {
		const isOwn = length > PIECE;
		const number = this.#free.pop() ?? this.#pieces.length;
		const octets =
			(isOwn ? undefined : this.#spare.pop()) ??
			new Uint8Array(isOwn ? length : PIECE);
		this.#pieces[number] = { octets, used: 0, count: 0 };
		this.octets += octets.length;
		if (!isOwn) {
			const full = this.#pieces[this.#current];
			if (full?.count === 0) this.#drop(this.#current, full);
			this.#current = number;
		}
		return number;
	}

	/** Nothing is left of a piece, and nothing more goes into it. */
	#drop(number: number, { octets }: Piece): void {
		this.#pieces[number] = undefined;
		this.#free.push(number);
		this.octets -= octets.length;
		if (octets.length === PIECE && this.#spare.length < SPARE_LIMIT)
			this.#spare.push(octets);
	}
}
