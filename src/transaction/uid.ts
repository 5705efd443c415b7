const PRIME = 0x01000193;

function hash(text: string, seed: number): string {
	let value = seed;
	for (let i = 0; i < text.length; i++)
		value = Math.imul(value ^ text.charCodeAt(i), PRIME);
	value = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d);
	return ((value ^ (value >>> 13)) >>> 0).toString(16).padStart(8, "0");
}

/** Name of a message or leg, made of the uid of its first exchange and of what tells it apart there. */
export function makeUid(prefix: "m" | "l", ...parts: string[]): string {
	const text = parts.join("\u0000");
	return `${prefix}-${hash(text, 0x811c9dc5)}${hash(text, 0x9747b28c)}`;
}
