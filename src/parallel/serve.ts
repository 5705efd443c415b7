import type { RunStats } from "../meter.js";
import type { Results } from "../results.js";
import type { AnalyzeOptions, Source } from "../run.js";
import { failureOf } from "./failure.js";
import { Outbox } from "./outbox.js";
import type { Start, WorkerPort } from "./protocol.js";
import { type Passing, withPassing } from "./stats.js";

/** What a worker does, by the name of the command. */
export type Jobs = Readonly<
	Record<string, (source: Source, options: AnalyzeOptions) => Results<unknown>>
>;

/**
 * Lets a worker do jobs, one after the other.
 *
 * @param open makes of what was posted what the library reads
 * @param characters of a batch of records, see `Outbox`
 */
export function serve(
	port: WorkerPort,
	jobs: Jobs,
	open: (source: unknown) => Source,
	characters?: number,
): void {
	let task: Task | undefined;
	port.onMessage((message) => {
		switch (message.type) {
			case "start":
				task = new Task(port, characters);
				void task.run(message, jobs, open);
				break;
			case "taken":
				task?.outbox.taken();
				break;
			case "stop":
				task?.stop();
				break;
			case "leave":
				task?.leave();
		}
	});
}

/** One run of a command. */
class Task {
	readonly outbox: Outbox;
	readonly #port: WorkerPort;
	readonly #stopping = new AbortController();
	readonly #passing: Passing = { passed: 0, waited: 0 };
	#isLeft = false;

	constructor(port: WorkerPort, characters: number | undefined) {
		this.#port = port;
		this.outbox = new Outbox((message) => port.post(message), characters);
	}

	stop(): void {
		this.#stopping.abort();
	}

	leave(): void {
		this.#isLeft = true;
		this.stop();
		this.outbox.close();
	}

	async run(
		{ command, source, options, isStopped }: Start,
		jobs: Jobs,
		open: (source: unknown) => Source,
	): Promise<void> {
		let captures: Results<unknown>["captures"] = [];
		if (isStopped) this.stop();
		try {
			const job = jobs[command];
			if (!job) throw new TypeError(`this worker has no ${command}`);
			const { stats, ...given } = options;
			const told: RunStats[] = [];
			const results = job(open(source), {
				...given,
				...(stats && { onStats: (one) => told.push(one) }),
				signal: this.#stopping.signal,
				onProgress: (progress) =>
					this.#port.post({ type: "progress", progress }),
			});
			captures = results.captures;
			await this.#send(results);
			const summary = await results.summary;
			this.#port.post({
				type: "end",
				summary,
				captures,
				...(told[0] && { stats: withPassing(told[0], this.#passing) }),
			});
		} catch (error) {
			this.outbox.flush();
			this.#port.post({ type: "failure", failure: failureOf(error), captures });
		}
	}

	async #send(results: Results<unknown>): Promise<void> {
		try {
			for await (const batch of results.batches())
				for (const record of batch) {
					if (this.#isLeft) return;
					const start = performance.now();
					const isRoom = this.outbox.add(record);
					const passed = performance.now();
					this.#passing.passed += passed - start;
					if (isRoom) continue;
					await this.outbox.room();
					this.#passing.waited += performance.now() - passed;
				}
		} catch (error) {
			// What stops the reading is thrown behind the last record.
			if (error !== this.#stopping.signal.reason) throw error;
		}
		this.outbox.flush();
	}
}
