/** What ladders are drawn with. */
export interface Glyphs {
	lane: string;
	line: string;
	leave: readonly [string, string];
	left: string;
	right: string;
	lost: string;
	pause: string;
	arrow: string;
	bar: string;
	dash: string;
	decided: string;
	corner: string;
}

export const UNICODE: Glyphs = {
	lane: "│",
	line: "─",
	leave: ["├", "┤"],
	left: "◀",
	right: "▶",
	lost: "✗",
	pause: "┊",
	arrow: "→",
	bar: "█",
	dash: "–",
	decided: "=",
	corner: "└",
};

export const ASCII: Glyphs = {
	lane: "|",
	line: "-",
	leave: ["|", "|"],
	left: "<",
	right: ">",
	lost: "x",
	pause: ":",
	arrow: "->",
	bar: "#",
	dash: "-",
	decided: "=",
	corner: "`",
};

/** Text for a terminal that knows ASCII alone: what is cut off ends in `~`, other characters become `?`. */
export function toAscii(text: string): string {
	return text.replaceAll("…", "~").replace(/[\u0080-\u{10ffff}]/gu, "?");
}
