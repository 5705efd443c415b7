import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatJson } from "../../../src/report/jsontext.js";
import { JsonWriter } from "../../../src/report/jsonwriter.js";

const writer = new JsonWriter();

function lineOf(value: unknown): string {
	writer.line(value);
	return new TextDecoder("utf-8", { fatal: true }).decode(writer.take());
}

function expectSame(value: unknown): void {
	expect(lineOf(value)).toBe(`${formatJson(value)}\n`);
}

describe("JSON as octets is the text of formatJson", () => {
	test("for any value", () => {
		const value = fc.jsonValue({ stringUnit: "binary" });
		fc.assert(fc.property(value, expectSame), { numRuns: 2000 });
	});

	test("for each code unit, alone and in a pair", () => {
		for (let unit = 0; unit < 0x10000; unit++)
			expectSame(String.fromCharCode(unit));
		for (const text of ["😀", "\ude00\ud83d", "a\ud83d", "\u{10ffff}é写\u0000"])
			expectSame({ [text]: text });
	});

	test("for numbers of all sizes", () => {
		fc.assert(fc.property(fc.double(), expectSame), { numRuns: 5000 });
		const times = fc.maxSafeInteger().map((millionths) => millionths / 1e6);
		fc.assert(fc.property(times, expectSame), { numRuns: 5000 });
		for (let digits = 0; digits < 18; digits++)
			for (const near of [-1, 0, 1]) expectSame([10 ** digits + near]);
		expectSame([
			0,
			-0,
			1e-6,
			1e-7,
			0.1 + 0.2,
			1e21,
			Number.NaN,
			Number.NEGATIVE_INFINITY,
		]);
		expectSame([2 ** 31, 2 ** 32, 2 ** 33, 2 ** 53, 8589934591.999999]);
	});

	test("for what is absent, and for lists of several kinds", () => {
		expectSame({ a: undefined, b: null, c: [1, "x", undefined, [2], {}] });
		expectSame({ a: undefined });
		expectSame([]);
	});

	test("for more names than are remembered", () => {
		const names = Array.from({ length: 5000 }, (_, i) => `"n\u00e9 ${i}`);
		const object = Object.fromEntries(names.map((name, i) => [name, i]));
		for (let again = 0; again < 2; again++) expectSame(object);
	});

	test("for objects of one kind whose names and texts come and go", () => {
		const text = fc.constantFrom("", "ok", "\u20ac", "x".repeat(60));
		const record = fc.record(
			{ a: text, b: text, c: fc.nat() },
			{ requiredKeys: [] },
		);
		const list = fc.array(record, { maxLength: 40 });
		fc.assert(fc.property(list, (c) => expectSame({ a: c, b: { c }, c })));
	});

	test("for lists of frames that rise, fall and are no numbers", () => {
		const frame = fc.oneof(
			fc.nat(5000),
			fc.nat(),
			fc.double(),
			fc.constant(2 ** 40),
		);
		fc.assert(fc.property(fc.array(frame), (frames) => expectSame({ frames })));
		expectSame({ frames: [999, 1000, "x", 1001] });
		expectSame({ frames: [] });
	});

	test("for more than fits at first", () => {
		const frames = Array.from({ length: 50_000 }, (_, i) => i * 977);
		expectSame({ frames, text: "\u0001".repeat(200_000) });
	});
});
