// DEL, C1 controls, line separators and the characters that turn the direction of writing: valid in JSON as they are,
// but a terminal or a log viewer acts on them.
const ACTIVE = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** JSON text of a value on one line, in which nothing can steer a terminal. It parses to the same value. */
export function formatJson(value: unknown): string {
	return JSON.stringify(value).replace(
		ACTIVE,
		(character) =>
			`\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
	);
}
