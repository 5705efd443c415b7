import fc from "fast-check";
import { expect, it } from "vitest";
import { hex32, uidOf } from "../../src/uid.js";

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
