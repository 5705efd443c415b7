const PRIME = 0x01000193;

const OCTETS = Array.from({ length: 256 }, (_, octet) =>
	octet.toString(16).padStart(2, "0"),
);

/** Eight hexadecimal digits. `Number.toString(16)` takes V8's way for fractions above 2^31, ten times as long. */
export function hex32(value: number): string {
	return (
		OCTETS[value >>> 24]! +
		OCTETS[(value >>> 16) & 0xff]! +
		OCTETS[(value >>> 8) & 0xff]! +
		OCTETS[value & 0xff]!
	);
}

function fnv1a(text: string, seed: number): number {
	let hash = seed;
	for (let i = 0; i < text.length; i++)
		hash = Math.imul(hash ^ text.charCodeAt(i), PRIME);
	// FNV-1a mixes the last characters badly into the upper bits; one round of multiply and shift evens that out.
	hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
	return hash ^ (hash >>> 13);
}

/** Short name made of what identifies a thing: the same for the same text, whatever the run. */
export function uidOf(prefix: string, text: string): string {
	const high = hex32(fnv1a(text, 0x811c9dc5));
	const low = hex32(fnv1a(text, 0x9747b28c));
	return `${prefix}-${high}${low}`;
}
