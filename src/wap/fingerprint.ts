import type { WapRow } from "./row.js";

const FIRST_PRIME = 0x9e3779b1;
const SECOND_PRIME = 0x85ebca6b;
const OCTET_PRIME = 0x01000193;
/** From here on it is worth a view of its own to read eight octets at a time. */
const LONG = 64;

/**
 * 32-bit hash of the user data and its length on the wire: tells repeats from new packets after the octets are gone.
 * Never leaves the process.
 */
export function fingerprint(
	row: Pick<WapRow, "bytes" | "offset" | "length" | "wireLength">,
): number {
	const { bytes, offset, length } = row;
	const end = offset + length;
	let at = offset;
	let hash = Math.imul(0x811c9dc5 ^ row.wireLength, FIRST_PRIME);
	if (length >= LONG) {
		const words = length & ~7;
		hash = hashOfWords(bytes, offset, words, hash);
		at += words;
	}
	for (; at < end; at++)
		hash = Math.imul(hash ^ (bytes[at] as number), OCTET_PRIME);
	return hash;
}

/** Two lanes that do not wait for each other; the turns carry the high bits of a word on to the next. */
function hashOfWords(
	bytes: Uint8Array,
	offset: number,
	length: number,
	seed: number,
): number {
	const view = new DataView(bytes.buffer, bytes.byteOffset + offset, length);
	let one = seed;
	let two = length;
	for (let at = 0; at < length; at += 8) {
		one = Math.imul(one ^ view.getInt32(at, true), FIRST_PRIME);
		one = (one << 13) | (one >>> 19);
		two = Math.imul(two ^ view.getInt32(at + 4, true), SECOND_PRIME);
		two = (two << 15) | (two >>> 17);
	}
	return Math.imul(one ^ ((two << 7) | (two >>> 25)), FIRST_PRIME);
}
