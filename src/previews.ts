/** Milliseconds between two looks at what is not over yet. */
const PREVIEW_MS = 250;

/** Says when to look at what is not over yet: soon after something was read, also while nothing more comes. */
export class Previews {
	#last = Number.NEGATIVE_INFINITY;
	/** Something was read since. */
	#isStale = false;

	/** Something was read. */
	onRead(): void {
		this.#isStale = true;
	}

	/** Waits for what is being read, at most until it is time to look. True: look now. */
	async isDueBefore(pending: unknown): Promise<boolean> {
		if (!this.#isStale || !(await this.#isTime(pending))) return false;
		this.#isStale = false;
		this.#last = performance.now();
		return true;
	}

	async #isTime(pending: unknown): Promise<boolean> {
		const wait = this.#last + PREVIEW_MS - performance.now();
		if (wait <= 0) return true;
		if (!(pending instanceof Promise)) return false;
		let timer: ReturnType<typeof setTimeout> | undefined;
		const time = new Promise<boolean>((resolve) => {
			timer = setTimeout(resolve, wait, true);
		});
		try {
			return await Promise.race([pending.then(isNotYet, isNotYet), time]);
		} finally {
			clearTimeout(timer);
		}
	}
}

function isNotYet(): boolean {
	return false;
}
