import { UsageError } from "../error.js";

/** Characters of the filter shown on either side of the place of an error. */
const SHOWN = 70;

/** A mistake in a filter. The message names line and column, and shows the place: `filter:1:14: unknown field reazon`. */
export class FilterError extends UsageError {
	override readonly name = "FilterError";
	/** What is wrong, without the place. */
	readonly reason: string;
	/** UTF-16 offset in the filter, and length of what is wrong. */
	readonly offset: number;
	readonly length: number;

	constructor(text: string, span: Span, reason: string) {
		const [start, end] = span;
		const before = text.slice(0, start).split("\n");
		const line = before.length;
		const column = [...(before.at(-1) as string)].length + 1;
		super(
			`filter:${line}:${column}: ${harmless(reason)}\n${showPlace(text, span)}`,
			{ filter: text, line, column },
		);
		this.reason = harmless(reason);
		this.offset = start;
		this.length = end - start;
	}
}

/** Start and end of a piece of the filter. */
export type Span = readonly [number, number];

/** The line with a row of marks under the place. */
function showPlace(text: string, [start, end]: Span): string {
	const lineStart = text.lastIndexOf("\n", start - 1) + 1;
	const next = text.indexOf("\n", start);
	const lineEnd = next < 0 ? text.length : next;
	const from = Math.max(lineStart, start - SHOWN);
	const to = Math.min(lineEnd, start + SHOWN);
	const margin = [...text.slice(from, start)].map(blank).join("");
	const marked = [...text.slice(start, Math.min(end, to))].length;
	return `  ${harmless(text.slice(from, to))}\n  ${margin}^${"~".repeat(Math.max(0, marked - 1))}`;
}

// East Asian wide characters and most pictures take two columns of a terminal.
function blank(character: string): string {
	return /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\u{1f300}-\u{1faff}]/u.test(
		character,
	)
		? "  "
		: " ";
}

/** Without characters that act on a terminal. */
function harmless(text: string): string {
	return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, " ");
}
