import fc from "fast-check";
import { expect, it } from "vitest";
import { briefAt, hexAt } from "../../../src/mms/hash.js";

it("64 bits are 16 digits, the upper half first", () => {
	const words = Uint32Array.of(9, 0x89abcdef, 0x01234567);
	expect(hexAt(words, 1)).toBe("0123456789abcdef");
	expect(hexAt(Uint32Array.of(0, 0), 0)).toBe("0".repeat(16));
});

it("each of 64 bits shows in 11 printable characters", () => {
	const half = fc.integer({ min: 0, max: 0xffffffff });
	fc.assert(
		fc.property(half, half, fc.nat(63), (low, high, bit) => {
			const text = briefAt(Uint32Array.of(low, high), 0);
			expect(text).toMatch(/^[0-o]{11}$/);
			const words = Uint32Array.of(low, high);
			words[bit >>> 5]! ^= 1 << (bit & 31);
			expect(briefAt(words, 0)).not.toBe(text);
		}),
	);
});
