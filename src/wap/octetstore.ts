import type { Problem } from "../record.js";
import type { Octets } from "./pieces.js";

/** Octets of a message that was told and may come again, and what was odd about it. */
export interface KeptOctets extends Octets {
	problems: Problem[];
}

const BLOCK = 64 * 1024;
/** Longer ones get memory of their own. */
const LONGEST = 4096;
/** Up to here it is not worth a view to copy them. */
const SHORT = 256;

/** Keeps short runs of octets side by side: an array of its own for each costs more than what is in it. */
export class OctetStore {
	#block = new Uint8Array(0);
	#used = 0;

	keep({ bytes, offset, length }: Octets, problems: Problem[]): KeptOctets {
		const end = offset + length;
		if (length > LONGEST)
			return { bytes: bytes.slice(offset, end), offset: 0, length, problems };
		if (length > this.#block.length - this.#used) {
			this.#block = new Uint8Array(BLOCK);
			this.#used = 0;
		}
		const block = this.#block;
		const kept = { bytes: block, offset: this.#used, length, problems };
		let to = this.#used;
		this.#used += length;
		if (length > SHORT) block.set(bytes.subarray(offset, end), to);
		else
			for (let at = offset; at < end; at++) block[to++] = bytes[at] as number;
		return kept;
	}
}
