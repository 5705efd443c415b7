/** Frames of one page: one bit each. */
const PAGE_BITS = 16;
const PAGE_FRAMES = 1 << PAGE_BITS;

/** A set of frame numbers: at most one bit for each frame of the capture, and nothing for stretches that hold none. */
export class FrameSet {
	readonly #pages = new Map<number, Uint32Array>();
	size = 0;

	add(frame: number): void {
		const key = Math.floor(frame / PAGE_FRAMES);
		let page = this.#pages.get(key);
		if (!page) {
			page = new Uint32Array(PAGE_FRAMES / 32);
			this.#pages.set(key, page);
		}
		const bit = frame % PAGE_FRAMES;
		const before = page[bit >>> 5]!;
		const after = before | (1 << (bit & 31));
		if (before === after >>> 0) return;
		page[bit >>> 5] = after;
		this.size++;
	}

	has(frame: number): boolean {
		const page = this.#pages.get(Math.floor(frame / PAGE_FRAMES));
		if (!page) return false;
		const bit = frame % PAGE_FRAMES;
		return (page[bit >>> 5]! & (1 << (bit & 31))) !== 0;
	}

	/** Ascending. */
	*[Symbol.iterator](): Generator<number> {
		const keys = [...this.#pages.keys()].sort((a, b) => a - b);
		for (const key of keys) {
			const page = this.#pages.get(key)!;
			for (let word = 0; word < page.length; word++) {
				let bits = page[word]!;
				while (bits !== 0) {
					const lowest = bits & -bits;
					yield key * PAGE_FRAMES + word * 32 + (31 - Math.clz32(lowest));
					bits ^= lowest;
				}
			}
		}
	}
}
