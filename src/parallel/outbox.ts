import type { FromWorker } from "./protocol.js";

/** Batches that may be on their way: the worker waits when nobody takes them, so that memory stays bounded. */
export const WINDOW = 8;
/** Characters of a batch that somebody reads who serves a page as well: reading it blocks nobody. */
const BATCH_CHARACTERS = 0xc000;
/** Between threads that do nothing else: posting costs some 60 us and 1 us for each KB. */
export const LARGE_BATCH = 0x40000;
/** A batch that is not full goes out after so long. */
const BATCH_MS = 50;

/** Records on their way out of a worker: many become one JSON text. */
export class Outbox {
	readonly #post: (message: FromWorker) => void;
	readonly #characters: number;
	#text = "";
	/** Batches that were posted and not used up. */
	#pending = 0;
	/** The batch that is not full should be on its way. */
	#isLate = false;
	#timer: ReturnType<typeof setTimeout> | undefined;
	#wake: (() => void) | undefined;
	#isClosed = false;

	/** @param characters after which a batch is posted */
	constructor(
		post: (message: FromWorker) => void,
		characters: number = BATCH_CHARACTERS,
	) {
		this.#post = post;
		this.#characters = characters;
	}

	/** Adds a record. False: the batch is full, `room` says when to go on. */
	add(record: unknown): boolean {
		this.#text += `${this.#text === "" ? "[" : ","}${JSON.stringify(record)}`;
		if (this.#text.length >= this.#characters) this.flush();
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
		// The records that come next may fill a batch, and were told that there is room.
		if (this.#pending < WINDOW - 1) this.flush();
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
