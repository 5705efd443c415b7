import { describe, expect, test } from "vitest";
import type { Evidence } from "../../../src/transaction/evidence.js";
import { Trail } from "../../../src/transaction/trail.js";

const one = (name: number) => ({ name }) as unknown as Evidence;
const namesOf = (found: readonly Evidence[]) =>
	found.map((evidence) => (evidence as unknown as { name: number }).name);

describe("a trail of exchanges", () => {
	test("has those of each owner, the latest of them, oldest first", () => {
		const trail = new Trail({ seconds: 1e9, limit: 1e9 });
		const owners = [0, 0, 0];
		for (let i = 0; i < 1000; i++)
			owners[i % 3] = trail.add(one(i), i, owners[i % 3]!);
		expect(namesOf(trail.latest(owners[0]!, 4))).toEqual([990, 993, 996, 999]);
		expect(trail.latest(owners[1]!, 1e9)).toHaveLength(333);
		expect(trail.latest(0, 16)).toEqual([]);
	});

	test("forgets what is over, and the oldest of too many", () => {
		for (const options of [
			{ seconds: 9, limit: 1e9, span: 1 },
			{ seconds: 1e9, limit: 11 },
		]) {
			const trail = new Trail(options);
			let place = 0;
			const lone = trail.add(one(-1), 0, 0);
			for (let i = 0; i < 600; i++) place = trail.add(one(i), i, place);
			expect(trail.latest(lone, 16)).toEqual([]);
			expect(namesOf(trail.latest(place, 1e9))).toEqual(
				Array.from({ length: 11 }, (_, i) => 589 + i),
			);
		}
	});

	for (const [name, mad] of [
		["future", 1e10],
		["past", 0],
	] as const)
		test(`forgets as before after a clock that was mad: ${name}`, () => {
			const trail = new Trail({ seconds: 100, limit: 1e9, span: 1 });
			const start = 1e9;
			let place = 0;
			for (let i = 0; i < 50; i++) place = trail.add(one(i), start + i, place);
			trail.add(one(-1), mad, 0);
			place = trail.add(one(50), start + 50, place);
			expect(trail.latest(place, 1e9)).toHaveLength(51);
			for (let i = 51; i < 1000; i++)
				place = trail.add(one(i), start + i, place);
			expect(namesOf(trail.latest(place, 1e9))[0]).toBe(898);
		});

	test("keeps what is told by two clocks in turns", () => {
		const trail = new Trail({ seconds: 100, limit: 1e9 });
		let [early, late] = [0, 0];
		for (let i = 0; i < 1000; i++)
			if (i % 10 < 5) early = trail.add(one(i), 1e9 + i / 100, early);
			else late = trail.add(one(i), 1e9 + 7200 + i / 100, late);
		expect(trail.latest(early, 1e9)).toHaveLength(500);
		expect(trail.latest(late, 1e9)).toHaveLength(500);
	});

	test("forgets what is over for more than a span", () => {
		const trail = new Trail({ seconds: 100, limit: 1e9 });
		let place = 0;
		for (let i = 0; i < 10_000; i++) place = trail.add(one(i), i, place);
		expect(trail.latest(place, 1e9).length).toBeLessThan(2500);
	});
});
