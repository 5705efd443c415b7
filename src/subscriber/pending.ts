/** Requests that wait for their answers: the oldest are forgotten after a time, or when there are too many. */
export class Pending<T> {
	readonly #waiting = new Map<string, { item: T; time: number }>();
	readonly #limit: number;
	readonly #seconds: number;
	/** Requests that the limit ended. */
	dropped = 0;

	constructor(limit: number, seconds: number) {
		this.#limit = limit;
		this.#seconds = seconds;
	}

	/** A repeated request takes the place of the first one. */
	add(key: string, item: T, time: number): void {
		this.#waiting.delete(key);
		this.#waiting.set(key, { item, time });
		for (const [oldest, { time: begin }] of this.#waiting) {
			const isOver = begin + this.#seconds < time;
			if (!isOver && this.#waiting.size <= this.#limit) return;
			this.#waiting.delete(oldest);
			if (!isOver) this.dropped++;
		}
	}

	/** The request with this key, which then waits no more. */
	take(key: string): T | undefined {
		const found = this.#waiting.get(key);
		if (found) this.#waiting.delete(key);
		return found?.item;
	}

	has(key: string): boolean {
		return this.#waiting.has(key);
	}
}
