import type { Format } from "../report/index.js";
import type { ColourChoice } from "./options.js";

/** The format when none is asked for: a table for people at a terminal, lines of JSON for programs. */
export function chooseFormat(
	format: Format | undefined,
	output: string | undefined,
): Format {
	if (format !== undefined) return format;
	return output === undefined && process.stdout.isTTY ? "table" : "ndjson";
}

/** Colour for a terminal, unless the option or NO_COLOR (https://no-color.org) says otherwise. */
export function chooseColour(
	choice: ColourChoice,
	output: string | undefined,
	stream: NodeJS.WriteStream = process.stdout,
): boolean {
	if (choice !== "auto") return choice === "always";
	if (process.env.NO_COLOR || process.env.TERM === "dumb") return false;
	return output === undefined && stream.isTTY === true;
}

/** Characters per line: those of the terminal, of COLUMNS, or 120. */
export function terminalWidth(): number {
	const columns = process.stdout.columns ?? Number(process.env.COLUMNS);
	return Number.isInteger(columns) && columns >= 40 ? columns : 120;
}

/** Whether the terminal can draw more than ASCII, by its locale (POSIX 8.2: the first that is set counts). */
export function knowsUnicode(): boolean {
	if (process.platform === "win32") return true;
	const { LC_ALL, LC_CTYPE, LANG } = process.env;
	return /utf-?8/i.test(LC_ALL || LC_CTYPE || LANG || "");
}
