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

/** What the parts are; those that begin with `+` contain what stands before them. */
const ABOUT: Readonly<Record<string, string>> = {
	"node -e 0": "process: Node alone",
	"mmstrace --version": "process: the program loaded, nothing done",
	R: "process: R, only reading",
	"mmstrace analyze": "process: `mmstrace analyze`",
	read: "reading into the core's memory",
	walk: "+ the core's walk, rows thrown away",
	transport: "+ TCP, HTTP, WTP, WSP; bodies skipped",
	pdus: "+ bodies put together, PDUs decoded",
	exchanges: "+ exchanges made",
	messages: "+ correlation, messages made",
	analyze: "+ written as JSON lines: all of `analyze`",
	"correlation alone": "correlation of exchanges that are there",
	"output alone": "JSON lines of messages that are there",
	"copy and hash":
		"reading; as many octets as messages have copied and hashed by compiled code",
};

/** The cells of a table, head first: `adds` is what a warm part takes of the main thread beyond the part that it contains. */
export function floorCells(rows: readonly FloorRow[]): string[][] {
	const by = (name: string | undefined) =>
		rows.find((row) => row.name === name);
	const floor = by("R")?.warm.seconds;
	const lines = rows.map(({ name, isWhole, first, warm }) => {
		const within = by(WITHIN[name]);
		const ofPart = (value: number): string => (isWhole ? "" : value.toFixed(3));
		return [
			ABOUT[name] ?? name,
			ofPart(first.seconds),
			ofPart(first.main),
			warm.seconds.toFixed(3),
			warm.main.toFixed(3),
			isWhole ? "" : (warm.all - warm.main).toFixed(2),
			within ? ofPart(warm.main - within.warm.main) : "",
			floor ? (warm.seconds / floor).toFixed(1) : "",
		];
	});
	return [HEAD, ...lines];
}

/** CPU seconds are those of the main thread; of processes those of all threads. */
const HEAD = [
	...["part", "first, s", "of CPU", "warm, s", "of CPU"],
	...["other threads", "adds", "/ R"],
];
