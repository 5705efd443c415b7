import { describe, expect, it } from "vitest";
import {
	VERDICT_FOLLOW,
	VERDICT_IGNORE,
	VERDICT_PROBE,
} from "../../../src/wasm/layout.js";
import {
	ACK,
	endpoint,
	FIN,
	type Packet,
	PSH,
	pcap,
	RST,
	SYN,
	tcp,
	utf8,
} from "../../builder/index.js";
import { type Judge, type RowCopy, read } from "../../read.js";

const client = endpoint("10.0.0.1", 40000);
const server = endpoint("192.0.2.10", 80);

type Side = "c" | "s";
/** Sender, flags, sequence number, payload, acknowledgment number. */
type Segment = [Side, number, number, string?, number?];

const SYN_ACK = SYN | ACK;
const DATA = PSH | ACK;
const OPEN: Segment[] = [
	["c", SYN, 100],
	["s", SYN_ACK, 500, "", 101],
	["c", ACK, 101, "", 501],
];

function capture(
	segments: readonly Segment[],
	about: Partial<Packet> = {},
): Uint8Array {
	const packets = segments.map(
		([side, flags, sequence, payload = "", acknowledgment = 0], i) => ({
			time: 1_700_000_000_000_000 + i * 1000,
			datagram: tcp(
				side === "c" ? client : server,
				side === "c" ? server : client,
				{ flags, sequence, acknowledgment, payload: utf8(payload) },
			),
			...about,
		}),
	);
	return pcap(packets, { link: "raw" });
}

async function rowsOf(segments: readonly Segment[], judge?: Judge) {
	return (await read([capture(segments)], {}, judge)).rows;
}

function frames(rows: readonly RowCopy[]): number[] {
	return rows.map((row) => row.frame);
}

describe("TCP", () => {
	it("gives all fields of a segment", async () => {
		const packet = tcp(client, server, {
			flags: DATA,
			sequence: 0xfffffff0,
			acknowledgment: 0x80000001,
			window: 4321,
			options: Uint8Array.of(1, 1, 1, 0),
			payload: utf8("GET / HTTP/1.1\r\n\r\n"),
		});
		const time = 1_700_000_000_000_000;
		const { rows } = await read([pcap([{ time, datagram: packet }])]);
		expect(rows).toEqual([
			expect.objectContaining({
				kind: 1,
				frame: 1,
				stream: 0,
				direction: 0,
				sequenceNumber: 0xfffffff0,
				acknowledgmentNumber: 0x80000001,
				tcpFlags: DATA,
				payload: utf8("GET / HTTP/1.1\r\n\r\n"),
				flags: 17,
				from: "10.0.0.1 40000",
				to: "192.0.2.10 80",
			}),
		]);
	});

	it.each([0, 4, 0xf])("refuses a data offset of %i words", async (words) => {
		const datagram = tcp(client, server, { flags: SYN, sequence: 1 });
		datagram[32] = words << 4;
		const time = 1_700_000_000_000_000;
		const { rows, reader } = await read([pcap([{ time, datagram }])]);
		expect(rows).toEqual([]);
		expect(reader.counters().malformedPackets).toBe(1);
	});

	it("keeps the length on the wire of segments without captured payload", async () => {
		const segments: Segment[] = [["c", DATA, 1, "GET / HTTP/1.1\r\n\r\n"]];
		const { rows, reader } = await read([capture(segments, { keep: 40 })]);
		expect(rows[0]).toMatchObject({ wireLength: 18, flags: 3 });
		expect(rows[0]?.payload.length).toBe(0);
		expect(reader.counters()).toMatchObject({
			tcpSegments: 1,
			slicedSegments: 1,
		});
	});
});

describe("which segments make rows", () => {
	it("every one of a connection that starts as HTTP, from its SYN", async () => {
		const rows = await rowsOf([
			...OPEN,
			["c", DATA, 101, "POST /mms HTTP/1.1\r\n", 501],
			["s", ACK, 501, "", 121],
			["s", DATA, 501, "HTTP/1.1 200 OK\r\n", 121],
			["c", FIN | ACK, 121, "", 518],
			["s", FIN | ACK, 518, "", 122],
			["c", ACK, 122, "", 519],
		]);
		expect(frames(rows)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
		expect(rows.map((row) => row.flags & 1)[0]).toBe(1);
	});

	it.each([
		"GET /",
		"HEAD /",
		"PUT /x",
		"OPTIONS *",
		"CONNECT a:443",
		"DELETE /",
		"TRACE /",
		"PATCH /",
		"PROPFIND /",
		"M-SEARCH * HTTP/1.1",
		"HTTP/1.0 200",
		"P",
		"POS",
		"HTT",
		"GET ",
		"GET http://a/",
	])("shows a connection that starts with %j", async (start) => {
		const rows = await rowsOf([
			...OPEN,
			["c", DATA, 101, start, 501],
			["s", ACK, 501, "", 101 + start.length],
		]);
		expect(frames(rows)).toEqual([1, 2, 3, 4, 5]);
	});

	it.each([
		"get /",
		"USER anonymous",
		"MAIL FROM:<a>",
		"220 ready",
		"SSH-2.0-x",
		"\u0000\u0001",
		"GETTINGALONGWELLTOGETHER /",
		"GET\t/",
		" GET /",
	])("does not show one that starts with %j", async (start) => {
		const rows = await rowsOf([
			...OPEN,
			["c", DATA, 101, start, 501],
			["s", DATA, 501, "more", 101 + start.length],
			["c", FIN | ACK, 101 + start.length, "", 505],
		]);
		expect(frames(rows)).toEqual([1, 2, 3]);
	});

	it("shows it from the first segment that starts with a start line", async () => {
		const rows = await rowsOf([
			...OPEN,
			["s", DATA, 501, "220 ready", 101],
			["c", DATA, 101, "hello", 510],
			["c", DATA, 106, "GET / HTTP/1.1\r\n\r\n", 510],
			["s", ACK, 510, "", 124],
		]);
		expect(frames(rows)).toEqual([1, 2, 3, 6, 7]);
	});

	it("makes one row of a TLS connection, of its ClientHello", async () => {
		const hello = "\u0016\u0003\u0001\u0000\u0040\u0001\u0000\u0000\u003c";
		const rows = await rowsOf([
			...OPEN,
			["c", DATA, 101, hello, 501],
			["s", DATA, 501, "\u0016\u0003\u0003\u0000\u0010\u0002", 110],
			["c", DATA, 110, "GET / HTTP/1.1\r\n", 507],
			["c", RST, 126],
		]);
		expect(rows.map((row) => [row.frame, row.kind])).toEqual([
			[1, 1],
			[2, 1],
			[3, 1],
			[4, 5],
		]);
	});

	it("ignores TLS that was open before the capture", async () => {
		const rows = await rowsOf([
			["s", DATA, 900, "\u0017\u0003\u0003\u0001\u0000xxxx", 77],
			["c", DATA, 77, "POST / HTTP/1.1", 909],
		]);
		expect(rows).toEqual([]);
	});

	it("shows connections that were open before the capture", async () => {
		const rows = await rowsOf([
			["s", ACK, 900, "", 77],
			["s", DATA, 900, "middle of a body", 77],
			["c", ACK, 77, "", 916],
			["s", DATA, 916, "more", 77],
		]);
		expect(frames(rows)).toEqual([2, 3, 4]);
	});

	it("shows what comes before a missing start", async () => {
		const rows = await rowsOf([
			...OPEN,
			["c", DATA, 121, "Host: x\r\n\r\n", 501],
			["c", DATA, 101, "POST /mms HTTP/1.1\r\n", 501],
		]);
		expect(frames(rows)).toEqual([1, 2, 3, 4, 5]);
	});

	it("shows SYNs without answer, their repeats and resets", async () => {
		const rows = await rowsOf([
			["c", SYN, 100],
			["c", SYN, 100],
			["s", RST | ACK, 0, "", 101],
		]);
		expect(frames(rows)).toEqual([1, 2, 3]);
		expect(rows.map((row) => row.stream)).toEqual([0, 0, 0]);
	});

	it("waits through keep-alive probes before the first request", async () => {
		const rows = await rowsOf([
			...OPEN,
			["c", ACK, 100, "x", 501],
			["c", DATA, 101, "GET / HTTP/1.1\r\n\r\n", 501],
		]);
		expect(frames(rows)).toEqual([1, 2, 3, 5]);
	});

	it("reads data on a SYN", async () => {
		const rows = await rowsOf([
			["c", SYN, 100, "GET / HTTP/1.1\r\n\r\n"],
			["s", SYN_ACK, 500, "", 119],
			["s", DATA, 501, "HTTP/1.1 200 OK\r\n\r\n", 119],
		]);
		expect(frames(rows)).toEqual([1, 2, 3]);
	});
});

describe("verdicts", () => {
	const REQUEST: Segment = ["c", DATA, 101, "GET / HTTP/1.1\r\n\r\n", 501];

	/** Judges at a frame. With batches of one frame the core sees it at once. */
	async function judged(
		segments: readonly Segment[],
		at: number,
		judge: Judge,
	): Promise<number[]> {
		const octets = capture(segments);
		const record = { next: 24 };
		const view = new DataView(octets.buffer);
		const source = {
			name: "one packet at a time",
			read(into: Uint8Array) {
				const start = record.next === 24 ? 0 : record.next;
				if (record.next >= octets.length) return 0;
				const end = record.next + 16 + view.getUint32(record.next + 8, true);
				into.set(octets.subarray(start, end));
				record.next = end;
				return end - start;
			},
		};
		const { rows } = await read([source], {}, (row, reader) => {
			if (row.frame === at) judge(row, reader);
		});
		return frames(rows);
	}

	it("IGNORE ends the rows of a stream, not of the next one", async () => {
		const segments: Segment[] = [
			...OPEN,
			REQUEST,
			["s", DATA, 501, "HTTP/1.1 200 OK\r\n\r\n", 119],
			["c", FIN | ACK, 119, "", 520],
			["c", SYN, 7000],
		];
		const got = await judged(segments, 4, (row, { flows }) => {
			expect(flows.setVerdict(row.flow, row.stream, VERDICT_IGNORE)).toBe(true);
		});
		expect(got).toEqual([1, 2, 3, 4, 7]);
	});

	it("PROBE waits for a start line", async () => {
		const segments: Segment[] = [
			["s", DATA, 900, "body", 77],
			["s", DATA, 904, "body", 77],
			["c", ACK, 77, "", 908],
			["c", DATA, 77, "POST /mms HTTP/1.1\r\n", 908],
			["s", ACK, 908, "", 97],
		];
		const got = await judged(segments, 1, (row, { flows }) => {
			flows.setVerdict(row.flow, row.stream, VERDICT_PROBE);
		});
		expect(got).toEqual([1, 4, 5]);
	});

	it("FOLLOW shows what the core would not", async () => {
		const segments: Segment[] = [
			["c", SYN, 100],
			["c", DATA, 101, "not HTTP"],
			["s", ACK, 501, "", 109],
		];
		const got = await judged(segments, 1, (row, { flows }) => {
			flows.setVerdict(row.flow, row.stream, VERDICT_FOLLOW);
		});
		expect(got).toEqual([1, 2, 3]);
	});

	it("SKIP leaves out segments before the number, and what acknowledges them", async () => {
		const segments: Segment[] = [
			...OPEN,
			REQUEST,
			["s", DATA, 501, "HTTP/1.1 200 OK\r\n\r\n", 119],
			["s", DATA, 520, "0123456789", 119],
			["c", ACK, 119, "", 530],
			["s", DATA, 530, "0123456789", 119],
			["c", ACK, 119, "", 540],
			["c", DATA, 119, "GET /2 HTTP/1.1\r\n\r\n", 540],
			["s", DATA, 540, "01234HTTP", 137],
			["c", ACK, 137, "", 549],
			["s", RST, 520, "", 0],
		];
		const got = await judged(segments, 5, (row, { flows }) => {
			expect(row.direction).toBe(1);
			flows.setSkip(row.flow, row.stream, 1, 545);
		});
		expect(got).toEqual([1, 2, 3, 4, 5, 10, 11, 12, 13]);
	});

	it("SKIP works across the wrap of sequence numbers", async () => {
		const segments: Segment[] = [
			["s", DATA, 0xfffffff0, "HTTP/1.1 200 OK\r", 1],
			["s", DATA, 0, "0123456789", 1],
			["c", ACK, 1, "", 10],
			["s", DATA, 10, "0123456789", 1],
			["s", DATA, 20, "0123456789", 1],
		];
		const got = await judged(segments, 1, (row, { flows }) => {
			flows.setSkip(row.flow, row.stream, row.direction, 20);
		});
		expect(got).toEqual([1, 5]);
	});

	it("do nothing to an entry that has gone to another stream", async () => {
		const segments: Segment[] = [
			["c", SYN, 1],
			["c", SYN, 2],
			["c", SYN, 2],
		];
		await rowsOf(segments, (row, { flows }) => {
			const done = flows.setVerdict(row.flow, 0, VERDICT_IGNORE);
			// All rows are of one batch: the entry is the second stream's by then.
			expect(done).toBe(false);
		});
	});
});

describe("streams are counted as tshark counts them", () => {
	// Each with the tcp.stream of every packet that tshark 4.0.17 printed.
	const cases: [string, Segment[], number[]][] = [
		[
			"a repeated SYN",
			[
				["c", SYN, 1],
				["c", SYN, 1],
				["s", SYN_ACK, 9, "", 2],
			],
			[0, 0, 0],
		],
		[
			"a SYN with another number",
			[
				["c", SYN, 1],
				["s", SYN_ACK, 9, "", 2],
				["c", SYN, 100],
				["s", SYN_ACK, 50, "", 101],
			],
			[0, 0, 1, 1],
		],
		[
			"a SYN after data",
			[
				["c", DATA, 500, "x", 1],
				["c", SYN, 100],
				["s", SYN_ACK, 50, "", 101],
			],
			[0, 1, 1],
		],
		[
			"a SYN that fits the data",
			[
				["c", DATA, 501, "x", 1],
				["c", SYN, 500],
			],
			[0, 0],
		],
		[
			"the same SYN after both FINs",
			[
				["c", SYN, 1],
				["s", SYN_ACK, 9, "", 2],
				["c", FIN, 2],
				["s", FIN, 10],
				["c", SYN, 1],
			],
			[0, 0, 0, 0, 0],
		],
		[
			"the other side's SYN",
			[
				["c", SYN, 1],
				["s", SYN_ACK, 9, "", 2],
				["s", SYN, 70],
				["c", SYN_ACK, 80, "", 71],
			],
			[0, 0, 1, 1],
		],
		[
			"a simultaneous open",
			[
				["c", SYN, 1],
				["s", SYN, 70],
				["c", SYN_ACK, 1, "", 71],
				["s", SYN_ACK, 70, "", 2],
			],
			[0, 0, 0, 0],
		],
		[
			"another SYN-ACK",
			[
				["c", SYN, 1],
				["s", SYN_ACK, 9, "", 2],
				["s", SYN_ACK, 77, "", 2],
			],
			[0, 0, 0],
		],
		[
			"a SYN behind its SYN-ACK",
			[
				["s", SYN_ACK, 9, "", 2],
				["c", SYN, 1],
			],
			[0, 0],
		],
		[
			"a SYN that a reset does not fit",
			[
				["s", RST | ACK, 9, "", 1],
				["c", SYN, 5],
			],
			[0, 1],
		],
		[
			"three SYNs, the first again",
			[
				["c", SYN, 1],
				["c", SYN, 5],
				["c", SYN, 1],
			],
			[0, 1, 2],
		],
	];
	it.each(cases)("%s", async (_, segments, streams) => {
		const { rows, reader } = await read([capture(segments)]);
		for (const row of rows) {
			expect(row.stream).toBe(streams[row.frame - 1]);
			expect(row.from).toBe(
				segments[row.frame - 1]?.[0] === "c"
					? "10.0.0.1 40000"
					: "192.0.2.10 80",
			);
		}
		expect(reader.counters().tcpStreams).toBe(Math.max(...streams) + 1);
	});
});
