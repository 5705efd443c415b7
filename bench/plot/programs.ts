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
export const USUAL = 500e6;
const LARGE = 3e9;

export function runsOf(kind: string): Run[] {
	return (recorded("run") as Run[]).filter(
		({ capture }) => capture.kind === kind,
	);
}

/** The latest table of a kind of capture that has what the others are compared with. */
export function latestRun(
	kind: string,
	size: "small" | "usual" | "large" = "usual",
): Run | undefined {
	return runsOf(kind).findLast(({ capture: { bytes }, rows }) => {
		if (size === "small") return true;
		if (size === "large" ? bytes < LARGE : bytes < USUAL || bytes >= LARGE)
			return false;
		return rows.some(({ name }) => name === "R");
	});
}

/** Seconds for each GB, by program and kind of capture. */
export function programsPicture(): string | undefined {
	const runs = ["mms75", "other99"].flatMap((kind) => latestRun(kind) ?? []);
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
