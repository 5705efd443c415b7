import { expect, it } from "vitest";
import { CaptureReader } from "../../src/capture/reader.js";
import { bytesSource } from "../../src/capture/source.js";
import { type Core, createCore } from "../../src/wasm/instance.js";
import * as layout from "../../src/wasm/layout.js";
import {
	ACK,
	endpoint,
	ip,
	type Packet,
	pcap,
	SYN,
	tcp,
	udp,
	utf8,
} from "../builder/index.js";

/** So that the third of anything needs the 33rd bit. */
const BEFORE = 2 ** 32 - 2;
const OCTETS_BEFORE = 2 ** 32 - 100;

const a = endpoint("192.0.2.1", 40_000);
const b = endpoint("192.0.2.2", 443);
const wap = endpoint("192.0.2.3", 9200);

/** Five packets of everything that is counted by packets. */
function packets(): Packet[] {
	const list: Packet[] = [];
	for (let i = 0; i < 5; i++) {
		const flags = i === 0 ? SYN : ACK;
		const payload = utf8("x");
		const sctp = { protocol: 132, payload };
		const arp = new Uint8Array(60);
		arp.set([8, 6], 12);
		list.push(
			{ time: i * 1e6, datagram: tcp(a, b, { flags, sequence: 1, payload }) },
			{ time: i * 1e6, datagram: udp(a, b, utf8("other traffic")) },
			{ time: i * 1e6, datagram: udp(wap, a, utf8("1234")) },
			{ time: i * 1e6, datagram: ip(a.address, b.address, sctp) },
			{ time: i * 1e6, datagram: arp, raw: arp },
		);
	}
	return list;
}

const PACKET_COUNTERS = [
	layout.CONTROL_FRAMES,
	layout.CONTROL_TCP,
	layout.CONTROL_UDP,
	layout.CONTROL_WSP,
	layout.CONTROL_TCP_DATA,
	layout.COUNTERS_IPPROTO + 132 * 8,
	layout.REGION_ETHERTYPES + 0x806 * 8,
	layout.CONTROL_ROWS_MADE + layout.ROW_IS_WSP * 8,
	layout.CONTROL_PASSED + layout.PASSED_OTHER * 16,
	layout.REGION_CURSORS + layout.CURSOR_FRAMES,
	layout.REGION_CURSORS + layout.CURSOR_LINK_TYPES + 8,
];

const OCTET_COUNTERS = [
	layout.CONTROL_BYTES,
	layout.CONTROL_PASSED + layout.PASSED_OTHER * 16 + 8,
	layout.REGION_CURSORS + layout.CURSOR_BYTES,
];

async function walk(core: Core, prepare: () => void) {
	const octets = pcap(packets());
	const reader = new CaptureReader(core, [bytesSource(octets)]);
	prepare();
	const frames: number[] = [];
	for (;;) {
		const rows = await reader.next();
		if (!rows) break;
		for (let i = 0; i < rows.count; i++) {
			rows.select(i);
			frames.push(rows.frame, rows.captureFrame);
		}
	}
	const { captures } = reader;
	return { frames, captures, counters: reader.counters(), work: reader.work() };
}

it("counts packets and octets beyond 32 bits", async () => {
	const core = await createCore();
	const first = await walk(core, () => {});
	const later = await walk(core, () => {
		for (const counter of PACKET_COUNTERS) core.setU64(counter, BEFORE);
		for (const counter of OCTET_COUNTERS) core.setU64(counter, OCTETS_BEFORE);
		core.setU64(layout.CONTROL_FRAME_LIMIT, 2 ** 40);
	});
	expect(later.frames).toEqual(first.frames.map((frame) => frame + BEFORE));
	const { counters, work } = later;
	expect(counters).toEqual({
		...first.counters,
		packets: BEFORE + 25,
		bytes: first.counters.bytes + OCTETS_BEFORE,
		tcp: BEFORE + 5,
		udp: BEFORE + 10,
		wsp: BEFORE + 5,
		tcpSegments: BEFORE + 5,
		undecoded: {
			linktype: {},
			ethertype: { ARP: BEFORE + 5 },
			ipproto: { SCTP: BEFORE + 5 },
		},
	});
	expect(work.rows.wsp).toBe(BEFORE + 5);
	expect(work.passed.other).toEqual({
		packets: BEFORE + 5,
		octets: OCTETS_BEFORE + 5 * 13,
	});
	expect(later.captures).toEqual([
		{
			...first.captures[0],
			packets: BEFORE + 25,
			bytes: (first.captures[0]?.bytes ?? 0) + OCTETS_BEFORE,
			linktypes: { EN10MB: BEFORE + 25 },
		},
	]);
});

it("counts each packet once: by its row, or by why it has none", async () => {
	const { counters, work } = await walk(await createCore(), () => {});
	const rows = Object.values(work.rows).reduce((sum, made) => sum + made, 0);
	const passed = Object.values(work.passed).reduce(
		(sum, { packets }) => sum + packets,
		0,
	);
	expect(rows + passed).toBe(counters.packets);
	// ARP and SCTP.
	expect(work.passed.rest).toEqual({ packets: 10, octets: 5 * 60 + 5 * 35 });
});
