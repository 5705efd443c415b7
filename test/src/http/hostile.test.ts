import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HttpTracker } from "../../../src/http/tracker.js";
import type { Segment } from "../../../src/tcp/segment.js";
import { conversations } from "./corpus.js";
import { Exchange, linesOf, octets, run, stamped } from "./exchange.js";

const snippets = [
	"GET / HTTP/1.1\r\n",
	"HTTP/1.1 200 OK\r\n",
	"HTTP/1.1 100 Continue\r\n\r\n",
	"Content-Length: 99999999999999999999\r\n",
	"Content-Length: 5\r\n",
	"Transfer-Encoding: chunked\r\n",
	"Content-Encoding: gzip\r\n",
	"\r\n",
	"\n",
	"ffffffffffffffff\r\n",
	"5;a\r\nhello\r\n",
	"0\r\n\r\n",
	" : :\r\n \r\n",
	"CONNECT a:1 HTTP/1.1\r\n\r\n",
	"Upgrade: x\r\n",
	"HTTP/1.1 101 Switching\r\n\r\n",
];

const payload = fc.oneof(
	fc.uint8Array({ maxLength: 200 }),
	fc.constantFrom(...snippets).map(octets),
	fc
		.array(fc.constantFrom(...snippets), { maxLength: 6 })
		.map((list) => octets(list.join(""))),
);

const anySegment = fc
	.record({
		direction: fc.constantFrom(0 as const, 1 as const),
		sequenceNumber: fc.oneof(fc.nat(2000), fc.nat(0xffff_ffff)),
		acknowledgmentNumber: fc.oneof(fc.nat(2000), fc.nat(0xffff_ffff)),
		flags: fc.nat(63),
		bytes: payload,
		more: fc.oneof(fc.constant(0), fc.nat(70_000)),
		seconds: fc.nat(10_000),
	})
	.map(
		({ bytes, more, seconds, ...rest }): Segment => ({
			...rest,
			stamp: {
				frame: 0,
				seconds,
				nanoseconds: 0,
				fine: false,
				capture: 0,
				captureFrame: 0,
			},
			window: 0,
			bytes,
			offset: 0,
			length: bytes.length,
			wireLength: bytes.length + more,
		}),
	);

describe("hostile input", () => {
	it("takes any segments", () => {
		fc.assert(
			fc.property(fc.array(anySegment, { maxLength: 60 }), (segments) => {
				const numbered = segments.map((segment, index) => ({
					...segment,
					stamp: { ...segment.stamp, frame: index + 1 },
				}));
				const outcome = run(numbered, { limits: { buffer: 5000, body: 1000 } });
				expect(outcome.tracker.size).toBe(0);
				expect(outcome.tracker.memory).toEqual({ waiting: 0, bodies: 0 });
				for (const { body } of outcome.messages) {
					expect(body.bytes?.length ?? 0).toBeLessThanOrEqual(1000);
				}
			}),
			{ numRuns: 2000 },
		);
	});

	it("takes any octets in order", () => {
		fc.assert(
			fc.property(
				fc.array(fc.tuple(fc.constantFrom(0 as const, 1 as const), payload)),
				(parts) => {
					const exchange = new Exchange().handshake();
					for (const [direction, bytes] of parts) {
						exchange.send(direction, bytes).ack(direction === 0 ? 1 : 0);
					}
					run(stamped(exchange.close().segments));
				},
			),
			{ numRuns: 1000 },
		);
	});

	it("takes every prefix of a connection", () => {
		for (const make of Object.values(conversations)) {
			const all = stamped(make().segments);
			for (let length = 0; length < all.length; length++) {
				const { messages, pairs } = run(all.slice(0, length));
				const paired = pairs.flatMap(({ request, response, interim }) => [
					...(request ? [request] : []),
					...(interim ?? []),
					...(response ? [response] : []),
				]);
				expect(new Set(paired)).toEqual(new Set(messages));
			}
		}
	});
});

describe("limits", () => {
	it("keeps no more of a body than the limit", () => {
		const outcome = run(stamped(conversations.length!().segments), {
			limits: { body: 100 },
		});
		const [message] = outcome.messages;
		expect(message?.body).toMatchObject({ length: 5000, expected: 5000 });
		expect(message?.body.bytes?.length).toBe(100);
		expect(message?.problems).toMatchObject([
			{ code: "limit-body", needed: 5000, available: 100 },
		]);
		expect(outcome.tracker.limitHits).toEqual({ body: 1 });
	});

	it("is even in the end", () => {
		const budgets = { buffers: 3000, bodies: 4000 };
		const outcome = run(stamped(conversations.pipelined!().segments), {
			limits: budgets,
		});
		expect(outcome.tracker.memory).toEqual({ waiting: 0, bodies: 0 });
	});

	it("cuts a header that does not end", () => {
		const exchange = new Exchange()
			.handshake()
			.request(`GET /a HTTP/1.1\r\nX: ${"y".repeat(70_000)}\r\n\r\n`)
			.response("HTTP/1.1 431 Too Large\r\nContent-Length: 0\r\n\r\n")
			.request("GET /b HTTP/1.1\r\nHost: a\r\n\r\n")
			.close();
		const outcome = run(stamped(exchange.segments));
		expect(linesOf(outcome)).toEqual(["GET /a > 431", "GET /b > -"]);
		expect(outcome.messages[0]?.problems).toMatchObject([
			{ code: "limit-header" },
			{ code: "incomplete" },
		]);
	});

	it("gives up a connection that is no HTTP", () => {
		const exchange = new Exchange().handshake();
		for (let n = 0; n < 20; n++) exchange.request(new Uint8Array(1000).fill(7));
		const outcome = run(stamped(exchange.segments), {
			limits: { search: 10_000 },
		});
		expect(outcome.verdicts).toEqual([{ kind: "probe" }]);
		expect(outcome.tracker.size).toBe(0);
	});

	it("drops the oldest connection when there are too many", () => {
		const closed: number[] = [];
		const tracker = new HttpTracker({
			keepBody: () => true,
			limits: { connections: 10 },
			verdict: (stream) => closed.push(stream),
		});
		const endpoints = {
			addressA: "192.0.2.1",
			portA: 1,
			addressB: "192.0.2.2",
			portB: 2,
			family: 4 as const,
		};
		const open = (stream: number) => tracker.open(stream, endpoints);
		for (let stream = 0; stream < 10; stream++) open(stream);
		// Of these, one goes by itself, and one comes anew.
		tracker.drop(1);
		open(0);
		for (let stream = 10; stream < 14; stream++) open(stream);
		expect(closed).toEqual([2, 3, 4]);
		for (let stream = 14; stream < 100; stream++) open(stream);
		expect(closed.slice(3, 10)).toEqual([5, 6, 7, 8, 9, 0, 10]);
		expect(tracker.size).toBe(10);
		// Connections without octets are no loss.
		expect(tracker.limitHits).toEqual({});
	});
});

describe("tunnels", () => {
	const opened = () =>
		new Exchange()
			.handshake()
			.request("CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n")
			.response("HTTP/1.1 200 Connected\r\nVia: x\r\n\r\n");

	it("are not looked into", () => {
		const outcome = run(
			stamped(opened().request(Uint8Array.of(22, 3, 1, 0, 5)).segments),
		);
		expect(linesOf(outcome)).toEqual(["CONNECT a:443 > 200"]);
		expect(outcome.verdicts.map(({ kind }) => kind)).toEqual([
			"follow",
			"ignore",
		]);
	});

	it("may carry HTTP", () => {
		const exchange = opened()
			.request("GET /a HTTP/1.1\r\nHost: a\r\n\r\n")
			.response("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
		expect(linesOf(run(stamped(exchange.segments)))).toEqual([
			"CONNECT a:443 > 200",
			"GET /a > 200",
		]);
	});

	it("end at an upgrade", () => {
		const exchange = new Exchange()
			.handshake()
			.request("GET /a HTTP/1.1\r\nUpgrade: websocket\r\n\r\n")
			.response(
				"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n",
			)
			.request("GET /b HTTP/1.1\r\nHost: a\r\n\r\n");
		const outcome = run(stamped(exchange.segments));
		expect(linesOf(outcome)).toEqual(["GET /a > 101"]);
		expect(outcome.verdicts.map(({ kind }) => kind)).toEqual([
			"follow",
			"ignore",
		]);
	});

	it("do not begin where CONNECT is refused", () => {
		const exchange = new Exchange()
			.handshake()
			.request("CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n")
			.response("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 2\r\n\r\nno")
			.request("GET /a HTTP/1.1\r\nHost: a\r\n\r\n")
			.response("HTTP/1.1 204 No Content\r\n\r\n");
		expect(linesOf(run(stamped(exchange.segments)))).toEqual([
			"CONNECT a:443 > 502",
			"GET /a > 204",
		]);
	});
});

describe("answers without a length", () => {
	it("end where the next answer begins when the client goes on", () => {
		const exchange = new Exchange()
			.handshake()
			.request("GET /a HTTP/1.1\r\nHost: a\r\n\r\n")
			.response("HTTP/1.1 200 OK\r\nServer: old\r\n\r\n")
			.request("GET /b HTTP/1.1\r\nHost: a\r\n\r\n")
			.response("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
			.close();
		const outcome = run(stamped(exchange.segments));
		expect(linesOf(outcome)).toEqual(["GET /a > 200", "GET /b > 200"]);
		expect(outcome.pairs[0]?.response?.carriage.complete).toBe(true);
	});
});
