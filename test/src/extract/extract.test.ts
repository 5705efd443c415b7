import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { analyze, exchanges, pdus } from "../../../src/analyze.js";
import { extract } from "../../../src/extract/extract.js";
import type { Exchange, Message, PduRecord } from "../../../src/record.js";
import {
	dns,
	endpoint,
	fragments,
	http,
	type Packet,
	PcapngFile,
	pcap,
	pdus as pdu,
	scenario,
	TAG_8021Q,
	Tap,
	TcpConnection,
	tunnel,
	udp,
	utf8,
	wsp,
	wtp,
} from "../../builder/index.js";
import { extracted, parse } from "./reading.js";

const phone = endpoint("10.20.14.31", 40001);
const other = endpoint("10.20.14.32", 40002);
const mmsc = endpoint("192.0.2.10", 80);
const gateway = endpoint("192.0.2.20", 9201);

function sendOver(tap: Tap, id: string, from = phone, status = 0x80): void {
	const request = pdu.sendReq({ transactionId: id, to: ["+447900900123"] });
	const answer = pdu.sendConf({
		transactionId: id,
		messageId: `M${id}`,
		status,
	});
	new TcpConnection(tap, from, mmsc, { mss: 500 })
		.open()
		.send("client", http.post("/mms", request), { retransmit: [1] })
		.send("server", http.mmsResponse(answer))
		.close();
	tap.wait(1e6);
}

/** Two messages, packet by packet: those of the first are the longer datagrams' owner `phone`. */
function twoMessages(): Packet[] {
	const tap = new Tap();
	sendOver(tap, "A1");
	sendOver(tap, "B1", other);
	return tap.take();
}

const isOf = (id: string) => (message: { type: string }) =>
	(message as Message).send?.transactionId === id;

const key = (record: PduRecord) => {
	const { capture, captureFrame, problems, container, ...rest } = record;
	return JSON.stringify({ ...rest, "frame.number": 0 });
};

describe("packets of messages", () => {
	it("are those of the message that fits, with handshake, repeats and teardown", async () => {
		const packets = twoMessages();
		const { file, summary } = await extracted(pcap(packets), {
			filter: isOf("A1"),
		});
		const half = packets.length / 2;
		expect(summary).toMatchObject({ messages: 1, packets: half, missing: 0 });
		const { datagram } = packets[0]!;
		expect(file.packets[0]!.octets.subarray(14)).toEqual(datagram);
		expect(file.packets.map(({ octets }) => octets.subarray(14))).toEqual(
			packets.slice(0, half).map((packet) => packet.datagram),
		);
		expect(file.packets.flatMap(({ comments }) => comments)).toEqual([
			"m-send-req, message 1: accepted",
			"m-send-conf, message 1: accepted",
		]);
	});

	it("say what became of them", async () => {
		const tap = new Tap();
		sendOver(tap, "A1", phone, 0x82);
		const { file } = await extracted(pcap(tap.take()));
		expect(file.packets.flatMap(({ comments }) => comments)).toEqual([
			"m-send-req, message 1: refused, Error-service-denied",
			"m-send-conf, message 1: refused, Error-service-denied",
		]);
	});

	it("leave out the other messages of a connection that is kept open", async () => {
		const tap = new Tap();
		const connection = new TcpConnection(tap, phone, mmsc).open();
		for (const id of ["A1", "B1", "C1"]) {
			const request = pdu.sendReq({ transactionId: id, to: ["+4479"] });
			const answer = pdu.sendConf({ transactionId: id, messageId: id });
			connection
				.send("client", http.post("/mms", request))
				.send("server", http.mmsResponse(answer));
			tap.wait(1e6);
		}
		connection.close();
		const input = pcap(tap.take());
		const { octets } = await extracted(input, { filter: isOf("B1") });
		const found = await pdus(octets).toArray();
		expect(found.map((one) => one["mmse.transaction_id"])).toEqual([
			"B1",
			"B1",
		]);
		// Handshake 3, request 1 and its acknowledgement, the same of the answer, teardown 3.
		expect((await extracted(octets)).summary.packets).toBe(10);
	});

	it("hold interim answers, and acknowledgements of what the capture lost", async () => {
		const tap = new Tap();
		const body = http.post("/mms", pdu.sendReq({ to: ["+4479"] }));
		new TcpConnection(tap, phone, mmsc, { mss: 500 })
			.open()
			.send("client", body, { sizes: [200, 500] })
			.send("server", utf8("HTTP/1.1 100 Continue\r\n\r\n"))
			.send("server", http.mmsResponse(pdu.sendConf({ messageId: "M" })), {
				sizes: 60,
				missing: [1],
			})
			.close();
		const packets = tap.take();
		const { summary } = await extracted(pcap(packets));
		expect(summary.packets).toBe(packets.length);
	});

	it("are the same PDUs and messages when all of a capture is taken", async () => {
		const input = pcap([...scenario({ seed: 11, messages: 80 })]);
		const { octets } = await extracted(input);
		expect((await pdus(octets).toArray()).map(key)).toEqual(
			(await pdus(input).toArray()).map(key),
		);
		const uids = async (of: Uint8Array) =>
			(await analyze(of).toArray()).map(({ uid }) => uid).sort();
		expect(await uids(octets)).toEqual(await uids(input));
	});

	it("are nothing of others, message by message", async () => {
		const input = pcap([...scenario({ seed: 12, messages: 25 })]);
		const all = await pdus(input).toArray();
		const owners: [Message, Exchange[]][] = [];
		const onExchanges = (message: Message, lists: Exchange[][]) => {
			owners.push([message, lists.flat()]);
		};
		await analyze(input, { onExchanges }).toArray();
		for (const [{ uid }, exchanges] of owners) {
			const filter = (one: object) => (one as Message).uid === uid;
			const { octets } = await extracted(input, { filter });
			const found = (await pdus(octets).toArray()).filter((one) => !one.repeat);
			const frames = exchanges
				.flatMap(({ request, response }) => [request, response])
				.map((half) => half?.frame);
			const expected = all.filter(
				(one) => !one.repeat && frames.includes(one["frame.number"]),
			);
			expect(found.map(key).sort()).toEqual(expected.map(key).sort());
		}
	});
});

describe("WSP", () => {
	function session(tap: Tap, from = phone): void {
		const say = (pdu: Uint8Array) => tap.wait(1000).udp(from, gateway, pdu);
		const hear = (pdu: Uint8Array) => tap.wait(1000).udp(gateway, from, pdu);
		say(wtp.invoke(1, wsp.connect()));
		hear(wtp.result(1, wsp.connectReply(7)));
		say(wtp.ack(1));
		for (const [tid, id] of [
			[2, "A1"],
			[3, "B1"],
		] as const) {
			const request = pdu.sendReq({ transactionId: id, to: ["+4479"] });
			const answer = pdu.sendConf({ transactionId: id, messageId: id });
			const invoke = wtp.invoke(tid, wsp.post("http://mmsc/", request));
			say(invoke);
			say(invoke);
			hear(wtp.result(tid, wsp.reply(0x20, answer)));
			say(wtp.ack(tid));
		}
		say(wtp.invoke(4, wsp.disconnect(7), { transactionClass: 0 }));
	}

	it("transactions come with their repeats, acknowledgements and session", async () => {
		const tap = new Tap();
		session(tap);
		const packets = tap.take();
		const input = pcap(packets);
		const { file } = await extracted(input, { filter: isOf("B1") });
		const wanted = [0, 1, 2, 7, 8, 9, 10, 11];
		expect(file.packets.map(({ octets }) => octets.subarray(14))).toEqual(
			wanted.map((index) => packets[index]!.datagram),
		);
	});
});

describe("a name that is not resolved", () => {
	it.each([
		["answered with an error", { rcode: dns.NXDOMAIN }, 2],
		["never answered", undefined, 1],
	])("comes with its query: %s", async (_, answer, packets) => {
		const tap = new Tap();
		const server = endpoint("192.0.2.53", 53);
		const query = dns.query(7, "mmsc.example");
		tap.udp(phone, server, query);
		if (answer) tap.wait(9000).udp(server, phone, dns.answer(query, answer));
		tap.wait(100e6).udp(other, server, dns.query(8, "www.example"));
		const { file } = await extracted(pcap(tap.take()), {
			mmsc: ["mmsc.example"],
		});
		expect(file.packets.length).toBe(packets);
		const comments = file.packets.flatMap((packet) => packet.comments);
		expect(comments[0]).toContain("dns-query, message 1");
	});
});

describe("what packets are in", () => {
	it("stays: fragments, tags and tunnels", async () => {
		const tap = new Tap();
		sendOver(tap, "A1");
		const plain = tap.take();
		const peers = ["198.51.100.1", "198.51.100.2"] as const;
		const inside = plain.flatMap(({ time, datagram }, index): Packet[] =>
			fragments(tunnel.gtpUser(peers, 99, datagram), 256, index).map(
				(piece) => ({
					time,
					datagram: piece,
					link: { tags: [[TAG_8021Q, 7]] },
				}),
			),
		);
		const tapOther = new Tap();
		sendOver(tapOther, "B1", other);
		const input = pcap([...inside, ...tapOther.take()]);
		const { octets, file } = await extracted(input, { filter: isOf("A1") });
		expect(file.packets.length).toBe(inside.length);
		expect(inside.length).toBeGreaterThan(plain.length);
		const [exchange] = await exchanges(octets).toArray();
		expect(exchange).toMatchObject({
			tunnel: { type: "gtp", vlan: 7 },
			request: { "mmse.transaction_id": "A1" },
		});
	});

	it("stays: fragments inside a tunnel", async () => {
		const tap = new Tap();
		const request = pdu.sendReq({ to: ["+4479"] });
		tap.udp(phone, gateway, wtp.invoke(2, wsp.post("http://mmsc/", request)));
		const peers = ["198.51.100.1", "198.51.100.2"] as const;
		const packets = tap.take().flatMap(({ time, datagram }, index): Packet[] =>
			fragments(datagram, 48, index).map((piece) => ({
				time,
				datagram: tunnel.gre(peers, piece),
			})),
		);
		expect(packets.length).toBeGreaterThan(4);
		const { file } = await extracted(pcap(packets));
		expect(file.packets.map(({ octets }) => octets.subarray(14))).toEqual(
			packets.map(({ datagram }) => datagram),
		);
	});
});

describe("captures", () => {
	const [first, second] = [twoMessages().slice(0, 20), twoMessages()];

	it("may be gzipped, big-endian, or in nanoseconds", async () => {
		const packets = twoMessages().map((packet) => ({ ...packet, nanos: 123 }));
		for (const options of [
			{},
			{ bigEndian: true },
			{ nanoseconds: true },
			{ nanoseconds: true, bigEndian: true },
		]) {
			const input = gzipSync(pcap(packets, options));
			const { file, octets } = await extracted(new Uint8Array(input));
			expect(file.packets.length).toBe(packets.length);
			const units = options.nanoseconds ? 1000n : 1n;
			const nanos = options.nanoseconds ? 123n : 0n;
			expect(file.packets[3]!.time).toBe(
				BigInt(packets[3]!.time) * units + nanos,
			);
			expect(file.interfaces[0]!.options.get(9)).toEqual(
				Uint8Array.of(options.nanoseconds ? 9 : 6),
			);
			expect((await analyze(octets).toArray()).length).toBe(2);
		}
	});

	it("keep lengths of sliced packets", async () => {
		const packets = twoMessages().map((packet) => ({ ...packet, keep: 400 }));
		const { file } = await extracted(pcap(packets));
		expect(file.packets.length).toBeGreaterThan(0);
		for (const { octets, originalLength } of file.packets) {
			expect(octets.length).toBeLessThanOrEqual(414);
			expect(originalLength).toBeGreaterThanOrEqual(octets.length);
		}
		expect(
			file.packets.some((one) => one.originalLength > one.octets.length),
		).toBe(true);
	});

	it("keep interfaces, link types and resolutions over sections, and nothing foreign", async () => {
		const input = new PcapngFile()
			.section(false, [[1, "foreign"]])
			.interface({ link: "raw", options: [[2, "eth7"]] })
			.interface({ tsresol: 9, tsoffset: 1000, snapLength: 4096 });
		input.block(10, utf8("TLSK....keys"));
		input.block(4, utf8("names..."));
		for (const packet of first)
			input.packet({ ...packet, interface: 1, nanos: 5 }, [
				[1, "foreign"],
				[2, Uint8Array.of(1, 0, 0, 0)],
				[4, new Uint8Array(8)],
			]);
		input.section(true).interface({ tsresol: 0x94, link: "raw" });
		for (const packet of second.slice(20)) input.oldPacket(packet);
		input.block(0xbad, utf8("custom foreign"));
		const { file, octets } = await extracted(input.octets(), {
			application: "mmstrace 9",
		});
		expect(file.application).toBe("mmstrace 9");
		expect(new Set(file.blocks)).toEqual(new Set([0x0a0d0d0a, 1, 6]));
		expect(file.interfaces.map(({ linkType }) => linkType)).toEqual([
			101, 1, 101,
		]);
		expect(new TextDecoder().decode(file.interfaces[0]!.options.get(2))).toBe(
			"eth7",
		);
		expect(file.interfaces[1]).toMatchObject({ snapLength: 4096 });
		expect(new TextDecoder().decode(octets)).not.toContain("foreign");
		const one = file.packets[0]!;
		expect(one.interfaceNumber).toBe(1);
		expect(one.time).toBe(
			BigInt(first[0]!.time) * 1000n + 5n - 1000n * 1_000_000_000n,
		);
		expect(one.options).toEqual([2]);
		expect(file.packets.at(-1)!.interfaceNumber).toBe(2);
		const times = async (of: Uint8Array) =>
			(await pdus(of).toArray()).map((p) => p["frame.time_epoch"]);
		expect(await times(octets)).toEqual(await times(input.octets()));
	});

	it("may have packets without a time", async () => {
		const input = new PcapngFile().section().interface({ snapLength: 0 });
		const packets = twoMessages();
		input.packet(packets[0]!);
		for (const packet of packets.slice(1)) input.simplePacket(packet);
		const { file } = await extracted(input.octets());
		expect(file.packets.length).toBe(packets.length);
		expect(new Set(file.packets.map(({ time }) => time))).toEqual(
			new Set([BigInt(packets[0]!.time)]),
		);
	});

	it("may be several: packets in the order of the input, interfaces named", async () => {
		const packets = twoMessages();
		const one = pcap(packets.filter((_, index) => index % 2 === 0));
		const two = pcap(
			packets.filter((_, index) => index % 2 === 1),
			{ link: "raw" },
		);
		const { file } = await extracted([one, two], {
			names: ["a.pcap", "b.pcap"],
			filter: isOf("B1"),
		});
		const names = file.interfaces.map(({ options }) =>
			new TextDecoder().decode(options.get(2)),
		);
		expect(names).toEqual(["a.pcap", "b.pcap"]);
		expect(file.interfaces.map(({ linkType }) => linkType)).toEqual([1, 101]);
		expect(file.packets.length).toBe(packets.length / 2);
		const times = file.packets.map(({ time }) => Number(time));
		expect(times).toEqual([...times].sort((a, b) => a - b));
	});

	it("may end in the middle of a packet", async () => {
		const whole = pcap(twoMessages());
		const cut = whole.subarray(0, whole.length - 10);
		const { summary } = await extracted(cut);
		expect(summary).toMatchObject({
			packets: twoMessages().length - 1,
			missing: 0,
		});
	});

	it("without a message that fits give an empty capture with its interfaces", async () => {
		const { file, summary } = await extracted(pcap(twoMessages()), {
			filter: () => false,
		});
		expect(file.blocks).toEqual([0x0a0d0d0a, 1]);
		expect(summary).toMatchObject({ messages: 0, packets: 0 });
	});

	it("are without packets when the work is stopped early", async () => {
		const stop = new AbortController();
		stop.abort(new Error("enough"));
		const extraction = extract(pcap(twoMessages()), { signal: stop.signal });
		const chunks: Uint8Array[] = [];
		const read = async () => {
			for await (const chunk of extraction) chunks.push(chunk);
		};
		await expect(read()).rejects.toThrow("enough");
		expect(parse(Buffer.concat(chunks)).blocks).toEqual([0x0a0d0d0a]);
	});

	it("end with a whole packet when the copying is stopped", async () => {
		const octets = pcap([...scenario({ seed: 3, messages: 30 })]);
		const whole: Uint8Array[] = [];
		for await (const chunk of extract(octets)) whole.push(chunk);
		const stop = new AbortController();
		const extraction = extract(octets, { signal: stop.signal });
		const chunks: Uint8Array[] = [];
		const read = async () => {
			for await (const chunk of extraction) {
				chunks.push(chunk);
				stop.abort(new Error("enough"));
			}
		};
		await expect(read()).rejects.toThrow("enough");
		const all = parse(Buffer.concat(whole)).packets;
		const some = parse(Buffer.concat(chunks)).packets;
		expect(some.length).toBeGreaterThan(10);
		expect(some.length).toBeLessThan(all.length);
		expect(some).toEqual(all.slice(0, some.length));
	});

	it("that can be read only once are refused", () => {
		const stream = new Blob([pcap([])]).stream();
		expect(() => extract(stream)).toThrow("more than once");
	});
});

describe("other traffic", () => {
	it("is left out", async () => {
		const tap = new Tap();
		for (let i = 0; i < 50; i++)
			tap.pass(udp(other, endpoint("192.0.2.53", 53), utf8(`query ${i}`)));
		new TcpConnection(tap, other, endpoint("192.0.2.99", 80))
			.open()
			.send("client", http.get("/index.html"))
			.send("server", http.response("200 OK", utf8("<html>")))
			.close();
		const { summary } = await extracted(
			pcap([...tap.take(), ...twoMessages()]),
		);
		expect(summary.packets).toBe(twoMessages().length);
	});
});
