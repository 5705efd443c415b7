import { spawnSync } from "node:child_process";
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { cpus, release, totalmem } from "node:os";
import { fileURLToPath } from "node:url";

/** Every recorded run, a line each; MMSTRACE_RESULTS names another file. */
const RESULTS =
	process.env.MMSTRACE_RESULTS ??
	fileURLToPath(new URL("results.jsonl", import.meta.url));

/** One line of the results: which program wrote it, where and on what, and its figures. */
export interface Result {
	bench: string;
	date: string;
	commit: string;
	changed: boolean;
	[figure: string]: unknown;
}

function output(program: string, ...args: string[]): string {
	return spawnSync(program, args, { encoding: "utf8" }).stdout?.trim() ?? "";
}

/** Where and on what a measurement is taken. */
export function circumstances() {
	return {
		date: new Date().toISOString(),
		commit: output("git", "rev-parse", "--short", "HEAD"),
		changed:
			output(
				"git",
				"status",
				"--porcelain",
				"-uno",
				"--",
				"src",
				"assembly",
			) !== "",
		node: process.version,
		tshark: /\d+\.\d+\.\d+/.exec(output("tshark", "--version"))?.[0],
		machine: {
			cpu: cpus()[0]?.model,
			cores: cpus().length,
			memoryGB: Math.round(totalmem() / 1e9),
			kernel: release(),
		},
	};
}

/** Appends one line about what was measured now. */
export function record(bench: string, figures: object): void {
	const line = { bench, ...circumstances(), ...figures };
	appendFileSync(RESULTS, `${JSON.stringify(line)}\n`);
}

/** All lines of one program, oldest first. */
export function recorded(bench: string): Result[] {
	if (!existsSync(RESULTS)) return [];
	return readFileSync(RESULTS, "utf8")
		.split("\n")
		.filter(Boolean)
		.map((line) => JSON.parse(line) as Result)
		.filter((line) => line.bench === bench);
}
