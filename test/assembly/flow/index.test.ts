import { describe, expect, it } from "vitest";
import { ROW_FLAG_NEW_STREAM } from "../../../src/wasm/layout.js";
import {
	ACK,
	endpoint,
	FIN,
	type Packet,
	PcapStream,
	SYN,
	tcp,
	udp,
	utf8,
} from "../../builder/index.js";
import { read } from "../../read.js";

const START = 1_700_000_000_000_000;
const server = endpoint("192.0.2.10", 80);

function phone(number: number) {
	const host = `10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}`;
	return endpoint(host, 1024 + (number % 60_000));
}

/** A capture of many packets. */
function capture(list: Iterable<Packet>): Uint8Array {
	const chunks: Uint8Array[] = [];
	const stream = new PcapStream((chunk) => chunks.push(chunk.slice()), {
		link: "raw",
	});
	for (const packet of list) stream.write(packet);
	stream.flush();
	const octets = new Uint8Array(stream.bytes);
	let at = 0;
	for (const chunk of chunks) {
		octets.set(chunk, at);
		at += chunk.length;
	}
	return octets;
}

function syn(number: number, seconds = 0): Packet {
	const datagram = tcp(phone(number), server, { flags: SYN, sequence: 1 });
	return { time: START + seconds * 1e6, datagram };
}

/** Both sides close. */
function fins(number: number, seconds: number): Packet[] {
	const client = phone(number);
	const time = START + seconds * 1e6;
	return [
		{ time, datagram: tcp(client, server, { flags: FIN | ACK, sequence: 2 }) },
		{ time, datagram: tcp(server, client, { flags: FIN | ACK, sequence: 9 }) },
	];
}

describe("the flow table", () => {
	it("keeps a hundred thousand flows apart, and finds each again", async () => {
		const count = 100_000;
		const list: Packet[] = [];
		for (let i = 0; i < count; i++) list.push(syn(i));
		for (let i = 0; i < count; i++) {
			const datagram = tcp(server, phone(i), {
				flags: SYN | ACK,
				sequence: 5,
				acknowledgment: 2,
			});
			list.push({ time: START, datagram });
		}
		const { rows, reader } = await read([capture(list)]);
		expect(rows.length).toBe(2 * count);
		for (let i = 0; i < count; i++) {
			expect(rows[i]?.stream).toBe(i);
			expect(rows[count + i]?.stream).toBe(i);
			expect(rows[count + i]?.direction).toBe(1);
		}
		expect(reader.counters().flows).toEqual({
			open: count,
			closed: 0,
			evicted: 0,
		});
	});

	it("releases flows that are closed or idle, a few steps at a time", async () => {
		const list: Packet[] = [];
		for (let i = 0; i < 70_000; i++) list.push(syn(i, 0), ...fins(i, 1));
		for (let i = 0; i < 70_000; i++) list.push(syn(100_000 + i, 200));
		for (let i = 0; i < 70_000; i++) list.push(syn(200_000 + i, 4000));
		const { reader } = await read([capture(list)]);
		const { open, closed, evicted } = reader.counters().flows;
		expect(evicted).toBe(0);
		expect(closed).toBeGreaterThan(100_000);
		expect(open + closed).toBe(210_000);
		expect(open).toBeLessThan(110_000);
	});

	it("lets the one that was silent for longest go at the limit", async () => {
		const list: Packet[] = [];
		for (let i = 0; i < 5000; i++) {
			list.push(syn(i, i));
			// One flow that never falls silent.
			const datagram = udp(phone(9), server, utf8("x"));
			list.push({ time: START + i * 1e6, datagram });
		}
		const { reader } = await read([capture(list)], {
			flowLimit: 100,
		});
		const { flows, tcpStreams, udpStreams } = reader.counters();
		expect(flows.open).toBe(100);
		expect(flows.closed + flows.evicted).toBe(5001 - 100);
		expect([tcpStreams, udpStreams]).toEqual([5000, 1]);
	});

	it("keeps the addresses of rows whose flow was given up in the same batch", async () => {
		const list = Array.from({ length: 3000 }, (_, i) => syn(i));
		const { rows } = await read([capture(list)], {
			flowLimit: 10,
		});
		rows.forEach((row, i) => {
			expect(row.from.split(" ")[1]).toBe(String(1024 + i));
			expect(row.flags & ROW_FLAG_NEW_STREAM).toBe(1);
		});
	});

	it("tells families, protocols and ports apart", async () => {
		const a = endpoint("10.0.0.1", 9200);
		const b = endpoint("10.0.0.2", 9200);
		const a6 = endpoint("::a00:1", 9200);
		const b6 = endpoint("::a00:2", 9200);
		const other = endpoint("10.0.0.2", 9201);
		const datagrams = [
			udp(a, b, utf8("xx")),
			udp(b, a, utf8("xx")),
			udp(a6, b6, utf8("xx")),
			udp(b6, a6, utf8("xx")),
			udp(a, other, utf8("xx")),
			tcp(a, b, { flags: SYN, sequence: 1 }),
			udp(a, a, utf8("xx")),
		];
		const list = datagrams.map((datagram) => ({ time: START, datagram }));
		const { rows } = await read([capture(list)]);
		expect(rows.map((row) => row.stream)).toEqual([0, 0, 1, 1, 2, 0, 3]);
		expect(rows.map((row) => row.direction)).toEqual([0, 1, 0, 1, 0, 0, 0]);
	});
});
