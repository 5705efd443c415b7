import type { ComparedValue, Comparison } from "../../statistics/record.js";
import { createPalette, type Palette } from "./colours.js";
import { type Column, fitColumns, formatRows, formatTitles } from "./layout.js";
import { formatShare } from "./share.js";
import type { TableShape } from "./stream.js";
import { formatCount, harmless, plural, wrap } from "./text.js";

const ROWS = 15;

const WORDS: Readonly<Record<ComparedValue["finding"], string>> = {
	more: "fails more",
	less: "fails less",
	same: "no difference",
	only: "only value",
	"too-few": "too few to say",
};

/** What a field says about the failures: its values, those that explain most first. */
export function comparisonText(
	comparison: Comparison,
	shape: TableShape,
): string {
	const { field, legs, failures, values, without, open } = comparison;
	const palette = createPalette(shape.colour);
	const counted = `${plural(legs, "leg")}, ${formatCount(failures)} failed`;
	let text = `${palette.strong(`By ${harmless(field)}`)}  ${palette.quiet(counted)}\n`;
	if (values.length === 0) return `${text}  no leg has a value\n`;
	const rows = values.slice(0, ROWS);
	const fitted = fitColumns(
		columnsOf(comparison, palette),
		rows,
		shape.width - 2,
	);
	text += (
		formatTitles(fitted, palette.quiet) + formatRows(fitted, rows)
	).replace(/^(?=.)/gm, "  ");
	const notes = notesOf(comparison, rows.length, { without, open });
	for (const line of notes.flatMap((note) => wrap(note, shape.width - 2)))
		text += palette.quiet(`  ${line}\n`);
	return text;
}

function columnsOf(
	{ failures }: Comparison,
	palette: Palette,
): Column<ComparedValue>[] {
	return [
		{
			title: "Value",
			value: ({ value }) => value,
			minimum: 18,
			maximum: 50,
			grows: true,
			dropped: 0,
		},
		figure("Legs", ({ legs }) => formatCount(legs)),
		figure("Failed", (row) => formatCount(row.failures)),
		figure("Ratio", ({ ratio }) => formatShare(ratio)),
		figure("95 % between", rangeText, { dropped: 4, minimum: 13 }),
		figure("Others", ({ others }) => optional(others, formatShare), {
			dropped: 2,
		}),
		figure("Lift", ({ lift }) => optional(lift, liftText), { dropped: 3 }),
		figure("Explains", (row) => explainedText(row, failures), {
			dropped: 1,
			minimum: 12,
		}),
		figure("p", ({ p }) => optional(p, pText), { dropped: 5 }),
		{
			title: "Finding",
			value: ({ finding }) => WORDS[finding],
			paint: (text, { finding }) => {
				if (finding === "more") return palette.bad(text);
				return finding === "less" ? palette.good(text) : palette.quiet(text);
			},
			minimum: 14,
			maximum: 14,
			dropped: 0,
		},
	];
}

function figure(
	title: string,
	value: (row: ComparedValue) => string,
	{ dropped = 0, minimum = 6 } = {},
): Column<ComparedValue> {
	return { title, value, minimum, maximum: 17, align: "right", dropped };
}

function optional(
	value: number | undefined,
	format: (value: number) => string,
): string {
	return value === undefined ? "" : format(value);
}

function rangeText({ low, high }: ComparedValue): string {
	return `${formatShare(low)} - ${formatShare(high)}`;
}

function liftText(lift: number): string {
	return `${lift.toFixed(1)} x`;
}

function explainedText(
	{ excess, finding }: ComparedValue,
	all: number,
): string {
	return finding === "more"
		? `${formatCount(Math.round(excess))} of ${formatCount(all)}`
		: "";
}

function pText(p: number): string {
	return p < 0.001 ? "<0.001" : p.toFixed(3);
}

function notesOf(
	{ values, distinct, missed }: Comparison,
	shown: number,
	{ without, open }: { without: number; open: number },
): string[] {
	const notes: string[] = [];
	if (distinct > shown)
		notes.push(
			`${formatCount(distinct - shown)} of ${plural(distinct, "value")} not shown.`,
		);
	if (open > 0)
		notes.push(`${plural(open, "leg")} without a known end not counted.`);
	if (without > 0)
		notes.push(`${plural(without, "leg")} without a value not counted.`);
	if (missed !== undefined)
		notes.push(
			`Too many values to count all: figures may lack up to ${plural(missed, "leg")}.`,
		);
	if (values.some(({ p }) => p !== undefined))
		notes.push(
			"p: Fisher's exact test against the others, times the values that could differ; a difference is called one below 0.05.",
		);
	return notes;
}
