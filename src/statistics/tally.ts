/** Legs of one value by how they ended. */
export interface Ended {
	ok: number;
	failed: number;
	/** Pending and unknown. */
	open: number;
}

export interface Tallied<K> extends Ended {
	key: K;
	/** So many more legs may have had the value before it was counted. */
	missed: number;
}

interface Count extends Ended {
	missed: number;
}

/**
 * Counts legs by value when there may be more values than can be kept. When twice `capacity` are known, the half with
 * the fewest legs is forgotten; a value that comes again may have missed as many as the largest that was forgotten,
 * which `missed` says (Misra and Gries, 1982). Frequent values are never lost, and without forgetting all is exact.
 */
export class Tally {
	readonly #capacity: number;
	readonly #counts = new Map<string, Count>();
	#forgotten = 0;

	constructor(capacity: number) {
		this.#capacity = capacity;
	}

	add(key: string, end: keyof Ended): void {
		let count = this.#counts.get(key);
		if (!count) {
			if (this.#counts.size >= 2 * this.#capacity) this.#forget();
			count = { ok: 0, failed: 0, open: 0, missed: this.#forgotten };
			this.#counts.set(key, count);
		}
		count[end]++;
	}

	/** Most legs that any value without a row can have. */
	get forgotten(): number {
		return this.#forgotten;
	}

	get size(): number {
		return this.#counts.size;
	}

	/** All values that are known, most legs first. */
	rows(): Tallied<string>[] {
		return [...this.#counts]
			.map(([key, count]) => ({ key, ...count }))
			.sort((a, b) => legsOf(b) - legsOf(a) || (a.key < b.key ? -1 : 1));
	}

	#forget(): void {
		const bounds = [...this.#counts].map(([key, count]): [string, number] => [
			key,
			legsOf(count) + count.missed,
		]);
		bounds.sort(([one, a], [other, b]) => b - a || (one < other ? -1 : 1));
		for (const [key, bound] of bounds.slice(this.#capacity)) {
			this.#counts.delete(key);
			this.#forgotten = Math.max(this.#forgotten, bound);
		}
	}
}

function legsOf({ ok, failed, open }: Ended): number {
	return ok + failed + open;
}
