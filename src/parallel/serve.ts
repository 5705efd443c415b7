import type { Results } from "../results.js";
import type { AnalyzeOptions, Source } from "../run.js";
import { failureOf } from "./failure.js";
import { type Start, WINDOW, type WorkerPort } from "./protocol.js";

/** What a worker does, by the name of the command: gives batches of records as JSON. */
export type Jobs = Readonly<
	Record<string, (source: Source, options: AnalyzeOptions) => Results<string>>
>;

/** Lets a worker do jobs, one after the other. `open` makes of what was posted what the library reads. */
export function serve(
	port: WorkerPort,
	jobs: Jobs,
	open: (source: unknown) => Source,
): void {
	let task: Task | undefined;
	port.onMessage((message) => {
		switch (message.type) {
			case "start":
				task = new Task(port);
				void task.run(message, jobs, open);
				break;
			case "taken":
				task?.taken();
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
	readonly #port: WorkerPort;
	readonly #stopping = new AbortController();
	/** Batches on their way. */
	#pending = 0;
	#isLeft = false;
	#wake: (() => void) | undefined;

	constructor(port: WorkerPort) {
		this.#port = port;
	}

	taken(): void {
		this.#pending--;
		this.#wake?.();
	}

	stop(): void {
		this.#stopping.abort();
	}

	leave(): void {
		this.#isLeft = true;
		this.#stopping.abort();
		this.#wake?.();
	}

	async run(
		{ command, source, options, isStopped }: Start,
		jobs: Jobs,
		open: (source: unknown) => Source,
	): Promise<void> {
		let captures: Results<string>["captures"] = [];
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
			this.#port.post({ type: "failure", failure: failureOf(error), captures });
		}
	}

	async #send(results: Results<string>): Promise<void> {
		try {
			for await (const text of results) {
				this.#port.post({ type: "batch", text });
				this.#pending++;
				while (this.#pending >= WINDOW && !this.#isLeft) await this.#room();
				if (this.#isLeft) return;
			}
		} catch (error) {
			// What stops the reading is thrown behind the last batch.
			if (error !== this.#stopping.signal.reason) throw error;
		}
	}

	async #room(): Promise<void> {
		await new Promise<void>((resolve) => {
			this.#wake = resolve;
		});
		this.#wake = undefined;
	}
}
