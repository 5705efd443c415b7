import { describe, expect, it } from "vitest";
import { type ByteSource, bytesSource } from "../../../src/capture/source.js";
import type { HttpPair, HttpRefusal } from "../../../src/http/message.js";
import type { HttpTrackerOptions } from "../../../src/http/tracker.js";
import { Random } from "../../builder/bytes.js";
import {
	endpoint,
	http,
	join,
	type Packet,
	pcap,
	scenario,
	Tap,
	TcpConnection,
	utf8,
} from "../../builder/index.js";
import { track } from "./observe.js";

/** A source that gives a few octets at a time, so that batches end everywhere. */
function inPieces(file: Uint8Array, size: number): ByteSource {
	const whole = bytesSource(file);
	return { ...whole, read: (into) => whole.read(into.subarray(0, size)) };
}

async function outcome(
	source: ByteSource,
	runs = false,
	limits: HttpTrackerOptions["limits"] = {},
) {
	const told: (HttpPair | HttpRefusal | string)[] = [];
	const options: HttpTrackerOptions = {
		limits,
		keepBody: (message) =>
			message.headers.some(([, value]) => value.includes("vnd.wap.mms")),
		onMessage: ({ carriage, kind }) => {
			told.push(`${kind} ${carriage.frame} ${carriage.bytes}`);
		},
		onPair: (pair) => told.push(pair),
		onRefusal: (refusal) => told.push(refusal),
	};
	const rows = await track(source, options, runs);
	return { told, rows };
}

/** The same packets: neighbours change places, some are lost, some come twice. */
function disordered(packets: readonly Packet[], seed: number): Packet[] {
	const random = new Random(seed);
	const data = packets.map(({ datagram }) => datagram);
	for (let i = 1; i < data.length; i++)
		if (random.next() < 0.1) [data[i - 1], data[i]] = [data[i]!, data[i - 1]!];
	return packets.flatMap((packet, i) => {
		const one = { ...packet, datagram: data[i]! };
		const chance = random.next();
		return chance < 0.02 ? [] : chance < 0.05 ? [one, one] : [one];
	});
}

describe("borders of batches", () => {
	it("change nothing", async () => {
		const packets = scenario({ seed: 7, bytes: 6e6, share: 0.1 });
		const file = pcap(packets, { link: "ethernet" });
		const whole = await outcome(bytesSource(file));
		expect(whole.told.length).toBeGreaterThan(50);
		for (const size of [3000, 100_000]) {
			const pieces = await outcome(inPieces(file, size));
			expect(pieces.told).toEqual(whole.told);
			// Verdicts reach the core sooner.
			expect(pieces.rows).toBeLessThan(whole.rows);
		}
	});
});

describe("runs of segments", () => {
	it.each([1, 2, 3])(
		"change nothing but the number of rows (%i)",
		async (seed) => {
			const packets = [...scenario({ seed, bytes: 3e6, share: 0.5 })];
			const list = seed === 1 ? packets : disordered(packets, seed);
			const file = pcap(list, { link: "ethernet" });
			const single = await outcome(bytesSource(file));
			expect(single.told.length).toBeGreaterThan(50);
			for (const source of [bytesSource(file), inPieces(file, 20_000)]) {
				const inRuns = await outcome(source, true);
				expect(inRuns.told).toEqual(single.told);
				expect(inRuns.rows).toBeLessThan(single.rows * 0.9);
			}
		},
	);

	it("change nothing of a body whose head was waited for until time had passed", async () => {
		const tap = new Tap();
		const server = endpoint("192.0.2.10", 80);
		const body = 20_000;
		const head = (octets: number) =>
			utf8(`HTTP/1.1 200 OK\r\nContent-Length: ${octets}\r\n\r\n`);
		const connection = new TcpConnection(tap, endpoint("10.0.0.1", 1), server)
			.open()
			.send("client", http.get("/1"))
			.send("client", http.get("/2"))
			// The first answer is not in the capture, so that the head of the second waits ...
			.skip("server", head(0).length)
			.send("server", join(head(body), new Uint8Array(1000)));
		// ... until another connection tells that time has passed.
		tap.wait(2_000_000);
		new TcpConnection(tap, endpoint("10.0.0.2", 2), server).syn();
		connection.send("server", new Uint8Array(body - 1000), { missing: [3] });
		const file = pcap(tap.take(), { link: "ethernet" });
		const single = await outcome(bytesSource(file));
		const inRuns = await outcome(bytesSource(file), true);
		// Nobody wants the body: what was lost of it is no loss.
		const whole = expect.objectContaining({ length: body, gaps: [] });
		expect(single.told).toContainEqual(
			expect.objectContaining({
				response: expect.objectContaining({ body: whole }),
			}),
		);
		expect(inRuns.told).toEqual(single.told);
	});

	it("change nothing of a connection that has to go for another one", async () => {
		const tap = new Tap();
		const server = endpoint("192.0.2.10", 80);
		const type = "Content-Type: application/vnd.wap.mms-message";
		const head = utf8(
			`HTTP/1.1 200 OK\r\n${type}\r\nContent-Length: 9000\r\n\r\n`,
		);
		const connection = new TcpConnection(tap, endpoint("10.0.0.1", 1), server)
			.open()
			.send("client", http.get("/1"))
			.send("server", join(head, new Uint8Array(1000)));
		// A run is within a second.
		tap.wait(1_000_000);
		connection.send("server", new Uint8Array(2000));
		new TcpConnection(tap, endpoint("10.0.0.2", 2), server).syn();
		connection.send("server", new Uint8Array(6000));
		const file = pcap(tap.take(), { link: "ethernet" });
		const limits = { connections: 1 };
		const single = await outcome(bytesSource(file), false, limits);
		expect(single.told).toContain(`response 9 ${head.length + 3000}`);
		const inRuns = await outcome(bytesSource(file), true, limits);
		expect(inRuns.told).toEqual(single.told);
	});
});
