import { hex32 } from "../uid.js";

/** Six bits as a character. */
const ZERO = 0x30;
const BITS = 0x3f;

/** The 64 bits at a word as 16 hexadecimal digits. */
export function hexAt(words: Uint32Array, at: number): string {
	return hex32(words[at + 1] as number) + hex32(words[at] as number);
}

/** The same as 11 characters, which is made faster and takes less: of hashes that are compared and shown nowhere. */
export function briefAt(words: Uint32Array, at: number): string {
	const low = words[at] as number;
	const high = words[at + 1] as number;
	return (
		String.fromCharCode(
			ZERO + (low & BITS),
			ZERO + ((low >>> 6) & BITS),
			ZERO + ((low >>> 12) & BITS),
			ZERO + ((low >>> 18) & BITS),
			ZERO + ((low >>> 24) & BITS),
			ZERO + (low >>> 30) + ((high & 15) << 2),
			ZERO + ((high >>> 4) & BITS),
			ZERO + ((high >>> 10) & BITS),
		) +
		String.fromCharCode(
			ZERO + ((high >>> 16) & BITS),
			ZERO + ((high >>> 22) & BITS),
			ZERO + (high >>> 28),
		)
	);
}
