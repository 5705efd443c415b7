import { describe, expect, test } from "vitest";
import { KeyLeases } from "../../../src/transaction/keyleases.js";

/** The same, simple and slow: keys in the order of their touches. */
class Model {
	readonly #leases = new Map<number, { value: number; time: number }>();

	constructor(readonly options: { seconds: number; limit: number }) {}

	get(key: number): number | undefined {
		return this.#leases.get(key)?.value;
	}

	set(key: number, value: number, time: number): void {
		const known = this.#leases.get(key)?.time ?? Number.NEGATIVE_INFINITY;
		this.#leases.delete(key);
		this.#leases.set(key, { value, time: Math.max(known, time) });
		for (const [oldest, lease] of this.#leases) {
			const isOver = lease.time + this.options.seconds < time;
			if (!isOver && this.#leases.size <= this.options.limit) return;
			this.#leases.delete(oldest);
		}
	}
}

describe("leases by key", () => {
	test.each([
		[1000, 60],
		[20, 1e9],
		[10, 30],
	])(
		"of at most %i and %i seconds end in the order of touches",
		(limit, seconds) => {
			const leases = new KeyLeases<number>({ seconds, limit });
			const model = new Model({ seconds, limit });
			let random = 1;
			for (let step = 0; step < 20_000; step++) {
				random = (Math.imul(random, 1103515245) + 12345) >>> 0;
				const key = (random >>> 8) % 500;
				expect(leases.get(key, 1)).toBe(model.get(key));
				// Clocks go back now and then.
				const time = step / 10 - ((random >>> 4) % 5);
				if (random & 1) {
					const value = leases.touch(key, 1, time, () => step);
					expect(value).toBe(model.get(key) ?? step);
					model.set(key, value, time);
				} else {
					leases.set(key, 1, step, time);
					model.set(key, step, time);
				}
			}
		},
	);
});
