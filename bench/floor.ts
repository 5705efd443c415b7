/**
 * What `analyze` is made of, by leaving the rest out: each part alone, again and again in a process of its own, so that
 * what code costs is told apart from what V8 takes to get used to it. Prints a table for each kind of capture and appends
 * a line to `bench/results.jsonl`.
 *
 *     npm run bench:floor -- [--kind mms75,other99] [--size 1GB] [--parts NAME,...] [--passes 3] [--rounds 3] [--seed 1]
 *         [--capture FILE] [--no-record]
 *
 * `--parts` takes the parts whose names contain one of the texts (`busiest`: CPU time by thread of a run in two threads).
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { generated, given } from "./capture.js";
import { warm } from "./cold.js";
import type { Pass } from "./floor/clock.js";
import { type FloorRow, floorCells, rowOf } from "./floor/table.js";
import { busiestOf } from "./floor/threads.js";
import { measure } from "./measure.js";
import { record } from "./results.js";
import { cli, root, temporary } from "./scratch.js";
import { table } from "./table.js";

const { values } = parseArgs({
	options: {
		kind: { type: "string", default: "mms75,other99" },
		size: { type: "string", default: "1GB" },
		parts: { type: "string", default: "" },
		passes: { type: "string", default: "3" },
		rounds: { type: "string", default: "3" },
		seed: { type: "string", default: "1" },
		capture: { type: "string" },
		"no-record": { type: "boolean", default: false },
	},
});

const NODE = process.execPath;
const ANALYZE = [NODE, cli, "analyze", "-q", "--format", "ndjson"];

/** Whole processes, for what comes before and after the parts, and for all of them together. */
const WHOLE: Record<string, (path: string) => string[]> = {
	"node -e 0": () => [NODE, "-e", "0"],
	"mmstrace --version": () => [NODE, cli, "--version"],
	R: (path) => [NODE, join(root, "bench/readonly.mjs"), path],
	"mmstrace analyze": (path) => [...ANALYZE, "--threads", "1", path],
};

/** Those of `floor/part.ts`, each with the ones before it in itself, then those by themselves. */
const PARTS = [
	"read",
	"walk",
	"transport",
	"pdus",
	"exchanges",
	"messages",
	"analyze",
	"correlation alone",
	"output alone",
	"copy and hash",
];

function isChosen(name: string): boolean {
	const { parts } = values;
	return parts === "" || parts.split(",").some((text) => name.includes(text));
}

async function ofProcess(
	program: readonly string[],
	folder: string,
): Promise<Pass[]> {
	const passes: Pass[] = [];
	// Once unmeasured: mmstrace keeps what V8 compiled of it for the next run.
	for (let round = 0; round <= Number(values.rounds); round++) {
		const run = await measure(program, folder);
		if (run.status !== 0) throw new Error(`${program}: ${run.said}`);
		const { seconds, cpuSeconds } = run;
		if (round > 0) passes.push({ seconds, main: cpuSeconds, all: cpuSeconds });
	}
	return passes;
}

function ofPart(name: string, path: string): Pass[] {
	const part = join(root, "bench/floor/part.ts");
	const args = ["--expose-gc", "--import", "tsx", part, name, path];
	const { status, stdout, stderr } = spawnSync(NODE, [...args, values.passes], {
		cwd: root,
		encoding: "utf8",
	});
	if (status !== 0) throw new Error(`${name}: ${stderr}`);
	return JSON.parse(stdout).passes;
}

async function measureKind(kind: string, folder: string): Promise<void> {
	const { size, seed } = values;
	const capture = values.capture
		? given(values.capture)
		: generated({ kind, size, seed, variant: "plain" });
	const [path = ""] = capture.files;
	warm(capture.files);
	const rows: FloorRow[] = [];
	for (const [name, program] of Object.entries(WHOLE)) {
		if (isChosen(name))
			rows.push(rowOf(name, true, await ofProcess(program(path), folder)));
	}
	for (const name of PARTS) {
		if (!isChosen(name)) continue;
		rows.push(rowOf(name, false, ofPart(name, path)));
		console.error(`done: ${name}`);
	}
	const threads = isChosen("busiest")
		? await busiestOf([...ANALYZE, "--threads", "2", path], folder)
		: undefined;
	const { bytes, packets, messages } = capture;
	console.log(`\n${kind}: ${bytes} octets, ${packets ?? "?"} packets`);
	console.log(table(floorCells(rows)));
	if (threads) console.log(`two threads: ${JSON.stringify(threads)}`);
	const about = { kind, bytes, packets, messages };
	if (!values["no-record"]) record("floor", { capture: about, rows, threads });
}

const folder = temporary();
const kinds = values.capture ? ["given"] : values.kind.split(",");
for (const kind of kinds) await measureKind(kind, folder);
