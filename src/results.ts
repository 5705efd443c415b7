import { MmstraceError } from "./error.js";
import type { CaptureInfo, Summary } from "./record.js";

/** How far an analysis is. */
export interface Progress {
	/** Octets read so far, and of all captures where the sizes are known. */
	octets: number;
	totalOctets?: number;
	packets: number;
	messages: number;
}

/**
 * Records of a running analysis. Reading them drives it: nothing is read from the capture before the records that came
 * of the octets before have been taken (backpressure). To be iterated once.
 */
export class Results<T> implements AsyncIterable<T> {
	/** Settles when the iteration ends: whole, or with what there was when the signal stopped it. An error when they are left before. */
	readonly summary: Promise<Summary>;
	/** Grows while the captures are opened; complete when `summary` has settled. */
	readonly captures: readonly CaptureInfo[];
	readonly #start: () => AsyncGenerator<readonly T[], Summary>;
	#resolve!: (summary: Summary) => void;
	#reject!: (error: unknown) => void;
	readonly #signal: AbortSignal | undefined;
	#started = false;

	constructor(
		captures: readonly CaptureInfo[],
		start: () => AsyncGenerator<readonly T[], Summary>,
		signal?: AbortSignal,
	) {
		this.captures = captures;
		this.#start = start;
		this.#signal = signal;
		this.summary = new Promise((resolve, reject) => {
			this.#resolve = resolve;
			this.#reject = reject;
		});
		// Whoever only iterates gets the error there; an unread summary must not end the process.
		this.summary.catch(() => undefined);
	}

	async *[Symbol.asyncIterator](): AsyncGenerator<T, void> {
		for await (const batch of this.batches())
			for (let i = 0; i < batch.length; i++) yield batch[i]!;
	}

	/** The records as they are found, several at a time: each step of an asynchronous iteration takes about a microsecond. */
	async *batches(): AsyncGenerator<readonly T[], void> {
		if (this.#started) throw new TypeError("results can be iterated only once");
		this.#started = true;
		try {
			this.#resolve(yield* this.#start());
			this.#signal?.throwIfAborted();
		} catch (error) {
			this.#reject(error);
			throw error;
		} finally {
			const message = "the results were left before their end";
			this.#reject(new MmstraceError("aborted", message));
		}
	}

	/** Runs to the end and gives all records at once, for small captures. */
	async toArray(): Promise<T[]> {
		const records: T[] = [];
		for await (const batch of this.batches())
			for (const record of batch) records.push(record);
		return records;
	}
}
