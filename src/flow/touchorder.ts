/** A thing that knows its neighbours in the order of touches. */
export interface Touched<T> {
	older: T | undefined;
	newer: T | undefined;
}

/** Things in the order in which they were last touched: a list, so that a touch costs the same for any number of them. */
export class TouchOrder<T extends Touched<T>> {
	#oldest: T | undefined;
	#newest: T | undefined;

	get oldest(): T | undefined {
		return this.#oldest;
	}

	add(item: T): void {
		item.older = this.#newest;
		item.newer = undefined;
		if (this.#newest) this.#newest.newer = item;
		else this.#oldest = item;
		this.#newest = item;
	}

	remove(item: T): void {
		const { older, newer } = item;
		if (older) older.newer = newer;
		else this.#oldest = newer;
		if (newer) newer.older = older;
		else this.#newest = older;
		item.older = undefined;
		item.newer = undefined;
	}

	/** Makes a thing of the order its newest. */
	touch(item: T): void {
		if (item === this.#newest) return;
		this.remove(item);
		this.add(item);
	}
}
