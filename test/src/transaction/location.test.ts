import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
	askedForms,
	isLongLocation,
	matchLocation,
	normalLocation,
	ownLocation,
	tailsOf,
	wordsOf,
} from "../../../src/transaction/location.js";

describe("locations (SPEC 9.1)", () => {
	test.each([
		["HTTP://Host.Example:80/a%7eb%2fc#top", "http://host.example/a~b%2Fc"],
		["http://h.example?x=1", "http://h.example/?x=1"],
		["https://h.example:443/a", "https://h.example/a"],
		["http://h.example:8080/a", "http://h.example:8080/a"],
		[" http://h.example/a ", "http://h.example/a"],
		["/mms?id=%41", "/mms?id=A"],
		["id12345", "id12345"],
	])("%s", (url, normal) => {
		expect(normalLocation(url)).toBe(normal);
	});

	test("survive any text, and are normal once they are", () => {
		fc.assert(
			fc.property(
				fc.webUrl({ withQueryParameters: true, withFragments: true }),
				(url) => {
					const normal = normalLocation(url);
					expect(normalLocation(normal)).toBe(normal);
				},
			),
		);
		fc.assert(
			fc.property(fc.string(), fc.string(), (one, other) => {
				matchLocation(normalLocation(one), normalLocation(other), "T1");
				wordsOf(one);
				isLongLocation(one);
			}),
		);
	});

	test("take the transaction id where they end in =", () => {
		expect(askedForms("http://h/r?m=", "N7")).toEqual([
			"http://h/r?m=",
			"http://h/r?m=N7",
		]);
		expect(askedForms("http://h/r", "N7")).toEqual(["http://h/r"]);
		expect(ownLocation("http://h/r?m=", "N7")).toBe("http://h/r?m=N7");
		expect(ownLocation("http://h/r?m=QUJD=", "N7")).toBe("http://h/r?m=QUJD=");
		expect(matchLocation("http://h/r?m=N7", "http://h/r?m=", "N7")).toEqual({
			rule: 2,
			confidence: "certain",
		});
	});

	test("have names that stand for one message only", () => {
		expect(
			tailsOf("http://h/program1?id=abc12345x&n=%2B447900000001&s=short"),
		).toEqual(["abc12345x"]);
		expect(tailsOf("http://h/a/b/message-123")).toEqual(["message-123"]);
		expect(tailsOf("http://h/a/retrieve")).toEqual([]);
		expect(wordsOf("http://h/get?m=abc-12345%40mmsc.example")).toEqual([
			"abc-12345@mmsc.example",
		]);
		expect(wordsOf("http://h/%E0%A4%A")).toEqual(["%E0%A4%A"]);
	});
});
