import { describe, expect, it } from "vitest";
import type { Path } from "../../../src/flow/path.js";
import type { Endpoints } from "../../../src/http/endpoints.js";
import type { HttpPair } from "../../../src/http/message.js";
import {
	HttpTracker,
	type HttpTrackerOptions,
} from "../../../src/http/tracker.js";
import type { Segment } from "../../../src/tcp/segment.js";
import { Exchange, SERVER } from "./exchange.js";

/** More than stay as they are. */
const CONNECTIONS = 1500;
/** Of these what is told is compared. */
const SAMPLE = 100;

/** One exchange; octets of it again, another one behind a hole, and an end. */
function conversation(index: number): [Segment[], Segment[]] {
	const exchange = new Exchange([index * 7919, 0xffff_ff00 + index]);
	exchange.handshake().request(`GET /${index} HTTP/1.1\r\n\r\n`);
	exchange.response("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab");
	const early = exchange.segments.length;
	const answer = exchange.segments[early - 2]!;
	exchange.segments.push({ ...answer });
	exchange.request("POST /next HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc");
	exchange.segmentSize = 20;
	exchange.response("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabcde");
	const lost = early + 3 + (index % 3);
	exchange.segments.splice(index % 2 === 0 ? lost : early, 1);
	if (index % 5 === 0) exchange.close();
	else if (index % 5 === 1) exchange.reset(SERVER);
	// Of every fourth the handshake comes first, of half of these the SYN.
	if (index % 8 === 3) return attempt(index, exchange.segments);
	const cut = index % 4 === 3 ? 3 : early;
	return [exchange.segments.slice(0, cut), exchange.segments.slice(cut)];
}

/** A SYN, and what comes of it: the rest, a RST, the SYN again, or an ICMP error. */
function attempt(
	index: number,
	segments: readonly Segment[],
): [Segment[], Segment[]] {
	const syn = segments[0]!;
	const [, , , reset] = new Exchange([syn.sequenceNumber, 5])
		.handshake()
		.reset(SERVER).segments;
	const rests = [segments.slice(1), [reset!], [syn, syn], []];
	return [[syn], rests[(index >>> 3) % 4]!];
}

/** ICMP says that its SYN cannot be delivered. */
function isUnreachable(stream: number): boolean {
	return stream % 32 === 27;
}

/** A request that waits for its answer, of every other connection the second one; and what comes of it. */
function waiting(index: number): [Segment[], Segment[]] {
	const exchange = new Exchange([index * 7919, 0xffff_ff00 + index]);
	exchange.handshake();
	const header = `Host: h${index % 7}.example\r\nX-Caf\u00e9: ${index}\r\n\r\n`;
	if (index % 2 === 1) {
		exchange.request(`GET /first HTTP/1.1\r\n${header}`);
		exchange.response("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab");
	}
	const from = exchange.segments.length;
	if (index % 3 === 0)
		exchange.request(
			`POST /${index} HTTP/1.1\r\nContent-Length: 3\r\n${header}abc`,
		);
	else exchange.request(`GET /${index} HTTP/1.0\r\n${header}`);
	const early = exchange.segments.length;
	const asked = exchange.segments[from]!;
	switch (index % 8) {
		case 0: // nothing: the time is up
			break;
		case 1:
			exchange.reset(SERVER);
			break;
		case 2: // seen again, then answered
			exchange.segments.push({ ...asked });
			exchange.response("HTTP/1.1 204 No Content\r\n\r\n");
			break;
		case 3:
			exchange.request(`GET /next HTTP/1.1\r\n${header}`);
			exchange.response("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
			break;
		case 4:
			exchange.close();
			break;
		case 5: {
			exchange.segmentSize = 9;
			exchange.response("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabcde");
			exchange.segments.splice(early + 3, 1);
			break;
		}
		default:
			exchange.response("HTTP/1.1 100 Continue\r\n\r\n");
			exchange.response("HTTP/1.1 200 OK\r\n\r\nabc").close();
	}
	const { segments } = exchange;
	return [segments.slice(0, early), segments.slice(early)];
}

/** Segments of streams as they are captured, 400 a second; the clock of every other stream is finer. */
function captured(
	list: readonly (readonly [stream: number, Segment])[],
): [stream: number, Segment][] {
	return list.map(([stream, segment], i) => {
		const frame = i + 1;
		const stamp = {
			frame,
			seconds: Math.floor(i / 400),
			nanoseconds: (i % 400) * 2_500_000 + 7,
			fine: stream % 2 === 0,
			capture: 3,
			captureFrame: frame + 5,
		};
		return [stream, { ...segment, stamp }];
	});
}

function endpointsOf(flow: number): Endpoints {
	const path: Path = { scope: "vlan 7", tunnels: [{ vlan: 7 }, { vlan: 7 }] };
	return {
		...(flow % 4 === 1 && { path }),
		addressA: "192.0.2.1",
		portA: flow,
		addressB: "198.51.100.1",
		portB: 80,
		family: 4,
	};
}

/** Everything that is to be told of some connections, when all pass through one tracker or none but those. */
function play(
	segments: readonly [stream: number, Segment][],
	streams: ReadonlySet<number>,
	isAlone: boolean,
	seconds = 200,
): { told: unknown[]; folded: number } {
	const told: unknown[] = [];
	let folded = 0;
	const options: HttpTrackerOptions = {
		keepBody: () => true,
		onMessage: ({ body }) => {
			if (body.length === 3) body.bytes = undefined;
		},
		onPair: (pair: HttpPair) => {
			if (!streams.has(pair.connection.stream)) return;
			const copy = structuredClone(pair);
			// The handshake is told with the first pair.
			if (pair.index > 0) delete copy.connection.connect;
			told.push(copy);
		},
		endpoints: endpointsOf,
		onRefusal: (refusal) => {
			if (streams.has(refusal.connection.stream))
				told.push(structuredClone(refusal));
		},
		verdict: (_stream, { kind }) => {
			if (kind === "folded") folded++;
		},
	};
	const tracker = new HttpTracker(options);
	const opened = new Set<number>();
	for (const [stream, segment] of segments) {
		tracker.advance(segment.stamp.seconds);
		if (isAlone && !streams.has(stream)) continue;
		if (!opened.has(stream)) {
			opened.add(stream);
			tracker.open(stream, endpointsOf(stream), stream);
		}
		tracker.onSegment(stream, segment);
	}
	const { stamp } = segments[segments.length - 1]![1];
	for (const stream of streams)
		if (isUnreachable(stream))
			tracker.onUnreachable(stream, stamp, { type: 3, code: 1 });
	tracker.advance(stamp.seconds + seconds);
	tracker.finish();
	return { told, folded };
}

describe("idle connections beyond some thousands", () => {
	it("are folded, and go on as if they had not been", () => {
		const list: [number, Segment][] = [];
		const later: [number, Segment][] = [];
		for (let stream = 0; stream < CONNECTIONS; stream++) {
			const [first, rest] = conversation(stream);
			for (const segment of first) list.push([stream, segment]);
			for (const segment of rest) later.push([stream, segment]);
		}
		const timed = captured([...list, ...later]);
		const streams = new Set<number>();
		for (let stream = 0; stream < SAMPLE; stream++) streams.add(stream);
		const whole = play(timed, streams, false);
		const alone = play(timed, streams, true);
		expect(whole.folded).toBeGreaterThan(SAMPLE / 2);
		expect(alone.folded).toBe(0);
		// Of nine nothing but a refusal.
		expect(whole.told.length).toBe(2 * (SAMPLE - 9) + 9);
		expect(whole.told).toEqual(alone.told);
	});

	it("are folded while a request waits for its answer", () => {
		const first: [number, Segment][] = [];
		const later: [number, Segment][] = [];
		for (let stream = 0; stream < CONNECTIONS; stream++) {
			const [asked, rest] = waiting(stream);
			for (const segment of asked) first.push([stream, segment]);
			for (const segment of rest) later.push([stream, segment]);
		}
		const timed = captured([...first, ...later]);
		const streams = new Set<number>();
		for (let stream = 0; stream < SAMPLE; stream++) streams.add(stream);
		// Those without an answer are told by the end of the capture, or when their time is up.
		for (const seconds of [200, 400]) {
			const whole = play(timed, streams, false, seconds);
			const alone = play(timed, streams, true, seconds);
			expect(whole.folded).toBeGreaterThan(SAMPLE);
			expect(alone.folded).toBe(0);
			expect(whole.told).toHaveLength(alone.told.length);
			expect(whole.told).toEqual(alone.told);
		}
	});

	it("go on after a request of theirs was not answered", () => {
		const told: HttpPair["ended"][] = [];
		const tracker = new HttpTracker({
			keepBody: () => false,
			endpoints: endpointsOf,
			onPair: ({ ended }) => told.push(ended),
		});
		const list: [number, Segment][] = [];
		for (let stream = 0; stream < CONNECTIONS; stream++) {
			const exchange = new Exchange().handshake();
			exchange.request("GET / HTTP/1.1\r\n\r\n");
			for (const segment of exchange.segments) list.push([stream, segment]);
		}
		let seconds = 0;
		for (const [stream, segment] of captured(list)) {
			if (tracker.size === stream)
				tracker.open(stream, endpointsOf(stream), stream);
			tracker.onSegment(stream, segment);
			seconds = segment.stamp.seconds;
		}
		tracker.advance(seconds + 400);
		expect(told).toEqual(new Array(CONNECTIONS).fill("timeout"));
		expect(tracker.size).toBe(CONNECTIONS);
		// Then they have been silent for too long.
		for (let hour = 1; hour <= 2; hour++)
			tracker.advance(seconds + hour * 3600);
		expect(tracker.size).toBe(0);
	});

	it("stay as they are when pairs are looked at before they are told", () => {
		const pairs = new Set<HttpPair>();
		const tracker = new HttpTracker({
			keepBody: () => false,
			keepsPairs: true,
			endpoints: endpointsOf,
			onMessage: (_message, _connection, pair) => pairs.add(pair),
			onPair: (pair) => pairs.delete(pair),
		});
		const list: [number, Segment][] = [];
		for (let stream = 0; stream < CONNECTIONS; stream++)
			for (const segment of waiting(stream)[0]) list.push([stream, segment]);
		for (const [stream, segment] of captured(list)) {
			if (tracker.size === stream)
				tracker.open(stream, endpointsOf(stream), stream);
			tracker.onSegment(stream, segment);
		}
		expect(pairs.size).toBe(CONNECTIONS);
		tracker.finish();
		expect(pairs.size).toBe(0);
	});

	it("are forgotten like others", () => {
		const tracker = new HttpTracker({
			keepBody: () => true,
			endpoints: endpointsOf,
		});
		const list: [number, Segment][] = [];
		for (let stream = 0; stream < CONNECTIONS; stream++)
			for (const segment of conversation(stream)[0])
				list.push([stream, segment]);
		let last = 0;
		for (const [stream, segment] of captured(list)) {
			if (tracker.size === stream)
				tracker.open(stream, endpointsOf(stream), stream);
			tracker.onSegment(stream, segment);
			last = segment.stamp.seconds;
		}
		expect(tracker.size).toBe(CONNECTIONS);
		tracker.advance(last + 122);
		// Without those that carried no octets.
		expect(tracker.size).toBe((CONNECTIONS * 3) / 4);
		tracker.advance(last + 3700);
		expect(tracker.size).toBe(0);
	});

	it("go when there are too many, each counted that carried octets", () => {
		const tracker = new HttpTracker({
			keepBody: () => true,
			endpoints: endpointsOf,
			limits: { connections: 1400 },
		});
		const list: [number, Segment][] = [];
		for (let stream = 0; stream < CONNECTIONS; stream++)
			for (const segment of conversation(stream)[0])
				list.push([stream, segment]);
		const opened = new Set<number>();
		for (const [stream, segment] of captured(list)) {
			if (!opened.has(stream))
				tracker.open(stream, endpointsOf(stream), stream);
			opened.add(stream);
			tracker.onSegment(stream, segment);
		}
		expect(tracker.size).toBe(1400);
		expect(tracker.limitHits).toEqual({ connections: 75 });
	});
});
