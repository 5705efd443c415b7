import { describe, expect, it } from "vitest";
import { ROW_IS_DNS } from "../../../src/wasm/layout.js";
import {
	dns,
	endpoint,
	type Packet,
	pcap,
	Tap,
	tunnel,
} from "../../builder/index.js";
import { read } from "../../read.js";
import { lengthLies, prefixes } from "../../sweep.js";

const SECOND = 1_000_000;
const phone = endpoint("10.0.0.1", 40000);
const server = endpoint("192.0.2.53", 53);
const NAME = "MMSC.example";
const asked = dns.query(7, NAME);
const asked6 = dns.query(8, NAME, dns.AAAA);

/** Payloads, each with who sends it and after how many seconds. */
type Talk = [up: boolean, payload: Uint8Array, seconds?: number][];

async function failures(talk: Talk, end = 60, limits = {}) {
	const tap = new Tap();
	for (const [up, payload, seconds = 0.1] of talk) {
		tap.wait(seconds * SECOND);
		if (up) tap.udp(phone, server, payload);
		else tap.udp(server, phone, payload);
	}
	tap.wait(end * SECOND);
	// Time passes with any packet.
	tap.udp(phone, endpoint("192.0.2.1", 9), asked);
	const { rows, reader } = await read([pcap(tap.take())], limits);
	return { rows: rows.filter(({ kind }) => kind === ROW_IS_DNS), reader };
}

const found = dns.answer(asked, { records: [dns.CNAME, dns.A] });

describe("names", () => {
	it.each<[string, number, Talk]>([
		[
			"answered",
			0,
			[
				[true, asked],
				[false, found],
			],
		],
		[
			"answered at the second try",
			0,
			[
				[true, asked],
				[true, dns.query(9, NAME), 5],
				[false, dns.answer(dns.query(9, NAME), { records: [dns.A] })],
			],
		],
		[
			"answered after an error of another server",
			0,
			[
				[true, asked],
				[false, dns.answer(asked, { rcode: dns.SERVFAIL })],
				[true, asked],
				[false, found],
			],
		],
		[
			"answered by IPv4 alone",
			0,
			[
				[true, asked],
				[true, asked6],
				[false, dns.answer(asked6)],
				[false, found],
			],
		],
		[
			"answered, and asked for IPv6 later in vain",
			0,
			[
				[true, asked],
				[false, found],
				[true, asked6],
				[false, dns.answer(asked6, { rcode: dns.SERVFAIL })],
			],
		],
		[
			"too long for UDP",
			0,
			[
				[true, asked],
				[false, dns.answer(asked, { truncated: true })],
			],
		],
		[
			"never answered",
			1,
			[
				[true, asked],
				[true, asked6],
			],
		],
		[
			"that do not exist",
			1,
			[
				[true, asked],
				[true, asked6],
				[false, dns.answer(asked, { rcode: dns.NXDOMAIN })],
				[false, dns.answer(asked6, { rcode: dns.NXDOMAIN })],
			],
		],
		[
			"without an address",
			1,
			[
				[true, asked],
				[false, dns.answer(asked)],
			],
		],
		[
			"with an alias that leads nowhere",
			1,
			[
				[true, asked],
				[false, dns.answer(asked, { records: [dns.CNAME] })],
			],
		],
	])("%s make %i rows", async (_, count, talk) => {
		const { rows } = await failures(talk);
		expect(rows.length).toBe(count);
	});

	it("that had no time for their answer are not told", async () => {
		expect((await failures([[true, asked]], 10)).rows).toEqual([]);
		const error = dns.answer(asked, { rcode: dns.NXDOMAIN });
		const { rows } = await failures(
			[
				[true, asked],
				[false, error],
			],
			10,
		);
		expect(rows.length).toBe(1);
	});

	it("come due with the next query", async () => {
		const other = dns.query(1, "other.example");
		const talk: Talk = [
			[true, asked],
			[true, other, 31],
			[false, dns.answer(other, { records: [dns.A] })],
		];
		const { rows } = await failures(talk);
		expect(rows.map(({ frame }) => frame)).toEqual([2]);
	});

	it("of servers among themselves do not count", async () => {
		const iterative = asked.slice();
		iterative[2] = 0;
		expect((await failures([[true, iterative]])).rows).toEqual([]);
	});

	it("are given up beyond the limit: those with an error are told", async () => {
		const talk: Talk = [];
		for (let i = 0; i < 40; i++) {
			const one = dns.query(i, `name${i}.example`);
			talk.push([true, one]);
			if (i % 2) talk.push([false, dns.answer(one, { rcode: dns.NXDOMAIN })]);
		}
		const limits = { dns: { names: 4, seconds: 30 } };
		const { rows, reader } = await failures(talk, 1, limits);
		expect(reader.limitHits()["dns-queries"]).toBe(36);
		expect(rows.length).toBe(20);
	});

	it("may be thousands at once", async () => {
		const talk: Talk = [];
		for (let i = 0; i < 3000; i++)
			talk.push([true, dns.query(i, `name${i}.example`), 0.001]);
		for (let i = 0; i < 1000; i++)
			talk.push([true, dns.query(i, "again.example"), i === 0 ? 40 : 0]);
		const { rows } = await failures(talk, 40);
		expect(rows.length).toBe(3001);
	});

	it("are apart by scope, and found where a tap tags directions apart", async () => {
		const up = (peers: readonly [string, string], payload: Uint8Array) => {
			const tap = new Tap();
			tap.udp(phone, server, payload);
			const [{ time, datagram }] = tap.take() as [Packet];
			return { time, datagram: tunnel.gtpUser(peers, 1, datagram) };
		};
		const one = up(["198.51.100.1", "198.51.100.2"], asked);
		const two = up(["198.51.100.3", "198.51.100.2"], dns.query(9, NAME));
		const tap = new Tap();
		tap.udp(server, phone, found);
		const [answer] = tap.take() as [Packet];
		const back = { ...answer, link: { tags: [[0x8100, 5]] } } as Packet;
		const late = { ...two, time: two.time + 60 * SECOND };
		const { rows } = await read([pcap([one, two, back, late])]);
		expect(rows.map(({ kind }) => kind)).toEqual([ROW_IS_DNS]);
	});

	it("may be cut anywhere or lie", async () => {
		for (const octets of [asked, found]) {
			const hostile = [...prefixes(octets), ...lengthLies(octets)];
			const talk: Talk = hostile.map((payload) => [octets === asked, payload]);
			const { reader } = await failures([[true, asked], ...talk]);
			expect(reader.packets).toBe(hostile.length + 2);
		}
	});
});
