import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HeadReader, readHead } from "../../../src/http/head.js";
import { findHeaderEnd } from "../../../src/http/header.js";
import { LINE_LONGEST } from "../../../src/wasm/headlayout.js";
import { createCore } from "../../../src/wasm/instance.js";
import { REGION_INPUT } from "../../../src/wasm/layout.js";
import { octets } from "./exchange.js";

const core = await createCore();

/** Puts octets where frames are. */
function placed(text: string): { start: number; end: number } {
	const bytes = octets(text);
	core.bytes.set(bytes, REGION_INPUT);
	return { start: REGION_INPUT, end: REGION_INPUT + bytes.length };
}

describe("HeadReader", () => {
	const line = fc.constantFrom(
		"Host: a\r\n",
		"a:b\n",
		"no field\r\n",
		" folded\r\n",
		"x: y\r\r\n",
		"\r\r\n",
		"x: \r y\r\n",
		`long: ${"l".repeat(300)}\r\n`,
		`x:${"l".repeat(LINE_LONGEST - 2)}\r\n`,
		"\r\n",
		"\n",
		"Content-Length: 5\r\n",
		"GET / HTTP/1.1\r\n",
		"cut",
	);
	const start = fc.constantFrom(
		"GET / HTTP/1.1\r\n",
		"POST /a:b HTTP/1.1 \n",
		"HTTP/1.1 200 OK\r\r\n",
		`GET /${"g".repeat(500)} HTTP/1.0\r\n`,
		"no start\r\n",
		"\r\n",
	);

	it("reads what the general way reads, or nothing", () => {
		const heads = new HeadReader(core);
		let read = 0;
		fc.assert(
			fc.property(start, fc.array(line, { maxLength: 6 }), (first, lines) => {
				const text = first + lines.join("");
				const at = placed(text);
				const message = heads.read(core.bytes, at.start, at.end, "any");
				const { size } = heads;
				const bytes = octets(text);
				expect(heads.read(bytes, 0, bytes.length, "any")).toEqual(message);
				if (!message) return;
				read++;
				expect(size).toBe(findHeaderEnd(bytes, 0, bytes.length));
				expect(message).toEqual(readHead(bytes, 0, size));
			}),
			// One in ten is whole: of a hundred there are sometimes four.
			{ numRuns: 1000 },
		);
		expect(read).toBeGreaterThan(5);
	});

	it("reads every prefix as nothing, and what follows not at all", () => {
		const heads = new HeadReader(core);
		const head = "HTTP/1.1 200 OK\r\nServer: a\r\nX: 1\r\n\r\n";
		for (let length = 0; length <= head.length; length++) {
			const { start, end } = placed(`${head}GET`);
			const stop = length < head.length ? start + length : end;
			const message = heads.read(core.bytes, start, stop, "response");
			expect(message !== undefined).toBe(length === head.length);
		}
		expect(heads.size).toBe(head.length);
	});

	it("takes no header of the other kind", () => {
		const heads = new HeadReader(core);
		const { start, end } = placed("GET / HTTP/1.1\r\n\r\n");
		expect(heads.read(core.bytes, start, end, "response")).toBeUndefined();
		expect(heads.read(core.bytes, start, end, "request")?.method).toBe("GET");
	});

	it("leaves more lines than fit to the general way", () => {
		const heads = new HeadReader(core);
		const { start, end } = placed(
			`GET / HTTP/1.1\r\n${"a: b\r\n".repeat(1000)}\r\n`,
		);
		expect(heads.read(core.bytes, start, end, "any")).toBeUndefined();
	});

	it("gives equal lines as the same object, also to the next reader of the core", () => {
		const text = "GET / HTTP/1.1\r\nAccept: */*\r\n\r\n";
		const { start, end } = placed(text);
		for (const heads of [new HeadReader(core), new HeadReader(core)]) {
			const one = heads.read(core.bytes, start, end, "any")!;
			const other = heads.read(core.bytes, start, end, "any")!;
			expect(one.headers).toEqual([["accept", "*/*"]]);
			expect(other.headers[0]).toBe(one.headers[0]);
		}
	});
});
