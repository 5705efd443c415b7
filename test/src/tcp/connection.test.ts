import { describe, expect, it } from "vitest";
import { Budget } from "../../../src/tcp/budget.js";
import { Buffers } from "../../../src/tcp/buffers.js";
import { Chunks } from "../../../src/tcp/chunks.js";
import { TcpConnection } from "../../../src/tcp/connection.js";
import { ACK, FIN, RST, type Segment, SYN } from "../../../src/tcp/segment.js";
import type { StreamSink } from "../../../src/tcp/sink.js";
import { CLIENT, Exchange, SERVER, stamped } from "../http/exchange.js";

class Log implements StreamSink {
	readonly lines: string[] = [];
	readonly plain = 0;
	readonly isSkippable = false;

	pass() {}

	span(
		bytes: Uint8Array,
		offset: number,
		length: number,
		stamp: { frame: number },
	) {
		const octets = bytes.subarray(offset, offset + length);
		this.lines.push(`${stamp.frame}:${String.fromCharCode(...octets)}`);
	}

	gap(length: number, cause: string) {
		this.lines.push(`${cause} ${length}`);
	}

	repeated(behind: number) {
		this.lines.push(`repeated ${behind}`);
	}

	conflict(behind: number) {
		this.lines.push(`conflict ${behind}`);
	}
}

function connect(buffer = 1 << 20) {
	const logs = [new Log(), new Log()] as const;
	const waiting = new Budget(1 << 20);
	const tcp = new TcpConnection(logs, {
		buffer,
		waiting,
		chunks: new Chunks(new Buffers()),
	});
	return { logs, tcp };
}

function play(segments: readonly Segment[], buffer?: number) {
	const { logs, tcp } = connect(buffer);
	for (const segment of segments) tcp.onSegment(segment);
	return { tcp, client: logs[CLIENT].lines, server: logs[SERVER].lines };
}

/** Segments of the client: `[sequence number from 0, text, changes]`. */
function data(
	list: [at: number, text: string, changes?: Partial<Segment>][],
	initial = 1000,
): Segment[] {
	return list.map(([at, text, changes]) => {
		const bytes = Uint8Array.from(text, (c) => c.charCodeAt(0));
		return {
			...new Exchange([initial, 5000]).ack(CLIENT).segments[0]!,
			sequenceNumber: (initial + at) >>> 0,
			flags: 0,
			bytes,
			length: bytes.length,
			wireLength: bytes.length,
			...changes,
		};
	});
}

const syn: [number, string, Partial<Segment>] = [-1, "", { flags: SYN }];
/** The server acknowledges the client's octets up to here. */
function ack(to: number, initial = 1000): Segment {
	return {
		...data([[0, ""]])[0]!,
		direction: SERVER,
		flags: ACK,
		sequenceNumber: 5000,
		acknowledgmentNumber: initial + to,
	};
}

describe("one direction", () => {
	it("orders, and keeps the stamps of the first copies", () => {
		const { client } = play(
			stamped(data([syn, [3, "def"], [0, "abc"], [6, "g"], [0, "abc"]])),
		);
		expect(client).toEqual(["3:abc", "2:def", "4:g", "repeated 7"]);
	});

	it("cuts what overlaps, first copy wins", () => {
		const { client } = play(
			stamped(data([syn, [0, "abc"], [1, "xxde"], [8, "IJ"], [5, "fghijk"]])),
		);
		expect(client).toEqual([
			"2:abc",
			"repeated 2",
			"3:de",
			"5:fgh",
			"4:IJ",
			"repeated 2",
			"conflict 2",
			"5:k",
		]);
	});

	it("goes on across the wrap", () => {
		const { client } = play(
			stamped(data([syn, [4, "efgh"], [0, "abcd"], [8, "i"]], 0xffff_fffe)),
		);
		expect(client).toEqual(["3:abcd", "2:efgh", "4:i"]);
	});

	it("passes keep-alive probes", () => {
		const { client, tcp } = play(
			stamped(data([syn, [0, "abc"], [2, ""], [2, "\0"], [3, "d"]])),
		);
		expect(client).toEqual(["2:abc", "5:d"]);
		expect(tcp.streams[CLIENT].retransmissions).toBe(0);
	});

	it("takes data in a SYN and refuses data after the FIN", () => {
		const { client, tcp } = play(
			stamped(
				data([
					[-1, "ab", { flags: SYN }],
					[2, "cd", { flags: FIN }],
					[4, "ef"],
				]),
			),
		);
		expect(client).toEqual(["1:ab", "2:cd"]);
		expect(tcp.streams[CLIENT].isFinished).toBe(true);
		expect(tcp.streams[CLIENT].afterFin).toBe(2);
	});

	it("goes on after octets that the snap length cut", () => {
		const { client } = play(
			stamped(data([syn, [0, "ab", { wireLength: 10 }], [10, "cd"]])),
		);
		expect(client).toEqual(["2:ab", "sliced 8", "3:cd"]);
	});

	it("starts in the middle, with the earliest of the first segments", () => {
		const list = data([
			[4, "ef"],
			[0, "ab"],
			[2, "cd"],
		]);
		const { client, tcp } = play(stamped(list));
		expect(client).toEqual([]);
		tcp.expire(1001);
		expect(client).toEqual(["2:ab", "3:cd", "1:ef"]);
	});
});

describe("a FIN that comes first", () => {
	it("ends what comes out of order behind it", () => {
		const list = data([
			[3, "", { flags: FIN }],
			[0, "abc"],
		]);
		const { client, tcp } = play(stamped(list));
		tcp.expire(1001);
		expect(client).toEqual(["2:abc"]);
		expect(tcp.streams[CLIENT].isFinished).toBe(true);
	});

	it("ends a stream without octets", () => {
		const { tcp } = play(stamped(data([[3, "", { flags: FIN }]])));
		tcp.expire(1001);
		expect(tcp.streams[CLIENT].isFinished).toBe(true);
	});
});

describe("gaps", () => {
	it("waits a second for octets that the peer acknowledged", () => {
		const list = stamped([...data([syn, [0, "ab"], [4, "ef"]]), ack(6)]);
		const { client, tcp } = play(list);
		expect(client).toEqual(["2:ab"]);
		tcp.expire(1000.9);
		expect(client).toEqual(["2:ab"]);
		tcp.expire(1001.1);
		expect(client).toEqual(["2:ab", "capture-gap 2", "3:ef"]);
	});

	it("never gives up others before the end", () => {
		const list = stamped([...data([syn, [0, "ab"], [4, "ef"]]), ack(3)]);
		const { client, tcp } = play(list);
		tcp.expire(1500);
		expect(client).toEqual(["2:ab", "capture-gap 1"]);
		tcp.flush();
		expect(client).toEqual(["2:ab", "capture-gap 1", "network-loss 1", "3:ef"]);
	});

	it("sees octets at the end that only the peer had", () => {
		const list = stamped([...data([syn, [0, "ab"]]), ack(50)]);
		const { client, tcp } = play(list);
		tcp.expire(1002);
		expect(client).toEqual(["2:ab", "capture-gap 48"]);
	});

	it("does not take a FIN that was not captured for an octet", () => {
		const list = stamped([...data([syn, [0, "ab"]]), ack(3)]);
		const { client, tcp } = play(list);
		tcp.expire(1002);
		tcp.flush();
		expect(client).toEqual(["2:ab"]);
	});

	it("keeps within its buffer", () => {
		const list = [syn, [0, "a"]] as [number, string, Partial<Segment>?][];
		for (let n = 0; n < 100; n++) list.push([10 + 2 * n, "x"]);
		const { client, tcp } = play(stamped(data(list)), 1290);
		expect(tcp.bufferLimitHits).toBe(90);
		expect(tcp.streams[CLIENT].cost).toBeLessThanOrEqual(1290);
		expect(client.slice(0, 4)).toEqual([
			"2:a",
			"network-loss 9",
			"3:x",
			"network-loss 1",
		]);
	});
});

describe("a budget for all connections", () => {
	it("is kept to", () => {
		const waiting = new Budget(1000);
		const make = () =>
			new TcpConnection([new Log(), new Log()], {
				buffer: 1 << 20,
				waiting,
				chunks: new Chunks(new Buffers()),
			});
		const connections = [make(), make(), make()];
		const list = [syn, [0, "a"]] as [number, string, Partial<Segment>?][];
		for (let n = 0; n < 20; n++) list.push([10 + 2 * n, "x"]);
		for (const segment of stamped(data(list))) {
			for (const tcp of connections) tcp.onSegment(segment);
			expect(waiting.used).toBeLessThanOrEqual(1000);
		}
		expect(waiting.used).toBeGreaterThan(500);
		for (const tcp of connections) tcp.flush();
		expect(waiting.used).toBe(0);
	});
});

describe("both directions", () => {
	it("times the handshake", () => {
		const { tcp } = play(stamped(new Exchange().handshake().segments));
		expect(tcp.handshake).toMatchObject({
			firstTime: 1000,
			last: { time: 1000.02, frame: 3 },
			frames: [1, 2, 3],
		});
		expect(tcp.opener).toBe(CLIENT);
	});

	it("holds an answer back until what it acknowledges is there", () => {
		const order: string[] = [];
		const { tcp, logs } = connect();
		for (const direction of [CLIENT, SERVER] as const) {
			const log = logs[direction];
			const span = log.span.bind(log);
			log.span = (...args) => {
				span(...args);
				order.push(log.lines[log.lines.length - 1]!);
			};
		}
		const [s1, s2, a, q1, q2, r] = new Exchange()
			.handshake()
			.send(CLIENT, "q1")
			.send(CLIENT, "q2")
			.send(SERVER, "r").segments;
		const list = stamped([s1!, s2!, a!, q1!, r!, q2!]);
		for (const segment of list) tcp.onSegment(segment);
		expect(order).toEqual(["4:q1", "6:q2", "5:r"]);
	});

	it.each([
		["fin", CLIENT, (exchange: Exchange) => exchange.fin(CLIENT).fin(SERVER)],
		["fin", SERVER, (exchange: Exchange) => exchange.fin(SERVER).reset(CLIENT)],
		["rst", CLIENT, (exchange: Exchange) => exchange.fin(CLIENT).reset(CLIENT)],
		["rst", SERVER, (exchange: Exchange) => exchange.reset(SERVER).fin(CLIENT)],
	] as const)("%s by %i", (kind, direction, end) => {
		const exchange = new Exchange().handshake().send(CLIENT, "q");
		const { tcp } = play(stamped(end(exchange).segments));
		expect(tcp.ending).toMatchObject({ kind, direction });
	});

	it("forgets a refusal when the SYN is repeated", () => {
		const first = new Exchange().handshake().segments;
		const refused: Segment = { ...first[1]!, flags: RST | ACK };
		const { tcp } = play(stamped([first[0]!, refused, ...first]));
		expect(tcp.ending).toBeUndefined();
		expect(tcp.handshake?.frames).toEqual([1, 3, 4, 5]);
	});
});
