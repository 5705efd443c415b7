import { describe, expect, it } from "vitest";
import { ChunkedWalk } from "../../../src/http/chunked.js";
import { octets, text } from "./exchange.js";

function decode(coded: string, step = coded.length) {
	const walk = new ChunkedWalk();
	const bytes = octets(coded);
	let content = "";
	let at = 0;
	while (at < bytes.length && !walk.isDone && !walk.isBroken) {
		const end = Math.min(bytes.length, at + step);
		if (walk.isData) {
			const stop = Math.min(end, at + walk.remaining);
			content += text(bytes.subarray(at, stop));
			walk.took(stop - at);
			at = stop;
		} else at = walk.walk(bytes, at, end);
	}
	const state = walk.isDone ? "done" : walk.isBroken ? "broken" : "open";
	return { content, state, rest: coded.length - at };
}

describe("ChunkedWalk", () => {
	it.each([
		["5\r\nhello\r\n0\r\n\r\n", "hello"],
		["5\nhello\n0\n\n", "hello"],
		["05 ;a=b;c\r\nhello\r\n1\t\r\n!\r\n000\r\n\r\n", "hello!"],
		["A\r\n0123456789\r\n0\r\nX: y\r\nZ: w\r\n\r\n", "0123456789"],
		["aB\r\n".concat("x".repeat(171), "\r\n0;last\r\n\r\n"), "x".repeat(171)],
		["0\r\n\r\n", ""],
	])("%j", (coded, content) => {
		for (const step of [coded.length + 4, 1, 2, 3]) {
			expect(decode(`${coded}rest`, step)).toEqual({
				content,
				state: "done",
				rest: 4,
			});
		}
	});

	it("is open at every prefix", () => {
		const coded = "5;a\r\nhello\r\n0\r\nX: y\r\n\r\n";
		for (let length = 0; length < coded.length; length++) {
			expect(decode(coded.slice(0, length)).state).toBe("open");
		}
	});

	it.each(["x\r\n", "\r\n", "-1\r\n", "5\r\nhelloX", "ffffffffffffffff\r\n"])(
		"%j is broken",
		(coded) => {
			expect(decode(coded).state).toBe("broken");
		},
	);

	it("decides on every first octet", () => {
		for (let octet = 0; octet < 256; octet++) {
			const first = String.fromCharCode(octet);
			const state = /[0-9A-Fa-f \t]/.test(first) ? "open" : "broken";
			expect(decode(first).state).toBe(state);
		}
	});

	it("has limits", () => {
		expect(decode(`5;${"x".repeat(70_000)}`).state).toBe("broken");
		expect(decode(`0\r\n${"X: y\r\n".repeat(12_000)}`).state).toBe("broken");
	});
});
