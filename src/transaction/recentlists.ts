/**
 * Lists by key of what came lately: two generations, of which the older one is forgotten when the younger one has
 * lasted long enough or holds too much. What is added to meanwhile moves to the younger one.
 */
export class RecentLists<T> {
	#young = new Map<string, T[]>();
	#old = new Map<string, T[]>();
	#began = Number.NEGATIVE_INFINITY;
	#added = 0;
	/** How often things were forgotten before their time. */
	limitHits = 0;
	readonly #keepSeconds: number;
	readonly #limit: number;
	readonly #perKey: number;

	constructor(options: {
		/** Nothing is forgotten before. */
		keepSeconds: number;
		/** Items in both generations. */
		limit: number;
		/** The latest items of a key that are asked for. */
		perKey: number;
	}) {
		this.#keepSeconds = options.keepSeconds;
		this.#limit = options.limit;
		this.#perKey = options.perKey;
	}

	/** The list of a key, oldest first; at least the latest `perKey` of it. */
	get(key: string): readonly T[] | undefined {
		return this.#young.get(key) ?? this.#old.get(key);
	}

	add(key: string, item: T): void {
		this.#added++;
		const young = this.#young.get(key);
		if (young) {
			young.push(item);
			if (young.length >= 2 * this.#perKey)
				young.splice(0, young.length - this.#perKey);
			return;
		}
		const old = this.#old.get(key);
		if (old) old.push(item);
		this.#young.set(key, old ?? [item]);
	}

	/** Tells the time, in seconds. */
	advance(now: number): void {
		const isOver = now - this.#began > this.#keepSeconds;
		if (!isOver && this.#added * 2 <= this.#limit) return;
		if (!isOver) this.limitHits++;
		this.#old = this.#young;
		this.#young = new Map();
		this.#began = now;
		this.#added = 0;
	}
}
