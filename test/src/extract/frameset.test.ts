import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FrameSet } from "../../../src/extract/frameset.js";

describe("a set of frames", () => {
	it("holds what was added, ascending, each once", () => {
		const number = fc.oneof(
			fc.nat(200_000),
			fc.integer({ min: 2 ** 32 - 5, max: 2 ** 32 + 5 }),
		);
		fc.assert(
			fc.property(fc.array(number), fc.array(number), (inside, asked) => {
				const frames = new FrameSet();
				for (const frame of inside) frames.add(frame);
				const expected = [...new Set(inside)].sort((a, b) => a - b);
				expect([...frames]).toEqual(expected);
				expect(frames.size).toBe(expected.length);
				for (const frame of asked)
					expect(frames.has(frame)).toBe(inside.includes(frame));
			}),
		);
	});
});
