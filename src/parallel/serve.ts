import type { Results } from "../results.js";
import type { AnalyzeOptions, Source } from "../run.js";
import { failureOf } from "./failure.js";
import { Outbox } from "./outbox.js";
import type { Start, WorkerPort } from "./protocol.js";

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
			const results = job(open(source), {
				...options,
				signal: this.#stopping.signal,
				onProgress: (progress) =>
					this.#port.post({ type: "progress", progress }),
			});
			captures = results.captures;
			await this.#send(results);
			const summary = await results.summary;
			this.#port.post({ type: "end", summary, captures });
		} catch (error) {
			this.outbox.flush();
			this.#port.post({ type: "failure", failure: failureOf(error), captures });
		}
	}

	async #send(results: Results<unknown>): Promise<void> {
		try {
			for await (const record of results) {
				if (this.#isLeft) return;
				if (!this.outbox.add(record)) await this.outbox.room();
			}
		} catch (error) {
			// What stops the reading is thrown behind the last record.
			if (error !== this.#stopping.signal.reason) throw error;
		}
		this.outbox.flush();
	}
}
