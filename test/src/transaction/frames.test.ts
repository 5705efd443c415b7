import fc from "fast-check";
import { expect, test } from "vitest";
import {
	addFrame,
	addFrames,
	lastFrame,
	takeFrames,
} from "../../../src/transaction/frames.js";

test("frames of all lists come in order, each once, and are forgotten", () => {
	const lists = fc.array(fc.array(fc.nat(50)), { maxLength: 5 });
	fc.assert(
		fc.property(lists, (all) => {
			for (const list of all) addFrames(list);
			const sorted = [...new Set(all.flat())].sort((a, b) => a - b);
			expect(takeFrames()).toEqual(sorted);
			expect(takeFrames()).toEqual([]);
		}),
	);
});

test("a list is nobody else's, and may be long", () => {
	addFrame(7);
	expect(lastFrame()).toBe(7);
	const one = takeFrames();
	for (let frame = 1; frame <= 70_000; frame++) addFrame(frame);
	const long = takeFrames();
	addFrames([2 ** 40, 3]);
	expect(takeFrames()).toEqual([3, 2 ** 40]);
	expect(one).toEqual([7]);
	expect(long).toHaveLength(70_000);
	expect(long.at(-1)).toBe(70_000);
});
