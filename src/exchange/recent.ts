/** A map that keeps the `limit` entries that were set last. */
export class RecentMap<T> {
	readonly #values = new Map<string, T>();
	readonly #limit: number;

	constructor(limit: number) {
		this.#limit = limit;
	}

	set(key: string, value: T): void {
		const values = this.#values;
		const before = values.size;
		values.set(key, value);
		if (values.size === before) {
			// It was there before: now it is the last.
			values.delete(key);
			values.set(key, value);
		} else if (values.size > this.#limit) this.#dropFirst();
	}

	#dropFirst(): void {
		for (const oldest of this.#values.keys()) {
			this.#values.delete(oldest);
			return;
		}
	}

	get(key: string): T | undefined {
		return this.#values.get(key);
	}

	/** Gets and forgets. */
	take(key: string): T | undefined {
		// The text of the key need not even be looked at then.
		if (this.#values.size === 0) return undefined;
		const value = this.#values.get(key);
		if (value !== undefined) this.#values.delete(key);
		return value;
	}

	has(key: string): boolean {
		return this.#values.has(key);
	}
}
