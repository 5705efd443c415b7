import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Half } from "../../../src/record.js";
import { normalLocation } from "../../../src/transaction/location.js";
import { redirectTarget } from "../../../src/transaction/redirect.js";

function target(location: string, url?: string): string | undefined {
	const response = { "http.location": location } as Half;
	return redirectTarget(url === undefined ? { response } : { response, url });
}

describe("where a redirect leads (RFC 9110 10.2.2)", () => {
	it.each([
		["http://g/a", "http://h/b", "http://g/a"],
		["HTTPS://G:443/a%7e#top", "http://h/b", "https://g/a~"],
		["abc", "http://h/mms/send", "http://h/mms/abc"],
		["abc", "http://h", "http://h/abc"],
		["/abc?d=/../e", "http://h/mms/send", "http://h/abc?d=/../e"],
		["?x", "http://h/mms?y", "http://h/mms?x"],
		["//g/a", "https://h/b", "https://g/a"],
		["../a/./b", "http://h/1/2/3", "http://h/1/a/b"],
		["..", "http://h/1/2/3", "http://h/1/"],
		["../../../a", "http://h/1", "http://h/a"],
		["#top", "http://h/a?b", "http://h/a?b"],
		[" next ", "http://H:80/a", "http://h/next"],
		["/a", "HTTP://H/b", "http://h/a"],
	])("%s at %s", (location, url, expected) => {
		expect(target(location, url)).toBe(expected);
	});

	it.each([
		["/a", undefined],
		["/a", "no url"],
		["abc", "/b"],
		["", "http://h/b"],
		[" ", "http://h/b"],
	])("%j at %j leads nowhere", (location, url) => {
		expect(target(location, url)).toBeUndefined();
	});

	it("is nowhere without a Location", () => {
		expect(redirectTarget({ url: "http://h/" })).toBeUndefined();
	});

	it("is what other programs take it for", () => {
		const segment = fc.stringMatching(/^[a-z0-9]{1,5}$/);
		const step = fc.oneof(segment, fc.constantFrom(".", ".."));
		const path = fc.array(step).map((steps) => steps.join("/"));
		const reference = fc
			.tuple(fc.constantFrom("", "/", "?", "./"), path)
			.map(([start, rest]) => start + rest)
			.filter((text) => text !== "");
		fc.assert(
			fc.property(reference, fc.array(segment), (location, from) => {
				const url = `http://h.example/${from.join("/")}`;
				const { href } = new URL(location, url);
				expect(target(location, url)).toBe(normalLocation(href));
			}),
		);
	});
});
