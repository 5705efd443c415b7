import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cut } from "../../../src/report/table/layout.js";
import {
	formatClock,
	formatDay,
	formatDuration,
	formatSize,
	harmless,
	plural,
	textWidth,
	wrap,
} from "../../../src/report/table/text.js";

describe("text for terminals", () => {
	it("never holds a control character", () => {
		fc.assert(
			fc.property(fc.string({ unit: "binary" }), (text) => {
				expect(harmless(text)).not.toMatch(/[\p{Cc}\u202e]/u);
			}),
		);
	});

	it("is cut to a width", () => {
		fc.assert(
			fc.property(
				fc.string({ unit: "grapheme" }),
				fc.integer({ min: 1, max: 40 }),
				(text, width) => {
					expect(textWidth(cut(text, width))).toBeLessThanOrEqual(width);
				},
			),
		);
	});

	it.each([
		["abc", 3],
		["写真", 4],
		["e\u0301", 1],
		["😀", 2],
	])("%s takes %i columns", (text, width) => {
		expect(textWidth(text)).toBe(width);
	});

	it("breaks between words", () => {
		expect(wrap("one two three", 8)).toEqual(["one two", "three"]);
		expect(wrap("incomprehensible", 4)).toEqual(["incomprehensible"]);
	});
});

describe("figures for people", () => {
	it.each([
		[0, "0 B"],
		[999, "999 B"],
		[1000, "1.00 kB"],
		[9999, "10.0 kB"],
		[41235, "41.2 kB"],
		[999499, "999 kB"],
		[999500, "1.00 MB"],
		[1859867, "1.86 MB"],
		[2 ** 40, "1.10 TB"],
	])("%i octets are %s", (octets, text) => {
		expect(formatSize(octets)).toBe(text);
	});

	it.each([
		[0.0004, "0 ms"],
		[0.565234, "565 ms"],
		[0.9996, "1.00 s"],
		[9.96, "10.0 s"],
		[99.6, "1 m 40 s"],
		[3661, "1 h 1 m"],
		[200000, "2 d 7 h"],
		[-1, "?"],
	])("%d seconds are %s", (seconds, text) => {
		expect(formatDuration(seconds)).toBe(text);
	});

	it("shows times in UTC, and survives impossible ones", () => {
		expect(formatDay(1700000000.091394)).toBe("2023-11-14");
		expect(formatClock(1700000000.091394)).toBe("22:13:20.091");
		expect(formatClock(1e300)).toBe("??:??:??.???");
	});

	it("counts nouns", () => {
		expect(plural(1, "message")).toBe("1 message");
		expect(plural(2275, "packet")).toBe("2,275 packets");
	});
});
