import { type Result, recorded } from "../results.js";
import type { Figures } from "../runtable.js";
import { drawBars, heightOfBars } from "./bars.js";
import { svg } from "./svg.js";

/** A table of whole programs as it is recorded. */
export type Run = Result & {
	capture: { kind: string; bytes: number; packets: number; messages: number };
	rows: Figures[];
};

const WIDTH = 860;
/** Octets from which a table is worth showing. */
export const LARGE = 500e6;

export function runsOf(kind: string): Run[] {
	return (recorded("run") as Run[]).filter(
		({ capture }) => capture.kind === kind,
	);
}

/** The latest large table of each kind that has all programs. */
export function latestRuns(): Run[] {
	return ["mms75", "other99"].flatMap((kind) => {
		const all = runsOf(kind).filter(
			({ capture, rows }) =>
				capture.bytes >= LARGE && rows.some(({ name }) => name === "R"),
		);
		const most = Math.max(...all.map(({ rows }) => rows.length));
		return all.filter(({ rows }) => rows.length === most).at(-1) ?? [];
	});
}

/** Seconds for each GB, by program and kind of capture. */
export function programsPicture(): string | undefined {
	const runs = latestRuns();
	if (runs.length === 0) return undefined;
	const names = new Set(
		runs.flatMap(({ rows }) => rows.map(({ name }) => name)),
	);
	const bars = [...names].map((name) => ({
		name,
		values: runs.map(({ rows }) => {
			const row = rows.find((one) => one.name === name);
			return row && 1000 / row.mbPerSecond;
		}),
	}));
	const picture = {
		title: "Seconds for each GB (logarithmic)",
		kinds: runs.map(({ capture }) => capture.kind),
		bars,
	};
	const size = [WIDTH, heightOfBars(picture)] as const;
	return svg(picture.title, size, drawBars(picture, WIDTH));
}
