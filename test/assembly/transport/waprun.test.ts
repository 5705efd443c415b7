import { describe, expect, it } from "vitest";
import { CaptureReader } from "../../../src/capture/reader.js";
import { bytesSource } from "../../../src/capture/source.js";
import {
	PIECE_DIRECTION as PIECE_IS_ACK,
	PIECE_LENGTH,
	PIECE_NEXT,
	PIECE_ACKNOWLEDGMENT as PIECE_PRINT,
	ROW_DIRECTION,
	ROW_IS_WTP_RUN,
	ROW_WTP_PSN,
} from "../../../src/wasm/layout.js";
import { endpoint, pcap, udp, wtp } from "../../builder/index.js";
import { sharedCore } from "../../read.js";

const PHONE = endpoint("10.0.0.1", 40_001);
const GATEWAY = endpoint("10.9.9.8", 9201);
const TID = 5;

/** Of the gateway, unless it is named otherwise; milliseconds after the one before. */
interface Sent {
	octets: Uint8Array;
	isUp?: boolean;
	ms?: number;
	keep?: number;
}

const segment = (psn: number, options: object = {}): Sent => ({
	octets: wtp.segmentedResult(TID, psn, new Uint8Array(psn + 1), options),
});
const ack = (psn: number): Sent => ({
	octets: wtp.ack(TID, { tpis: [wtp.psnTpi(psn)] }),
	isUp: true,
});

/** A row as its frame; a run as PSN and way of its row, and its pieces: frame, length of a segment, PSN of an Ack. */
async function rowsOf(list: readonly Sent[], runs = true) {
	let time = 1_700_000_000_000_000;
	const packets = list.map(({ octets, isUp, ms = 1, keep }) => {
		time += 1000 * ms;
		const [from, to] = isUp ? [PHONE, GATEWAY] : [GATEWAY, PHONE];
		const datagram = udp(from, to, octets);
		return { time, datagram, ...(keep !== undefined && { keep }) };
	});
	const source = bytesSource(pcap(packets, { link: "raw" }));
	const reader = new CaptureReader(await sharedCore(), [source], { runs });
	const told: unknown[] = [];
	for (;;) {
		const rows = await reader.next();
		if (!rows) return told;
		for (let i = 0; i < rows.count; i++) {
			const row = rows.select(i);
			const psn = row.words[(row.address + ROW_WTP_PSN) >>> 2];
			const way = row.memory[row.address + ROW_DIRECTION];
			const isRun = row.kind === ROW_IS_WTP_RUN;
			told.push(isRun ? [`${psn} ${way}`, ...piecesOf(row)] : row.frame);
		}
	}
}

function piecesOf(row: { payloadOffset: number; words: Uint32Array }) {
	const pieces: string[] = [];
	const word = (at: number) => row.words[at >>> 2] as number;
	for (let at = row.payloadOffset; at !== 0; at = word(at + PIECE_NEXT)) {
		const isAck = word(at + PIECE_IS_ACK - 2) >>> 16 !== 0;
		const what = isAck
			? `ack ${word(at + PIECE_PRINT)}`
			: word(at + PIECE_LENGTH);
		pieces.push(`${word(at)} ${what}`);
	}
	return pieces;
}

const BEGIN: Sent[] = [
	{ octets: wtp.result(TID, new Uint8Array(1), { ttr: false }) },
	segment(1),
	segment(2, { gtr: true }),
	ack(2),
	segment(3),
];
const RUN = ["1 0", "2 2", "3 3", "4 ack 2", "5 4"];

describe("a run of WTP", () => {
	it("is one row of segments that carry on, and of the Acks of their groups", async () => {
		expect(await rowsOf(BEGIN)).toEqual([1, RUN]);
		expect(await rowsOf(BEGIN, false)).toEqual([1, 2, 3, 4, 5]);
	});

	it("tells of the segments where an Ack comes first", async () => {
		const run = ["7 1", "1 ack 6", "2 8"];
		const list = [ack(6), segment(7)];
		// The phone is the flow's first side.
		expect(await rowsOf(list)).toEqual([run]);
	});

	it.each<[string, Sent, unknown[]]>([
		["comes again", segment(3, { rid: true }), [6]],
		["is the last", segment(4, { ttr: true }), [6]],
		["leaves a hole", segment(5), [6]],
		["has TPIs", segment(4, { tpis: [wtp.psnTpi(0)] }), [6]],
		["was cut", { ...segment(4), keep: 30 }, [6]],
		["is of another second", { ...segment(4), ms: 1000 }, [["4 0", "6 5"]]],
		[
			"is of the other message",
			{
				octets: wtp.segmentedInvoke(TID, 1, new Uint8Array(9)),
				isUp: true,
			},
			[6],
		],
	])("ends with a segment that %s", async (_name, sent, rest) => {
		expect(await rowsOf([...BEGIN, sent])).toEqual([1, RUN, ...rest]);
	});

	it.each<[string, Uint8Array]>([
		["the last Ack", wtp.ack(TID)],
		["an Abort", wtp.abort(TID, 1, 0)],
		["a Negative Ack", wtp.negativeAck(TID, [2])],
		["a confirmation", wtp.ack(TID, { tve: true })],
		["several PDUs", wtp.concatenate(wtp.ack(TID), wtp.ack(TID + 1))],
	])("ends with %s", async (_name, octets) => {
		const list = [...BEGIN, { octets, isUp: true }, segment(4)];
		const rows = await rowsOf(list);
		expect(rows[1]).toEqual(RUN);
		expect(rows.at(-1)).toEqual(["4 0", "7 5"]);
	});

	it("does not end with what belongs to another transaction", async () => {
		const other = wtp.invoke(TID + 1, new Uint8Array(4));
		const list = [...BEGIN, { octets: other, isUp: true }, segment(4)];
		expect(await rowsOf(list)).toEqual([1, [...RUN, "7 5"], 6]);
	});
});
