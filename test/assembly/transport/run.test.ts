import { describe, expect, it } from "vitest";
import {
	CaptureReader,
	type CaptureReaderOptions,
} from "../../../src/capture/reader.js";
import { bytesSource } from "../../../src/capture/source.js";
import {
	PIECE_ACKNOWLEDGMENT,
	PIECE_DIRECTION,
	PIECE_LENGTH,
	PIECE_NEXT,
	PIECE_OFFSET,
	ROW_IS_RUN,
	ROW_IS_TCP,
} from "../../../src/wasm/layout.js";
import {
	ACK,
	endpoint,
	PSH,
	pcap,
	SYN,
	tcp,
	utf8,
} from "../../builder/index.js";
import { sharedCore } from "../../read.js";

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

function capture(segments: readonly Segment[]): Uint8Array {
	let time = 1_700_000_000_000_000;
	const packets = segments.map(
		([side, flags, sequence, text = "", acknowledgment = 0, ms = 1]) => {
			time += ms * 1000;
			const [from, to] = side === "c" ? [client, server] : [server, client];
			const payload = utf8(text);
			const parts = { flags, sequence, acknowledgment, payload };
			return { time, datagram: tcp(from, to, parts) };
		},
	);
	return pcap(packets, { link: "raw" });
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
const RUN = ["5 c 501 abc", "6 s 118 ", "7 c 501 defg", "8 s 125 "];

describe("a run", () => {
	it("is one row of segments that carry on, and of acknowledgments", async () => {
		expect(await rowsOf([capture(BODY)])).toEqual([1, 2, 3, 4, RUN]);
	});

	it("makes no more rows for more segments", async () => {
		const segments = [...OPEN];
		for (let n = 0; n < 200; n++) {
			segments.push(["c", ACK, 118 + 10 * n, "0123456789", 501, 0]);
			if (n % 2 === 0) segments.push(["s", ACK, 501, "", 118 + 10 * n, 0]);
		}
		const rows = await rowsOf([capture(segments)]);
		expect(rows.length).toBe(5);
		expect((rows[4] as string[]).length).toBe(300);
	});

	it.each<[string, Segment, (number | string[])[]]>([
		["comes again", ["c", ACK, 121, "defg", 501], [9]],
		["comes too early", ["c", ACK, 126, "x", 501], [9]],
		["is a FIN", ["c", ACK | 1, 125, "x", 501], [9]],
		["is of the other side", ["s", ACK, 501, "x", 125], [9]],
		["begins a message", ["c", ACK, 125, "GET / HTTP/1.1", 501], [9]],
		["is of another second", ["c", ACK, 125, "x", 501, 1000], [["9 c 501 x"]]],
	])("ends with a segment that %s", async (_name, segment, rest) => {
		const file = capture([...BODY, segment]);
		expect(await rowsOf([file])).toEqual([1, 2, 3, 4, RUN, ...rest]);
	});

	it("begins anew behind such a segment", async () => {
		const file = capture([
			...BODY,
			["c", ACK, 126, "x", 501],
			["c", ACK, 127, "y", 501],
			["c", ACK, 128, "z", 501],
		]);
		const next = ["10 c 501 y", "11 c 501 z"];
		expect(await rowsOf([file])).toEqual([1, 2, 3, 4, RUN, 9, next]);
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
