import type { Part } from "../record.js";

/** A body that was decoded: its parts can be those of the next one with the same octets. */
export interface KnownBody {
	hash: string;
	parts: Part[] | undefined;
}

/** A power of two. */
const SLOTS = 1024;
/** Parts and octets of their headers of a body that is remembered: all of them take 4 MB at most. */
const PARTS_LIMIT = 20;
const HEADERS_LIMIT = 1500;

/** Bodies of multiparts by hash, the latest of each slot: a message passes on several hops and to several recipients. */
export class KnownBodies {
	readonly #hashes = new Uint32Array(2 * SLOTS);
	readonly #bodies = new Array<KnownBody | undefined>(SLOTS).fill(undefined);

	get(low: number, high: number): KnownBody | undefined {
		const slot = low & (SLOTS - 1);
		const isSame =
			this.#hashes[2 * slot] === low && this.#hashes[2 * slot + 1] === high;
		return isSame ? this.#bodies[slot] : undefined;
	}

	/** @param headers octets of the headers of its parts */
	set(low: number, high: number, body: KnownBody, headers: number): void {
		if (headers > HEADERS_LIMIT) return;
		if (body.parts !== undefined && body.parts.length > PARTS_LIMIT) return;
		const slot = low & (SLOTS - 1);
		this.#hashes[2 * slot] = low;
		this.#hashes[2 * slot + 1] = high;
		this.#bodies[slot] = body;
	}
}
