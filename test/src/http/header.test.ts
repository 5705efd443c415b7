import { describe, expect, it } from "vitest";
import {
	FIELD_LIMIT,
	findHeaderEnd,
	headerList,
	headerValue,
	parseHeaderFields,
} from "../../../src/http/header.js";
import { octets } from "./exchange.js";

function parse(text: string) {
	const bytes = octets(text);
	return parseHeaderFields(bytes, 0, bytes.length);
}

describe("findHeaderEnd", () => {
	it.each([
		["A: b\r\n\r\nbody", 8],
		["A: b\n\nbody", 6],
		["A: b\r\n\nbody", 7],
		["A: b\n\r\nbody", 7],
		["A: b\r\n\r", -1],
		["A: b\r\n", -1],
		["", -1],
	])("%j", (text, end) => {
		const bytes = octets(text);
		expect(findHeaderEnd(bytes, 0, bytes.length)).toBe(end);
	});
});

describe("parseHeaderFields", () => {
	it("takes white space, folds and bare LF as they come", () => {
		expect(
			parse(
				"Host : a \r\nX:1\nEmpty:\r\nLong: one\r\n\t two\r\n  three\r\n\r\n",
			),
		).toEqual({
			headers: [
				["host", "a"],
				["x", "1"],
				["empty", ""],
				["long", "one two three"],
			],
			malformed: 0,
		});
	});

	it("keeps octets above 7F as characters of the same number", () => {
		const bytes = Uint8Array.of(0x41, 0x3a, 0xe9, 0x80, 0x0a);
		expect(parseHeaderFields(bytes, 0, 5).headers).toEqual([["a", "é\u0080"]]);
	});

	it("counts lines that are no field", () => {
		expect(
			parse(" folded at once\r\nno colon\r\n: no name\r\nA: b\r\n"),
		).toEqual({
			headers: [["a", "b"]],
			malformed: 3,
		});
	});

	it("reads whole lines only, of every prefix", () => {
		const text = "A: one\r\nB: two\r\n\r\n";
		for (let length = 0; length <= text.length; length++) {
			const { headers } = parse(text.slice(0, length));
			const lines = text.slice(0, length).split("\n").length - 1;
			expect(headers.length).toBe(Math.min(lines, 2));
		}
	});

	it("has a limit", () => {
		const { headers, malformed } = parse("A: b\n".repeat(FIELD_LIMIT + 5));
		expect([headers.length, malformed]).toEqual([FIELD_LIMIT, 5]);
	});
});

describe("values", () => {
	const { headers } = parse("A: 1, 2\nB: x\nA: ,3 ,GZip\n");

	it("are found by name, lists joined", () => {
		expect(headerValue(headers, "a")).toBe("1, 2");
		expect(headerValue(headers, "c")).toBeUndefined();
		expect(headerList(headers, "a")).toEqual(["1", "2", "3", "gzip"]);
	});
});
