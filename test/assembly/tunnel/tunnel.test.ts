import { describe, expect, it } from "vitest";
import {
	ACK,
	endpoint,
	fragments,
	frame,
	fromHex,
	join,
	type Packet,
	pcap,
	SYN,
	tcp,
	tunnel,
	u16,
	udp,
	utf8,
} from "../../builder/index.js";
import { read } from "../../read.js";
import { lengthLies, prefixes } from "../../sweep.js";

const TIME = 1_700_000_000_000_000;
const HELLO = utf8("hello");
const phone = endpoint("10.0.0.1", 40000);
const gateway = endpoint("10.9.9.8", 9200);
const inner4 = udp(phone, gateway, HELLO);
const inner6 = udp(
	endpoint("2001:db8::1", 40000),
	endpoint("2001:db8::2", 9200),
	HELLO,
);
const PEERS = ["192.0.2.1", "192.0.2.2"] as const;
const PEERS6 = ["2001:db8:f::1", "2001:db8:f::2"] as const;
const gtp = tunnel.gtpUser;

function capture(
	datagrams: readonly Uint8Array[],
	options: Partial<Packet> = {},
) {
	const list = datagrams.map((datagram, i) => ({
		time: TIME + i * 1000,
		datagram,
		...options,
	}));
	return pcap(list);
}

const SEQUENCED = { sequence: 7 };
const CONTAINER = [0x85, fromHex("0009")] as const; // PDU session container
const LONG = [0xc0, fromHex("01020304 0506")] as const;

const TUNNELS: [string, Uint8Array, string][] = [
	["GTP-U", gtp(PEERS, 1, inner4), "gtp"],
	["GTP-U with a sequence number", gtp(PEERS, 1, inner4, SEQUENCED), "gtp"],
	[
		"GTP-U with extension headers",
		gtp(PEERS, 1, inner4, { extensions: [CONTAINER, LONG] }),
		"gtp",
	],
	["GTP-U over IPv6", gtp(PEERS6, 1, inner4), "gtp"],
	["GTP-U with PPP", gtp(PEERS, 1, join(fromHex("ff030021"), inner4)), "gtp"],
	["GRE", tunnel.gre(PEERS, inner4), "gre"],
	[
		"GRE with all fields",
		tunnel.gre(PEERS, inner4, { checksum: true, key: 5, sequence: 9 }),
		"gre",
	],
	[
		"GRE with Ethernet",
		tunnel.gre(PEERS, frame("ethernet", inner4), { type: 0x6558 }),
		"gre",
	],
	[
		"ERSPAN II",
		tunnel.gre(PEERS, join(new Uint8Array(8), frame("ethernet", inner4)), {
			type: 0x88be,
			sequence: 1,
		}),
		"gre",
	],
	[
		"ERSPAN III",
		tunnel.gre(
			PEERS,
			join(new Uint8Array(11), 1, new Uint8Array(8), frame("ethernet", inner4)),
			{ type: 0x22eb, sequence: 1 },
		),
		"gre",
	],
	["IP in IP", tunnel.ipInIp(PEERS, inner4), "ipip"],
	["IPv4 in IPv6", tunnel.ipInIp(PEERS6, inner4), "ipip"],
	["VXLAN", tunnel.vxlan(PEERS, 77, frame("ethernet", inner4)), "vxlan"],
	["Geneve", tunnel.geneve(PEERS, 77, frame("ethernet", inner4)), "geneve"],
	["Geneve with IP", tunnel.geneve(PEERS, 77, inner4, 0x0800), "geneve"],
	["L2TP", tunnel.l2tp(PEERS, inner4), "l2tp"],
];

describe("tunnels", () => {
	it.each(TUNNELS)("%s leads to what is inside", async (_, datagram, type) => {
		const { rows, reader } = await read([capture([datagram])]);
		expect(rows.map((row) => [row.from, row.to])).toEqual([
			["10.0.0.1 40000", "10.9.9.8 9200"],
		]);
		expect(rows[0]?.payload).toEqual(HELLO);
		const path = reader.flows.path(rows[0]!.flow);
		expect(path?.tunnels[0].type).toBe(type);
		const [a, b] = datagram[0] === 0x45 ? PEERS : PEERS6;
		expect(path?.tunnels[0].outer).toEqual([a, b]);
		expect(path?.tunnels[1].outer).toEqual([b, a]);
		expect(path?.scope).toMatch(`${type}-${a}-${b}`);
	});

	it("carry IPv6 as well", async () => {
		const list = [gtp(PEERS, 1, inner6), tunnel.gre(PEERS, inner6)];
		list.push(tunnel.ipInIp(PEERS, inner6));
		const { rows } = await read([capture(list)]);
		expect(rows.map(({ from }) => from)).toEqual(
			Array(3).fill("2001:db8::1 40000"),
		);
	});

	it("nest, and the outermost names the scope", async () => {
		const deep = tunnel.gre(
			PEERS6,
			gtp(PEERS, 5, tunnel.ipInIp(PEERS, inner4)),
		);
		const { rows, reader } = await read([
			capture([tunnel.vxlan(PEERS, 9, frame("ethernet", deep))]),
		]);
		expect(rows.map(({ from }) => from)).toEqual(["10.0.0.1 40000"]);
		expect(reader.flows.path(rows[0]!.flow)).toEqual({
			scope: "vxlan-192.0.2.1-192.0.2.2-9",
			tunnels: [
				{ type: "vxlan", outer: ["192.0.2.1", "192.0.2.2"] },
				{ type: "vxlan", outer: ["192.0.2.2", "192.0.2.1"] },
			],
		});
	});

	it("count GTP, and pass everything of it that carries no user", async () => {
		const list = [1, 2, 26, 254].map((type) =>
			gtp(PEERS, 0, inner4, { type, sequence: 1 }),
		);
		const { rows, reader } = await read([capture(list)]);
		expect(rows).toEqual([]);
		expect(reader.counters().gtp).toBe(4);
	});

	it.each(TUNNELS)("%s may be cut anywhere or lie", async (_, datagram) => {
		const hostile = [...prefixes(datagram), ...lengthLies(datagram)];
		const { reader } = await read([
			pcap(
				hostile.map((raw) => ({ time: TIME, datagram: raw, raw })),
				{ link: "raw" },
			),
		]);
		expect(reader.packets).toBe(hostile.length);
	});
});

describe("scopes", () => {
	const elsewhere = ["192.0.2.1", "192.0.2.3"] as const;
	const up = udp(phone, gateway, HELLO);
	const down = udp(gateway, phone, HELLO);

	it("are the peers of the tunnel, whatever the identifiers and the direction", async () => {
		const { rows, reader } = await read([
			capture([
				gtp(PEERS, 100, up),
				gtp([PEERS[1], PEERS[0]], 200, down),
				gtp(elsewhere, 100, up),
				gtp([elsewhere[1], elsewhere[0]], 200, down),
				gtp(PEERS, 100, up),
				up,
			]),
		]);
		const streams = rows.map(({ stream }) => stream);
		expect(streams[1]).toBe(streams[0]);
		expect(streams[3]).toBe(streams[2]);
		expect(streams[4]).toBe(streams[0]);
		expect(new Set(streams).size).toBe(3);
		expect(reader.flows.path(rows[0]!.flow)).toEqual({
			scope: "gtp-192.0.2.1-192.0.2.2",
			tunnels: [
				{ type: "gtp", outer: ["192.0.2.1", "192.0.2.2"], teid: 100 },
				{ type: "gtp", outer: ["192.0.2.2", "192.0.2.1"] },
			],
		});
		expect(reader.flows.path(rows[5]!.flow)).toBeUndefined();
	});

	it("are VLANs otherwise", async () => {
		const tagged = (datagram: Uint8Array, id?: number): Packet => ({
			time: TIME,
			datagram,
			...(id !== undefined && { link: { tags: [[0x8100, id]] } }),
		});
		const { rows, reader } = await read([
			pcap([
				tagged(up, 10),
				tagged(up, 20),
				tagged(down, 20),
				tagged(down, 10),
				tagged(gtp(PEERS, 1, up), 30),
				tagged(gtp(PEERS, 1, up), 31),
			]),
		]);
		const [a, b, c, d, e, f] = rows.map(({ stream }) => stream);
		expect([c, d, f]).toEqual([b, a, e]);
		expect(new Set([a, b, e]).size).toBe(3);
		expect(reader.flows.path(rows[4]!.flow)?.tunnels[0].vlan).toBe(30);
	});

	it("are none behind a priority tag", async () => {
		const link = { tags: [[0x8100, 0xa000]] as const };
		const { rows, reader } = await read([
			pcap([
				{ time: TIME, datagram: up, link },
				{ time: TIME, datagram: up },
			]),
		]);
		expect(rows.map(({ stream }) => stream)).toEqual([0, 0]);
		expect(reader.flows.path(rows[0]!.flow)).toBeUndefined();
	});

	it("may differ by direction: the answer finds its flow when there is one only", async () => {
		const tagged = (datagram: Uint8Array, id: number): Packet => ({
			time: TIME,
			datagram,
			link: { tags: [[0x8100, id]] },
		});
		const one = await read([
			pcap([tagged(up, 10), tagged(down, 20), tagged(up, 10)]),
		]);
		expect(
			one.rows.map(({ stream, direction }) => [stream, direction]),
		).toEqual([
			[0, 0],
			[0, 1],
			[0, 0],
		]);
		const two = await read([
			pcap([tagged(up, 10), tagged(up, 11), tagged(down, 20)]),
		]);
		expect(new Set(two.rows.map(({ stream }) => stream)).size).toBe(3);
	});

	it("that answer each other have one name, unless one answers several", async () => {
		const handshake = (port: number, up: number, back: number): Packet[] => {
			const [a, b] = [endpoint("10.0.0.1", port), endpoint("192.0.2.9", 80)];
			const syn = tcp(a, b, { flags: SYN, sequence: 100 });
			const synAck = { flags: SYN | ACK, sequence: 7, acknowledgment: 101 };
			return [
				{ time: TIME, datagram: syn, link: { tags: [[0x8100, up]] } },
				{
					time: TIME,
					datagram: tcp(b, a, synAck),
					link: { tags: [[0x8100, back]] },
				},
			];
		};
		const one = await read([
			pcap([
				...handshake(40000, 20, 10),
				{ time: TIME, datagram: down, link: { tags: [[0x8100, 10]] } },
			]),
		]);
		const paths = one.rows.map((row) => one.reader.flows.path(row.flow));
		expect(paths.map((path) => path?.scope)).toEqual(Array(3).fill("vlan-20"));
		expect(paths[2]?.tunnels).toEqual([{ vlan: 10 }, { vlan: 10 }]);
		const several = await read([
			pcap([...handshake(40000, 20, 10), ...handshake(40001, 21, 10)]),
		]);
		expect(
			several.rows.map((row) => several.reader.flows.path(row.flow)?.scope),
		).toEqual(["vlan-20", "vlan-20", "vlan-21", "vlan-21"]);
	});

	it("beyond the limit are one, and counted", async () => {
		const list = [1, 2, 3, 4].map((host) =>
			gtp(["192.0.2.1", `198.51.100.${host}`], 1, up),
		);
		const { rows, reader } = await read([capture(list)], { tunnelLimit: 2 });
		const scopes = rows.map(({ flow }) => reader.flows.path(flow)?.scope);
		expect(scopes.slice(2)).toEqual(["tunnel-other", "tunnel-other"]);
		expect(reader.limitHits().tunnels).toBe(2);
	});
});

describe("fragments in tunnels", () => {
	const body = Uint8Array.from({ length: 600 }, (_, i) => i);
	const whole = udp(phone, gateway, body);

	it("come together inside and outside, each in its scope", async () => {
		const pieces = fragments(whole, 200, 77);
		const other = ["192.0.2.1", "192.0.2.9"] as const;
		const list = pieces.flatMap((piece) => [
			gtp(PEERS, 1, piece),
			gtp(other, 1, piece),
		]);
		const { rows, reader } = await read([capture(list)]);
		expect(rows.map(({ payload }) => payload)).toEqual([body, body]);
		expect(rows.map(({ flow }) => reader.flows.path(flow)?.tunnels[0])).toEqual(
			[
				{ type: "gtp", outer: [...PEERS], teid: 1 },
				{ type: "gtp", outer: [...other], teid: 1 },
			],
		);
	});

	it.each([
		["GTP-U", (inside: Uint8Array) => gtp(PEERS, 1, inside)],
		["GRE", (inside: Uint8Array) => tunnel.gre(PEERS, inside)],
		["IP in IP", (inside: Uint8Array) => tunnel.ipInIp(PEERS, inside)],
	])("of %s itself lead to fragments again", async (_, around) => {
		const list = fragments(whole, 400, 77).flatMap((piece) =>
			fragments(around(piece), 200, piece[7]! + 1),
		);
		const { rows } = await read([capture(list)]);
		expect(rows.map(({ payload }) => payload)).toEqual([body]);
		expect(rows[0]?.frame).toBe(list.length);
	});

	it("keep what GTP says of its length", async () => {
		const padded = gtp(PEERS, 1, inner4);
		const longer = join(padded, new Uint8Array(20));
		longer.set(u16(longer.length), 2);
		longer.set(u16(longer.length - 20), 24);
		const { rows } = await read([capture([longer])]);
		expect(rows[0]?.payload).toEqual(HELLO);
	});
});
