import fc from "fast-check";
import { expect, it } from "vitest";
import { hex32, uidOf, uidOfWords } from "../../src/uid.js";

it("writes eight hexadecimal digits", () => {
	fc.assert(
		fc.property(fc.integer({ min: 0, max: 0xffffffff }), (value) => {
			expect(hex32(value)).toBe(value.toString(16).padStart(8, "0"));
		}),
	);
	expect(hex32(-1)).toBe("ffffffff");
});

it("names equal things equally and others differently", () => {
	const names = new Set<string>();
	for (let i = 0; i < 10_000; i++) names.add(uidOf("x", `10.0.0.${i}`));
	expect(names.size).toBe(10_000);
	expect(uidOf("x", "a")).toBe(uidOf("x", "a"));
	expect(uidOf("m", "a")).toMatch(/^m-[0-9a-f]{16}$/);
});

it("names words as the text of them, and keeps the names it has always given", () => {
	fc.assert(
		fc.property(fc.array(fc.oneof(fc.string(), fc.double())), (words) => {
			expect(uidOfWords("x", words)).toBe(uidOf("x", words.join(" ")));
		}),
	);
	expect(uidOfWords("x", ["10.0.0.1", 40001, undefined])).toBe(
		uidOf("x", "10.0.0.1 40001 undefined"),
	);
	expect(uidOf("x", "10.0.0.1 40001")).toBe("x-9b7a3168eb2674c4");
});
