import { describe, expect, it } from "vitest";
import {
	findMessage,
	likenessAt,
	parseStartLine,
	START_LINE_LIMIT,
} from "../../../src/http/startline.js";
import { octets } from "./exchange.js";

describe("parseStartLine", () => {
	it.each([
		["GET /a HTTP/1.1", { method: "GET", target: "/a", version: "1.1" }],
		["POST http://h/ HTTP/1.0\r", { method: "POST", target: "http://h/" }],
		["M-SEARCH * HTTP/1.1", { method: "M-SEARCH", target: "*" }],
		["GET   /a b   HTTP/1.1 ", { method: "GET", target: "/a b" }],
		["GET HTTP/1.1", { method: "GET", target: "" }],
		["HTTP/1.1 200 OK", { status: 200, reason: "OK", version: "1.1" }],
		["HTTP/1.0 404", { status: 404, reason: "", version: "1.0" }],
		["HTTP/1.1 200 ", { status: 200, reason: "" }],
		["HTTP/1.1  503 Not now \r", { status: 503, reason: "Not now" }],
	])("%j", (line, parts) => {
		expect(parseStartLine(line)).toMatchObject(parts);
	});

	it.each([
		"",
		"GET /a",
		"GET /a HTTP/1",
		"GET /a HTTPS/1.1",
		"G(T /a HTTP/1.1",
		" GET /a HTTP/1.1",
		"HTTP/1.1 20 OK",
		"HTTP/1.1 2000",
		"HTTP/1.1",
		"PRI * HTTP/2.0",
		`${"A".repeat(33)} / HTTP/1.1`,
	])("%j is none", (line) => {
		expect(parseStartLine(line)).toBeUndefined();
	});

	it("is quick with long lines", () => {
		const spaces = " ".repeat(START_LINE_LIMIT);
		expect(parseStartLine(`HTTP/1.1 200${spaces}x${spaces}`)).toMatchObject({
			reason: "x",
		});
		expect(parseStartLine(`GET ${spaces}x${spaces}y`)).toBeUndefined();
	});
});

describe("likenessAt", () => {
	it("can tell at every prefix that it may be a start", () => {
		for (const text of ["GET /a HTTP/1.1\r\n", "HTTP/1.1 200 OK\r\n"]) {
			const bytes = octets(text);
			for (let length = 0; length <= bytes.length; length++) {
				expect(likenessAt(bytes, 0, length, "any")).toBe(
					length === bytes.length ? "start" : "unsure",
				);
			}
		}
	});

	it("can tell what is none", () => {
		for (const text of [
			"\x16\x03\x01",
			"GET\0",
			"get(",
			"G T\x01",
			"(",
			"A\n",
		]) {
			expect(likenessAt(octets(text), 0, text.length, "any")).toBe("no");
		}
		const request = octets("GET / HTTP/1.1\n");
		expect(likenessAt(request, 0, 15, "response")).toBe("no");
		const endless = octets(`GET /${"a".repeat(START_LINE_LIMIT)}`);
		expect(likenessAt(endless, 0, endless.length, "any")).toBe("no");
	});

	it("decides on every first octet", () => {
		for (let octet = 0; octet < 256; octet++) {
			const likeness = likenessAt(Uint8Array.of(octet), 0, 1, "any");
			const isToken = /[!#$%&'*+.^_`|~0-9A-Za-z-]/.test(
				String.fromCharCode(octet),
			);
			expect(likeness).toBe(isToken && octet < 0x80 ? "unsure" : "no");
		}
	});
});

describe("findMessage", () => {
	const find = (
		text: string,
		expected: "any" | "request" | "response" = "any",
	) => findMessage(octets(text), 0, text.length, expected);

	it("finds a start line with a field behind it", () => {
		expect(find("xxGET / HTTP/1.1\r\nHost: a\r\n")).toEqual({
			at: 2,
			likeness: "start",
		});
		expect(find("HTTP/1.1 100 Continue\r\n\r\n")).toEqual({
			at: 0,
			likeness: "start",
		});
	});

	it("wants more when it could be one", () => {
		expect(find("xxGET / HTT")).toEqual({ at: 2, likeness: "unsure" });
		expect(find("xxGET / HTTP/1.1\r\nHos")).toEqual({
			at: 2,
			likeness: "unsure",
		});
		expect(find("xxPO")).toEqual({ at: 2, likeness: "unsure" });
	});

	it("is not taken in", () => {
		expect(find("GET / HTTP/1.1\r\n(no field)\r\n")).toBeUndefined();
		expect(find("GET / HTTP/1.1\r\nHost: a\r\n", "response")).toBeUndefined();
		expect(find("get / HTTP/1.1\r\nHost: a\r\n")).toBeUndefined();
	});
});
