import { describe, expect, it } from "vitest";
import {
	CaptureReader,
	type CaptureReaderOptions,
} from "../../../src/capture/reader.js";
import { bytesSource } from "../../../src/capture/source.js";
import {
	PIECE_ACKNOWLEDGMENT,
	PIECE_DIRECTION,
	PIECE_FLAG_START,
	PIECE_FLAGS,
	PIECE_LENGTH,
	PIECE_NEXT,
	PIECE_OFFSET,
	PIECE_SEQUENCE,
	ROW_IS_RUN,
	ROW_IS_TCP,
} from "../../../src/wasm/layout.js";
import {
	ACK,
	endpoint,
	type Packet,
	PSH,
	pcap,
	SYN,
	tcp,
	utf8,
} from "../../builder/index.js";
import { sharedCore } from "../../read.js";

const FIN = 1;
const RST = 4;
const client = endpoint("10.0.0.1", 40000);
const server = endpoint("192.0.2.10", 80);

/** Sender, flags, sequence number, payload, acknowledgment number, milliseconds since the segment before. */
type Segment = ["c" | "s", number, number, string?, number?, number?];

const OPEN: Segment[] = [
	["c", SYN, 100],
	["s", SYN | ACK, 500, "", 101],
	["c", ACK, 101, "", 501],
	["c", PSH | ACK, 101, "POST / HTTP/1.1\r\n", 501],
];

function packetsOf(segments: readonly Segment[]): Packet[] {
	let time = 1_700_000_000_000_000;
	return segments.map(
		([side, flags, sequence, text = "", acknowledgment = 0, ms = 1]) => {
			time += ms * 1000;
			const [from, to] = side === "c" ? [client, server] : [server, client];
			const payload = utf8(text);
			const parts = { flags, sequence, acknowledgment, payload };
			return { time, datagram: tcp(from, to, parts) };
		},
	);
}

function capture(segments: readonly Segment[]): Uint8Array {
	return pcap(packetsOf(segments), { link: "raw" });
}

/** A row as its frames: of a run those of its pieces with direction, acknowledgment and payload. */
async function rowsOf(
	files: readonly Uint8Array[],
	options: CaptureReaderOptions = { runs: true },
): Promise<(number | string[])[]> {
	const sources = files.map((file) => bytesSource(file));
	const reader = new CaptureReader(await sharedCore(), sources, options);
	const list: (number | string[])[] = [];
	for (;;) {
		const rows = await reader.next();
		if (!rows) return list;
		for (let i = 0; i < rows.count; i++) {
			const { kind } = rows.select(i);
			if (kind === ROW_IS_TCP) list.push(rows.frame);
			if (kind !== ROW_IS_RUN) continue;
			const pieces: string[] = [];
			const word = (field: number) => rows.words[(at + field) >>> 2]!;
			let at = rows.payloadOffset;
			for (; at !== 0; at = word(PIECE_NEXT)) {
				const start = word(PIECE_OFFSET);
				const side = rows.memory[at + PIECE_DIRECTION] === 0 ? "c" : "s";
				const payload = rows.memory.slice(start, start + word(PIECE_LENGTH));
				pieces.push(
					`${rows.frameOf(word(0))} ${side} ${word(PIECE_ACKNOWLEDGMENT)} ${String.fromCharCode(...payload)}`,
				);
			}
			list.push(pieces);
		}
	}
}

const BODY: Segment[] = [
	...OPEN,
	["c", ACK, 118, "abc", 501],
	["s", ACK, 501, "", 118],
	["c", PSH | ACK, 121, "defg", 501],
	["s", ACK, 501, "", 125],
];
const RUN = [
	"1 c 0 ",
	"2 s 101 ",
	"3 c 501 ",
	"4 c 501 POST / HTTP/1.1\r\n",
	"5 c 501 abc",
	"6 s 118 ",
	"7 c 501 defg",
	"8 s 125 ",
];

describe("a run", () => {
	it("is one row of the segments of a connection", async () => {
		expect(await rowsOf([capture(BODY)])).toEqual([RUN]);
	});

	it("makes no more rows for more segments", async () => {
		const segments = [...OPEN];
		for (let n = 0; n < 200; n++) {
			segments.push(["c", ACK, 118 + 10 * n, "0123456789", 501, 0]);
			if (n % 2 === 0) segments.push(["s", ACK, 501, "", 118 + 10 * n, 0]);
		}
		const rows = await rowsOf([capture(segments)]);
		expect(rows.length).toBe(1);
		expect((rows[0] as string[]).length).toBe(304);
	});

	it.each<[string, Segment, string]>([
		["comes again", ["c", ACK, 121, "defg", 501], "9 c 501 defg"],
		["comes too early", ["c", ACK, 126, "x", 501], "9 c 501 x"],
		["is a FIN", ["c", ACK | FIN, 125, "x", 501], "9 c 501 x"],
		["is a RST", ["c", ACK | RST, 125, "", 501], "9 c 501 "],
		["is of the other side", ["s", ACK, 501, "x", 125], "9 s 125 x"],
		[
			"begins a message",
			["c", ACK, 125, "GET / HTTP/1.1", 501],
			"9 c 501 GET / HTTP/1.1",
		],
		["is a SYN that comes again", ["c", SYN, 100], "9 c 0 "],
	])("goes on with a segment that %s", async (_name, segment, piece) => {
		const file = capture([...BODY, segment]);
		expect(await rowsOf([file])).toEqual([[...RUN, piece]]);
	});

	it.each<[string, Segment, string]>([
		["is of another second", ["c", ACK, 125, "x", 501, 1000], "9 c 501 x"],
		["begins another connection", ["c", SYN, 9000], "9 c 0 "],
	])("ends with a segment that %s", async (_name, segment, piece) => {
		const file = capture([...BODY, segment]);
		expect(await rowsOf([file])).toEqual([RUN, [piece]]);
	});

	it("tells sequence numbers, flags and what begins a message", async () => {
		const file = capture(OPEN);
		const reader = new CaptureReader(await sharedCore(), [bytesSource(file)], {
			runs: true,
		});
		let rows = (await reader.next())!;
		while (rows.count === 0) rows = (await reader.next())!;
		rows.select(0);
		const pieces: number[][] = [];
		let at = rows.payloadOffset;
		for (; at !== 0; at = rows.words[(at + PIECE_NEXT) >>> 2]!)
			pieces.push([
				rows.words[(at + PIECE_SEQUENCE) >>> 2]!,
				rows.memory[at + PIECE_FLAGS]!,
			]);
		expect(pieces).toEqual([
			[100, SYN],
			[500, SYN | ACK],
			[101, ACK],
			[101, PSH | ACK | PIECE_FLAG_START],
		]);
	});

	it("holds no segment that the capture cut, and begins anew behind it", async () => {
		const parts = { flags: ACK, acknowledgment: 501 };
		const cut = tcp(client, server, {
			...parts,
			sequence: 125,
			payload: utf8("0123456789"),
		});
		const last = tcp(client, server, {
			...parts,
			sequence: 135,
			payload: utf8("x"),
		});
		const time = 1_700_000_000_100_000;
		const file = pcap(
			[...packetsOf(BODY), { time, datagram: cut }, { time, datagram: last }],
			{ link: "raw", snapLength: 45 },
		);
		expect(await rowsOf([file])).toEqual([
			RUN.slice(0, 3),
			4,
			["5 c 501 abc", "6 s 118 ", "7 c 501 defg", "8 s 125 "],
			9,
			["10 c 501 x"],
		]);
	});

	it("is not made of several captures, nor when every segment is wanted", async () => {
		const single = [1, 2, 3, 4, 5, 6, 7, 8];
		const file = capture(BODY);
		const other = pcap([], { link: "raw" });
		expect(await rowsOf([file, other])).toEqual(single);
		expect(await rowsOf([file], {})).toEqual(single);
		const every = { runs: true, everySegment: true };
		expect(await rowsOf([file], every)).toEqual(single);
	});
});
