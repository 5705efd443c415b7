import { describe, expect, it } from "vitest";
import { exchanges, pdus } from "../../../src/index.js";
import type { Exchange } from "../../../src/record.js";
import * as build from "../../builder/index.js";

const PHONE = build.endpoint("10.0.0.1", 40001);
const MMSC = build.endpoint("192.0.2.10", 80);
const SGSN = "198.51.100.1";
const GGSN = "198.51.100.2";

/** Post and answer of one phone. */
function talk(transactionId: string): build.Packet[] {
	const tap = new build.Tap();
	const to = ["+447700900123/TYPE=PLMN"];
	const post = build.pdus.sendReq({ transactionId, to });
	const conf = build.pdus.sendConf({ transactionId, messageId: transactionId });
	new build.TcpConnection(tap, PHONE, MMSC)
		.open()
		.send("client", build.http.post("/mms", post))
		.send("server", build.http.mmsResponse(conf))
		.close();
	return tap.take();
}

/** The packets inside GTP-U, uplink from `sgsn`. */
function tunnelled(packets: build.Packet[], sgsn = SGSN): build.Packet[] {
	return packets.map((packet) => {
		const isUp = packet.datagram[15] === 1; // the phone's address as source
		const peers = isUp ? ([sgsn, GGSN] as const) : ([GGSN, sgsn] as const);
		const datagram = build.tunnel.gtpUser(
			peers,
			isUp ? 0x1001 : 0x2002,
			packet.datagram,
		);
		return { ...packet, datagram };
	});
}

describe("an exchange in a tunnel", () => {
	it("says in which, over TCP", async () => {
		const [one, ...others] = await exchanges(
			build.pcap(tunnelled(talk("T1"))),
		).toArray();
		expect(others).toEqual([]);
		expect(one).toMatchObject({
			client: "10.0.0.1",
			scope: `gtp-${SGSN}-${GGSN}`,
			tunnel: { type: "gtp", outer: [SGSN, GGSN], teid: 0x1001 },
			response: { "mmse.message_id": "T1" },
		});
	});

	it("says in which, over WSP and for a push", async () => {
		const tap = new build.Tap();
		const gateway = build.endpoint("192.0.2.11", 9200);
		const url = "http://mmsc.example/1";
		const asked = build.wsp.connectionless(5, build.wsp.get(url));
		tap.udp(PHONE, gateway, asked);
		tap.wait(1000);
		const notification = build.pdus.notification({
			transactionId: "N1",
			contentLocation: url,
		});
		tap.udp(
			gateway,
			build.endpoint("10.0.0.1", 2948),
			build.wsp.connectionless(6, build.wsp.push(notification)),
		);
		const got = await exchanges(build.pcap(tunnelled(tap.take())), {
			mmsc: ["mmsc.example"],
		}).toArray();
		expect(
			got.map(
				(record) =>
					record.type === "exchange" && {
						kind: record.kind,
						client: record.client,
						scope: record.scope,
						tunnel: record.tunnel,
					},
			),
		).toEqual([
			{
				kind: "push",
				client: "10.0.0.1",
				scope: `gtp-${SGSN}-${GGSN}`,
				tunnel: { type: "gtp", outer: [GGSN, SGSN], teid: 0x2002 },
			},
			{
				kind: "request",
				client: "10.0.0.1",
				scope: `gtp-${SGSN}-${GGSN}`,
				tunnel: { type: "gtp", outer: [SGSN, GGSN], teid: 0x1001 },
			},
		]);
	});

	it("is another one than that of an equal address elsewhere", async () => {
		const merged = build.mergeByTime(
			tunnelled(talk("T1")),
			tunnelled(talk("T2"), "198.51.100.7"),
			talk("T3"),
			talk("T4").map((packet) => ({
				...packet,
				link: { tags: [[build.TAG_8021Q, 8]] },
			})),
		);
		const capture = build.pcap(merged);
		const records = await exchanges(capture).toArray();
		const got = records.filter(({ type }) => type === "exchange") as Exchange[];
		expect(
			got.map((one) => [one.scope, one.response?.["mmse.message_id"]]).sort(),
		).toEqual(
			[
				[`gtp-${SGSN}-${GGSN}`, "T1"],
				[`gtp-${GGSN}-198.51.100.7`, "T2"],
				["vlan-8", "T4"],
				[undefined, "T3"],
			].sort(),
		);
		expect(new Set(got.map(({ uid }) => uid)).size).toBe(4);
		expect(new Set(got.map(({ connection }) => connection)).size).toBe(4);
		expect(got.every(({ response }) => response?.complete)).toBe(true);
	});

	it("is whole when a tap tags the two directions apart", async () => {
		const packets = talk("T1").map((packet) => ({
			...packet,
			link: {
				tags: [[build.TAG_8021Q, packet.datagram[15] === 1 ? 8 : 9]] as const,
			},
		}));
		const got = await exchanges(build.pcap(packets)).toArray();
		expect(got).toMatchObject([
			{
				scope: "vlan-8",
				request: { complete: true },
				response: { complete: true, "mmse.message_id": "T1" },
			},
		]);
	});

	it("has the scope of a push in the other direction's tag, once that is known", async () => {
		const tap = new build.Tap(1_700_000_100_000_000);
		const notification = build.pdus.notification({
			transactionId: "N1",
			contentLocation: "http://mmsc.example/1",
		});
		tap.udp(
			build.endpoint("192.0.2.11", 9200),
			build.endpoint("10.0.0.1", 2948),
			build.wsp.connectionless(6, build.wsp.push(notification)),
		);
		const packets = [...talk("T1"), ...tap.take()];
		const scopes = async (up: number | undefined) => {
			const tagged = packets.map((packet) => {
				const id = packet.datagram[15] === 1 ? up : 9;
				if (id === undefined) return packet;
				return { ...packet, link: { tags: [[build.TAG_8021Q, id]] as const } };
			});
			const got = await exchanges(build.pcap(tagged)).toArray();
			return got.map((one) => one.type === "exchange" && [one.kind, one.scope]);
		};
		expect(await scopes(8)).toEqual([
			["request", "vlan-8"],
			["push", "vlan-8"],
		]);
		expect(await scopes(undefined)).toEqual([
			["request", undefined],
			["push", undefined],
		]);
	});

	it("goes on when the phone moves to another base station", async () => {
		const packets = talk("T1");
		const cut = 4; // after the request
		const moved = (to: string) => [
			...tunnelled(packets.slice(0, cut)),
			...tunnelled(packets.slice(cut), to),
		];
		const got = await exchanges(build.pcap(moved("198.51.100.7"))).toArray();
		expect(got).toMatchObject([
			{
				scope: `gtp-${SGSN}-${GGSN}`,
				request: { complete: true },
				response: { complete: true, "mmse.message_id": "T1" },
			},
		]);
		// Neither end of the tunnel is the same: another network.
		const elsewhere = moved(SGSN).map((packet, i) => {
			if (i < cut) return packet;
			const datagram = packet.datagram.slice();
			datagram.set([203, 0, 113, 1, 203, 0, 113, 2], 12);
			return { ...packet, datagram };
		});
		const apart = await exchanges(build.pcap(elsewhere)).toArray();
		const whole = apart.filter(
			(one) => one.type === "exchange" && one.request && one.response,
		);
		expect(whole).toEqual([]);
	});

	it("seen at two places is no repeat of a PDU but its second hop", async () => {
		const outside = talk("T1");
		const merged = build.mergeByTime(tunnelled(outside), outside);
		const got = await pdus(build.pcap(merged)).toArray();
		expect(got.map(({ repeat }) => repeat)).toEqual([
			undefined,
			true,
			undefined,
			true,
		]);
	});
});
