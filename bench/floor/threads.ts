import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { round } from "../statistics.js";

/** CPU seconds of a run by thread. */
export interface Threads {
	seconds: number;
	main: number;
	/** That of the other threads which has the most: the worker. */
	worker: number;
	/** V8's own: they compile and collect garbage. */
	others: number;
}

const EVERY_MS = 10;

/** Runs a program and looks again and again at what its threads have used so far; Linux only. */
export async function busiestOf(
	[name = "", ...rest]: readonly string[],
	folder: string,
): Promise<Threads | undefined> {
	if (process.platform !== "linux") return undefined;
	const began = performance.now();
	const child = spawn(name, rest, {
		stdio: ["ignore", "ignore", "inherit"],
		env: { ...process.env, XDG_CACHE_HOME: folder },
	});
	const used = new Map<string, number>();
	const timer = setInterval(() => look(child.pid ?? 0, used), EVERY_MS);
	const status = await new Promise((resolve) => child.on("close", resolve));
	clearInterval(timer);
	if (status !== 0) throw new Error(`${name}: status ${status}`);
	const seconds = (performance.now() - began) / 1000;
	const main = used.get(String(child.pid)) ?? 0;
	used.delete(String(child.pid));
	const others = [...used.values()];
	const worker = Math.max(0, ...others);
	const sum = others.reduce((all, one) => all + one, 0);
	return {
		seconds: round(seconds, 3),
		main: round(main, 3),
		worker: round(worker, 3),
		others: round(sum - worker, 3),
	};
}

function look(pid: number, used: Map<string, number>): void {
	const folder = `/proc/${pid}/task`;
	try {
		for (const thread of readdirSync(folder)) {
			const text = readFileSync(`${folder}/${thread}/schedstat`, "utf8");
			used.set(thread, Number(text.split(" ")[0]) / 1e9);
		}
	} catch {
		// A thread ended, or all did.
	}
}
