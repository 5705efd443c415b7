import { round } from "../statistics.js";
import type { Pass } from "./clock.js";

/** A part and what it took. */
export interface FloorRow {
	name: string;
	/** A process of its own each time, so that no pass is warm. */
	isWhole: boolean;
	/** Seconds, and CPU seconds of the main thread and of all (of whole processes: all, twice). */
	first: Pass;
	/** The fastest pass behind the first; of whole processes of all. */
	warm: Pass;
}

export function rowOf(
	name: string,
	isWhole: boolean,
	passes: readonly Pass[],
): FloorRow {
	const [first] = passes;
	if (!first) throw new RangeError(`${name}: no pass`);
	const later = isWhole || passes.length === 1 ? passes : passes.slice(1);
	const warm = later.reduce((a, b) => (b.seconds < a.seconds ? b : a));
	return { name, isWhole, first: rounded(first), warm: rounded(warm) };
}

function rounded({ seconds, main, all }: Pass): Pass {
	return {
		seconds: round(seconds, 3),
		main: round(main, 3),
		all: round(all, 3),
	};
}

/** What each part contains; the others are by themselves, or contain what stands before them. */
const WITHIN: Readonly<Record<string, string>> = {
	walk: "read",
	transport: "walk",
	pdus: "transport",
	exchanges: "pdus",
	messages: "exchanges",
	analyze: "messages",
	"copy and hash": "read",
};

/** The cells of a table, head first: `adds` is a warm part without the part that it contains. */
export function floorCells(rows: readonly FloorRow[]): string[][] {
	const by = (name: string | undefined) =>
		rows.find((row) => row.name === name);
	const floor = by("R")?.warm.seconds;
	const lines = rows.map(({ name, isWhole, first, warm }) => {
		const within = by(WITHIN[name]);
		const adds = within && warm.seconds - within.warm.seconds;
		return [
			isWhole ? `${name} (process)` : name,
			isWhole ? "" : first.seconds.toFixed(3),
			isWhole ? "" : first.all.toFixed(2),
			warm.seconds.toFixed(3),
			warm.all.toFixed(2),
			adds === undefined ? "" : adds.toFixed(3),
			floor ? (warm.seconds / floor).toFixed(1) : "",
		];
	});
	const head = ["part", "first, s", "CPU s", "warm, s", "CPU s", "adds", "R"];
	return [head, ...lines];
}
