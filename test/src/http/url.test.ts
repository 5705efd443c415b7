import { describe, expect, it } from "vitest";
import type { HttpConnection, HttpMessage } from "../../../src/http/message.js";
import { normalizeUrl, requestUrl } from "../../../src/http/url.js";

const connection: HttpConnection = {
	stream: 0,
	client: "192.0.2.1",
	clientPort: 1,
	server: "192.0.2.9",
	serverPort: 8080,
	family: 4,
};

function request(target: string, host?: string, method = "GET"): HttpMessage {
	return {
		kind: "request",
		version: "1.1",
		method,
		target,
		headers: host === undefined ? [] : [["host", host]],
		marks: 0,
		contentType: undefined,
		host,
		body: { length: 0, gaps: [] },
		carriage: {} as HttpMessage["carriage"],
		problems: [],
	};
}

describe("requestUrl", () => {
	it.each([
		["/a?b", "mmsc.example", "http://mmsc.example/a?b"],
		["/a", "mmsc.example:8002", "http://mmsc.example:8002/a"],
		["http://other/x", "mmsc.example", "http://other/x"],
		["/a", undefined, "http://192.0.2.9:8080/a"],
		["a", "h", "http://h/a"],
		["*", "h", "http://h"],
	])("%s with Host %s", (target, host, url) => {
		expect(requestUrl(request(target, host), connection)).toBe(url);
	});

	it("has brackets for IPv6 and nothing for CONNECT", () => {
		const six = { ...connection, server: "2001:db8::1", family: 6 as const };
		expect(requestUrl(request("/a"), six)).toBe("http://[2001:db8::1]:8080/a");
		const tunnel = request("a:443", "a", "CONNECT");
		expect(requestUrl(tunnel, connection)).toBeUndefined();
	});
});

describe("normalizeUrl", () => {
	it.each([
		["HTTP://MMSC.Example:80/A%7eb%2fc#x", "http://mmsc.example/A~b%2Fc"],
		["http://h", "http://h/"],
		["http://h?id=%61", "http://h/?id=a"],
		["https://h:443/a", "https://h/a"],
		["http://h:8080/a", "http://h:8080/a"],
		["http://[2001:DB8::1]:80/", "http://[2001:db8::1]/"],
		["http://user@H:/a", "http://user@h/a"],
		["http://h/a%zz", "http://h/a%zz"],
		["id%41#f", "idA"],
		[" http://h/a ", "http://h/a"],
	])("%s", (url, normal) => {
		expect(normalizeUrl(url)).toBe(normal);
		expect(normalizeUrl(normal)).toBe(normal);
	});
});
