import { expect, it } from "vitest";
import { LineCache } from "../../../src/http/linecache.js";
import { octets } from "./exchange.js";

it("reads a line once, and each of those that share a place", () => {
	let read = 0;
	const cache = new LineCache((line) => {
		read++;
		return { line };
	}, 1);
	const bytes = octets("one\r\ntwo\nthree");
	const one = cache.at(bytes, 0, 3);
	expect(one).toEqual({ line: "one" });
	expect(cache.at(bytes, 0, 3)).toBe(one);
	expect(read).toBe(1);
	expect(cache.at(bytes, 5, 8)).toEqual({ line: "two" });
	expect(cache.at(bytes, 0, 3)).toEqual({ line: "one" });
	expect(read).toBe(3);
});

it("reads long lines each time", () => {
	let read = 0;
	const cache = new LineCache(() => read++, 1024);
	const bytes = octets("x".repeat(300));
	cache.at(bytes, 0, 300);
	cache.at(bytes, 0, 300);
	expect(read).toBe(2);
});
