/**
 * Whole processes on a generated capture, side by side and in turns: mmstrace, tshark, cat, and a Node program that only
 * reads the file. `other99` is a network's traffic with one hundredth MMS, `mixed` has three tenths. Prints a table and
 * appends one line to `bench/results.jsonl`.
 *
 *     npm run bench -- [--size 500MB] [--kind other99|mixed] [--rounds 5] [--tshark-rounds 2] [--capture FILE] [--no-record]
 */
import { spawnSync } from "node:child_process";
import {
	appendFileSync,
	existsSync,
	mkdtempSync,
	rmSync,
	statSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import {
	circumstances,
	type Measured,
	measure,
	median,
	table,
} from "./measure.js";

const here = fileURLToPath(new URL(".", import.meta.url));
const cli = join(here, "../dist/cli.js");

const { values } = parseArgs({
	options: {
		size: { type: "string", default: "500MB" },
		kind: { type: "string", default: "other99" },
		rounds: { type: "string", default: "5" },
		"tshark-rounds": { type: "string", default: "2" },
		capture: { type: "string" },
		"no-record": { type: "boolean", default: false },
	},
});

interface Generated {
	capture: string;
	packets?: number;
	messages?: number;
}

interface Contender {
	name: string;
	program: (capture: string) => string[];
	rounds: number;
	runs: Measured[];
}

function contenders(): Contender[] {
	const rounds = Number(values.rounds);
	const one = (
		name: string,
		program: Contender["program"],
		times = rounds,
	): Contender => ({ name, program, rounds: times, runs: [] });
	const mmstrace = (command: string) => (capture: string) => [
		process.execPath,
		cli,
		command,
		"--format",
		"ndjson",
		"--quiet",
		capture,
	];
	const fields = ["-Y", "mmse", "-T", "fields", "-e", "mmse.message_type"];
	return [
		one("mmstrace analyze", mmstrace("analyze")),
		one("mmstrace pdus", mmstrace("pdus")),
		one(
			"tshark",
			(capture) => ["tshark", "-n", "-r", capture, ...fields],
			Number(values["tshark-rounds"]),
		),
		one("cat", (capture) => ["cat", capture]),
		one("node, reading only", (capture) => [
			process.execPath,
			join(here, "readonly.mjs"),
			capture,
		]),
	];
}

function generate(folder: string): Generated {
	const capture = join(folder, "capture.pcap");
	const tsx = join(here, "../node_modules/.bin/tsx");
	const args = [join(here, "generate.ts"), "--kind", values.kind];
	const made = spawnSync(tsx, [...args, "--size", values.size, "-o", capture], {
		encoding: "utf8",
	});
	if (made.status !== 0) throw new Error(made.stderr);
	const [, packets, messages] =
		/(\d+) packets, \d+ octets, (\d+) messages/.exec(made.stderr) ?? [];
	return { capture, packets: Number(packets), messages: Number(messages) };
}

async function race(all: readonly Contender[], capture: string): Promise<void> {
	await measure(["cat", capture]);
	const most = Math.max(...all.map((one) => one.rounds));
	for (let round = 0; round < most; round++) {
		for (const one of all) {
			if (round >= one.rounds) continue;
			const run = await measure(one.program(capture));
			if (run.status !== 0) throw new Error(`${one.name}: ${run.said}`);
			one.runs.push(run);
			console.error(`${round + 1} ${one.name} ${run.seconds.toFixed(2)} s`);
		}
	}
}

function figures(one: Contender, bytes: number) {
	const seconds = one.runs.map((run) => run.seconds);
	const middle = median(seconds);
	return {
		name: one.name,
		rounds: one.runs.length,
		seconds: round(middle, 3),
		fastest: round(Math.min(...seconds), 3),
		slowest: round(Math.max(...seconds), 3),
		cpuSeconds: round(median(one.runs.map((run) => run.cpuSeconds)), 3),
		mbPerSecond: round(bytes / 1e6 / middle, 1),
		peakMB: round(Math.max(...one.runs.map((run) => run.peak)) / 1e6, 1),
	};
}

type Figures = ReturnType<typeof figures>;

function round(value: number, digits: number): number {
	return Number(value.toFixed(digits));
}

function report(rows: readonly Figures[]): string {
	const by = (name: string) => rows.find((row) => row.name === name);
	const tshark = by("tshark");
	const cat = by("cat");
	const head = [
		"program",
		"seconds",
		"fastest",
		"slowest",
		"MB/s",
		"peak MB",
		"tshark / it",
		"it / cat",
	];
	const lines = rows.map((row) => [
		row.name,
		row.seconds.toFixed(2),
		row.fastest.toFixed(2),
		row.slowest.toFixed(2),
		row.mbPerSecond.toFixed(0),
		row.peakMB.toFixed(0),
		tshark ? (tshark.seconds / row.seconds).toFixed(1) : "",
		cat ? (row.seconds / cat.seconds).toFixed(1) : "",
	]);
	return table([head, ...lines]);
}

async function main(): Promise<void> {
	if (!existsSync(cli)) throw new Error("dist/ is missing: npm run build");
	const folder = mkdtempSync(join(tmpdir(), "mmstrace-bench-"));
	try {
		const given: Generated | undefined = values.capture
			? { capture: values.capture }
			: undefined;
		const { capture, packets, messages } = given ?? generate(folder);
		const bytes = statSync(capture).size;
		const all = contenders().filter((one) => one.rounds > 0);
		await race(all, capture);
		const rows = all.map((one) => figures(one, bytes));
		const kind = values.capture ? "given" : values.kind;
		console.log(
			`${values.capture ?? kind}: ${bytes} octets, ${packets ?? "?"} packets, ${messages ?? "?"} messages`,
		);
		console.log(report(rows));
		if (values["no-record"]) return;
		const line = {
			bench: "run",
			...circumstances(),
			capture: { kind, bytes, packets, messages },
			rows,
		};
		appendFileSync(join(here, "results.jsonl"), `${JSON.stringify(line)}\n`);
	} finally {
		rmSync(folder, { recursive: true });
	}
}

await main();
