/** Fewer items than this are not gone through to give up those that left. */
const FEW = 1024;

/**
 * Items in the order in which they came. One may leave from anywhere: it is passed over when it would be the oldest. A
 * Set or a Map does the same, but looks past all that left before it finds the oldest.
 */
export class Queue<T> {
	readonly #isLeft: (item: T) => boolean;
	#items: T[] = [];
	/** All before it left. */
	#head = 0;
	/**
	 * With so many items, those that left are given up: at least half as many came since the last time. That begins with
	 * the first item, so that V8 never takes this or the list for always the same.
	 */
	#roof = 0;

	/** @param isLeft is it still there? */
	constructor(isLeft: (item: T) => boolean) {
		this.#isLeft = isLeft;
	}

	add(item: T): void {
		if (this.#items.length >= this.#roof) {
			this.#items = this.#items.slice(this.#head).filter(this.#isLeft);
			this.#head = 0;
			this.#roof = Math.max(FEW, 2 * this.#items.length);
		}
		this.#items.push(item);
	}

	/** The oldest that is there. */
	get oldest(): T | undefined {
		const items = this.#items;
		while (this.#head < items.length) {
			const item = items[this.#head] as T;
			if (this.#isLeft(item)) return item;
			this.#head++;
		}
		return undefined;
	}

	/** Those that are there, the oldest first. */
	*[Symbol.iterator](): Generator<T> {
		for (let at = this.#head; at < this.#items.length; at++) {
			const item = this.#items[at] as T;
			if (this.#isLeft(item)) yield item;
		}
	}
}
