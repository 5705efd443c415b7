import picocolors from "picocolors";

/** What the tables colour, by meaning. */
export interface Palette {
	good(text: string): string;
	bad(text: string): string;
	waiting(text: string): string;
	unclear(text: string): string;
	strong(text: string): string;
	quiet(text: string): string;
}

/** Colours for a terminal, or none. */
export function createPalette(colour: boolean): Palette {
	const colours = picocolors.createColors(colour);
	return {
		good: colours.green,
		bad: colours.red,
		waiting: colours.yellow,
		unclear: colours.magenta,
		strong: colours.bold,
		quiet: colours.dim,
	};
}

const BY_VERDICT: Readonly<Record<string, keyof Palette>> = {
	delivered: "good",
	ok: "good",
	failed: "bad",
	partly: "bad",
	pending: "waiting",
	unknown: "unclear",
};

/** Colours a word by the verdict it belongs to. */
export function paintVerdict(
	palette: Palette,
	verdict: string,
	text: string,
): string {
	return palette[BY_VERDICT[verdict] ?? "quiet"](text);
}
