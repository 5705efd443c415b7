import type { Problem } from "../../record.js";
import type { Palette } from "./colours.js";
import type { Column } from "./layout.js";
import { formatClock } from "./text.js";

/** Number of the frame that completed what the line is about. */
export function frameColumn<T extends { "frame.number": number }>(): Column<T> {
	return {
		title: "Frame",
		value: (row) => String(row["frame.number"]),
		minimum: 5,
		maximum: 10,
		align: "right",
		dropped: 0,
	};
}

/** Time of day, with milliseconds where there is room; the day stands on a line of its own. */
export function timeColumn<T>(
	palette: Palette,
	width: number,
	time: (row: T) => number | undefined,
): Column<T> {
	const characters = width < 110 ? 8 : 12;
	return {
		title: "Time",
		value: (row) => {
			const seconds = time(row);
			if (seconds === undefined) return "";
			return formatClock(seconds).slice(0, characters);
		},
		minimum: characters,
		maximum: characters,
		dropped: 0,
		paint: palette.quiet,
	};
}

/** Codes of what was odd, each once. */
export function problemsColumn<
	T extends { complete: boolean; problems: readonly Problem[] },
>(palette: Palette, dropped: number): Column<T> {
	return {
		title: "Problems",
		value: ({ complete, problems }) => {
			const codes = new Set(problems.map(({ code }) => code));
			if (!complete) codes.add("incomplete");
			return [...codes].join(", ");
		},
		minimum: 9,
		maximum: 24,
		dropped,
		paint: palette.bad,
	};
}
