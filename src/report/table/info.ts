import type { CaptureInfo, Info } from "../../record.js";
import type { Report } from "../report.js";
import { createPalette, type Palette } from "./colours.js";
import {
	formatClock,
	formatCount,
	formatDay,
	formatDuration,
	formatSize,
	harmless,
	plural,
} from "./text.js";

/** What the captures hold: a block per capture, then the protocols in all of them. */
export const infoText: Report = async function* (records, { colour }) {
	const palette = createPalette(colour);
	for await (const record of records) {
		if (record.type !== "info") continue;
		for (const capture of record.captures)
			yield `${captureText(capture, palette)}\n`;
		yield protocolsText(record, palette);
	}
};

function captureText(capture: CaptureInfo, palette: Palette): string {
	const rows: [string, string][] = [
		[
			"format",
			[capture.format, capture.compression].filter(Boolean).join(", "),
		],
		[
			"packets",
			`${formatCount(capture.packets)}, ${formatSize(capture.bytes)}`,
		],
		["link types", countsText(capture.linktypes)],
	];
	if (capture.interfaces > 1)
		rows.push(["interfaces", formatCount(capture.interfaces)]);
	if (capture.firstTime !== undefined && capture.lastTime !== undefined)
		rows.push(["time", spanText(capture.firstTime, capture.lastTime)]);
	if (capture.truncatedPackets > 0)
		rows.push([
			"cut short",
			`${plural(capture.truncatedPackets, "packet")} (snap length)`,
		]);
	for (const { code, offset, note } of capture.problems) {
		const place =
			offset === undefined ? "" : ` at octet ${formatCount(offset)}`;
		rows.push([
			"damage",
			palette.bad(
				`${code}${place}${note === undefined ? "" : `: ${harmless(note)}`}`,
			),
		]);
	}
	return `${palette.strong(harmless(capture.file))}\n${rowsText(rows)}`;
}

function spanText(first: number, last: number): string {
	const from = `${formatDay(first)} ${formatClock(first)} UTC`;
	return `${from}, for ${formatDuration(last - first)}`;
}

function protocolsText(info: Info, palette: Palette): string {
	const seen = Object.entries(info.protocols).filter(([, count]) => count > 0);
	const rows: [string, string][] = seen.map(([name, count]) => [
		name,
		formatCount(count),
	]);
	let text = `${palette.strong("Protocols")}\n`;
	text += rows.length > 0 ? rowsText(rows) : "  none that are known here\n";
	const undecoded = (["linktype", "ethertype", "ipproto"] as const)
		.map((kind): [string, string] => [kind, countsText(info.undecoded[kind])])
		.filter(([, counts]) => counts !== "");
	if (undecoded.length > 0)
		text += `\n${palette.strong("Not decoded")}\n${rowsText(undecoded)}`;
	const problems = countsText(info.problems);
	if (problems !== "")
		text += `\n${palette.strong("Problems")}\n  ${problems}\n`;
	return text;
}

function countsText(counts: Readonly<Record<string, number>>): string {
	return Object.entries(counts)
		.filter(([, count]) => count > 0)
		.map(([name, count]) => `${harmless(name)} ${formatCount(count)}`)
		.join(", ");
}

function rowsText(rows: readonly [string, string][]): string {
	const width = Math.max(...rows.map(([name]) => name.length));
	return rows
		.map(([name, value]) => `  ${name.padEnd(width)}  ${value}\n`)
		.join("");
}
