import {
	type ChildProcess,
	type SpawnOptions,
	spawn,
} from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
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

/** Programs that run now: they end with this one. */
const running = new Set<ChildProcess>();
process.on("exit", () => {
	for (const { pid } of running) if (pid !== undefined) process.kill(-pid);
});

/**
 * Runs a program with its output thrown away, under GNU time.
 *
 * @param folder a temporary one: for the figures of GNU time, and for what mmstrace keeps of its compiled code
 */
export async function measure(
	program: readonly string[],
	folder: string,
): Promise<Measured> {
	if (!existsSync(TIME)) throw new Error(`needs GNU time at ${TIME}`);
	const figures = join(folder, "figures");
	const timed = [TIME, "-q", "-f", "%e %U %S %M", "-o", figures, ...program];
	const started = process.hrtime.bigint();
	const { status, said } = await run(timed, folder);
	const seconds = Number(process.hrtime.bigint() - started) / 1e9;
	const line = readFileSync(figures, "utf8").trim().split("\n").at(-1) ?? "";
	rmSync(figures);
	const [, user = 0, system = 0, peak = 0] = line.split(" ").map(Number);
	const cpuSeconds = user + system;
	return { seconds, cpuSeconds, peak: peak * 1024, status, said };
}

function run(
	program: readonly string[],
	folder: string,
): Promise<{ status: number; said: string }> {
	const [name = "", ...rest] = program;
	// A process group of its own, so that what it starts can be ended too.
	const options: SpawnOptions = {
		stdio: ["ignore", "ignore", "pipe"],
		detached: true,
		env: { ...process.env, XDG_CACHE_HOME: folder },
	};
	const child = spawn(name, rest, options);
	running.add(child);
	let said = "";
	child.stderr?.on("data", (chunk: Buffer) => {
		said = (said + chunk.toString()).slice(-2000);
	});
	return new Promise((resolve, reject) => {
		child.on("error", reject);
		child.on("close", (code) => {
			running.delete(child);
			resolve({ status: code ?? -1, said });
		});
	});
}
