import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FRAGMENT_LIMITS } from "../../../src/flow/fragment.js";
import {
	ROW_FLAG_REASSEMBLED,
	ROW_FLAG_SLICED,
} from "../../../src/wasm/layout.js";
import {
	endpoint,
	fragments,
	type Packet,
	pcap,
	tcp,
	udp,
} from "../../builder/index.js";
import { read } from "../../read.js";

const START = 1_700_000_000_000_000;
const BODY = Uint8Array.from({ length: 1000 }, (_, i) => i);
const v4 = udp(endpoint("10.0.0.1", 40000), endpoint("192.0.2.9", 9200), BODY);
const v6 = udp(
	endpoint("2001:db8::1", 40000),
	endpoint("2001:db8::9", 9200),
	BODY,
);

function packets(datagrams: readonly Uint8Array[]): Packet[] {
	return datagrams.map((datagram, i) => ({
		time: START + i * 1000,
		datagram,
	}));
}

describe("fragments", () => {
	it.each([
		["IPv4", v4],
		["IPv6", v6],
	])("of %s come together in any order", async (_, whole) => {
		const pieces = fragments(whole, 200, 77);
		await fc.assert(
			fc.asyncProperty(
				fc.shuffledSubarray(pieces, { minLength: pieces.length }),
				async (order) => {
					const { rows } = await read([pcap(packets(order), { link: "raw" })]);
					expect(rows.length).toBe(1);
					expect(rows[0]).toMatchObject({
						frame: order.length,
						captureFrame: order.length,
						wireLength: 1000,
						payload: BODY,
						stream: 0,
					});
					expect(rows[0]?.flags).toBe(ROW_FLAG_REASSEMBLED | 1);
				},
			),
			{ numRuns: 30 },
		);
	});

	it("are counted, and nothing comes of them, when one is missing", async () => {
		const pieces = fragments(v4, 200, 77).filter((_, i) => i !== 2);
		const { rows, reader } = await read([pcap(packets(pieces))]);
		expect(rows).toEqual([]);
		expect(reader.counters().fragments).toBe(pieces.length);
		expect(reader.fragments.counts.completed).toBe(0);
	});

	it("carry TCP as well", async () => {
		const segment = tcp(endpoint("10.0.0.1", 1), endpoint("10.0.0.2", 80), {
			flags: 24,
			sequence: 1,
			payload: new TextEncoder().encode("GET / HTTP/1.1\r\n\r\n"),
		});
		const list = packets(fragments(segment, 16, 5));
		const { rows } = await read([pcap(list)]);
		expect(rows[0]?.payload.length).toBe(18);
		expect(rows[0]?.kind).toBe(1);
	});

	it("keep apart by identification, addresses and VLAN", async () => {
		const [a0, a1] = fragments(v4, 600, 1) as [Uint8Array, Uint8Array];
		const [b0, b1] = fragments(v4, 600, 2) as [Uint8Array, Uint8Array];
		const list = packets([a0, b1, b0, a1]);
		expect((await read([pcap(list)])).rows.length).toBe(2);
		const tagged = packets([a0, a1]);
		tagged[1] = { ...tagged[1], link: { tags: [[0x8100, 5]] } } as Packet;
		expect((await read([pcap(tagged)])).rows).toEqual([]);
	});

	it("of repeated octets keep the first copy", async () => {
		const pieces = fragments(v4, 200, 77);
		const second = pieces[1] as Uint8Array;
		const other = second.slice();
		other.fill(0xee, 20);
		const order = [pieces[0], second, other, ...pieces.slice(2)];
		const { rows, reader } = await read([pcap(packets(order as Uint8Array[]))]);
		expect(rows[0]?.payload).toEqual(BODY);
		expect(reader.fragments.counts.overlapped).toBe(1);
	});

	it("fill holes of each other wherever they are cut", async () => {
		const small = fragments(v4, 104, 77);
		const large = fragments(v4, 336, 77);
		const order = [small[1], small[4], small[9], ...large.reverse()];
		const { rows } = await read([pcap(packets(order as Uint8Array[]))]);
		expect(rows.length).toBe(1);
		expect(rows[0]?.payload).toEqual(BODY);
	});

	it("too old are given up", async () => {
		const [first, last] = fragments(v4, 600, 1) as [Uint8Array, Uint8Array];
		const list: Packet[] = [
			{ time: START, datagram: first },
			{ time: START + 31e6, datagram: last },
		];
		const { rows, reader } = await read([pcap(list)]);
		expect(rows).toEqual([]);
		expect(reader.fragments.counts.expired).toBe(1);
	});

	it("open at a time are bounded in number and octets", async () => {
		const firsts = Array.from(
			{ length: 50 },
			(_, i) => fragments(v4, 600, i)[0] as Uint8Array,
		);
		const few = await read([pcap(packets(firsts))], {
			fragments: { ...FRAGMENT_LIMITS, datagrams: 10 },
		});
		expect(few.reader.fragments.counts.overCount).toBe(40);
		const small = await read([pcap(packets(firsts))], {
			fragments: { ...FRAGMENT_LIMITS, octets: 20_000 },
		});
		expect(small.reader.fragments.octets).toBeLessThanOrEqual(20_000);
		expect(small.reader.fragments.counts.overOctets).toBeGreaterThan(40);
	});

	it("that contradict each other are dropped", async () => {
		const pieces = fragments(v4, 200, 77);
		const late = pieces[4]?.slice() as Uint8Array;
		late[6] = 0x3f; // more fragments, far behind the end
		late[7] = 0xff;
		const order = [...pieces.slice(1), late, pieces[0]];
		const { rows, reader } = await read([pcap(packets(order as Uint8Array[]))]);
		expect(rows.length).toBe(1);
		expect(reader.fragments.counts.malformed).toBe(1);
	});

	it("that the snap length cut give what is there from the start", async () => {
		const list = packets(fragments(v4, 400, 77)).map((packet, i) => ({
			...packet,
			...(i === 1 && { keep: 20 + 100 }),
		}));
		const { rows } = await read([pcap(list)]);
		expect(rows[0]).toMatchObject({ wireLength: 1000 });
		expect(rows[0]?.payload).toEqual(BODY.subarray(0, 492));
		expect((rows[0]?.flags ?? 0) & ROW_FLAG_SLICED).toBe(0);
	});

	it("of any sizes and offsets do no harm", async () => {
		const piece = fc.record({
			offset: fc.nat(0x1fff),
			more: fc.boolean(),
			length: fc.nat(300),
		});
		await fc.assert(
			fc.asyncProperty(fc.array(piece, { maxLength: 20 }), async (list) => {
				const datagrams = list.map(({ offset, more, length }) => {
					const [start] = fragments(v4.subarray(0, 20 + length), 2000, 9);
					const datagram = start ?? v4.slice(0, 20);
					const at = offset | (more ? 0x2000 : 0);
					datagram.set([at >> 8, at & 255], 6);
					return datagram;
				});
				const { reader } = await read([pcap(packets(datagrams))]);
				expect(reader.counters().packets).toBe(list.length);
			}),
			{ numRuns: 200 },
		);
	});
});
