import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Deadlines } from "../../../src/flow/deadlines.js";

describe("deadlines", () => {
	it("are due in order of time, then of insertion", () => {
		const deadlines = new Deadlines<string>();
		deadlines.add(10, "b");
		deadlines.add(5, "a");
		deadlines.add(10, "c");
		deadlines.add(1e9, "far");
		const due: string[] = [];
		deadlines.advance(4, (item) => due.push(item));
		expect(due).toEqual([]);
		deadlines.advance(10, (item) => due.push(item));
		expect(due).toEqual(["a", "b", "c"]);
		deadlines.advance(2e9, (item) => due.push(item));
		expect(due).toEqual(["a", "b", "c", "far"]);
	});

	it("in the past are due at the next second", () => {
		const deadlines = new Deadlines<string>();
		const due: string[] = [];
		deadlines.advance(100, () => {});
		deadlines.add(3, "late");
		deadlines.advance(100, (item) => due.push(item));
		deadlines.advance(50, (item) => due.push(item));
		expect(due).toEqual([]);
		deadlines.advance(101, (item) => due.push(item));
		expect(due).toEqual(["late"]);
	});

	it("never come early, never get lost, whatever the steps", () => {
		fc.assert(
			fc.property(
				fc.array(fc.nat(200), { maxLength: 60 }),
				fc.array(fc.nat(60), { maxLength: 20 }),
				(seconds, steps) => {
					const deadlines = new Deadlines<number>();
					for (const second of seconds) deadlines.add(second, second);
					const seen: number[] = [];
					let now = 0;
					for (const step of [...steps, 500]) {
						now += step;
						deadlines.advance(now, (second) => {
							expect(second).toBeLessThanOrEqual(now);
							seen.push(second);
						});
					}
					expect(seen).toEqual([...seconds].sort((a, b) => a - b));
				},
			),
		);
	});
});
