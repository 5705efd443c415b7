import type {
	Percentiles,
	QualityRatio,
	Ranked,
	ReasonShare,
	Statistics,
} from "../../statistics/record.js";
import type { Report } from "../report.js";
import { createPalette, type Palette, paintVerdict } from "./colours.js";
import { comparisonText } from "./comparison.js";
import { type Column, fitColumns, formatRows, formatTitles } from "./layout.js";
import { formatShare } from "./share.js";
import type { TableShape } from "./stream.js";
import { formatCount, formatDuration, harmless, plural, wrap } from "./text.js";
import { REASON_WORDS } from "./words.js";

const SERVERS = 10;

/** What `--summary` and `--by` print: sections of figures. */
export const statisticsText: Report = async function* (records, context) {
	for await (const record of records) {
		if (record.type !== "statistics") continue;
		const sections = sectionsOf(record, context);
		yield sections.filter((section) => section !== "").join("\n");
	}
};

function sectionsOf(statistics: Statistics, shape: TableShape): string[] {
	const { by, phases, servers, userAgents, ratios, times } = statistics;
	return [
		headText(statistics, shape),
		...by.map((comparison) => comparisonText(comparison, shape)),
		reasonsText(statistics.reasons, shape),
		tableText(
			"Times of phases",
			timeColumns("Phase"),
			phases.map(named),
			shape,
		),
		tableText(
			"Quality (ETSI TS 102 250-2, docs/quality.md)",
			ratioColumns(),
			ratios.filter(({ cases }) => cases > 0),
			shape,
		),
		tableText("", timeColumns("Time"), times.map(named), shape),
		rankedText("Servers", servers, shape),
		rankedText("User agents", userAgents, shape),
	];
}

function headText(
	statistics: Statistics,
	{ colour, width }: TableShape,
): string {
	const palette = createPalette(colour);
	const { messages, legs, verdicts, faults } = statistics;
	const sides = `${formatCount(legs.send)} sent, ${formatCount(legs.recipient)} received`;
	const head = `${palette.strong(plural(messages, "message"))} (legs: ${sides})\n`;
	const ends = verdicts.map(
		({ name, count, share }): Word => [
			`${formatCount(count)} ${name} (${formatShare(share)})`,
			(text) => paintVerdict(palette, name, text),
		],
	);
	const causes = faults.map(
		({ name, count }): Word => [`${name} ${formatCount(count)}`, palette.quiet],
	);
	if (causes.length > 0)
		causes[0] = [`look first at: ${causes[0]![0]}`, palette.quiet];
	return head + wordLines(ends, width) + wordLines(causes, width);
}

/** Words and how they are painted. */
type Word = readonly [text: string, paint: (text: string) => string];

/** Words with commas between, on as many lines as they need. */
function wordLines(words: readonly Word[], width: number): string {
	let lines = "";
	let length = width;
	for (const [index, [text, paint]] of words.entries()) {
		const comma = index < words.length - 1 ? "," : "";
		if (length + text.length + 2 > width) {
			lines += index === 0 ? " " : "\n ";
			length = 1;
		}
		lines += ` ${paint(text)}${comma}`;
		length += text.length + 2;
	}
	return lines === "" ? "" : `${lines}\n`;
}

/** Count and share, words and code, and below them one sentence about what it means. */
function reasonsText(
	reasons: readonly ReasonShare[],
	{ colour, width }: TableShape,
): string {
	if (reasons.length === 0) return "";
	const palette = createPalette(colour);
	const figure = Math.max(
		...reasons.map(({ count }) => formatCount(count).length),
	);
	const margin = " ".repeat(figure + 12);
	const lines = reasons.flatMap(
		({ name, count, share, verdict, leg, title }) => {
			const words = REASON_WORDS[name] ?? name;
			const code = `${name}, ${leg}`;
			const figures = `  ${formatCount(count).padStart(figure)}  ${formatShare(share).padStart(6)}`;
			const head = `${figures}  ${paintVerdict(palette, verdict, words)}`;
			const meaning = wrap(
				harmless(title),
				Math.max(20, width - margin.length),
			);
			const fits = margin.length + words.length + 2 + code.length <= width;
			const below = fits ? meaning : [code, ...meaning];
			return [
				fits ? `${head}  ${palette.quiet(code)}` : head,
				...below.map((line) => palette.quiet(margin + line)),
			];
		},
	);
	return `${palette.strong("Reasons")}  ${palette.quiet("share of the legs of that side")}\n${lines.join("\n")}\n`;
}

interface Timed extends Percentiles {
	name: string;
}

function named(
	row: Percentiles & ({ phase: string } | { name: string }),
): Timed {
	const name = "phase" in row ? row.phase : row.name;
	return { ...row, name: name.replaceAll(/[_-]/g, " ") };
}

function figure<T>(title: string, value: (row: T) => string): Column<T> {
	return { title, value, minimum: 5, maximum: 12, align: "right", dropped: 0 };
}

function name<T extends { name: string }>(title: string): Column<T> {
	return {
		title,
		value: (row) => row.name,
		minimum: 12,
		maximum: 60,
		grows: true,
		dropped: 0,
	};
}

function timeColumns(title: string): Column<Timed>[] {
	const keys = ["p50", "p90", "p95", "p99", "max"] as const;
	return [
		name(title),
		figure("Count", ({ count }) => formatCount(count)),
		...keys.map((key) =>
			figure<Timed>(key === "max" ? "Max" : key, (row) =>
				formatDuration(row[key]),
			),
		),
	];
}

function ratioColumns(): Column<QualityRatio>[] {
	return [
		{ ...name("Ratio"), value: (row) => row.name.replaceAll("-", " ") },
		figure("Failed", ({ failures }) => formatCount(failures)),
		figure("Of", ({ cases }) => formatCount(cases)),
		figure("Ratio", ({ ratio }) =>
			ratio === undefined ? "" : formatShare(ratio),
		),
		{
			...figure("95 % between", ({ low, high }: QualityRatio) =>
				low === undefined || high === undefined
					? ""
					: `${formatShare(low)} and ${formatShare(high)}`,
			),
			maximum: 20,
			dropped: 1,
		},
	];
}

function rankedText(
	title: string,
	rows: readonly Ranked[],
	shape: TableShape,
): string {
	const palette = createPalette(shape.colour);
	const columns: Column<Ranked>[] = [
		name(title.replace(/s$/, "")),
		figure("Legs", ({ legs, open }) => formatCount(legs + open)),
		figure("Failed", ({ failures }) => formatCount(failures)),
		{
			...figure("Ratio", ({ ratio }: Ranked) =>
				ratio === undefined ? "" : formatShare(ratio),
			),
			paint: (text, { failures }) => (failures > 0 ? palette.bad(text) : text),
		},
		figure("Open", ({ open }) => formatCount(open)),
	];
	return (
		tableText(title, columns, rows.slice(0, SERVERS), shape) +
		missedText(rows, palette)
	);
}

function missedText(rows: readonly Ranked[], palette: Palette): string {
	const most = Math.max(0, ...rows.map(({ missed = 0 }) => missed));
	if (most === 0) return "";
	return palette.quiet(
		`  too many to count all: figures may lack up to ${plural(most, "leg")}\n`,
	);
}

/** A section: its title, and a table indented below. */
function tableText<T>(
	title: string,
	columns: readonly Column<T>[],
	rows: readonly T[],
	{ colour, width }: TableShape,
): string {
	if (rows.length === 0) return "";
	const palette = createPalette(colour);
	const fitted = fitColumns(columns, rows, width - 2);
	const table = formatTitles(fitted, palette.quiet) + formatRows(fitted, rows);
	const head = title === "" ? "" : `${palette.strong(title)}\n`;
	return head + table.replace(/^(?=.)/gm, "  ");
}
