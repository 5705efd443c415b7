import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { HttpRefusal } from "../../../src/http/message.js";
import { ACK, FIN, RST, type Segment } from "../../../src/tcp/segment.js";
import {
	CLIENT,
	Exchange,
	linesOf,
	run,
	SERVER,
	stamped,
	text,
} from "./exchange.js";

const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`;
const ok = (content: string) =>
	`HTTP/1.1 200 OK\r\nContent-Length: ${content.length}\r\n\r\n${content}`;
const letters = (length: number) =>
	Array.from({ length }, (_, n) => String.fromCharCode(97 + (n % 26))).join("");

/** Three requests with their answers, in segments of 100 octets. */
function three(content = letters(1000)): Exchange {
	const exchange = new Exchange();
	exchange.segmentSize = 100;
	exchange.handshake();
	for (const path of ["/a", "/b", "/c"]) {
		exchange.request(get(path)).response(ok(content));
	}
	return exchange.close();
}

/** The `nth` segment with payload of a direction. */
function payloadIndex(
	segments: readonly Segment[],
	direction: 0 | 1,
	nth: number,
): number {
	let count = 0;
	return segments.findIndex(
		(segment) =>
			segment.direction === direction && segment.length > 0 && count++ === nth,
	);
}

function without(direction: 0 | 1, ...nths: number[]): Segment[] {
	const all = stamped(three().segments);
	const gone = nths.map((nth) => payloadIndex(all, direction, nth));
	return all.filter((_, index) => !gone.includes(index));
}

describe("losses", () => {
	it("leaves a hole in a body of known length", () => {
		const outcome = run(without(SERVER, 3));
		expect(linesOf(outcome)).toEqual([
			"GET /a > 200",
			"GET /b > 200",
			"GET /c > 200",
		]);
		const first = outcome.pairs[0]!.response!;
		expect(first.body).toMatchObject({ length: 900, expected: 1000 });
		expect(first.body.gaps).toEqual([
			{ offset: 259, length: 100, cause: "capture-gap" },
		]);
		expect(text(first.body.bytes)).toBe(
			letters(1000).slice(0, 259) + letters(1000).slice(359),
		);
		expect(first.carriage).toMatchObject({
			complete: false,
			missing: 100,
			missingCause: "capture-gap",
			acknowledged: true,
		});
		expect(outcome.pairs[0]!.ended).toBe("open");
		expect(outcome.pairs[1]!.response!.carriage.complete).toBe(true);
	});

	it("gives the lines of a header that is cut, then finds the next message", () => {
		const exchange = new Exchange().handshake();
		exchange.segmentSize = 60;
		exchange
			.request(`GET /a HTTP/1.1\r\nHost: a\r\nX: ${letters(200)}\r\n\r\n`)
			.response(ok("one"))
			.request(get("/b"))
			.response(ok("two"))
			.close();
		const all = stamped(exchange.segments);
		const outcome = run(
			all.filter((_, index) => index !== payloadIndex(all, CLIENT, 1)),
		);
		expect(linesOf(outcome)).toEqual(["GET /a > 200", "GET /b > 200"]);
		expect(outcome.pairs[0]!.request!.headers).toEqual([["host", "a"]]);
		expect(outcome.pairs[0]!.request!.carriage.complete).toBe(false);
		expect(outcome.pairs[1]!.request!.problems).toEqual([
			expect.objectContaining({
				layer: "tcp",
				code: "capture-gap",
				needed: 60,
			}),
		]);
	});

	it("has an answer without request when the request was lost", () => {
		const outcome = run(without(CLIENT, 1));
		expect(linesOf(outcome)).toEqual([
			"GET /a > 200",
			"- > 200",
			"GET /c > 200",
		]);
	});

	it("knows that an answer was in the gap", () => {
		const nths = Array.from({ length: 11 }, (_, n) => 11 + n);
		const outcome = run(without(SERVER, ...nths));
		expect(linesOf(outcome)).toEqual([
			"GET /a > 200",
			"GET /b > -",
			"GET /c > 200",
		]);
		expect(outcome.pairs[1]).toMatchObject({ answerInGap: true });
	});

	it("knows that the last answer was in the gap", () => {
		const nths = Array.from({ length: 11 }, (_, n) => 22 + n);
		const outcome = run(without(SERVER, ...nths));
		expect(linesOf(outcome)[2]).toBe("GET /c > -");
		expect(outcome.pairs[2]).toMatchObject({ answerInGap: true, ended: "fin" });
	});

	it("finds everything after any gap again", () => {
		const server = stamped(three().segments).filter(
			({ direction, length }) => direction === SERVER && length > 0,
		).length;
		fc.assert(
			fc.property(
				fc.nat(server - 1),
				fc.integer({ min: 1, max: 10 }),
				(first, count) => {
					const nths = Array.from({ length: count }, (_, n) => first + n);
					const outcome = run(without(SERVER, ...nths));
					const lost = new Set(nths.map((nth) => Math.floor(nth / 11)));
					for (const [index, path] of ["/a", "/b", "/c"].entries()) {
						const pair = outcome.pairs.find(
							({ request }) => request?.target === path,
						)!;
						if (lost.has(index)) continue;
						expect(text(pair.response?.body.bytes)).toBe(letters(1000));
					}
				},
			),
		);
	});

	it("goes on after sliced packets", () => {
		const cut = stamped(three().segments).map((segment) => ({
			...segment,
			length: Math.min(segment.length, 60),
		}));
		const outcome = run(cut);
		expect(linesOf(outcome)).toEqual([
			"GET /a > 200",
			"GET /b > 200",
			"GET /c > 200",
		]);
		const [pair] = outcome.pairs;
		expect(pair!.request!.carriage.complete).toBe(true);
		expect(pair!.response!.carriage).toMatchObject({
			missing: 400,
			missingCause: "sliced",
			acknowledged: true,
		});
	});

	it("starts in the middle of a body", () => {
		const all = stamped(three().segments);
		const outcome = run(all.slice(payloadIndex(all, SERVER, 5)));
		expect(linesOf(outcome)).toEqual(["GET /b > 200", "GET /c > 200"]);
	});

	it("reads one direction alone", () => {
		const all = stamped(three().segments);
		const requests = run(all.filter(({ direction }) => direction === CLIENT));
		expect(linesOf(requests)).toEqual([
			"GET /a > -",
			"GET /b > -",
			"GET /c > -",
		]);
		for (const pair of requests.pairs) expect(pair.answerInGap).toBe(true);
		const answers = run(all.filter(({ direction }) => direction === SERVER));
		expect(linesOf(answers)).toEqual(["- > 200", "- > 200", "- > 200"]);
	});

	it("gives up each hole a second later, also one behind another", () => {
		const exchange = new Exchange();
		exchange.segmentSize = 100;
		exchange.handshake().request(get("/a"));
		const first = exchange.segments.length;
		exchange.send(SERVER, ok(letters(460))).ack(CLIENT);
		const [head, , third, , fifth, ack] = exchange.segments.slice(first);
		const about = {
			...ack!,
			acknowledgmentNumber: fifth!.sequenceNumber - 100,
		};
		const early = [...exchange.segments.slice(0, first), head!, third!, about];
		// Nothing comes between the end of the first hole and the second one.
		const late = [fifth!, ack!].map((segment) => ({
			...segment,
			stamp: { ...segment.stamp, frame: 20, seconds: 1003 },
		}));
		const { messages, tracker } = run([...stamped(early), ...late], {
			finish: false,
		});
		expect(messages.length).toBe(1);
		tracker.advance(1005);
		expect(messages.map(({ body }) => body.gaps.length)).toEqual([0, 2]);
	});
});

describe("endings", () => {
	const begun = () =>
		new Exchange()
			.handshake()
			.request(get("/a"))
			.response(
				`HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n${letters(100)}`,
			);

	it.each([
		["fin", "server", (exchange: Exchange) => exchange.fin(SERVER).fin(CLIENT)],
		["rst", "client", (exchange: Exchange) => exchange.reset(CLIENT)],
		["rst", "server", (exchange: Exchange) => exchange.reset(SERVER)],
	] as const)("%s by the %s in an answer", (ended, endedBy, end) => {
		const outcome = run(stamped(end(begun()).segments));
		const [pair] = outcome.pairs;
		expect(pair).toMatchObject({ ended, endedBy, end: { frame: 8 } });
		expect(text(pair!.response!.body.bytes)).toBe(letters(100));
		expect(pair!.response!.carriage).toMatchObject({
			complete: false,
			missing: 400,
			missingCause: "cut",
		});
		expect(pair!.response!.carriage.acknowledged).toBeUndefined();
	});

	it("an answer to a POST that the client acknowledged nothing of", () => {
		const posted = () =>
			new Exchange()
				.handshake()
				.request("POST /a HTTP/1.1\r\nContent-Length: 2\r\n\r\nab")
				.send(SERVER, ok("yes"));
		const answerOf = (exchange: Exchange) =>
			run(stamped(exchange.segments)).pairs[0]!.response!.carriage.acknowledged;
		expect(answerOf(posted())).toBe(false);
		expect(answerOf(posted().ack(CLIENT))).toBe(true);
		// What a RST acknowledges may have arrived before, or never.
		expect(answerOf(posted().reset(CLIENT))).toBeUndefined();
		const finished = posted();
		finished.segments.push({
			...finished.segments.at(-1)!,
			flags: ACK | FIN,
			length: 0,
			wireLength: 0,
			sequenceNumber: finished.next[SERVER],
		});
		expect(answerOf(finished.reset(CLIENT))).toBeUndefined();
	});

	it("fin or rst without an answer", () => {
		const fin = new Exchange().handshake().request(get("/a")).fin(SERVER);
		expect(run(stamped(fin.segments)).pairs).toMatchObject([
			{ ended: "fin", endedBy: "server" },
		]);
		const alone = new Exchange().handshake().request(get("/a")).fin(CLIENT);
		const sent = stamped(alone.segments).filter(
			({ direction }) => direction === CLIENT,
		);
		expect(run(sent).pairs[0]!.answerInGap).toBe(undefined);
		const rst = new Exchange().handshake().request(get("/a")).reset(SERVER);
		expect(run(stamped(rst.segments)).pairs).toMatchObject([
			{ ended: "rst", endedBy: "server" },
		]);
	});

	it("says that the end is missing even when other octets are as well", () => {
		const exchange = new Exchange().handshake();
		exchange.segmentSize = 100;
		exchange
			.request(`POST / HTTP/1.1\r\nContent-Length: 900\r\n\r\n${letters(600)}`)
			.reset(CLIENT);
		const all = stamped(exchange.segments);
		const gone = payloadIndex(all, CLIENT, 2);
		const [pair] = run(all.filter((_, index) => index !== gone)).pairs;
		expect(pair!.request!.carriage).toMatchObject({
			missing: 400,
			missingCause: "cut",
		});
	});

	it("rst in a request", () => {
		const upload = new Exchange()
			.handshake()
			.request("POST / HTTP/1.1\r\nContent-Length: 50\r\n\r\nabc")
			.reset(CLIENT);
		const [pair] = run(stamped(upload.segments)).pairs;
		expect(pair).toMatchObject({ ended: "rst", endedBy: "client" });
		expect(pair!.request!.carriage).toMatchObject({ missing: 47 });
		expect(text(pair!.request!.body.bytes)).toBe("abc");
	});

	it("tells a pair that nobody answers or that stops in its middle after 300 s", () => {
		const waiting = new Exchange().handshake().request(get("/a"));
		const first = run(stamped(waiting.segments), { finish: false });
		first.tracker.advance(1299);
		expect(first.pairs).toEqual([]);
		first.tracker.advance(1302);
		expect(first.pairs).toMatchObject([{ ended: "timeout" }]);

		const second = run(stamped(begun().segments), { finish: false });
		second.tracker.advance(1000 + 299);
		expect(second.pairs).toEqual([]);
		second.tracker.advance(1000 + 302);
		expect(second.pairs).toMatchObject([{ ended: "timeout" }]);
		expect(second.tracker.size).toBe(0);
	});

	it("tells a connection that did not come about", () => {
		const refusals: HttpRefusal[] = [];
		const onRefusal = (refusal: HttpRefusal) => refusals.push(refusal);
		const [syn, answer] = new Exchange().handshake().segments;
		const reset = { ...answer!, flags: RST | ACK };
		const first = run(stamped([syn!, syn!, reset]), {
			onRefusal,
			finish: false,
		});
		first.tracker.advance(1059);
		expect(refusals).toEqual([]);
		first.tracker.advance(1062);
		expect(refusals).toMatchObject([
			{
				connection: { client: "192.0.2.1", serverPort: 80 },
				connect: { firstTime: 1000, last: { time: 1000.01 }, frames: [1, 2] },
				ended: "rst",
				end: { time: 1000.02, frame: 3 },
			},
		]);
		const second = run(stamped([syn!]), { onRefusal, finish: false });
		second.tracker.advance(1062);
		expect(refusals[1]).toMatchObject({ ended: "timeout" });
		run(stamped([syn!]), { onRefusal });
		run(stamped([syn!, answer!, reset]), { onRefusal });
		expect(refusals.length).toBe(2);
	});

	it("forgets a closed connection", () => {
		const outcome = run(stamped(three().segments), { finish: false });
		expect(outcome.pairs.length).toBe(3);
		expect(outcome.tracker.size).toBe(1);
		outcome.tracker.advance(1010);
		expect(outcome.tracker.size).toBe(0);
	});
});
