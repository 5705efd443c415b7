import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Segment } from "../../../src/tcp/segment.js";
import { body, conversations } from "./corpus.js";
import {
	CLIENT,
	Exchange,
	essence,
	linesOf,
	run,
	SERVER,
	stamped,
	text,
} from "./exchange.js";

const LINES: Record<string, string[]> = {
	length: ["POST http://mmsc.example/ > 200"],
	chunked: ["GET /a > 200", "GET /b > 200"],
	close: ["GET /a > 200"],
	pipelined: ["GET /a > 200", "GET /b > 200", "GET /c > 200"],
	continued: ["POST / > 200"],
	head: ["HEAD /a > 200", "GET /b > 304", "GET /c > 204", "GET /d > 200"],
	gzip: ["GET /a > 200", "GET /b > 200", "GET /c > 200"],
	tolerant: ["GET /a > 200"],
};

describe("conversations in order", () => {
	for (const [name, make] of Object.entries(conversations)) {
		it(name, () => {
			const outcome = run(stamped(make().segments));
			expect(linesOf(outcome)).toEqual(LINES[name]);
			for (const message of outcome.messages) {
				expect(message.carriage.complete).toBe(true);
				expect(message.problems).toEqual([]);
			}
			for (const pair of outcome.pairs) expect(pair.ended).toBe("open");
		});
	}
});

describe("bodies", () => {
	const bodyOf = (name: string, index: number) =>
		run(stamped(conversations[name]!().segments)).pairs[index]?.response?.body;

	it("has the octets of each coding", () => {
		expect(text(bodyOf("chunked", 0)?.bytes)).toBe(`hello${text(body)}`);
		expect(text(bodyOf("close", 0)?.bytes)).toBe(text(body));
		for (const index of [0, 1, 2]) {
			expect(text(bodyOf("gzip", index)?.bytes)).toBe(text(body));
		}
		expect(text(bodyOf("pipelined", 2)?.bytes)).toBe("cc");
	});

	it("is counted and dropped when it is not wanted", () => {
		const outcome = run(stamped(conversations.length!().segments), {
			keepBody: () => false,
		});
		expect(outcome.messages[0]?.body).toMatchObject({ length: 5000 });
		expect(outcome.messages[0]?.body.bytes).toBeUndefined();
	});
});

/** The same octets cut elsewhere. */
function recut(segments: readonly Segment[], sizes: () => number): Segment[] {
	return segments.flatMap((segment) => {
		if (segment.length === 0) return [segment];
		const parts: Segment[] = [];
		for (let at = 0; at < segment.length; ) {
			const length = Math.min(segment.length - at, sizes());
			parts.push({
				...segment,
				sequenceNumber: (segment.sequenceNumber + at) >>> 0,
				bytes: segment.bytes.slice(at, at + length),
				length,
				wireLength: length,
			});
			at += length;
		}
		return parts;
	});
}

const anyConversation = fc.constantFrom(...Object.keys(conversations));

describe("any segmentation, order and repetition", () => {
	it("gives the same messages for any segmentation", () => {
		fc.assert(
			fc.property(
				anyConversation,
				fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1 }),
				(name, sizes) => {
					const { segments } = conversations[name]!();
					let index = 0;
					const cut = recut(segments, () => sizes[index++ % sizes.length]!);
					expect(essence(run(stamped(cut)))).toEqual(
						essence(run(stamped(segments))),
					);
				},
			),
		);
	});

	it("gives the same messages in any order, with copies", () => {
		fc.assert(
			fc.property(
				anyConversation,
				fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1 }),
				fc.array(fc.nat(6), { minLength: 1 }),
				fc.array(fc.nat(), { maxLength: 8 }),
				(name, sizes, delays, copies) => {
					const { segments } = conversations[name]!();
					let index = 0;
					const once = recut(segments, () => sizes[index++ % sizes.length]!);
					for (const copy of copies) {
						const at = copy % once.length;
						if (once[at]!.length > 0) once.splice(at + 1, 0, once[at]!);
					}
					// No segment is passed by one that was sent more than six later.
					const cut = once
						.map((segment, at) => ({
							segment,
							at: at + delays[at % delays.length]!,
						}))
						.sort((a, b) => a.at - b.at)
						.map(({ segment }) => segment);
					expect(essence(run(stamped(cut)))).toEqual(
						essence(run(stamped(segments))),
					);
				},
			),
			{ numRuns: 500 },
		);
	});
});

describe("skipping", () => {
	const large = new Uint8Array(300_000);
	const exchange = () =>
		new Exchange()
			.handshake()
			.request("GET /video HTTP/1.1\r\nHost: a\r\n\r\n")
			.response(
				`HTTP/1.1 200 OK\r\nContent-Length: ${large.length}\r\n\r\n`,
				large,
			)
			.request("GET /next HTTP/1.1\r\nHost: a\r\n\r\n")
			.response("HTTP/1.1 204 No Content\r\nA: b\r\n\r\n")
			.close();

	it("asks for the last octet of an unwanted body only", () => {
		const outcome = run(stamped(exchange().segments), {
			keepBody: () => false,
		});
		expect(linesOf(outcome)).toEqual(["GET /video > 200", "GET /next > 204"]);
		const skip = outcome.verdicts.find(({ kind }) => kind === "skip");
		expect(skip).toMatchObject({ kind: "skip", direction: SERVER });
		const video = outcome.messages.find(({ status }) => status === 200);
		expect(video?.carriage).toMatchObject({ complete: true });
		expect(video?.body).toMatchObject({ length: 300_000, gaps: [] });
	});

	it("gives the same when the segments in between never come", () => {
		let to = -1;
		const all = stamped(exchange().segments);
		const whole = run(all, {
			keepBody: () => false,
			verdict: (_stream, verdict) => {
				if (verdict.kind === "skip") to = verdict.sequenceNumber;
			},
		});
		const first = all.findIndex(
			({ direction, length }) => direction === SERVER && length > 0,
		);
		const rest = all.filter(
			({ direction, sequenceNumber, length }, index) =>
				index <= first ||
				direction === CLIENT ||
				((sequenceNumber + length - to) | 0) > 0,
		);
		expect(rest.length).toBeLessThan(all.length - 150);
		const some = run(rest, { keepBody: () => false });
		expect(some.pairs).toEqual(whole.pairs);
		expect(some.messages).toEqual(whole.messages);
	});
});

describe("answers before their time", () => {
	it("belong to the request that is under way", () => {
		const exchange = new Exchange()
			.handshake()
			.request("POST /a HTTP/1.1\r\nContent-Length: 9\r\n\r\nabc")
			.response("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno");
		const cut = run(stamped([...exchange.segments]));
		expect(linesOf(cut)).toEqual(["POST /a > 413"]);
		expect(cut.pairs[0]?.request?.carriage.complete).toBe(false);
		exchange
			.request("defghi", "GET /b HTTP/1.1\r\nHost: a\r\n\r\n")
			.response("HTTP/1.1 204 No Content\r\n\r\n");
		const whole = run(stamped(exchange.segments));
		expect(linesOf(whole)).toEqual(["POST /a > 413", "GET /b > 204"]);
		expect(whole.pairs[0]?.request?.carriage.complete).toBe(true);
	});

	it("of the kind 1xx come with the final one", () => {
		const outcome = run(stamped(conversations.continued!().segments));
		const [pair] = outcome.pairs;
		expect(pair?.interim?.map(({ status }) => status)).toEqual([100]);
		expect(outcome.messages.map(({ status }) => status)).toEqual([
			100,
			undefined,
			200,
		]);
	});
});
