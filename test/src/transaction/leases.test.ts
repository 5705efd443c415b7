import { describe, expect, test } from "vitest";
import { Leases } from "../../../src/transaction/leases.js";

describe("leases", () => {
	test("end when nothing touched them for their time", () => {
		const leases = new Leases<number>({ seconds: 60, limit: 10 });
		leases.set("a", 1, 100);
		leases.set("b", 2, 120);
		leases.set("a", 3, 150);
		leases.set("c", 4, 181);
		expect([leases.get("a"), leases.get("b"), leases.get("c")]).toEqual([
			3,
			undefined,
			4,
		]);
	});

	test("are no more than the limit, the oldest going first", () => {
		const leases = new Leases<number>({ seconds: 60, limit: 2 });
		for (const [index, key] of ["a", "b", "a", "c"].entries())
			leases.set(key, index, 100);
		expect([leases.get("a"), leases.get("b"), leases.get("c")]).toEqual([
			2,
			undefined,
			3,
		]);
	});

	test("do not end early when clocks go back", () => {
		const leases = new Leases<number>({ seconds: 60, limit: 10 });
		leases.set("a", 1, 200);
		leases.set("a", 2, 100);
		leases.set("b", 3, 250);
		expect(leases.get("a")).toBe(2);
	});
});
