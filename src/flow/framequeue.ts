/** Something that waits for the turn of a frame. */
export interface Waiting {
	/** Changes while it waits only by `moved`. */
	frame: number;
}

/** Things that wait for the turns of their frames, earliest first: a binary heap. */
export class FrameQueue<T extends Waiting> {
	readonly #heap: T[] = [];
	/** Frame of the first; infinite when there is none. */
	next = Number.POSITIVE_INFINITY;

	get first(): T | undefined {
		return this.#heap[0];
	}

	add(item: T): void {
		const heap = this.#heap;
		let at = heap.length;
		while (at > 0) {
			const above = (at - 1) >>> 1;
			const other = heap[above]!;
			if (other.frame <= item.frame) break;
			heap[at] = other;
			at = above;
		}
		heap[at] = item;
		this.next = heap[0]!.frame;
	}

	/** The first waits for a later frame now. */
	moved(): void {
		const item = this.#heap[0];
		if (item) this.#sink(item);
	}

	/** Takes the first out. */
	shift(): T | undefined {
		const first = this.#heap[0];
		const last = this.#heap.pop();
		if (last !== undefined && last !== first) this.#sink(last);
		else this.next = Number.POSITIVE_INFINITY;
		return first;
	}

	/** Puts an item where its frame belongs, beginning with the first place. */
	#sink(item: T): void {
		const heap = this.#heap;
		const { length } = heap;
		let at = 0;
		for (let below = 1; below < length; below = 2 * at + 1) {
			if (below + 1 < length && heap[below + 1]!.frame < heap[below]!.frame)
				below++;
			const other = heap[below]!;
			if (other.frame >= item.frame) break;
			heap[at] = other;
			at = below;
		}
		heap[at] = item;
		this.next = heap[0]!.frame;
	}
}
