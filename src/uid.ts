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

// FNV-1a mixes the last characters badly into the upper bits; one round of multiply and shift evens that out.
function even(hash: number): number {
	const mixed = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
	return mixed ^ (mixed >>> 13);
}

/** Both hashes of the name that is being made. */
const HASHES = new Int32Array(2);

function begin(): void {
	HASHES[0] = 0x811c9dc5;
	HASHES[1] = 0x9747b28c;
}

function add(text: string): void {
	let high = HASHES[0] as number;
	let low = HASHES[1] as number;
	for (let i = 0; i < text.length; i++) {
		const character = text.charCodeAt(i);
		high = Math.imul(high ^ character, PRIME);
		low = Math.imul(low ^ character, PRIME);
	}
	HASHES[0] = high;
	HASHES[1] = low;
}

function end(prefix: string): string {
	const high = even(HASHES[0] as number);
	return `${prefix}-${hex32(high)}${hex32(even(HASHES[1] as number))}`;
}

/** Short name made of what identifies a thing: the same for the same text, whatever the run. */
export function uidOf(prefix: string, text: string, more = ""): string {
	begin();
	add(text);
	add(more);
	return end(prefix);
}

/** The same of words with a space between them; the text itself is not made. */
export function uidOfWords(
	prefix: string,
	words: readonly (string | number | undefined)[],
): string {
	begin();
	for (let i = 0; i < words.length; i++) {
		if (i > 0) add(" ");
		add(String(words[i]));
	}
	return end(prefix);
}
