interface Lease<T> {
	value: T;
	time: number;
}

/** Values by key that are forgotten when nothing touched them for a while of capture time, or when there are too many. */
export class Leases<T> {
	/** In order of the last touch. */
	readonly #leases = new Map<string, Lease<T>>();
	readonly #seconds: number;
	readonly #limit: number;

	constructor(options: { seconds: number; limit: number }) {
		this.#seconds = options.seconds;
		this.#limit = options.limit;
	}

	get(key: string): T | undefined {
		return this.#leases.get(key)?.value;
	}

	/** Keeps `value` from `time` on, and lets go of what is older than the lease. */
	set(key: string, value: T, time: number): void {
		const known = this.#leases.get(key);
		if (known) this.#leases.delete(key);
		const latest = Math.max(time, known?.time ?? time);
		this.#leases.set(key, { value, time: latest });
		for (const [oldest, lease] of this.#leases) {
			const isOver = lease.time + this.#seconds < time;
			if (!isOver && this.#leases.size <= this.#limit) break;
			this.#leases.delete(oldest);
		}
	}
}
