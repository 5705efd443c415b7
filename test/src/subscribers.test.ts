import { describe, expect, it } from "vitest";
import { analyze, exchanges } from "../../src/index.js";
import type { Message } from "../../src/record.js";
import { Correlator } from "../../src/transaction/correlate.js";
import * as build from "../builder/index.js";

const { gtp, radius, signalling } = build;
const [SGSN, GGSN] = ["198.51.100.1", "198.51.100.2"];
const MMSC = build.endpoint("192.0.2.10", 80);
const PHONE = "10.0.0.1";
const ALICE = { imsi: "234150000000001", msisdn: "447900000001" };
const BOB = { imsi: "234150000000002", msisdn: "447900000002" };
const T0 = 1_700_000_000;

/** A submission at a time, without a sender, in a GTP-U tunnel when it has endpoints. */
function submission(
	seconds: number,
	id: string,
	ends?: { up: number; down: number },
): build.Packet[] {
	const tap = new build.Tap((T0 + seconds) * 1e6);
	const port = 40_000 + seconds;
	new build.TcpConnection(tap, build.endpoint(PHONE, port), MMSC)
		.open()
		.send(
			"client",
			build.http.post(
				"/mms",
				build.pdus.sendReq({
					transactionId: id,
					to: ["+447700900123/TYPE=PLMN"],
				}),
			),
		)
		.send(
			"server",
			build.http.mmsResponse(
				build.pdus.sendConf({ transactionId: id, messageId: id }),
			),
		)
		.close();
	const packets = tap.take();
	if (!ends) return packets;
	return packets.map((packet) => {
		const isUp = packet.datagram[15] === 1; // the phone's address as source
		const peers = isUp ? ([SGSN, GGSN] as const) : ([GGSN, SGSN] as const);
		const teid = isUp ? ends.up : ends.down;
		const datagram = build.tunnel.gtpUser(peers, teid, packet.datagram);
		return { ...packet, datagram };
	});
}

/** A context of GTPv1 whose endpoints are numbered by `n`. */
function context(
	seconds: number,
	n: number,
	person: typeof ALICE,
): build.Packet[] {
	const tap = new build.Tap((T0 + seconds) * 1e6);
	const [sgsn, ggsn] = [build.endpoint(SGSN, 2123), build.endpoint(GGSN, 2123)];
	const at = (address: string, teid: number) => ({ address, teid });
	tap.udp(
		sgsn,
		ggsn,
		gtp.createPdpRequest(n, person, {
			control: at(SGSN, 0x100 + n),
			user: at(SGSN, 0x200 + n),
		}),
	);
	tap.wait(1000);
	tap.udp(
		ggsn,
		sgsn,
		gtp.createPdpResponse(
			{ teid: 0x100 + n, sequence: n },
			gtp.endUser(PHONE),
			// Two gateways on one machine: their control endpoints differ.
			{
				control: at(`198.51.100.${10 + n}`, 0x300 + n),
				user: at(GGSN, 0x400 + n),
			},
		),
	);
	return tap.take();
}

function accounting(
	seconds: number,
	status: "start" | "stop" | "interim",
	id: string,
	...more: Uint8Array[]
): build.Packet[] {
	const tap = new build.Tap((T0 + seconds) * 1e6);
	tap.udp(
		build.endpoint(GGSN, 1813),
		build.endpoint("192.0.2.9", 1813),
		radius.accounting(
			status,
			radius.attribute(44, id),
			radius.attribute(8, signalling.ipv4(PHONE)),
			...more,
		),
	);
	return tap.take();
}

const numberOf = (digits: string) => radius.attribute(31, digits);

async function sendersOf(...packets: build.Packet[][]) {
	const capture = build.pcap(build.mergeByTime(...packets));
	const messages = await analyze(capture).toArray();
	// The second half of the program knows the same from its records.
	const again: Message[] = [];
	const correlator = new Correlator({ onMessage: (one) => again.push(one) });
	const running = exchanges(capture);
	for await (const record of running)
		if (record.type === "identity") correlator.onIdentity(record);
		else correlator.onExchange(record);
	correlator.finish(Math.max(...packets.flat().map(({ time }) => time)) / 1e6);
	expect(again).toEqual(messages);
	return Object.fromEntries(
		messages.map(({ messageId, send }) => [
			messageId,
			[send?.number, send?.numberSource],
		]),
	);
}

describe("the sender of a message", () => {
	it("is told by the tunnel where two contexts have one address", async () => {
		const senders = await sendersOf(
			context(0, 1, ALICE),
			context(1, 2, BOB),
			submission(10, "A", { up: 0x401, down: 0x201 }),
			submission(20, "B", { up: 0x402, down: 0x202 }),
			submission(30, "C", { up: 0x499, down: 0x299 }),
			submission(40, "D"),
		);
		expect(senders).toEqual({
			A: ["+447900000001", "gtp-c"],
			B: ["+447900000002", "gtp-c"],
			C: [undefined, undefined],
			D: [undefined, undefined],
		});
	});

	it("changes with the lease of its address, within minutes", async () => {
		const senders = await sendersOf(
			accounting(0, "start", "1", numberOf(ALICE.msisdn)),
			submission(10, "A"),
			accounting(20, "stop", "1", numberOf(ALICE.msisdn)),
			submission(60, "nobody"),
			accounting(100, "start", "2", numberOf(BOB.msisdn)),
			submission(110, "B"),
			// The Stop was lost, and the address goes on.
			accounting(200, "start", "3", numberOf(ALICE.msisdn)),
			submission(210, "A2"),
		);
		expect(senders).toEqual({
			A: ["447900000001", "radius"],
			nobody: [undefined, undefined],
			B: ["447900000002", "radius"],
			A2: ["447900000001", "radius"],
		});
	});

	it("is known from a Stop that comes after it", async () => {
		const seconds = radius.attribute(46, build.u32(100));
		const senders = await sendersOf(
			submission(10, "A"),
			accounting(60, "stop", "1", numberOf(ALICE.msisdn), seconds),
			submission(120, "B"),
		);
		expect(senders).toEqual({
			A: ["447900000001", "radius"],
			B: [undefined, undefined],
		});
	});

	it("is known from a library's own list", async () => {
		const capture = build.pcap(submission(10, "A"));
		const identity = {
			type: "identity",
			address: "10.0.0.0/24",
			from: T0,
			imsi: ALICE.imsi,
			source: "file",
		} as const;
		const [message] = await analyze(capture, {
			identities: [identity],
		}).toArray();
		expect(message?.send?.imsi).toBe(ALICE.imsi);
		const [line] = await exchanges(capture, {
			identities: [identity],
		}).toArray();
		expect(line).toEqual(identity);
	});
});
