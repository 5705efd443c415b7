import { spawnSync } from "node:child_process";
import { measure } from "../measure.js";
import { cli } from "../scratch.js";
import { median } from "../statistics.js";

export interface Analysis {
	seconds: number;
	peakMB: number;
}

/** Runs `mmstrace analyze` with one thread on the beginnings of captures. */
export class Analyses {
	/** A temporary one, with room for captures. */
	readonly folder: string;
	readonly #rounds: number;
	readonly #threads: string[];

	constructor(folder: string, rounds: number) {
		this.folder = folder;
		this.#rounds = rounds;
		const help = spawnSync(process.execPath, [cli, "analyze", "--help"]);
		const hasThreads = help.stdout.includes("--threads");
		this.#threads = hasThreads ? ["--threads", "1"] : [];
	}

	/** Medians over the rounds, each of which takes every one of these numbers of packets once. */
	async of(path: string, counts: readonly number[]): Promise<Analysis[]> {
		const runs = counts.map(() => ({
			seconds: [] as number[],
			peaks: [] as number[],
		}));
		// Once unmeasured: mmstrace keeps what V8 compiled of it for the next run.
		await this.#once(path, Math.min(1e6, Math.max(...counts)));
		for (let round = 0; round < this.#rounds; round++) {
			for (const [i, count] of counts.entries()) {
				const run = await this.#once(path, count);
				runs[i]?.seconds.push(run.seconds);
				runs[i]?.peaks.push(run.peak);
			}
		}
		return runs.map(({ seconds, peaks }) => ({
			seconds: median(seconds),
			peakMB: median(peaks) / 1e6,
		}));
	}

	async #once(path: string, count: number) {
		const options = ["-q", "--format", "ndjson", "-c", String(count)];
		const program = [process.execPath, cli, "analyze", ...this.#threads];
		const run = await measure([...program, ...options, path], this.folder);
		if (run.status !== 0) throw new Error(`${path}: ${run.said}`);
		console.error(`${path} -c ${count}: ${run.seconds.toFixed(2)} s`);
		return run;
	}
}
