import { beforeAll, describe, expect, it } from "vitest";
import { type Core, createCore } from "../../../src/wasm/instance.js";
import * as layout from "../../../src/wasm/layout.js";
import {
	STATUS_INCOMPLETE,
	STATUS_MALFORMED,
	STATUS_OK,
	STATUS_UNSUPPORTED,
} from "../../../src/wasm/status.js";
import { fromHex } from "../../builder/index.js";

let core: Core;
beforeAll(async () => {
	core = await createCore();
});

const START = layout.REGION_SCRATCH;
const OUT = layout.REGION_TOKENS;

/** A block as [offset from the start, octets]. */
type Block = [number, string];

interface Decoded {
	type: number;
	status: number;
	replyStatus: number;
	version: number;
	sessionId: number;
	uri: Block;
	capabilities: Block;
	headers: Block;
	data: Block;
	typed: boolean;
}

const hexOf = (octets: Uint8Array) => Buffer.from(octets).toString("hex");

function decode(hex: string | Uint8Array, connectionless = false): Decoded {
	core.bytes.fill(0xee, START, START + 0x1000);
	core.bytes.fill(0xee, OUT, OUT + 0x100);
	const octets = typeof hex === "string" ? fromHex(hex) : hex;
	const length = core.toScratch(octets);
	core.exports.decodeWsp(START, START + length, connectionless ? 1 : 0, OUT);
	const { view, bytes } = core;
	const block = (field: number): Block => {
		const offset = view.getUint32(OUT + field, true);
		const size = view.getUint32(OUT + field + 4, true);
		const text = hexOf(bytes.subarray(offset, offset + size));
		return [offset === 0 ? 0 : offset - START, text];
	};
	return {
		type: view.getUint8(OUT + layout.WSP_TYPE),
		status: view.getUint8(OUT + layout.WSP_STATUS),
		replyStatus: view.getUint8(OUT + layout.WSP_REPLY_STATUS),
		version: view.getUint8(OUT + layout.WSP_VERSION),
		sessionId: view.getUint32(OUT + layout.WSP_SESSION_ID, true),
		uri: block(layout.WSP_URI),
		capabilities: block(layout.WSP_CAPABILITIES),
		headers: block(layout.WSP_HEADERS),
		data: block(layout.WSP_DATA),
		typed: view.getUint8(OUT + layout.WSP_FLAGS) === 1,
	};
}

const NONE: Block = [0, ""];
const plain = {
	status: STATUS_OK,
	replyStatus: 0,
	version: 0,
	sessionId: 0,
	uri: NONE,
	capabilities: NONE,
	headers: NONE,
	typed: false,
};

const samples: [string, string, Decoded][] = [
	[
		"Connect",
		"01 10 02 03 0180 A94100",
		{
			...plain,
			type: 1,
			version: 0x10,
			capabilities: [4, "0180"],
			headers: [6, "a94100"],
			data: [9, ""],
		},
	],
	[
		"ConnectReply",
		"02 8105 00 01 80",
		{
			...plain,
			type: 2,
			sessionId: 133,
			capabilities: [5, ""],
			headers: [5, "80"],
			data: [6, ""],
		},
	],
	[
		"Redirect",
		"03 80 4401020304",
		{ ...plain, type: 3, data: [2, "4401020304"] },
	],
	[
		"Reply",
		"04 20 03 BE8D83 ABCD",
		{
			...plain,
			type: 4,
			replyStatus: 0x20,
			headers: [3, "be8d83"],
			typed: true,
			data: [6, "abcd"],
		},
	],
	[
		"Reply without content type",
		"04 24 00",
		{
			...plain,
			type: 4,
			replyStatus: 0x24,
			headers: [3, ""],
			typed: true,
			data: [3, ""],
		},
	],
	["Disconnect", "05 07", { ...plain, type: 5, sessionId: 7, data: [2, ""] }],
	["Suspend", "08 07", { ...plain, type: 8, sessionId: 7, data: [2, ""] }],
	[
		"Resume",
		"09 07 00 A94100",
		{
			...plain,
			type: 9,
			sessionId: 7,
			capabilities: [3, ""],
			headers: [3, "a94100"],
			data: [6, ""],
		},
	],
	[
		"Push",
		"06 02 BEAF 8C82",
		{ ...plain, type: 6, headers: [2, "beaf"], typed: true, data: [4, "8c82"] },
	],
	[
		"ConfirmedPush",
		"07 01 BE 8C82",
		{ ...plain, type: 7, headers: [2, "be"], typed: true, data: [3, "8c82"] },
	],
	[
		"Get",
		"40 02 2F61 A94100",
		{
			...plain,
			type: 0x40,
			uri: [2, "2f61"],
			headers: [4, "a94100"],
			data: [7, ""],
		},
	],
	[
		"extended Get",
		"5F 02 2F61",
		{ ...plain, type: 0x5f, uri: [2, "2f61"], headers: [4, ""], data: [4, ""] },
	],
	[
		"Post",
		"60 02 01 2F61 BE 8C80",
		{
			...plain,
			type: 0x60,
			uri: [3, "2f61"],
			headers: [5, "be"],
			typed: true,
			data: [6, "8c80"],
		},
	],
	[
		"extended Post",
		"70 02 01 2F61 BE 8C80",
		{
			...plain,
			type: 0x70,
			uri: [3, "2f61"],
			headers: [5, "be"],
			typed: true,
			data: [6, "8c80"],
		},
	],
	[
		"DataFragment",
		"80 01 81 ABCD",
		{ ...plain, type: 0x80, headers: [2, "81"], data: [3, "abcd"] },
	],
];

describe("decodeWsp", () => {
	it.each(samples)("reads %s (WAP-230 8.2)", (_, hex, expected) => {
		expect(decode(hex)).toEqual(expected);
	});

	it("reads the TID octet of connectionless PDUs", () => {
		const pdu = decode("21 40 02 2F61", true);
		expect(pdu).toMatchObject({ type: 0x40, uri: [3, "2f61"] });
		expect(core.view.getUint8(OUT + layout.WSP_TID)).toBe(0x21);
	});

	it("keeps the octets of a type it does not know", () => {
		for (const type of [0, 0x0a, 0x3f, 0x45, 0x4f, 0x62, 0x6f, 0x81, 0xff]) {
			const pdu = decode(Uint8Array.of(type, 1, 2));
			expect(pdu).toMatchObject({
				type,
				status: STATUS_UNSUPPORTED,
				data: [1, "0102"],
			});
		}
	});

	it("reads any prefix alike, as far as it goes", () => {
		for (const [, hex, whole] of samples) {
			const octets = fromHex(hex);
			for (let n = 0; n < octets.length; n++) {
				const cut = decode(octets.subarray(0, n));
				if (n > 0) expect(cut.type).toBe(whole.type);
				for (const field of ["uri", "headers", "data"] as const) {
					const part = cut[field][1];
					expect(whole[field][1].startsWith(part)).toBe(true);
				}
				const ends = cut.data[0] + cut.data[1].length / 2;
				expect(ends).toBe(n);
			}
		}
	});

	it("says so when the lengths ask for more than there is", () => {
		for (const hex of [
			"",
			"04",
			"04 20",
			"04 20 05 BE",
			"06 FF",
			"60 05 01 2F61",
			"60 02",
			"01 10 7F 01 80",
			"02 80",
			"40 8FFFFFFF7F 2F",
		]) {
			expect(decode(hex).status, hex).toBe(STATUS_INCOMPLETE);
		}
		for (const hex of ["40 FFFFFFFF7F 2F", "06 8080808080 01", "05 9080808000"])
			expect(decode(hex).status, hex).toBe(STATUS_MALFORMED);
	});

	it("never points outside the PDU, whatever its octets", () => {
		for (let type = 0; type < 256; type++) {
			for (const fill of [0, 1, 2, 0x1f, 0x7f, 0x80, 0xff]) {
				const octets = new Uint8Array(12).fill(fill);
				octets[0] = type;
				const pdu = decode(octets);
				for (const field of [
					"uri",
					"capabilities",
					"headers",
					"data",
				] as const) {
					const [offset, text] = pdu[field];
					expect(offset + text.length / 2).toBeLessThanOrEqual(12);
				}
			}
		}
	});
});

describe("decodeCapabilities", () => {
	const list = (hex: string, capacity = 8) => {
		const length = core.toScratch(fromHex(hex));
		const end = START + length;
		const count = core.exports.decodeCapabilities(START, end, OUT, capacity);
		return Array.from({ length: count }, (_, i) => {
			const record = OUT + i * layout.WSP_CAPABILITY_SIZE;
			const u32 = (field: number) => core.view.getUint32(record + field, true);
			return [
				u32(layout.WSP_CAPABILITY_ID),
				u32(layout.WSP_CAPABILITY_OFFSET) - START,
				u32(layout.WSP_CAPABILITY_LENGTH),
			];
		});
	};

	it("lists numbers and names (WAP-230 8.3)", () => {
		expect(list("03 80 8400 02 83 01 04 7861 00 05")).toEqual([
			[0, 2, 2],
			[3, 6, 1],
			[layout.WSP_CAPABILITY_TEXT, 11, 1],
		]);
	});

	it("stops at a length that lies, and at the capacity", () => {
		expect(list("02 83 01 7F 80 00")).toHaveLength(1);
		expect(list("02 83 01 FFFFFFFF7F")).toHaveLength(1);
		expect(list("00 00 02 83 01")).toHaveLength(1);
		expect(list("01 83 01 84 01 85", 2)).toHaveLength(2);
		expect(list("02 7861")).toEqual([[layout.WSP_CAPABILITY_TEXT, 3, 0]]);
	});
});

describe("decodeAddresses", () => {
	const list = (hex: string, capacity = 8) => {
		const end = START + core.toScratch(fromHex(hex));
		const count = core.exports.decodeAddresses(START, end, OUT, capacity);
		return Array.from({ length: count }, (_, i) => {
			const record = OUT + i * layout.WSP_ADDRESS_SIZE;
			const { view } = core;
			return [
				view.getUint8(record + layout.WSP_ADDRESS_FLAGS),
				view.getUint8(record + layout.WSP_ADDRESS_BEARER),
				view.getUint16(record + layout.WSP_ADDRESS_PORT, true),
				view.getUint32(record + layout.WSP_ADDRESS_OFFSET, true) - START,
				view.getUint32(record + layout.WSP_ADDRESS_LENGTH, true),
			];
		});
	};

	it("lists records with and without bearer and port (WAP-230 8.2.2.3)", () => {
		expect(list("04 0A000001 C4 0B 23F1 0A000002 41 23F0 FF")).toEqual([
			[0, 0, 0, 1, 4],
			[0xc0, 0x0b, 0x23f1, 9, 4],
			[0x40, 0, 0x23f0, 16, 1],
		]);
	});

	it("stops where a record does not fit", () => {
		for (const hex of ["C4", "C4 0B 23", "C4 0B 23F1 0A0000", "3F 00"])
			expect(list(hex)).toEqual([]);
		expect(list("00 00 00", 2)).toHaveLength(2);
	});
});
