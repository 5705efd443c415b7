import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Tally } from "../../../src/statistics/tally.js";

describe("counting by value", () => {
	it("is exact while there are few values", () => {
		const tally = new Tally(10);
		for (let i = 0; i < 100; i++)
			tally.add(`v${i % 20}`, i % 3 === 0 ? "failed" : "ok");
		expect(tally.forgotten).toBe(0);
		expect(tally.rows()).toHaveLength(20);
		expect(tally.rows()[0]).toEqual({
			key: "v0",
			ok: 3,
			failed: 2,
			open: 0,
			missed: 0,
		});
	});

	it("keeps frequent values, and says how wrong it may be, whatever comes", () => {
		fc.assert(
			fc.property(
				fc.array(fc.oneof(fc.nat(3), fc.nat(1000)), { maxLength: 2000 }),
				(keys) => {
					const capacity = 8;
					const tally = new Tally(capacity);
					const truth = new Map<string, number>();
					for (const key of keys.map(String)) {
						tally.add(key, "ok");
						truth.set(key, (truth.get(key) ?? 0) + 1);
					}
					expect(tally.size).toBeLessThanOrEqual(2 * capacity);
					const rows = new Map(tally.rows().map((row) => [row.key, row]));
					for (const [key, count] of truth) {
						const row = rows.get(key);
						const known = row?.ok ?? 0;
						expect(known).toBeLessThanOrEqual(count);
						expect(
							known + (row ? row.missed : tally.forgotten),
						).toBeGreaterThanOrEqual(count);
					}
				},
			),
		);
	});

	it("never loses a value of half of the legs", () => {
		const tally = new Tally(4);
		for (let i = 0; i < 1000; i++) {
			tally.add("often", "failed");
			tally.add(`once ${i}`, "ok");
		}
		expect(tally.rows()[0]).toMatchObject({
			key: "often",
			failed: 1000,
			missed: 0,
		});
	});
});
