import type { Part } from "../record.js";

/** A body that was decoded: its parts can be those of the next one with the same octets. */
export interface KnownBody {
	hash: string;
	parts: Part[] | undefined;
}

/** Where a body is. */
interface Body {
	bytes: Uint8Array;
	start: number;
	length: number;
}

/** A power of two. */
const SLOTS = 1024;
/** Stretches of octets between the data of parts, and those octets in all, of a body that is remembered. */
const STRETCHES = 21;
const OCTETS = 1536;
/** Of a slot: octets of the body, stretches, then where each begins in the body and how long it is. */
const NUMBERS = 2 + 2 * STRETCHES;

/**
 * Bodies of multiparts by hash, the latest of each slot: a message passes on several hops and to several recipients.
 * Whoever sends them can make two bodies with one hash: that what decides about the parts is the same is seen by itself,
 * which is all octets but the data of the parts.
 */
export class KnownBodies {
	readonly #hashes = new Uint32Array(2 * SLOTS);
	readonly #bodies: (KnownBody | undefined)[] = [];
	readonly #numbers = new Uint32Array(SLOTS * NUMBERS);
	readonly #octets = new Uint8Array(SLOTS * OCTETS);
	/** The slot that is being filled, and its octets so far; -1: there is too much to keep. */
	#slot = 0;
	#filled = -1;

	constructor() {
		for (let i = 0; i < SLOTS; i++) this.#bodies.push(undefined);
	}

	/** The body with this hash, when the one that is there has its structure. */
	get(
		low: number,
		high: number,
		{ bytes, start, length }: Body,
	): KnownBody | undefined {
		const slot = low & (SLOTS - 1);
		if (this.#hashes[2 * slot] !== low || this.#hashes[2 * slot + 1] !== high)
			return undefined;
		const body = this.#bodies[slot];
		if (body === undefined || this.#numbers[slot * NUMBERS] !== length)
			return undefined;
		return this.#isSame(slot, bytes, start) ? body : undefined;
	}

	#isSame(slot: number, bytes: Uint8Array, start: number): boolean {
		const numbers = this.#numbers;
		const octets = this.#octets;
		let next = slot * NUMBERS + 2;
		let at = slot * OCTETS;
		for (let left = numbers[next - 1] as number; left > 0; left--) {
			const from = start + (numbers[next] as number);
			const end = from + (numbers[next + 1] as number);
			for (let p = from; p < end; p++)
				if (bytes[p] !== octets[at++]) return false;
			next += 2;
		}
		return true;
	}

	/** Begins to note a body; its stretches follow, then `keep`. */
	begin(low: number, length: number): void {
		this.#slot = low & (SLOTS - 1);
		this.#filled = 0;
		this.#bodies[this.#slot] = undefined;
		this.#numbers[this.#slot * NUMBERS] = length;
		this.#numbers[this.#slot * NUMBERS + 1] = 0;
	}

	/** Octets that are no data of a part; `offset`: from the start of the body, which is at `start`. */
	add(bytes: Uint8Array, start: number, offset: number, length: number): void {
		if (this.#filled < 0 || length <= 0) return;
		const first = this.#slot * NUMBERS;
		const count = this.#numbers[first + 1] as number;
		if (count === STRETCHES || this.#filled + length > OCTETS) {
			this.#filled = -1;
			return;
		}
		this.#numbers[first + 1] = count + 1;
		this.#numbers[first + 2 + 2 * count] = offset;
		this.#numbers[first + 3 + 2 * count] = length;
		let at = this.#slot * OCTETS + this.#filled;
		const end = start + offset + length;
		for (let p = start + offset; p < end; p++)
			this.#octets[at++] = bytes[p] as number;
		this.#filled += length;
	}

	/** What the body has; forgotten when there is too much to it. */
	keep(low: number, high: number, body: KnownBody): void {
		if (this.#filled < 0) return;
		this.#hashes[2 * this.#slot] = low;
		this.#hashes[2 * this.#slot + 1] = high;
		this.#bodies[this.#slot] = body;
	}
}
