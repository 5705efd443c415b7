import { describe, expect, it } from "vitest";
import { headerParameter, splitMultipart } from "../../../src/http/mime.js";
import { octets, text } from "./exchange.js";

function split(body: string): { contents: string[]; isClosed: boolean } {
	const bytes = octets(body);
	const { parts, isClosed } = splitMultipart(bytes, "b");
	const contents = parts.map(
		({ headers, start, end }) =>
			`${headers.join("|")}>${text(bytes.subarray(start, end))}`,
	);
	return { contents, isClosed };
}

describe("headerParameter", () => {
	it.each([
		["multipart/related; boundary=abc; type=x", "abc"],
		['multipart/related;type=x;Boundary="a;\\"c"', 'a;"c'],
		["multipart/related; boundary = a b ", "a b"],
		["multipart/related", undefined],
		['multipart/related; boundary="cut', "cut"],
	])("%s", (value, boundary) => {
		expect(headerParameter(value, "boundary")).toBe(boundary);
	});
});

describe("splitMultipart", () => {
	it("gives headers and ranges", () => {
		expect(
			split(
				"preamble\r\n--b\r\nContent-Type: a/b\r\n\r\none\r\n\r\n--b \r\n\r\ntwo\n--b--\r\nepilogue",
			),
		).toEqual({
			contents: ["content-type,a/b>one\r\n", ">two"],
			isClosed: true,
		});
	});

	it("keeps what there is of a cut body", () => {
		expect(split("--b\nA: b\n\n1\n--bx\n2")).toEqual({
			contents: ["a,b>1\n--bx\n2"],
			isClosed: false,
		});
		expect(split("--b\nA: b")).toEqual({
			contents: [">A: b"],
			isClosed: false,
		});
		expect(split("nothing")).toEqual({ contents: [], isClosed: false });
	});

	it("gives every prefix something or nothing, but no fault", () => {
		const body = "--b\r\nA: b\r\n\r\none\r\n--b\r\n\r\ntwo\r\n--b--\r\n";
		for (let length = 0; length <= body.length; length++) {
			const { parts } = splitMultipart(octets(body.slice(0, length)), "b");
			for (const { start, end } of parts) {
				expect(start).toBeLessThanOrEqual(end);
				expect(end).toBeLessThanOrEqual(length);
			}
		}
	});
});
