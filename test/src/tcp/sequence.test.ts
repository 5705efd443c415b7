import { describe, expect, it } from "vitest";
import { advance, distance } from "../../../src/tcp/sequence.js";

describe("sequence numbers", () => {
	it("wrap", () => {
		expect(distance(0xffff_fff0, 0x10)).toBe(0x20);
		expect(distance(0x10, 0xffff_fff0)).toBe(-0x20);
		expect(distance(5, 5)).toBe(0);
		expect(advance(0xffff_ffff, 1)).toBe(0);
		expect(advance(0, -1)).toBe(-1);
		expect(advance(10, 2 ** 31)).toBe(10 - 2 ** 31);
	});
});
