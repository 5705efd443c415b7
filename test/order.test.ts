/**
 * The same conversation cut, ordered, repeated and framed in any way gives the same messages.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { analyze, type Message } from "../src/index.js";
import {
	endpoint,
	http,
	type LinkName,
	type Octets,
	pcap,
	pcapng,
	pdus,
	Random,
	type SendOptions,
	scenario,
	Tap,
	TcpConnection,
	wsp,
	wtp,
} from "./builder/index.js";

async function messagesOf(capture: Octets): Promise<Message[]> {
	const out: Message[] = [];
	for await (const message of analyze(capture)) out.push(message);
	return out;
}

/** Without what says how the octets travelled. */
function meaning(messages: readonly Message[]): unknown {
	const dropped = new Set([
		"frame",
		"frames",
		"firstTime",
		"lastTime",
		"time",
		"phases",
		"retransmissions",
	]);
	return JSON.parse(
		JSON.stringify(messages, (key, value) =>
			dropped.has(key) ? undefined : value,
		),
	);
}

type Disturb = (octets: Octets) => SendOptions;

const phone = endpoint("10.0.0.1", 40000);
const mmsc = endpoint("192.0.2.10", 80);
const location = "http://mmsc.example/mms?id=77aa88bb99cc";

/** A submission, a push and a fetch on one connection; time stands still while octets pass. */
function overHttp(disturb: Disturb): Octets {
	const tap = new Tap();
	const connection = new TcpConnection(tap, phone, mmsc, { roundTrip: 0 });
	const pass = (from: "client" | "server", octets: Octets): void => {
		const how = disturb(octets);
		connection.send(from, octets, { pace: 0, ...how });
		tap.wait(1e6);
	};
	connection.open();
	pass("client", http.post("/mms", pdus.sendReq({ to: ["+447700900141"] })));
	pass("server", http.mmsResponse(pdus.sendConf({ messageId: "M1" })));
	tap.udp(
		endpoint("198.51.100.7", 9200),
		endpoint("10.0.0.1", 2948),
		wsp.connectionless(
			1,
			wsp.push(pdus.notification({ contentLocation: location })),
		),
	);
	tap.wait(1e6);
	pass("client", http.get("/mms?id=77aa88bb99cc"));
	const answer = pdus.retrieveConf({ transactionId: "N1", messageId: "M9" });
	pass("server", http.mmsResponse(answer, { chunk: 131 }));
	pass("client", http.post("/mms", pdus.notifyResp("N1")));
	pass("server", http.response("204 No Content", undefined));
	connection.close();
	return pcap(tap.take());
}

/** The same over WSP in packets of any size, in any order within the message, some of them twice. */
function overWsp(size: number, random: Random): Octets {
	const tap = new Tap();
	const gateway = endpoint("192.0.2.9", 9201);
	const transfer = (kind: "invoke" | "result", tid: number, sdu: Octets) => {
		const packets = wtp.segmented(kind, tid, sdu, { size });
		const [first, ...others] = packets as [Octets, ...Octets[]];
		const repeated = others.filter(() => random.chance(0.2));
		const [from, to] = kind === "invoke" ? [phone, gateway] : [gateway, phone];
		tap.udp(from, to, first);
		for (const packet of random.shuffle([...others, ...repeated])) {
			tap.udp(from, to, packet);
		}
		tap.wait(1e6);
	};
	const submit = pdus.sendReq({ to: ["+447700900141"] });
	transfer("invoke", 1, wsp.post("http://mmsc.example/mms", submit));
	transfer("result", 1, wsp.reply(0x20, pdus.sendConf({ messageId: "M1" })));
	tap.udp(phone, gateway, wtp.ack(1));
	transfer("invoke", 2, wsp.get(location));
	const answer = pdus.retrieveConf({ transactionId: "N1", messageId: "M9" });
	transfer("result", 2, wsp.reply(0x20, answer));
	tap.udp(phone, gateway, wtp.ack(2));
	return pcap(tap.take());
}

describe("the way octets travel", () => {
	it("changes nothing over TCP", async () => {
		const plain = meaning(await messagesOf(overHttp(() => ({}))));
		const sizes = fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1 });
		const about = fc.record({
			sizes,
			seed: fc.integer(),
			overlap: fc.integer({ min: 0, max: 90 }),
			way: fc.constantFrom("plain", "order", "duplicate", "repeat", "overlap"),
		});
		const property = fc.asyncProperty(about, async (one) => {
			const random = new Random(one.seed);
			const disturb: Disturb = (octets) => disturbance(octets, one, random);
			const found = meaning(await messagesOf(overHttp(disturb)));
			expect(found).toEqual(plain);
		});
		// The second segment starts like a response, and comes before the first and many others.
		const found = { sizes: [10, 18], seed: 2147483642, overlap: 0 };
		const examples: [typeof about extends fc.Arbitrary<infer T> ? T : never][] =
			[[{ ...found, way: "order" }]];
		await fc.assert(property, { numRuns: 60, examples });
	});

	it("changes nothing over WTP", async () => {
		const plain = meaning(await messagesOf(overWsp(5000, new Random(0))));
		const size = fc.integer({ min: 20, max: 1400 });
		const property = fc.asyncProperty(size, fc.integer(), async (n, seed) => {
			const found = await messagesOf(overWsp(n, new Random(seed)));
			expect(meaning(found)).toEqual(plain);
		});
		await fc.assert(property, { numRuns: 40 });
	});

	it("gives equal records on every link", async () => {
		const packets = [...scenario({ seed: 21, messages: 120, family: 4 })];
		const plain = await messagesOf(pcap(packets, { link: "raw" }));
		expect(plain.length).toBeGreaterThan(100);
		const links: LinkName[] = "ethernet sll sll2 null loop ipv4 raw12".split(
			" ",
		) as LinkName[];
		for (const link of links) {
			expect(await messagesOf(pcap(packets, { link })), link).toEqual(plain);
		}
		const options = { link: "raw", bigEndian: true } as const;
		expect(await messagesOf(pcap(packets, options))).toEqual(plain);
		expect(await messagesOf(pcapng(packets, options))).toEqual(plain);
	});
});

interface Way {
	sizes: number[];
	overlap: number;
	way: string;
}

function disturbance(octets: Octets, one: Way, random: Random): SendOptions {
	const { sizes } = one;
	const count = countOf(octets.length, sizes);
	const all = Array.from({ length: count }, (_, index) => index);
	const some = all.filter(() => random.chance(0.2));
	switch (one.way) {
		case "order":
			return { sizes, order: random.shuffle(all), acknowledge: "end" };
		case "duplicate":
			return { sizes, duplicate: some };
		case "repeat":
			return { sizes, retransmit: some };
		case "overlap":
			return { sizes, overlap: one.overlap };
		default:
			return { sizes };
	}
}

function countOf(length: number, sizes: readonly number[]): number {
	let count = 0;
	for (let at = 0; at < length; count++) {
		at += sizes[Math.min(count, sizes.length - 1)] as number;
	}
	return count;
}
