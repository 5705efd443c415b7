import { logScale, tickText } from "./scale.js";
import { COLOURS, element, FAINT, INK, line, text } from "./svg.js";

/** A name, and one value for each kind of capture; some may be missing. */
export interface Bar {
	name: string;
	values: readonly (number | undefined)[];
}

export interface Bars {
	title: string;
	kinds: readonly string[];
	bars: readonly Bar[];
}

const NAMES = 250;
const THICK = 8;
const TOP = 56;

/** Height that the picture needs. */
export function heightOfBars({ bars, kinds }: Bars): number {
	return TOP + bars.length * rowHeight(kinds.length) + 12;
}

function rowHeight(kinds: number): number {
	return kinds * (THICK + 1) + 8;
}

/** Bars on a logarithmic scale, a row for each name, with the values at their ends. */
export function drawBars(
	{ title, kinds, bars }: Bars,
	width: number,
): string[] {
	const values = bars.flatMap((bar) =>
		bar.values.filter((value) => value !== undefined),
	);
	const { place, ticks } = logScale(values, NAMES, width - 60);
	const bottom = TOP + bars.length * rowHeight(kinds.length);
	return [
		text(6, 18, title, { "font-weight": "bold" }),
		...kinds.map((kind, i) =>
			text(NAMES + i * 90, 36, kind, { fill: COLOURS[i] ?? INK }),
		),
		...ticks.flatMap((tick) => [
			line([place(tick), TOP - 4], [place(tick), bottom], FAINT),
			text(place(tick), TOP - 7, tickText(tick), {
				"text-anchor": "middle",
				"font-size": 10,
			}),
		]),
		...bars.flatMap((bar, i) =>
			drawBar(bar, TOP + i * rowHeight(kinds.length), place),
		),
	];
}

function drawBar(
	{ name, values }: Bar,
	top: number,
	place: (value: number) => number,
): string[] {
	const middle = top + (values.length * (THICK + 1)) / 2;
	const drawn = values.flatMap((value, i) => {
		if (value === undefined) return [];
		const y = top + i * (THICK + 1);
		const width = Math.max(place(value) - NAMES, 1);
		const fill = COLOURS[i] ?? INK;
		return [
			element("rect", { x: NAMES, y, width, height: THICK, fill }),
			text(NAMES + width + 4, y + THICK - 0.5, value.toPrecision(2), {
				"font-size": 9,
			}),
		];
	});
	return [
		text(NAMES - 8, middle + 4, name, { "text-anchor": "end" }),
		...drawn,
	];
}
