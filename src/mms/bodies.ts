import type { Part } from "../record.js";

/** A body that was decoded: its parts can be those of the next one with the same octets. */
export interface KnownBody {
	hash: string;
	parts: Part[] | undefined;
}

/** A power of two. */
const SLOTS = 1024;

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

	set(low: number, high: number, body: KnownBody): void {
		const slot = low & (SLOTS - 1);
		this.#hashes[2 * slot] = low;
		this.#hashes[2 * slot + 1] = high;
		this.#bodies[slot] = body;
	}
}
