import type { FromWorker } from "./protocol.js";

/** Batches that may be on their way: the worker waits when nobody takes them, so that memory stays bounded. */
export const WINDOW = 8;
/** Characters of a batch: enough that posting it costs nothing, few enough that reading it blocks nobody. */
const BATCH_CHARACTERS = 0xc000;
/** A batch that is not full goes out after so long. */
const BATCH_MS = 50;

/** Records on their way out of a worker: many become one JSON text. */
export class Outbox {
	readonly #post: (message: FromWorker) => void;
	#text = "";
	/** Batches that were posted and not used up. */
	#pending = 0;
	/** The batch that is not full should be on its way. */
	#isLate = false;
	#timer: ReturnType<typeof setTimeout> | undefined;
	#wake: (() => void) | undefined;
	#isClosed = false;

	constructor(post: (message: FromWorker) => void) {
		this.#post = post;
	}

	/** Adds a record. False: the batch is full, `room` says when to go on. */
	add(record: unknown): boolean {
		this.#text += `${this.#text === "" ? "[" : ","}${JSON.stringify(record)}`;
		if (this.#text.length >= BATCH_CHARACTERS) this.flush();
		else this.#timer ??= setTimeout(() => this.#onTime(), BATCH_MS);
		return this.#isClosed || this.#pending < WINDOW;
	}

	/** Posts what there is. */
	flush(): void {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		this.#isLate = false;
		if (this.#text === "" || this.#isClosed) return;
		const text = `${this.#text}]`;
		this.#text = "";
		this.#pending++;
		this.#post({ type: "batch", text });
	}

	#onTime(): void {
		this.#isLate = true;
		if (this.#pending < WINDOW) this.flush();
	}

	/** The other side has used one up. */
	taken(): void {
		this.#pending--;
		if (this.#isLate) this.flush();
		this.#wake?.();
	}

	/** Waits until the other side has used up enough. */
	async room(): Promise<void> {
		while (this.#pending >= WINDOW && !this.#isClosed)
			await new Promise<void>((resolve) => {
				this.#wake = resolve;
			});
	}

	/** Nobody wants more. */
	close(): void {
		this.#isClosed = true;
		clearTimeout(this.#timer);
		this.#wake?.();
	}
}
