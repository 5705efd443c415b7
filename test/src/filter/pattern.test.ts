import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
	compilePattern,
	LIMIT_TEXT,
	PatternError,
} from "../../../src/filter/pattern.js";

describe("patterns", () => {
	it.each<[string, string, boolean]>([
		["", "", true],
		["nokia", "Mozilla NOKIA6600", true],
		["^nokia", "Mozilla Nokia", false],
		["6600$", "Nokia6600", true],
		["^\\+44\\d{10}$", "+447900003615", true],
		["^\\+44\\d{11,}$", "+447900003615", false],
		["a{2,3}b", "caab", true],
		["a{0}b", "b", true],
		["(ab|cd)+e", "abcdabe", true],
		["(?:ab|cd)?e$", "xe", true],
		["[a-c]x[^a-c]", "BxD", true],
		["[]]", "]", true],
		["[\\d.-]+x", "1.-x", true],
		["[a-]", "-", true],
		["\\bred\\b", "a red hat", true],
		["\\bred\\b", "bored", false],
		["\\Bred", "bored", true],
		["a.c", "a\nc", false],
		["\\x41\\u00e9", "aÉ", true],
		["ä", "Ä", true],
		["写.😀", "写真😀", true],
		["\\Aab\\z", "ab", true],
		["x*?y", "y", true],
		["(a*)*b", "aaaac", false],
		["{", "{", true],
	])("%s on %j", (pattern, text, expected) => {
		expect(compilePattern(pattern)(text)).toBe(expected);
	});

	it.each([
		["(", "without a )"],
		["a)", "without a ("],
		["*a", "nothing before *"],
		["a**", "two quantifiers"],
		["[a", "ends too early"],
		["[z-a]", "backwards"],
		["a{3,2}", "backwards"],
		["a{2000}", "more than 1000 times"],
		["(?=a)", "only (?: )"],
		["(a)\\1", "back reference"],
		["\\p", "not known"],
		["\\x4", "hexadecimal"],
		["^*", "repeats a place"],
		["a".repeat(1001), "longer than"],
		["(".repeat(60), "too many levels"],
		["((a{1000}){1000}){1000}", "too large"],
		["\\", "ends too early"],
	])("refuses %s", (pattern, reason) => {
		expect(() => compilePattern(pattern)).toThrow(PatternError);
		expect(() => compilePattern(pattern)).toThrow(reason);
	});

	it("takes no longer for patterns that other engines take years for", () => {
		const text = "a".repeat(LIMIT_TEXT);
		for (const pattern of ["(a+)+$b", "(a|a)*b", "(.*)*(.*)*x", "a*a*a*a*b"])
			expect(compilePattern(pattern)(text)).toBe(false);
	});

	it("agrees with the engine of the language", () => {
		const piece = fc.constantFrom(
			..."a b c . ^ $ ( ) (?: | * + ? {2} {1,2} {0,} [ab] [^a] [a-c] \\d \\w \\b \\B \\s -".split(
				" ",
			),
		);
		fc.assert(
			fc.property(
				fc.array(piece, { maxLength: 8 }),
				fc.string({ unit: fc.constantFrom(..."abcA1 -_"), maxLength: 8 }),
				(pieces, text) => {
					const pattern = pieces.join("");
					let matches: (text: string) => boolean;
					try {
						matches = compilePattern(pattern);
					} catch (error) {
						expect(error).toBeInstanceOf(PatternError);
						return;
					}
					let engine: RegExp;
					try {
						engine = new RegExp(pattern, "iu");
					} catch {
						return;
					}
					expect(matches(text)).toBe(engine.test(text));
				},
			),
			{ numRuns: 2000 },
		);
	});
});
