import { harmless, textWidth } from "../table/text.js";
import { breakText } from "./ladder.js";
import type { Style } from "./shape.js";

/** A name and what there is to say about it; several sentences stand below each other. */
export type Fact = readonly [name: string, ...values: (string | Tinted)[]];

/** A text that is painted. */
export interface Tinted {
	text: string;
	paint(text: string): string;
}

const NAME_WIDTH = 13;
const INDENT = 2;

/** Names in one column, values in another, broken to the width. */
export function factLines(facts: readonly Fact[], style: Style): string {
	const column = INDENT + NAME_WIDTH;
	const room = Math.max(20, style.width - column);
	let text = "";
	for (const [name, ...values] of facts) {
		let head = name;
		for (const value of values) {
			const { text: words, paint } =
				typeof value === "string" ? { text: value, paint: plain } : value;
			for (const line of breakText(harmless(words), room)) {
				const space = " ".repeat(Math.max(1, NAME_WIDTH - textWidth(head)));
				text += `${" ".repeat(INDENT)}${style.palette.quiet(head)}${space}${paint(line)}\n`;
				head = "";
			}
		}
	}
	return text;
}

function plain(text: string): string {
	return text;
}
