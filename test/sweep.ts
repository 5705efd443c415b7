// Damage in system: every prefix, every octet, lying lengths.

/** Every prefix of the octets, from none to all but the last. */
export function* prefixes(octets: Uint8Array): Generator<Uint8Array> {
	for (let length = 0; length < octets.length; length++) {
		yield octets.slice(0, length);
	}
}

/** 0..255. */
export const EVERY_OCTET: readonly number[] = Array.from(
	{ length: 256 },
	(_, octet) => octet,
);

/** Octets that lengths are made of, and those next to them. */
const LIES = [0, 1, 29, 30, 31, 32, 127, 128, 255];

/** The octets with one of them replaced by what a length could be, for every position. */
export function* lengthLies(octets: Uint8Array): Generator<Uint8Array> {
	for (let at = 0; at < octets.length; at++) {
		for (const lie of LIES) {
			if (octets[at] === lie) continue;
			const changed = octets.slice();
			changed[at] = lie;
			yield changed;
		}
	}
}

/** The octets with `changes` made: position (modulo the length) and new octet. */
export function mutate(
	octets: Uint8Array,
	changes: [number, number][],
): Uint8Array {
	const changed = octets.slice();
	if (changed.length === 0) return changed;
	for (const [at, octet] of changes) changed[at % changed.length] = octet;
	return changed;
}

/** Octets of hexadecimal digits; white space is ignored. */
export function fromHex(hex: string): Uint8Array {
	return Uint8Array.from(Buffer.from(hex.replace(/\s/g, ""), "hex"));
}
