import { MmstraceError } from "../error.js";
import type { RunStats } from "../meter.js";
import type { CaptureInfo, Summary } from "../record.js";
import type { Progress } from "../results.js";
import { errorOf, type Failure } from "./failure.js";
import type { FromWorker, Start, StarterPort } from "./protocol.js";

/** How to follow a worker. */
export interface Following {
	signal: AbortSignal | undefined;
	onProgress?: ((progress: Progress) => void) | undefined;
	/** Gets what is known of the captures at the end, however that comes. */
	captures: CaptureInfo[];
}

/**
 * One run in a worker, seen from the thread that started it.
 *
 * ```ts
 * const line = new Line(port, following);
 * try {
 *   for (let text = await line.start(start); text !== undefined; text = await line.next()) ...
 *   line.summary ...
 * } finally {
 *   await line.close();
 * }
 * ```
 */
export class Line {
	readonly #port: StarterPort;
	readonly #following: Following;
	readonly #texts: string[] = [];
	readonly #onAbort = () => this.#port.post({ type: "stop" });
	#isEnded = false;
	#error: unknown;
	/** What `onProgress` threw. */
	#thrown: { error: unknown } | undefined;
	#summary: Summary | undefined;
	/** What the worker measured, when it was asked to. */
	stats: RunStats | undefined;
	#wake: (() => void) | undefined;

	constructor(port: StarterPort, following: Following) {
		this.#port = port;
		this.#following = following;
		port.onMessage((message) => this.#take(message));
		port.onFailure((error) => this.#end(error));
	}

	/** Has the worker begin, and gives the first batch as `next` does. */
	start(
		start: Start,
		transfer?: readonly unknown[],
	): Promise<string | undefined> {
		const { signal } = this.#following;
		const isStopped = signal?.aborted === true;
		this.#port.post({ ...start, isStopped }, transfer);
		signal?.addEventListener("abort", this.#onAbort);
		return this.#wait();
	}

	/** The next batch, when the one before is used up; undefined at the end. */
	next(): Promise<string | undefined> {
		if (!this.#isEnded) this.#port.post({ type: "taken" });
		return this.#wait();
	}

	/** What the worker said at its end. */
	get summary(): Summary {
		if (!this.#summary)
			throw new MmstraceError("aborted", "the worker has not ended");
		return this.#summary;
	}

	/** Lets go of the worker. Where it is not at its end yet, it closes its captures first. */
	async close(): Promise<void> {
		this.#following.signal?.removeEventListener("abort", this.#onAbort);
		if (!this.#isEnded) this.#port.post({ type: "leave" });
		while (!this.#isEnded) await this.#change();
		this.#port.close();
	}

	async #wait(): Promise<string | undefined> {
		for (;;) {
			if (this.#thrown) throw this.#thrown.error;
			const text = this.#texts.shift();
			if (text !== undefined) return text;
			if (this.#error !== undefined) throw this.#error;
			if (this.#isEnded) return undefined;
			await this.#change();
		}
	}

	#change(): Promise<void> {
		return new Promise((resolve) => {
			this.#wake = resolve;
		});
	}

	#take(message: FromWorker): void {
		switch (message.type) {
			case "batch":
				this.#texts.push(message.text);
				break;
			case "progress":
				this.#tell(message.progress);
				return;
			case "end":
				this.#summary = message.summary;
				this.stats = message.stats;
				this.#following.captures.push(...message.captures);
				this.#end();
				return;
			case "failure":
				this.#following.captures.push(...message.captures);
				this.#end(this.#errorOf(message.failure));
				return;
		}
		this.#wake?.();
	}

	/** An error of who is told ends the run, as without a worker; the worker is left at `close`. */
	#tell(progress: Progress): void {
		if (this.#thrown) return;
		try {
			this.#following.onProgress?.(progress);
		} catch (error) {
			this.#thrown = { error };
			this.#wake?.();
		}
	}

	/** The error of the worker; the reason of a stop stayed here. */
	#errorOf(failure: Failure): unknown {
		const { signal } = this.#following;
		return signal?.aborted && failure.name === "AbortError"
			? signal.reason
			: errorOf(failure);
	}

	#end(error?: unknown): void {
		if (this.#isEnded) return;
		this.#isEnded = true;
		this.#error = error;
		this.#wake?.();
	}
}
