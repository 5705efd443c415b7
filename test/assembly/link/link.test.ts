import { describe, expect, it } from "vitest";
import {
	endpoint,
	fromHex,
	join,
	LINKTYPE,
	type LinkName,
	type LinkOptions,
	type Packet,
	pcap,
	TAG_8021AD,
	TAG_8021Q,
	u16,
	udp,
	utf8,
} from "../../builder/index.js";
import { read } from "../../read.js";

const TIME = 1_700_000_000_000_000;
const v4 = udp(
	endpoint("10.0.0.1", 40000),
	endpoint("192.0.2.9", 9200),
	utf8("hello"),
);
const v6 = udp(
	endpoint("2001:db8::1", 40000),
	endpoint("2001:db8:0:1::9", 9200),
	utf8("hello"),
);
const MACS = fromHex("020000000002020000000001");

const LINKS: [LinkName, Uint8Array, LinkOptions][] = [
	["ethernet", v4, {}],
	["ethernet", v6, {}],
	["ethernet", v4, { tags: [[TAG_8021Q, 100]] }],
	[
		"ethernet",
		v6,
		{
			tags: [
				[TAG_8021AD, 7],
				[TAG_8021Q, 100],
			],
		},
	],
	["ethernet", v4, { tags: [[0x9100, 0]] }],
	["sll", v4, {}],
	["sll", v6, { tags: [[TAG_8021Q, 5]] }],
	["sll2", v4, {}],
	["sll2", v6, {}],
	["raw", v4, {}],
	["raw", v6, {}],
	["raw12", v4, {}],
	["raw14", v6, {}],
	["ipv4", v4, {}],
	["ipv6", v6, {}],
	["null", v4, {}],
	["null", v6, {}],
	["null", v4, { bigEndianFamily: true }],
	["null", v6, { bigEndianFamily: true }],
	["loop", v4, {}],
	["loop", v6, {}],
];

/** Reads one packet of a link type that may be unknown to the builder. */
async function readRaw(linkType: number, raw: Uint8Array) {
	const capture = pcap([{ time: TIME, datagram: v4, raw }]);
	new DataView(capture.buffer).setUint32(20, linkType, true);
	return read([capture]);
}

describe("link types", () => {
	it.each(LINKS)("%s", async (link, datagram, linkOptions) => {
		const packet: Packet = { time: TIME, datagram };
		const { rows, reader } = await read([
			pcap([packet], { link, linkOptions }),
		]);
		expect(rows.length).toBe(1);
		expect(rows[0]?.payload).toEqual(utf8("hello"));
		expect(rows[0]?.from).toMatch(/^(10\.0\.0\.1|2001:db8::1) 40000$/);
		expect(rows[0]?.to).toMatch(/^(192\.0\.2\.9|2001:db8:0:1::9) 9200$/);
		const vlan = linkOptions.tags?.[0]?.[1];
		expect(reader.flows.path(rows[0]?.flow ?? 0)?.scope).toBe(
			// An id of 0 is a priority without a network (IEEE 802.1Q 9.6).
			vlan === undefined || vlan === 0 ? undefined : `vlan-${vlan}`,
		);
	});

	it("cuts any packet anywhere without harm", async () => {
		for (const [link, datagram, linkOptions] of LINKS) {
			const whole = pcap([{ time: TIME, datagram }], { link, linkOptions });
			const length = whole.length - 40;
			const list: Packet[] = [];
			const header = length - datagram.length;
			for (let keep = 0; keep < length; keep++) {
				list.push({ time: TIME, datagram, keep: keep - header });
			}
			const { rows, reader } = await read([pcap(list, { link, linkOptions })]);
			// Some octets of payload, and all headers in front of it.
			expect(rows.length).toBe("hello".length - 1);
			expect(reader.captures[0]?.truncatedPackets).toBe(length);
		}
	});

	const others: [string, number, Uint8Array][] = [
		["802.3 with SNAP", 1, snap(v4)],
		["PPPoE", 1, pppoe(v4)],
		[
			"MPLS, two labels",
			1,
			join(MACS, u16(0x8847), fromHex("0001004000010140"), v4),
		],
		["PPP", 9, join(u16(0x0021), v4)],
		["PPP, compressed protocol", 9, join(0x57, v6)],
		["PPP in HDLC-like framing", 50, join(u16(0xff03), u16(0x0057), v6)],
		["Cisco HDLC", 104, join(u16(0x0f00), u16(0x0800), v4)],
		[
			"SLL with LLC",
			113,
			join(new Uint8Array(14), u16(4), snap(v4).subarray(14)),
		],
	];
	it.each(others)("%s", async (_, linkType, raw) => {
		const { rows } = await readRaw(linkType, raw);
		expect(rows[0]?.payload).toEqual(utf8("hello"));
	});

	it("keeps padding and check sequences out of payloads", async () => {
		const trailer = fromHex("ffffffffffffffff");
		for (const datagram of [v4, v6]) {
			const { rows } = await read([pcap([{ time: TIME, datagram, trailer }])]);
			expect(rows[0]?.payload).toEqual(utf8("hello"));
			expect(rows[0]?.wireLength).toBe(5);
		}
		const { rows } = await readRaw(1, join(snap(v4), trailer));
		expect(rows[0]?.wireLength).toBe(5);
	});

	it("counts what it does not decode", async () => {
		const arp = await readRaw(1, join(MACS, u16(0x0806), new Uint8Array(28)));
		expect(arp.reader.counters().undecoded.ethertype).toEqual({ ARP: 1 });
		const icmp = v4.slice();
		icmp[9] = 1;
		const raw = await readRaw(101, icmp);
		expect(raw.reader.counters().undecoded.ipproto).toEqual({ ICMP: 1 });
		const wifi = await readRaw(105, v4);
		expect(wifi.reader.counters().undecoded.linktype).toEqual({
			IEEE802_11: 1,
		});
		const unknown = await readRaw(4242, v4);
		expect(unknown.reader.captures[0]?.linktypes).toEqual({
			LINKTYPE_4242: 1,
		});
	});

	it("knows every link type of the builder", () => {
		const tried = new Set(LINKS.map(([link]) => link));
		expect([...tried].sort()).toEqual(Object.keys(LINKTYPE).sort());
	});
});

function snap(datagram: Uint8Array): Uint8Array {
	const body = join(fromHex("aaaa03000000"), u16(0x0800), datagram);
	return join(MACS, u16(body.length), body);
}

function pppoe(datagram: Uint8Array): Uint8Array {
	const body = join(u16(0x0021), datagram);
	return join(MACS, u16(0x8864), fromHex("11000001"), u16(body.length), body);
}
