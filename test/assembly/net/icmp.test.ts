import { describe, expect, it } from "vitest";
import { ROW_IS_ICMP } from "../../../src/wasm/layout.js";
import {
	ACK,
	address,
	endpoint,
	icmpError,
	ip,
	pcap,
	SYN,
	tcp,
	tunnel,
	udp,
	utf8,
} from "../../builder/index.js";
import { read } from "../../read.js";
import { lengthLies, prefixes } from "../../sweep.js";

const TIME = 1_700_000_000_000_000;
const phone = endpoint("10.0.0.1", 40000);
const mmsc = endpoint("192.0.2.9", 80);
const gateway = endpoint("192.0.2.9", 9201);
const phone6 = endpoint("2001:db8::1", 40000);
const mmsc6 = endpoint("2001:db8::9", 80);
const router = address("192.0.2.200");
const router6 = address("2001:db8::200");
const syn = tcp(phone, mmsc, { flags: SYN, sequence: 1 });
const synAck = tcp(mmsc, phone, {
	flags: SYN | ACK,
	sequence: 5,
	acknowledgment: 2,
});
const syn6 = tcp(phone6, mmsc6, { flags: SYN, sequence: 1 });
const invoke = udp(phone, gateway, utf8("\n\u0000\u0001\u0012"));

function error(quoted: Uint8Array, type = 3, code = 1, keep = 64) {
	const about = { type, code, quoted, keep };
	return quoted[0] === 0x45
		? icmpError(router, phone.address, about)
		: icmpError(router6, phone6.address, about);
}

async function icmpRows(datagrams: readonly Uint8Array[]) {
	const list = datagrams.map((datagram) => ({ time: TIME, datagram }));
	const { rows } = await read([pcap(list)]);
	return rows.filter(({ kind }) => kind === ROW_IS_ICMP);
}

describe("ICMP", () => {
	it.each([
		["host unreachable", syn, error(syn)],
		["port unreachable", syn, error(syn, 3, 3)],
		["time exceeded", syn, error(syn, 11, 0)],
		["eight octets of TCP", syn, error(syn, 3, 1, 28)],
		["ICMPv6 unreachable", syn6, error(syn6, 1, 3)],
		["ICMPv6 time exceeded", syn6, error(syn6, 3, 0)],
		["WAP", invoke, error(invoke, 3, 3)],
	])("names the flow: %s", async (_, first, about) => {
		const rows = await icmpRows([first, about]);
		expect(rows).toMatchObject([{ stream: 0, direction: 0, frame: 2 }]);
		expect(rows[0]?.from).toMatch(/^(10\.0\.0\.1|2001:db8::1) 40000$/);
	});

	it.each([
		["of no flow", [error(syn)]],
		["of a connection that was answered", [syn, synAck, error(syn)]],
		["that asks for smaller packets", [syn, error(syn, 3, 4)]],
		["that are none", [syn, error(syn, 8, 0), error(syn6, 2, 0)]],
		[
			"about other UDP",
			[udp(phone, mmsc, utf8("x")), error(udp(phone, mmsc, utf8("x")))],
		],
		[
			"about a later fragment",
			[
				syn,
				error(
					ip(
						phone.address,
						mmsc.address,
						{ protocol: 6, payload: syn.subarray(20) },
						{ fragmentOffset: 100 },
					),
				),
			],
		],
	])("passes messages %s", async (_, datagrams) => {
		expect(await icmpRows(datagrams)).toEqual([]);
	});

	it("finds the flow of its own tunnel", async () => {
		const peers = ["198.51.100.1", "198.51.100.2"] as const;
		const back = [peers[1], peers[0]] as const;
		const other = ["198.51.100.3", "198.51.100.2"] as const;
		const rows = await icmpRows([
			tunnel.gtpUser(other, 1, syn),
			tunnel.gtpUser(peers, 1, syn),
			tunnel.gtpUser(back, 2, error(syn)),
		]);
		expect(rows).toMatchObject([{ stream: 1 }]);
	});

	it("may be cut anywhere or lie", async () => {
		for (const about of [error(syn), error(syn6, 1, 3)]) {
			const hostile = [syn, syn6, ...prefixes(about), ...lengthLies(about)];
			const list = hostile.map((raw) => ({ time: TIME, datagram: raw, raw }));
			const { reader } = await read([pcap(list, { link: "raw" })]);
			expect(reader.packets).toBe(hostile.length);
		}
	});
});
