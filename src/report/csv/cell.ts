import { harmless } from "../table/text.js";

/** What spreadsheets take for the start of a formula, also in the wide form of East Asian scripts. */
const FORMULA = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]/;

/**
 * The text of a cell. Several values stand side by side; numbers stay numbers. A text that a spreadsheet would take for
 * a formula gets an apostrophe in front. So do telephone numbers: without it they would be shown as 4.479E+11.
 */
export function cell(values: readonly unknown[]): string {
	if (values.length === 1 && typeof values[0] === "number")
		return String(values[0]);
	const text = harmless(values.map(String).join("; "));
	return FORMULA.test(text) ? `'${text}` : text;
}
