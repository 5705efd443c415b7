import { PerformanceObserver } from "node:perf_hooks";
import { type Command, Option } from "commander";
import type { RunStats } from "../meter.js";
import { formatJson } from "../report/index.js";
import { type ProgramRunStats, workText } from "../report/table/work.js";

/** How `--stats` is written. */
export type StatsFormat = "table" | "json";

/** Adds `--stats`. */
export function addStatsOption(command: Command): void {
	command.addOption(
		new Option(
			"--stats [FORMAT]",
			"where time and octets went, on standard error at the end: table, or =json",
		)
			.choices(["table", "json"])
			.preset("table"),
	);
}

/** Collects the figures of one run and of the process around it. */
export class StatsCollector {
	readonly #format: StatsFormat;
	readonly #start = performance.now();
	readonly #observer: PerformanceObserver;
	#garbage = 0;
	#run: RunStats | undefined;

	constructor(format: StatsFormat) {
		this.#format = format;
		this.#observer = new PerformanceObserver((list) => {
			for (const { duration } of list.getEntries()) this.#garbage += duration;
		});
		this.#observer.observe({ entryTypes: ["gc"] });
	}

	/** To be passed as `onStats`. */
	take(run: RunStats): void {
		this.#run = run;
	}

	/** Writes them to standard error; nothing when the run did not come to its end. */
	write(colour: boolean): void {
		this.#observer.disconnect();
		if (!this.#run) return;
		const stats = this.#withProcess(this.#run);
		const text =
			this.#format === "json"
				? `${formatJson(stats)}\n`
				: workText(stats, colour);
		process.stderr.write(text);
	}

	#withProcess(run: RunStats): ProgramRunStats {
		const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
		return {
			...run,
			program: {
				// The clock starts with the process.
				start: this.#start / 1000,
				garbage: this.#garbage / 1000,
				user: userCPUTime / 1e6,
				system: systemCPUTime / 1e6,
				peakMemory: maxRSS * 1024,
			},
		};
	}
}
