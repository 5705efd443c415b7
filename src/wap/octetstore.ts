import type { Problem } from "../record.js";

/** Octets of a message that was told and may come again, and what was odd about it. */
export interface KeptOctets {
	block: Uint8Array;
	at: number;
	length: number;
	problems: Problem[];
}

const BLOCK = 64 * 1024;
/** Longer ones get memory of their own. */
const LONGEST = 4096;

/** Keeps short runs of octets side by side: an array of its own for each costs more than what is in it. */
export class OctetStore {
	#block = new Uint8Array(0);
	#used = 0;

	keep(octets: Uint8Array, problems: Problem[]): KeptOctets {
		const { length } = octets;
		if (length > LONGEST)
			return { block: octets.slice(), at: 0, length, problems };
		if (length > this.#block.length - this.#used) {
			this.#block = new Uint8Array(BLOCK);
			this.#used = 0;
		}
		const at = this.#used;
		const block = this.#block;
		block.set(octets, at);
		this.#used += length;
		return { block, at, length, problems };
	}
}

export function octetsOf({ block, at, length }: KeptOctets): Uint8Array {
	return block.subarray(at, at + length);
}
