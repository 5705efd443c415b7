import { describe, expect, it } from "vitest";
import {
	BodyCollector,
	type BodyMemory,
	framingOf,
	mediaType,
	PROBE_OCTETS,
} from "../../../src/http/body.js";
import {
	type HttpHeader,
	type HttpMessage,
	marksOf,
} from "../../../src/http/message.js";
import { Budget } from "../../../src/tcp/budget.js";
import { Buffers } from "../../../src/tcp/buffers.js";
import { Arena } from "../../../src/wasm/arena.js";
import { createCore } from "../../../src/wasm/instance.js";
import { octets, text } from "./exchange.js";

function message(start: Partial<HttpMessage>, headers: string[]): HttpMessage {
	const fields = headers.map((line): HttpHeader => {
		const [name, value] = line.split(": ");
		return [name!, value!];
	});
	return {
		kind: start.status === undefined ? "request" : "response",
		version: "1.1",
		headers: fields,
		marks: marksOf(fields),
		contentType: fields.find(([name]) => name === "content-type")?.[1],
		host: undefined,
		body: { length: 0, gaps: [] },
		carriage: {} as HttpMessage["carriage"],
		problems: [],
		...start,
	};
}

const response = (status: number, ...headers: string[]) =>
	message({ status }, headers);
const request = (...headers: string[]) => message({ method: "POST" }, headers);

describe("framingOf (RFC 9112 6.3)", () => {
	it.each([
		["HEAD", response(200, "content-length: 5"), "none"],
		["GET", response(100), "none"],
		["GET", response(204, "content-length: 5"), "none"],
		["GET", response(304, "transfer-encoding: chunked"), "none"],
		["GET", response(101), "tunnel"],
		["CONNECT", response(200), "tunnel"],
		["CONNECT", response(403, "content-length: 5"), "length"],
		["GET", response(200), "close"],
		["GET", response(200, "transfer-encoding: gzip, chunked"), "chunked"],
		["GET", response(200, "transfer-encoding: gzip"), "close"],
		[
			"GET",
			response(200, "transfer-encoding: x", "content-length: 5"),
			"length",
		],
		[
			"GET",
			response(200, "transfer-encoding: chunked", "content-length: 5"),
			"chunked",
		],
		[undefined, request(), "none"],
		[undefined, request("content-length: 5"), "length"],
		[undefined, request("transfer-encoding: Chunked"), "chunked"],
	])("%s %o is %s", (method, of, kind) => {
		expect(framingOf(of, method).kind).toBe(kind);
	});

	it("takes the first readable length and says what is wrong", () => {
		const cases: [string[], number | undefined, number][] = [
			[["5, 5"], 5, 0],
			[["5", "6"], 5, 1],
			[["x", "6"], 6, 1],
			[["-1"], undefined, 1],
			[["99999999999999999999"], undefined, 1],
		];
		for (const [values, length, problems] of cases) {
			const of = request(...values.map((value) => `content-length: ${value}`));
			const framing = framingOf(of);
			expect(framing.kind === "length" ? framing.length : undefined).toBe(
				length,
			);
			expect(of.problems.length).toBe(problems);
		}
	});
});

describe("mediaType", () => {
	it("has no parameters and no case", () => {
		const of = request("content-type: Application/Vnd.WAP.mms-message; a=b");
		expect(mediaType(of)).toBe("application/vnd.wap.mms-message");
		expect(mediaType(request())).toBeUndefined();
	});
});

const core = await createCore();

function memory(bodyLimit: number, bodies: Budget): BodyMemory {
	return { bodyLimit, bodies, buffers: new Buffers(), arena: undefined };
}

describe("BodyCollector", () => {
	it("keeps up to its limit", () => {
		const body = new BodyCollector(memory(6, new Budget(1000)));
		body.add(octets("abcd"), 0, 4);
		body.add(octets("xefgh"), 1, 4);
		body.add(octets("i"), 0, 1);
		expect(text(body.bytes)).toBe("abcdef");
		expect(body).toMatchObject({ kept: 6, isOverLimit: true });
	});

	it("gives back what is dropped", () => {
		const budget = new Budget(1000);
		const body = new BodyCollector(memory(1000, budget));
		body.add(octets("abcd"), 0, 4);
		expect(budget.used).toBe(PROBE_OCTETS);
		body.drop();
		expect(body.bytes.length).toBe(0);
		expect(budget.used).toBe(0);
	});

	it("stops when all bodies together have too much", () => {
		const budget = new Budget(1500);
		const one = new BodyCollector(memory(10_000, budget));
		const other = new BodyCollector(memory(10_000, budget));
		one.add(new Uint8Array(1000), 0, 1000);
		other.add(new Uint8Array(1000), 0, 1000);
		expect(one.bytes.length).toBe(1000);
		expect(other).toMatchObject({ kept: 0, isOverLimit: true });
		expect(other.bytes.length).toBe(0);
		one.release();
		expect(budget.used).toBe(0);
	});

	it("takes memory once when it knows how many octets come", () => {
		const of = memory(1 << 20, new Budget(1 << 20));
		for (let n = 0; n < 10; n++) {
			const body = new BodyCollector(of);
			body.expect(90_000);
			for (let at = 0; at < 90_000; at += 1000)
				body.add(new Uint8Array(1000).fill(n), 0, 1000);
			expect(body.bytes.length).toBe(90_000);
			expect(body.bytes.every((octet) => octet === n)).toBe(true);
			expect(of.bodies.used).toBe(90_000);
			body.release();
			body.recycle();
		}
		expect(of.buffers.made).toBe(1);
	});

	it("puts octets into the arena, and elsewhere when that is full", () => {
		const arena = new Arena(core);
		const of = { ...memory(1 << 22, new Budget(1 << 24)), arena };
		const bodies: BodyCollector[] = [];
		for (let n = 0; n < 6; n++) {
			const body = new BodyCollector(of);
			for (let at = 0; at < 700_000; at += 1000)
				body.add(new Uint8Array(1000).fill(n), 0, 1000);
			bodies.push(body);
		}
		expect(bodies.map((body) => body.isLent)).toEqual([
			...[true, true, true],
			...[false, false, false],
		]);
		for (const [n, body] of bodies.entries()) {
			expect(body.bytes.length).toBe(700_000);
			expect(body.bytes.every((octet) => octet === n)).toBe(true);
			body.recycle();
		}
		for (let n = 0; n < 4; n++) expect(arena.take(1 << 20)).not.toBe(0);
	});
});
