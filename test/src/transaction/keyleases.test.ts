import { describe, expect, test } from "vitest";
import { KeyLeases } from "../../../src/transaction/keyleases.js";
import { Leases } from "../../../src/transaction/leases.js";

describe("leases by key", () => {
	test.each([
		[1000, 60],
		[20, 1e9],
		[10, 30],
	])(
		"of at most %i and %i seconds end as those by text do",
		(limit, seconds) => {
			const byKey = new KeyLeases<number>({ seconds, limit });
			const byText = new Leases<number>({ seconds, limit });
			let random = 1;
			for (let step = 0; step < 20_000; step++) {
				random = (Math.imul(random, 1103515245) + 12345) >>> 0;
				const key = (random >>> 8) % 500;
				expect(byKey.get(key, 1)).toBe(byText.get(String(key)));
				// Clocks go back now and then.
				const time = step / 10 - ((random >>> 4) % 5);
				byKey.set(key, 1, step, time);
				byText.set(String(key), step, time);
			}
		},
	);
});
