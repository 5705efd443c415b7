import type { Capture } from "./capture.js";
import type { Racer } from "./race.js";
import { round, spreadOf } from "./statistics.js";
import { table } from "./table.js";

/** What is recorded of a row. */
export interface Figures {
	name: string;
	rounds: number;
	seconds: number;
	fastest: number;
	slowest: number;
	cpuSeconds: number;
	mbPerSecond: number;
	peakMB: number;
}

export function figuresOf(racer: Racer, { bytes }: Capture): Figures {
	const { runs, row } = racer;
	const { median, least, most } = spreadOf(runs.map(({ seconds }) => seconds));
	return {
		name: row.name,
		rounds: runs.length,
		seconds: round(median, 3),
		fastest: round(least, 3),
		slowest: round(most, 3),
		cpuSeconds: round(spreadOf(runs.map((run) => run.cpuSeconds)).median, 3),
		mbPerSecond: Number((bytes / 1e6 / median).toPrecision(4)),
		peakMB: round(Math.max(...runs.map(({ peak }) => peak)) / 1e6, 1),
	};
}

const HEAD = ["program", "seconds", "fastest", "slowest", "CPU s", "MB/s"];

/** How many times as long `row` takes as `other` for the same octets. */
function times(row: Figures, other: Figures | undefined): number | undefined {
	return other && other.mbPerSecond / row.mbPerSecond;
}

/** The cells of a table, head first. */
export function cellsOf(rows: readonly Figures[]): string[][] {
	const by = (name: string) => rows.find((row) => row.name === name);
	const tshark = by("tshark with MATE");
	const floor = by("R");
	const cat = by("cat");
	const cell = (value: number | undefined): string =>
		value === undefined ? "" : value.toFixed(value < 10 ? 2 : 0);
	const lines = rows.map((row) => {
		const faster = times(row, tshark);
		return [
			row.name,
			row.seconds.toFixed(3),
			row.fastest.toFixed(3),
			row.slowest.toFixed(3),
			row.cpuSeconds.toFixed(2),
			row.mbPerSecond.toFixed(0),
			row.peakMB.toFixed(0),
			faster === undefined ? "" : (1 / faster).toFixed(1),
			cell(times(row, floor)),
			cell(times(row, cat)),
		];
	});
	const ratios = ["peak MB", "tshark / it", "it / R", "it / cat"];
	return [[...HEAD, ...ratios], ...lines];
}

export function tableOf(rows: readonly Figures[]): string {
	return table(cellsOf(rows));
}
