/**
 * Things that are due at a second of capture time. Buckets by second, so that adding and expiring cost the same for
 * one and for a million of them. The owner keeps the true deadline in the item and re-adds what was touched meanwhile.
 */
export class Deadlines<T> {
	readonly #buckets = new Map<number, T[]>();
	#now = Number.NEGATIVE_INFINITY;

	/** `second`: whole seconds of capture time; what lies in the past is due at the next `advance`. */
	add(second: number, item: T): void {
		const key = Math.max(Math.ceil(second), this.#now + 1);
		const bucket = this.#buckets.get(key);
		if (bucket) bucket.push(item);
		else this.#buckets.set(key, [item]);
	}

	/** Calls `due` for everything up to `second`, in order of deadline, then of insertion. Clocks that go back do nothing. */
	advance(second: number, due: (item: T) => void): void {
		const now = Math.floor(second);
		if (now <= this.#now) return;
		const from = this.#now;
		this.#now = now;
		if (this.#buckets.size === 0) return;
		if (now - from <= this.#buckets.size) {
			for (let key = from + 1; key <= now; key++) this.#expire(key, due);
			return;
		}
		const keys = [...this.#buckets.keys()].filter((key) => key <= now);
		for (const key of keys.sort((a, b) => a - b)) this.#expire(key, due);
	}

	#expire(key: number, due: (item: T) => void): void {
		const bucket = this.#buckets.get(key);
		if (!bucket) return;
		this.#buckets.delete(key);
		for (const item of bucket) due(item);
	}
}
