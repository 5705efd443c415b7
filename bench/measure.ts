import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { cpus, release, tmpdir, totalmem } from "node:os";
import { join } from "node:path";

/** One run of a whole process. */
export interface Measured {
	seconds: number;
	/** Of the process itself, user and system. */
	cpuSeconds: number;
	/** Largest resident set, octets. */
	peak: number;
	status: number;
	/** What it wrote to standard error, the end of it. */
	said: string;
}

const TIME = "/usr/bin/time";

/** Runs a program with its output thrown away, under GNU time; `input`: a shell command whose output it reads. */
export async function measure(
	program: readonly string[],
	input?: string,
): Promise<Measured> {
	if (!existsSync(TIME)) throw new Error(`needs GNU time at ${TIME}`);
	const folder = mkdtempSync(join(tmpdir(), "mmstrace-bench-"));
	try {
		const figures = join(folder, "figures");
		const timed = [TIME, "-q", "-f", "%e %U %S %M", "-o", figures, ...program];
		const started = process.hrtime.bigint();
		const { status, said } = await run(timed, input);
		const wall = Number(process.hrtime.bigint() - started) / 1e9;
		const line = readFileSync(figures, "utf8").trim().split("\n").at(-1) ?? "";
		const [, user = 0, system = 0, peak = 0] = line.split(" ").map(Number);
		return {
			seconds: wall,
			cpuSeconds: user + system,
			peak: peak * 1024,
			status,
			said,
		};
	} finally {
		rmSync(folder, { recursive: true });
	}
}

function run(
	program: readonly string[],
	input: string | undefined,
): Promise<{ status: number; said: string }> {
	const [name = "", ...rest] = program;
	const child = input
		? spawn("sh", ["-c", `${input} | "$@"`, "sh", ...program], {
				stdio: ["ignore", "ignore", "pipe"],
			})
		: spawn(name, rest, { stdio: ["ignore", "ignore", "pipe"] });
	let said = "";
	child.stderr?.on("data", (chunk: Buffer) => {
		said = (said + chunk.toString()).slice(-2000);
	});
	return new Promise((resolve, reject) => {
		child.on("error", reject);
		child.on("close", (code) => resolve({ status: code ?? -1, said }));
	});
}

export function median(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	const middle = sorted.length >> 1;
	const high = sorted[middle] ?? 0;
	return sorted.length % 2 ? high : (high + (sorted[middle - 1] ?? high)) / 2;
}

function output(program: string, ...args: string[]): string {
	return spawnSync(program, args, { encoding: "utf8" }).stdout?.trim() ?? "";
}

/** Where and on what a measurement was taken. */
export function circumstances(): Record<string, unknown> {
	return {
		date: new Date().toISOString(),
		commit: output("git", "rev-parse", "--short", "HEAD"),
		changed: output("git", "status", "--porcelain", "-uno") !== "",
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

/** A table of text columns, numbers to the right. */
export function table(rows: readonly (readonly string[])[]): string {
	const widths = (rows[0] ?? []).map((_, column) =>
		Math.max(...rows.map((row) => row[column]?.length ?? 0)),
	);
	const line = (row: readonly string[]): string =>
		row
			.map((cell, column) =>
				column === 0
					? cell.padEnd(widths[column] ?? 0)
					: cell.padStart(widths[column] ?? 0),
			)
			.join("  ");
	return rows.map(line).join("\n");
}
