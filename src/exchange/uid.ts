const PRIME = 0x01000193;

function fnv1a(text: string, seed: number): number {
	let hash = seed;
	for (let i = 0; i < text.length; i++)
		hash = Math.imul(hash ^ text.charCodeAt(i), PRIME);
	// FNV-1a mixes the last characters badly into the upper bits; one round of multiply and shift evens that out.
	hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
	return (hash ^ (hash >>> 13)) >>> 0;
}

/** Short name made of what identifies a thing: the same for the same text, whatever the run. */
export function uidOf(prefix: string, text: string): string {
	const high = fnv1a(text, 0x811c9dc5).toString(16).padStart(8, "0");
	const low = fnv1a(text, 0x9747b28c).toString(16).padStart(8, "0");
	return `${prefix}-${high}${low}`;
}
