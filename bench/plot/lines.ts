import { listScale, logScale, type Scale, tickText } from "./scale.js";
import { COLOURS, element, FAINT, INK, line, text } from "./svg.js";

export interface Series {
	name: string;
	points: readonly (readonly [x: number, y: number])[];
}

/** One pair of axes with some lines; logarithmic, but for names. */
export interface Panel {
	title: string;
	x: string;
	series: readonly Series[];
	/** What stands on the x axis, whose values are then numbers in this list. */
	names?: readonly string[];
	/** Values that the y axis must show, beside those of the series. */
	show?: readonly number[];
}

export interface Box {
	left: number;
	top: number;
	width: number;
	height: number;
}

const MARGIN = { left: 44, right: 74, top: 30, bottom: 40 };
const LINE = 13;

/** Draws a panel into a part of a picture. */
export function drawPanel(panel: Panel, box: Box): string[] {
	const points = panel.series.flatMap((series) => series.points);
	const left = box.left + MARGIN.left;
	const right = box.left + box.width - MARGIN.right;
	const top = box.top + MARGIN.top;
	const bottom = box.top + box.height - MARGIN.bottom;
	const xs = points.map(([x]) => x);
	const ys = [...points.map(([, y]) => y), ...(panel.show ?? [])];
	const { names } = panel;
	const x = names
		? listScale(names.length, left, right)
		: logScale(xs, left, right);
	const y = logScale(ys, bottom, top);
	return [
		text(box.left + 6, box.top + 16, panel.title, { "font-weight": "bold" }),
		...yAxis(y, left, right),
		...xAxis(x, top, bottom, (tick) => names?.[tick] ?? tickText(tick)),
		text((left + right) / 2, bottom + 32, panel.x, { "text-anchor": "middle" }),
		...panel.series.flatMap((series, i) => drawSeries(series, i, x, y)),
		...endNames(panel.series, y, right + 6),
	];
}

function yAxis(y: Scale, left: number, right: number): string[] {
	return y.ticks.flatMap((tick) => {
		const at = y.place(tick);
		return [
			line([left, at], [right, at], FAINT),
			text(left - 5, at + 4, tickText(tick), {
				"text-anchor": "end",
				"font-size": 11,
			}),
		];
	});
}

function xAxis(
	x: Scale,
	top: number,
	bottom: number,
	name: (tick: number) => string,
): string[] {
	return x.ticks.flatMap((tick) => {
		const at = x.place(tick);
		return [
			line([at, top], [at, bottom], FAINT),
			text(at, bottom + 15, name(tick), {
				"text-anchor": "middle",
				"font-size": 11,
			}),
		];
	});
}

function colourOf(index: number): string {
	return COLOURS[index % COLOURS.length] ?? INK;
}

function drawSeries(
	{ points }: Series,
	index: number,
	x: Scale,
	y: Scale,
): string[] {
	const stroke = colourOf(index);
	const places = points
		.filter(([, value]) => value > 0)
		.map(([a, b]) => [x.place(a), y.place(b)] as const);
	const path = places.map(([a, b]) => `${a.toFixed(1)},${b.toFixed(1)}`);
	return [
		element("polyline", {
			points: path.join(" "),
			fill: "none",
			stroke,
			"stroke-width": 2,
		}),
		...places.map(([cx, cy]) =>
			element("circle", { cx, cy, r: 3, fill: stroke }),
		),
	];
}

/** Names where the lines end, one below the other where they would touch. */
function endNames(all: readonly Series[], y: Scale, left: number): string[] {
	const ends = all
		.map(({ name, points }, i) => ({
			name,
			colour: colourOf(i),
			at: y.place(points.at(-1)?.[1] ?? 0),
		}))
		.sort((a, b) => a.at - b.at);
	let free = Number.NEGATIVE_INFINITY;
	return ends.map(({ name, colour, at }) => {
		const place = Math.max(at, free);
		free = place + LINE;
		return text(left, place + 4, name, { fill: colour, "font-size": 11 });
	});
}
