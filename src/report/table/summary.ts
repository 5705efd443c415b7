import { PROBLEMS } from "../../problem.js";
import type { Coverage, Summary } from "../../record.js";
import type { ReportContext } from "../report.js";
import { createPalette, type Palette, paintVerdict } from "./colours.js";
import { formatCount, formatSize, harmless, plural, wrap } from "./text.js";
import { REASON_WORDS } from "./words.js";

const VERDICTS = ["delivered", "partly", "failed", "pending", "unknown"];

/** What stands below a table: totals, verdicts, reasons, problems, limits, and what the captures can show. */
export function summaryText(summary: Summary, context: ReportContext): string {
	const palette = createPalette(context.colour);
	const text = [
		totals(summary, context, palette),
		context.command === "analyze" ? reasons(summary, palette) : "",
		notes("Problems", summary.problems, context),
		notes("Limits reached", summary.limits, context),
		coverage(summary.coverage, context.width, palette),
	];
	return text.filter((part) => part !== "").join("\n");
}

function totals(
	summary: Summary,
	{ command }: ReportContext,
	palette: Palette,
): string {
	if (command === "decode") return "";
	const read = `${plural(summary.packets, "packet")}, ${formatSize(summary.bytes)}`;
	if (command !== "analyze") return `${read}\n${hidden(summary)}`;
	const { send, recipient } = summary.legs;
	const legs = `${formatCount(send)} sent, ${formatCount(recipient)} received`;
	const messages = palette.strong(plural(summary.messages, "message"));
	return `${messages} (${legs}) in ${read}\n${verdicts(summary, palette)}${hidden(summary)}`;
}

function hidden({ hidden }: Summary): string {
	return hidden ? `  ${plural(hidden, "record")} hidden by the filter\n` : "";
}

function verdicts(summary: Summary, palette: Palette): string {
	const words = VERDICTS.filter((verdict) => summary.verdicts[verdict]).map(
		(verdict) =>
			paintVerdict(
				palette,
				verdict,
				`${formatCount(summary.verdicts[verdict] as number)} ${verdict}`,
			),
	);
	return words.length > 0 ? `  ${words.join(", ")}\n` : "";
}

// Words in one column, codes in another.
function reasons(summary: Summary, palette: Palette): string {
	const rows = sortedCounts(summary.reasons);
	if (rows.length === 0) return "";
	const words = rows.map(([code]) => REASON_WORDS[code] ?? code);
	const width = Math.max(...words.map((word) => word.length));
	const lines = rows.map(
		([code, , figure], index) =>
			`  ${figure}  ${(words[index] as string).padEnd(width)}  ${palette.quiet(code)}\n`,
	);
	return `${palette.strong("Reasons")}\n${lines.join("")}`;
}

// Codes with a sentence about each.
function notes(
	title: string,
	counts: Readonly<Record<string, number>>,
	{ width, colour }: ReportContext,
): string {
	const rows = sortedCounts(counts);
	if (rows.length === 0) return "";
	const lines = rows.flatMap(([code, , figure]) => {
		const sentence = PROBLEMS[code];
		const text = sentence === undefined ? code : `${code}: ${sentence}`;
		const margin = " ".repeat(figure.length + 4);
		const [first, ...more] = indent(text, width, margin);
		return [`  ${figure}  ${(first as string).trimStart()}`, ...more];
	});
	return `${createPalette(colour).strong(title)}\n${lines.join("\n")}\n`;
}

/** Code, count and count as text of equal length; the most frequent first. */
function sortedCounts(
	counts: Readonly<Record<string, number>>,
): [string, number, string][] {
	const rows = Object.entries(counts)
		.filter(([, count]) => count > 0)
		.sort(([, a], [, b]) => b - a);
	const width = Math.max(0, ...rows.map(([, n]) => formatCount(n).length));
	return rows.map(([code, n]) => [code, n, formatCount(n).padStart(width)]);
}

function coverage(
	signs: readonly Coverage[],
	width: number,
	palette: Palette,
): string {
	if (signs.length === 0) return "";
	const lines = signs.flatMap(({ sign, advice }) => [
		...indent(sign, width, "  "),
		...indent(advice, width, "    ").map(palette.quiet),
	]);
	return `${palette.strong("What these captures can show")}\n${lines.join("\n")}\n`;
}

function indent(sentence: string, width: number, margin: string): string[] {
	return wrap(harmless(sentence), Math.max(20, width - margin.length)).map(
		(line) => margin + line,
	);
}
