import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FilterError } from "../../../src/filter/error.js";
import { parseFilter } from "../../../src/filter/parse.js";
import { printFilter } from "../../../src/filter/print.js";
import { anExpression, withoutSpans } from "./expressions.js";

const SAMPLES = [
	'from contains "4479" && verdict == "failed" && end_to_end > 5',
	'client == 10.20.0.0/16 and not (subject matches r"^\\d+" or size >= 0x10)',
	'any reason != "deferred" || all attempts < 3',
	"firstTime in {2026-02-14T09:00:00Z .. 2026-02-14T10:00:00+01:00, 5}",
	"len(subject) > 20 and count(recipients) ge 2 && !final",
	'server eq 2001:db8::1 or size in {1..5, 7,9 .. 11} and "x" ne from',
	"messageId not in {'a', 'b\\'c', \"d\\x41\\n\"}",
];

describe("reading a filter", () => {
	it.each([
		["a == 1 || b == 2 && c == 3", "a == 1 || (b == 2 && c == 3)"],
		["(a == 1 || b == 2) && c == 3", "(a == 1 || b == 2) && c == 3"],
		["a eq 1 or not b", "a == 1 || !b"],
		["a === 1", "all a == 1"],
		["a !== 1", "any a != 1"],
		["all a != 1", "a != 1"],
		["a ~ 'x.y'", 'a matches "x.y"'],
		["a not in {1}", "!(a in {1})"],
		["5<size", "5 < size"],
		["a in {1..5}", "a in {1 .. 5}"],
		[String.raw`a == "\d\\\"\x41"`, String.raw`a == "\\d\\\"A"`],
		[String.raw`a == r"\d\n"`, String.raw`a == "\\d\\n"`],
	])("%s", (text, printed) => {
		expect(printFilter(parseFilter(text))).toBe(printed);
	});

	it("groups and before or", () => {
		expect(withoutSpans(parseFilter("a or b and c"))).toEqual(
			withoutSpans(parseFilter("a or (b and c)")),
		);
	});

	it("knows where everything is", () => {
		const text = "a == 1 && len(b) > 2";
		const { span } = parseFilter(text);
		expect(text.slice(...span)).toBe(text);
	});
});

describe("mistakes", () => {
	it.each([
		["", "1:1", "the filter is empty"],
		["   ", "1:4", "the filter is empty"],
		["a = 1", "1:3", "equal is =="],
		["a == ", "1:6", "expected a field or a value"],
		["a == 1 b", "1:8", "expected && or ||, not b"],
		["(a == 1", "1:8", "expected ) for the ( at column 1"],
		["a == 1)", "1:7", "expected && or ||"],
		['a == "x', "1:6", 'no closing "'],
		["a == b-c", "1:6", 'a text needs quotes: "b-c"'],
		["a in 5", "1:6", "expected { after in"],
		["a in {}", "1:7", "expected a field or a value"],
		["a in {b}", "1:7", 'quotes: "b"'],
		["a in {1 2}", "1:9", "expected , or }"],
		["foo(a) == 1", "1:1", "unknown function foo"],
		["len(5) == 1", "1:5", "len takes a field"],
		["len(a)", "1:7", "expected an operator"],
		["any a", "1:6", "expected an operator"],
		["all a === 1", "1:1", "already says all"],
		["5", "1:2", "expected an operator"],
		["a && && b", "1:6", "expected a field"],
		["a not 5", "1:3", "expected an operator"],
		["a\n  && b ==", "2:10", "expected a field"],
		["a & b", "1:3", "and is &&"],
		["über == 1", "1:1", "neither a field nor a number"],
		["a == 1 #", "1:8", "unexpected #"],
	])("%j", (text, place, reason) => {
		const error = errorOf(text);
		expect(error.message).toContain(`filter:${place}: `);
		expect(error.message).toContain(reason);
	});

	it("show the place", () => {
		expect(errorOf("size > > 5").message).toBe(
			"filter:1:8: expected a field or a value, not >\n  size > > 5\n         ^",
		);
		expect(errorOf('subject == "写真" x').message.split("\n").at(-1)).toBe(
			"                    ^",
		);
	});

	it("show a piece of a long line", () => {
		const lines = errorOf(`${"a || ".repeat(1000)}= || b`).message.split("\n");
		expect(lines[0]).toContain("filter:1:5001: ");
		for (const line of lines) expect(line.length).toBeLessThan(150);
	});

	it("do not steer a terminal", () => {
		expect(errorOf('a == 1 "\u001b[2J"').message).not.toContain("\u001b");
	});

	it("are found in what is too deep or too long", () => {
		expect(errorOf(`${"(".repeat(5000)}a`).message).toContain("too many");
		expect(errorOf(`${"!".repeat(5000)}a`).message).toContain("too many");
		expect(errorOf("a".repeat(10_001)).message).toContain("longer than");
	});
});

function errorOf(text: string): FilterError {
	try {
		parseFilter(text);
	} catch (error) {
		if (error instanceof FilterError) return error;
		throw error;
	}
	throw new Error(`${text} is no mistake`);
}

describe("any text", () => {
	it("is a filter or a FilterError", () => {
		const pieces = fc.array(
			fc.oneof(
				fc.constantFrom(
					...'a size == != ( ) { } , && || ! not in any all contains matches len count r" \' " .. 1 5s 10.0.0.0/8 :: -'.split(
						" ",
					),
				),
				fc.string({ maxLength: 3, unit: "binary" }),
			),
			{ maxLength: 12 },
		);
		fc.assert(
			fc.property(
				fc.oneof(
					fc.string({ unit: "binary" }),
					pieces.map((words) => words.join(" ")),
				),
				(text) => {
					try {
						parseFilter(text);
					} catch (error) {
						expect(error).toBeInstanceOf(FilterError);
					}
				},
			),
			{ numRuns: 500 },
		);
	});

	it.each(SAMPLES)(
		"every prefix of %s is a filter or a FilterError",
		(text) => {
			expect(() => parseFilter(text)).not.toThrow();
			for (let length = 0; length < text.length; length++) {
				try {
					parseFilter(text.slice(0, length));
				} catch (error) {
					expect(error).toBeInstanceOf(FilterError);
					const { offset } = error as FilterError;
					expect(offset).toBeLessThanOrEqual(length);
				}
			}
		},
	);
});

describe("printing", () => {
	it("is read as the same tree", () => {
		fc.assert(
			fc.property(anExpression, (expression) => {
				const read = parseFilter(printFilter(expression));
				expect(withoutSpans(read)).toEqual(withoutSpans(expression));
			}),
		);
	});

	it.each(SAMPLES)("of %s reads as it does", (text) => {
		const tree = parseFilter(text);
		expect(withoutSpans(parseFilter(printFilter(tree)))).toEqual(
			withoutSpans(tree),
		);
	});
});
