import { beforeAll, describe, expect, it } from "vitest";
import { type Core, createCore } from "../../../src/wasm/instance.js";
import * as layout from "../../../src/wasm/layout.js";
import {
	STATUS_LIMIT,
	STATUS_MALFORMED,
	STATUS_OK,
	STATUS_TRUNCATED,
	STATUS_UNSUPPORTED,
} from "../../../src/wasm/status.js";

let core: Core;
beforeAll(async () => {
	core = await createCore();
});

const START = layout.REGION_SCRATCH;

function octets(hex: string): Uint8Array {
	return Uint8Array.from(Buffer.from(hex.replace(/\s/g, ""), "hex"));
}

interface Row {
	type: number;
	flags: number;
	class: number;
	tid: number;
	index: number;
	status: number;
	psn: number;
	abortType: number;
	abortReason: number;
	missingCount: number;
	has: number;
	totalSize: number;
	error: number;
	version: number;
	data: number[];
	wireLength: number;
}

function readRow(row: number): Row {
	const { view, bytes } = core;
	const u8 = (at: number) => view.getUint8(row + at);
	const u32 = (at: number) => view.getUint32(row + at, true);
	const offset = u32(layout.ROW_OFFSET);
	// The print of the user data lies where an Abort and a Negative Ack have fields of their own.
	const hasPrint = [1, 2, 5, 6].includes(u8(layout.ROW_WTP_TYPE));
	const unlessPrint = (at: number) => (hasPrint ? 0 : u8(at));
	return {
		type: u8(layout.ROW_WTP_TYPE),
		flags: u8(layout.ROW_WTP_FLAGS),
		class: u8(layout.ROW_WTP_CLASS),
		tid: view.getUint16(row + layout.ROW_WTP_TID, true),
		index: u8(layout.ROW_WTP_INDEX),
		status: u8(layout.ROW_WTP_STATUS),
		psn: u32(layout.ROW_WTP_PSN),
		abortType: unlessPrint(layout.ROW_WTP_ABORT_TYPE),
		abortReason: unlessPrint(layout.ROW_WTP_ABORT_REASON),
		missingCount: unlessPrint(layout.ROW_WTP_MISSING_COUNT),
		has: u8(layout.ROW_WTP_HAS),
		totalSize: u32(layout.ROW_WTP_TOTAL_SIZE),
		error: u8(layout.ROW_WTP_ERROR),
		version: u8(layout.ROW_WTP_VERSION),
		data: [...bytes.subarray(offset, offset + u32(layout.ROW_LENGTH))],
		wireLength: u32(layout.ROW_WIRE_LENGTH),
	};
}

function decode(
	payload: Uint8Array,
	wireLength = payload.length,
	capacity = 300,
): Row[] {
	// What lies behind the payload must not matter.
	core.bytes.fill(0xee, START, START + 0x10000);
	core.bytes.fill(0xee, layout.REGION_ROWS, layout.REGION_ROWS + 0x10000);
	const length = core.toScratch(payload);
	const count = core.exports.decodeWtp(
		START,
		START + length,
		START + wireLength,
		layout.REGION_ROWS,
		capacity,
	);
	return Array.from({ length: count }, (_, i) =>
		readRow(layout.REGION_ROWS + i * layout.ROW_SIZE),
	);
}

const plain: Row = {
	type: 0,
	flags: 0,
	class: 0,
	tid: 0,
	index: 0,
	status: STATUS_OK,
	psn: 0,
	abortType: 0,
	abortReason: 0,
	missingCount: 0,
	has: 0,
	totalSize: 0,
	error: 0,
	version: 0,
	data: [],
	wireLength: 0,
};
const {
	WTP_FLAG_CONCATENATED: CONCATENATED,
	WTP_FLAG_GTR: GTR,
	WTP_FLAG_RID: RID,
	WTP_FLAG_TID_NEW: TID_NEW,
	WTP_FLAG_TTR: TTR,
	WTP_FLAG_TVE: TVE,
	WTP_FLAG_UP: UP,
	WTP_HAS_ERROR,
	WTP_HAS_INFO,
	WTP_HAS_NUM_GROUPS,
	WTP_HAS_PSN,
	WTP_HAS_TOTAL_SIZE,
} = layout;

const samples: [string, string, Row][] = [
	[
		"Invoke",
		"0E 1234 12 40 01",
		{
			...plain,
			type: 1,
			flags: GTR | TTR | UP,
			class: 2,
			tid: 0x1234,
			data: [0x40, 1],
			wireLength: 2,
		},
	],
	[
		"Invoke with TIDnew, repeated",
		"0B 7FFF 22 05",
		{
			...plain,
			type: 1,
			flags: RID | TTR | TID_NEW,
			class: 2,
			tid: 0x7fff,
			data: [5],
			wireLength: 1,
		},
	],
	[
		"Result",
		"16 8001 04 20",
		{
			...plain,
			type: 2,
			flags: GTR | TTR,
			tid: 0x8001,
			data: [4, 0x20],
			wireLength: 2,
		},
	],
	["Ack", "18 0001", { ...plain, type: 3, tid: 1 }],
	["Ack with Tve", "1C 8001", { ...plain, type: 3, tid: 0x8001, flags: TVE }],
	[
		"Ack with PSN TPI, repeated",
		"99 8001 19 05",
		{ ...plain, type: 3, tid: 0x8001, flags: RID, has: WTP_HAS_PSN, psn: 5 },
	],
	[
		"Ack with Info TPI",
		"98 0001 0A AABB",
		{
			...plain,
			type: 3,
			tid: 1,
			has: WTP_HAS_INFO,
			data: [0xaa, 0xbb],
			wireLength: 2,
		},
	],
	[
		"Abort by the user",
		"21 8002 E4",
		{ ...plain, type: 4, tid: 0x8002, abortType: 1, abortReason: 0xe4 },
	],
	[
		"Abort with Error TPI",
		"A0 0002 01 02 27AB",
		{
			...plain,
			type: 4,
			tid: 2,
			abortReason: 1,
			has: WTP_HAS_ERROR,
			error: 0x27,
		},
	],
	[
		"Segmented Invoke",
		"2C 0003 05 DEAD",
		{
			...plain,
			type: 5,
			flags: GTR,
			tid: 3,
			psn: 5,
			data: [0xde, 0xad],
			wireLength: 2,
		},
	],
	[
		"Segmented Result",
		"32 8003 FF DEAD",
		{
			...plain,
			type: 6,
			flags: TTR,
			tid: 0x8003,
			psn: 255,
			data: [0xde, 0xad],
			wireLength: 2,
		},
	],
	[
		"Segmented Result of extended SAR",
		"B2 8003 FF 1A 0102 DEAD",
		{
			...plain,
			type: 6,
			flags: TTR,
			tid: 0x8003,
			psn: 0x0102ff,
			has: WTP_HAS_PSN,
			data: [0xde, 0xad],
			wireLength: 2,
		},
	],
	[
		"Negative Ack",
		"38 8003 03 020406",
		{
			...plain,
			type: 7,
			tid: 0x8003,
			missingCount: 3,
			data: [2, 4, 6],
			wireLength: 3,
		},
	],
	[
		"Negative Ack for the whole group, with PSN TPI",
		"B9 0003 00 1B 010203",
		{
			...plain,
			type: 7,
			flags: RID,
			tid: 3,
			has: WTP_HAS_PSN,
			psn: 0x010203,
		},
	],
	[
		"Invoke with Total Message Size, NumGroups and an unknown item in long form",
		"88 0003 12 93 021000 91 07 F4 01AA 20 60",
		{
			...plain,
			type: 1,
			flags: UP,
			class: 2,
			tid: 3,
			has: WTP_HAS_TOTAL_SIZE | WTP_HAS_NUM_GROUPS,
			totalSize: 0x1000,
			data: [0x60],
			wireLength: 1,
		},
	],
];

describe("decodeWtp", () => {
	it.each(samples)("reads %s (WAP-224 8.3)", (_, hex, expected) => {
		expect(decode(octets(hex))).toEqual([expected]);
	});

	it("reads the PDUs of a concatenated datagram (WAP-224 8.2.4)", () => {
		const result = `16 8001 04 20 ${"AB".repeat(300)}`;
		const rows = decode(octets(`00 03 180007 8131 ${result} 05 0E0008 12 40`));
		expect(rows.map(({ type, tid, index }) => [type, tid, index])).toEqual([
			[3, 7, 0],
			[2, 0x8001, 1],
			[1, 8, 2],
		]);
		expect(rows[1]?.data.length).toBe(302);
		expect(rows.every(({ flags }) => (flags & CONCATENATED) !== 0)).toBe(true);
		expect(rows.every(({ status }) => status === STATUS_OK)).toBe(true);
	});

	it("stops at a concatenation length that lies", () => {
		const [first, second, ...rest] = decode(
			octets("00 03 180007 7F 0E0008 12 40"),
		);
		expect(first?.status).toBe(STATUS_OK);
		expect(second).toMatchObject({ type: 1, tid: 8, status: STATUS_MALFORMED });
		expect(rest).toEqual([]);
		expect(decode(octets("00 00 180007"))).toMatchObject([
			{ type: 0, status: STATUS_MALFORMED },
		]);
		expect(decode(octets("00 FF"))).toMatchObject([
			{ type: 0, status: STATUS_MALFORMED },
		]);
		expect(decode(octets("00 FFFF 180007"))).toMatchObject([
			{ type: 3, status: STATUS_MALFORMED },
		]);
	});

	it("tells a snap length from a lie", () => {
		expect(decode(octets("0E 1234 12 40 01"), 100)).toMatchObject([
			{ status: STATUS_OK, data: [0x40, 1], wireLength: 96 },
		]);
		expect(decode(octets("0E 12"), 100)).toMatchObject([
			{ type: 1, status: STATUS_TRUNCATED },
		]);
		expect(decode(octets("00"), 100)).toMatchObject([
			{ type: 0, status: STATUS_TRUNCATED },
		]);
		expect(decode(octets("00 81"), 100)).toMatchObject([
			{ type: 0, status: STATUS_TRUNCATED },
		]);
		expect(decode(octets("00 20 0E 0001 12 40"), 33)).toMatchObject([
			{ type: 1, status: STATUS_MALFORMED },
		]);
		expect(decode(octets("00 20 0E 0001 12 40"), 34)).toMatchObject([
			{ type: 1, status: STATUS_OK, data: [0x40], wireLength: 28 },
		]);
	});

	it("marks what it does not know", () => {
		expect(decode(octets("46 0001 00"))).toMatchObject([
			{ type: 8, tid: 1, status: STATUS_UNSUPPORTED },
		]);
		expect(decode(octets("0E 0001 42 40"))).toMatchObject([
			{ type: 1, version: 1, status: STATUS_UNSUPPORTED },
		]);
		expect(decode(octets("0E 0001 03 40"))).toMatchObject([
			{ type: 1, class: 3, status: STATUS_UNSUPPORTED },
		]);
	});

	it("never lets an item reach beyond its PDU", () => {
		for (const tpi of ["FF", "F4FF", "94FF01", "9B0102", "13", "14", "1CFF"]) {
			for (const head of ["88 0001 12", "90 8001", "98 0001", "B8 0001 00"]) {
				const rows = decode(octets(head + tpi));
				expect(rows).toMatchObject([{ status: STATUS_MALFORMED, data: [] }]);
			}
		}
	});

	it("reads any prefix of any PDU alike, as far as it goes", () => {
		for (const [, hex, whole] of samples) {
			const payload = octets(hex);
			for (let n = 0; n < payload.length; n++) {
				const rows = decode(payload.subarray(0, n), payload.length);
				expect(rows.length).toBe(n === 0 ? 0 : 1);
				const [row] = rows;
				if (!row) continue;
				expect(row.type).toBe(whole.type);
				if (n >= 3) expect(row.tid).toBe(whole.tid);
				if (n >= 4) expect(row.class).toBe(whole.class);
				expect(row.data).toEqual(whole.data.slice(0, row.data.length));
				const short = row.status === STATUS_TRUNCATED;
				expect(short || row.data.length < row.wireLength).toBe(true);
				for (const lie of decode(payload.subarray(0, n)))
					expect([STATUS_OK, STATUS_MALFORMED]).toContain(lie.status);
			}
		}
	});

	it("takes every first octet", () => {
		for (let first = 0; first < 256; first++) {
			const rows = decode(Uint8Array.of(first, 0, 1, 0x12, 0x40, 1, 0x2f));
			expect(rows.length).toBe(1);
			const type = (first >> 3) & 15;
			if (first !== 0) expect(rows[0]?.type).toBe(type);
		}
	});

	it("bounds the rows of one datagram", () => {
		const many = octets(`00 ${"03 180007".repeat(400)}`);
		expect(decode(many, many.length, 10).length).toBe(10);
		const rows = decode(many);
		expect(rows.length).toBe(layout.WTP_PDU_LIMIT);
		expect(rows.at(-1)?.status).toBe(STATUS_LIMIT);
		expect(decode(many, many.length, 0)).toEqual([]);
	});
});
