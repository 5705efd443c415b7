import { describe, expect, it } from "vitest";
import type { PortProtocol } from "../../../src/capture/options.js";
import {
	ROW_IS_GTP_CONTROL,
	ROW_IS_PFCP,
	ROW_IS_RADIUS,
	ROW_IS_WSP,
	ROW_IS_WTP,
} from "../../../src/wasm/layout.js";
import {
	endpoint,
	fromHex,
	join,
	pcap,
	pdus,
	udp,
	utf8,
	wsp,
	wtp,
} from "../../builder/index.js";
import { read } from "../../read.js";

const TIME = 1_700_000_000_000_000;
const PUSH = wsp.connectionless(
	7,
	wsp.push(
		pdus.notification({ transactionId: "T1", contentLocation: "http://m/1" }),
	),
);
const GET = wtp.invoke(1, wsp.get("http://mmsc.example/1"));

async function kinds(
	payload: Uint8Array,
	ports: [number, number],
	mapping?: ReadonlyMap<number, PortProtocol>,
) {
	const datagram = udp(
		endpoint("10.0.0.1", ports[0]),
		endpoint("192.0.2.9", ports[1]),
		payload,
	);
	const { rows, reader } = await read(
		[pcap([{ time: TIME, datagram }])],
		mapping && { ports: mapping },
	);
	return { kinds: rows.map((row) => row.kind), reader };
}

describe("UDP", () => {
	it.each([
		[9201, [ROW_IS_WTP]],
		[9200, [ROW_IS_WSP]],
		[2948, [ROW_IS_WSP]],
		[53, []],
	])("tells WAP by port %i, in either direction", async (port, expected) => {
		const payload = fromHex("0a0012345678");
		expect((await kinds(payload, [40000, port])).kinds).toEqual(expected);
		expect((await kinds(payload, [port, 40000])).kinds).toEqual(expected);
	});

	it.each([
		[1645, ROW_IS_RADIUS],
		[1646, ROW_IS_RADIUS],
		[1812, ROW_IS_RADIUS],
		[1813, ROW_IS_RADIUS],
		[2123, ROW_IS_GTP_CONTROL],
		[8805, ROW_IS_PFCP],
	])(
		"hands signalling of port %i over, in either direction",
		async (port, kind) => {
			const payload = fromHex("040100140000");
			expect((await kinds(payload, [40000, port])).kinds).toEqual([kind]);
			expect((await kinds(payload, [port, 40000])).kinds).toEqual([kind]);
		},
	);

	it("takes a phone whose port is one of signalling for a phone", async () => {
		const payload = fromHex("0a0012345678");
		expect((await kinds(payload, [9201, 1813])).kinds).toEqual([ROW_IS_WTP]);
	});

	it.each([2949, 9202, 9203])("counts port %i as encrypted", async (port) => {
		const got = await kinds(fromHex("0a0012345678"), [40000, port]);
		expect(got.kinds).toEqual([]);
		expect(got.reader.counters().wtls).toBe(1);
	});

	it("takes the user's word for a port", async () => {
		const payload = fromHex("0a0012345678");
		const mapping = new Map<number, PortProtocol>([
			[5555, "wtp"],
			[5556, "wsp"],
			[9201, "none"],
		]);
		expect((await kinds(payload, [1, 5555], mapping)).kinds).toEqual([
			ROW_IS_WTP,
		]);
		expect((await kinds(payload, [1, 5556], mapping)).kinds).toEqual([
			ROW_IS_WSP,
		]);
		expect((await kinds(payload, [1, 9201], mapping)).kinds).toEqual([]);
	});

	it("knows an MMS push on any port by its content", async () => {
		expect((await kinds(PUSH, [1234, 5678])).kinds).toEqual([ROW_IS_WSP]);
	});

	it.each([
		["Short-integer", "0103be"],
		["general form", "0603" + "03be8181"],
		["text", `0620${hex("application/vnd.wap.mms-message")}00`],
		["text in capitals", `0620${hex("Application/VND.WAP.MMS-Message")}00`],
		[
			"general form with text",
			`06221f21${hex("application/vnd.wap.mms-message")}0081`,
		],
		["general form with a uintvar", "0604" + "1f02be81"],
	])("reads the content type of a push as %s", async (name, text) => {
		const headers = name === "Short-integer" ? "0601be" : generalLength(text);
		const payload = join(0x07, fromHex(headers), utf8("body"));
		expect((await kinds(payload, [1, 2])).kinds).toEqual([ROW_IS_WSP]);
	});

	it.each([
		["another type", "0706019e00"],
		["another PDU", "070501be00"],
		["no header", "070600be"],
		["a header longer than the datagram", "070605be"],
		["a uintvar without end", "0706818181be"],
		["too short", "0706"],
	])("takes a datagram with %s for something else", async (_, text) => {
		expect((await kinds(fromHex(text), [1, 2])).kinds).toEqual([]);
	});

	it("knows WTP with an HTTP request on any port, and its flow from then on", async () => {
		const phone = endpoint("10.0.0.1", 1111);
		const gateway = endpoint("192.0.2.9", 2222);
		const ack = wtp.ack(1);
		const list = [
			udp(gateway, phone, ack),
			udp(phone, gateway, GET),
			udp(gateway, phone, ack),
		].map((datagram) => ({ time: TIME, datagram }));
		const { rows, reader } = await read([pcap(list)]);
		expect(rows.map((row) => [row.frame, row.kind])).toEqual([
			[2, ROW_IS_WTP],
			[3, ROW_IS_WTP],
		]);
		expect(reader.counters().wtp).toBe(2);
	});

	it("makes a row of each PDU of a concatenated datagram", async () => {
		const payload = wtp.concatenate(wtp.ack(1), GET);
		expect((await kinds(payload, [1, 9201])).kinds).toEqual([
			ROW_IS_WTP,
			ROW_IS_WTP,
		]);
	});

	it("clamps a length that lies, and takes zero for all", async () => {
		for (const [length, expected] of [
			[0, 8],
			[10, 2],
			[16, 8],
			[17, 8],
			[0xffff, 8],
		] as const) {
			const datagram = udp(
				endpoint("10.0.0.1", 1),
				endpoint("192.0.2.9", 9200),
				new Uint8Array(8),
			);
			datagram.set([length >> 8, length & 255], 24);
			const { rows } = await read([pcap([{ time: TIME, datagram }])]);
			expect(rows[0]?.payload.length).toBe(expected);
		}
	});

	it("counts a length below the header as malformed", async () => {
		const datagram = udp(
			endpoint("10.0.0.1", 1),
			endpoint("192.0.2.9", 9200),
			new Uint8Array(8),
		);
		datagram.set([0, 7], 24);
		const { rows, reader } = await read([pcap([{ time: TIME, datagram }])]);
		expect(rows).toEqual([]);
		expect(reader.counters().malformedPackets).toBe(1);
	});

	it("counts GTP", async () => {
		const { reader } = await kinds(new Uint8Array(12), [2152, 2152]);
		expect(reader.counters().gtp).toBe(1);
	});
});

function hex(text: string): string {
	return [...utf8(text)].map((n) => n.toString(16).padStart(2, "0")).join("");
}

/** Corrects the HeadersLen octet of `06 length content-type` to what follows it. */
function generalLength(text: string): string {
	const type = text.slice(4);
	return `06${(type.length / 2).toString(16).padStart(2, "0")}${type}`;
}
