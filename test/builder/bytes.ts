/** Octets and the seeded numbers that everything generated is made of. */

export type Octets = Uint8Array<ArrayBuffer>;
/** Text is written as UTF-8, a number as one octet. */
export type Piece = Uint8Array | string | number;

const encoder = new TextEncoder();

export function utf8(text: string): Octets {
	return encoder.encode(text) as Octets;
}

/** Joins pieces into one array. */
export function join(...pieces: readonly Piece[]): Octets {
	return joinAll(pieces);
}

/** The same for any number of pieces. */
export function joinAll(pieces: readonly Piece[]): Octets {
	const parts: Uint8Array[] = [];
	let length = 0;
	for (const piece of pieces) {
		const part = octetsOf(piece);
		parts.push(part);
		length += part.length;
	}
	const out = new Uint8Array(length);
	let at = 0;
	for (const part of parts) {
		out.set(part, at);
		at += part.length;
	}
	return out;
}

function octetsOf(piece: Piece): Uint8Array {
	if (typeof piece === "string") return utf8(piece);
	return typeof piece === "number" ? Uint8Array.of(piece) : piece;
}

export function u16(value: number): Octets {
	return Uint8Array.of(value >>> 8, value);
}

export function u32(value: number): Octets {
	return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
}

export function fromHex(text: string): Octets {
	const digits = text.replace(/\s+/g, "");
	const out = new Uint8Array(digits.length >> 1);
	for (let i = 0; i < out.length; i++) {
		out[i] = Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16);
	}
	return out;
}

/** Cuts octets into pieces of the given sizes; the last size repeats. */
export function cut(
	octets: Uint8Array,
	sizes: number | readonly number[],
): Uint8Array[] {
	const list = typeof sizes === "number" ? [sizes] : sizes;
	const out: Uint8Array[] = [];
	for (let at = 0, i = 0; at < octets.length; i++) {
		const size = Math.max(1, list[Math.min(i, list.length - 1)] ?? 1);
		out.push(octets.subarray(at, at + size));
		at += size;
	}
	return out;
}

/** A small seeded generator (mulberry32): the same seed gives the same numbers everywhere. */
export class Random {
	#state: number;

	constructor(seed: number) {
		this.#state = seed >>> 0;
	}

	/** 0 (included) to 1 (excluded). */
	next(): number {
		this.#state = (this.#state + 0x6d2b79f5) >>> 0;
		let mixed = this.#state;
		mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
	}

	/** `from` to `to`, both included. */
	integer(from: number, to: number): number {
		return from + Math.floor(this.next() * (to - from + 1));
	}

	u32(): number {
		return Math.floor(this.next() * 4294967296);
	}

	chance(probability: number): boolean {
		return this.next() < probability;
	}

	pick<T>(list: readonly T[]): T {
		return list[this.integer(0, list.length - 1)] as T;
	}

	/** A shuffled copy. */
	shuffle<T>(list: readonly T[]): T[] {
		const out = [...list];
		for (let i = out.length - 1; i > 0; i--) {
			const j = this.integer(0, i);
			[out[i], out[j]] = [out[j] as T, out[i] as T];
		}
		return out;
	}

	octets(length: number): Octets {
		const out = new Uint8Array(length);
		for (let i = 0; i < length; i += 4) {
			const value = this.u32();
			out[i] = value;
			if (i + 1 < length) out[i + 1] = value >>> 8;
			if (i + 2 < length) out[i + 2] = value >>> 16;
			if (i + 3 < length) out[i + 3] = value >>> 24;
		}
		return out;
	}
}
