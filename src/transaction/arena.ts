import type { Packed } from "../pack/writer.js";

/** Octets of a piece; what is larger has one of its own. */
const PIECE = 0x10000;
/** Empty pieces that are kept for what comes. */
const SPARE_LIMIT = 4;

/** Before each record: its first and its last time. */
const LAST = 8;
const HEAD = 16;

interface Piece {
	octets: Uint8Array;
	view: DataView;
	used: number;
	/** Records that are still there. */
	count: number;
}

/** When what a record tells of began and ended. */
export interface Times {
	readonly firstTime: number;
	readonly lastTime: number;
}

/**
 * Packed records outside of what the garbage collector looks through, in large pieces that go when the last record of
 * them has gone: what comes together goes together.
 */
export class Arena {
	readonly #pieces: (Piece | undefined)[] = [];
	/** Numbers that no piece has. */
	readonly #free: number[] = [];
	readonly #spare: Uint8Array[] = [];
	#current = -1;
	/** Of all pieces. */
	octets = 0;

	/** Keeps a record and its times; returns its place. */
	put(record: Packed, { firstTime, lastTime }: Times): number {
		const { octets: source, from, to } = record;
		const length = to - from + HEAD;
		let number = this.#current;
		let piece = this.#pieces[number];
		if (!piece || piece.used + length > piece.octets.length) {
			number = this.#begin(length);
			piece = this.#pieces[number]!;
		}
		const { octets, view, used } = piece;
		view.setFloat64(used, firstTime);
		view.setFloat64(used + LAST, lastTime);
		// A loop is quicker than an array made to copy so few.
		let at = used + HEAD;
		for (let i = from; i < to; i++) octets[at++] = source[i]!;
		piece.used = at;
		piece.count++;
		return number * PIECE + used;
	}

	firstTimeAt(place: number): number {
		return this.#pieceOf(place).view.getFloat64(place % PIECE);
	}

	lastTimeAt(place: number): number {
		return this.#pieceOf(place).view.getFloat64((place % PIECE) + LAST);
	}

	/** The octets in which the record of the place begins at `startOf`. */
	octetsOf(place: number): Uint8Array {
		return this.#pieceOf(place).octets;
	}

	startOf(place: number): number {
		return (place % PIECE) + HEAD;
	}

	#pieceOf(place: number): Piece {
		return this.#pieces[Math.floor(place / PIECE)]!;
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

	/** Begins a piece with room for a record; one that has room for others is filled next. */
	#begin(length: number): number {
		const isOwn = length > PIECE;
		const number = this.#free.pop() ?? this.#pieces.length;
		const octets =
			(isOwn ? undefined : this.#spare.pop()) ??
			new Uint8Array(isOwn ? length : PIECE);
		const view = new DataView(octets.buffer);
		this.#pieces[number] = { octets, view, used: 0, count: 0 };
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
