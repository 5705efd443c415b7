import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
	endpoint,
	fromHex,
	join,
	PADDING_EXTENSION,
	pcap,
	tcp,
	u16,
	udp,
	utf8,
} from "../../builder/index.js";
import { read } from "../../read.js";

const TIME = 1_700_000_000_000_000;
const from4 = endpoint("10.0.0.1", 40000);
const to4 = endpoint("192.0.2.9", 9200);
const from6 = endpoint("2001:db8::1", 40000);
const to6 = endpoint("2001:db8::2", 9200);
const HELLO = utf8("hello");

async function readDatagram(datagram: Uint8Array, trailer = new Uint8Array(0)) {
	const capture = pcap([{ time: TIME, datagram, trailer }]);
	return read([capture]);
}

describe("IPv4", () => {
	it("passes options", async () => {
		const options = fromHex("0101010101010100");
		const { rows } = await readDatagram(udp(from4, to4, HELLO, { options }));
		expect(rows[0]?.payload).toEqual(HELLO);
	});

	it("takes the frame's length when the total length is zero", async () => {
		const datagram = udp(from4, to4, HELLO);
		datagram.set([0, 0], 2);
		const { rows } = await readDatagram(datagram);
		expect(rows[0]?.payload).toEqual(HELLO);
	});

	it.each([
		["version 5", 0, 0x55],
		["header of 16 octets", 0, 0x44],
		["header longer than the packet", 0, 0x4f],
		["total length below the header", 3, 19],
	])("counts %s as malformed", async (_, at, value) => {
		const datagram = udp(from4, to4, new Uint8Array(0));
		datagram[at] = value;
		const { rows, reader } = await readDatagram(datagram);
		expect(rows).toEqual([]);
		expect(reader.counters().malformedPackets).toBe(1);
	});

	it("decodes IP in IP, not without end", async () => {
		let datagram = udp(from4, to4, HELLO);
		for (let depth = 1; depth <= 10; depth++) {
			const outer = udp(from4, to4, new Uint8Array(datagram.length));
			outer[9] = 4;
			outer.set(u16(20 + datagram.length), 2);
			datagram = join(outer.subarray(0, 20), datagram);
			const { rows } = await readDatagram(datagram);
			expect(rows.length).toBe(depth < 8 ? 1 : 0);
		}
	});
});

describe("IPv6", () => {
	it.each([
		["hop-by-hop", [[0, PADDING_EXTENSION]]],
		["routing", [[43, PADDING_EXTENSION]]],
		["destination options", [[60, PADDING_EXTENSION]]],
		["mobility", [[135, PADDING_EXTENSION]]],
		["atomic fragment", [[44, new Uint8Array(7)]]],
		["authentication", [[51, join(4, new Uint8Array(22))]]],
		[
			"a chain",
			[
				[0, PADDING_EXTENSION],
				[43, join(1, new Uint8Array(14))],
				[44, new Uint8Array(7)],
				[51, join(4, new Uint8Array(22))],
				[60, PADDING_EXTENSION],
				[135, PADDING_EXTENSION],
			],
		],
	] as [string, [number, Uint8Array][]][])(
		"passes %s",
		async (_, extensions) => {
			const datagram = udp(from6, to6, HELLO, { extensions });
			const { rows } = await readDatagram(datagram);
			expect(rows[0]?.payload).toEqual(HELLO);
			expect(rows[0]?.from).toBe("2001:db8::1 40000");
		},
	);

	it("takes the frame's length when the payload length is zero", async () => {
		const datagram = udp(from6, to6, HELLO);
		datagram.set([0, 0], 4);
		expect((await readDatagram(datagram)).rows[0]?.payload).toEqual(HELLO);
	});

	it("clamps a payload length that lies", async () => {
		const datagram = udp(from6, to6, HELLO);
		datagram.set([0xff, 0xff], 4);
		expect((await readDatagram(datagram)).rows[0]?.payload).toEqual(HELLO);
	});

	it("stops at an extension header longer than the packet", async () => {
		const extensions = [[0, join(255, new Uint8Array(6))]] as const;
		const datagram = udp(from6, to6, HELLO, { extensions });
		const { rows, reader } = await readDatagram(datagram);
		expect(rows).toEqual([]);
		expect(reader.counters().malformedPackets).toBe(1);
	});
});

describe("any octets", () => {
	it("never harm", async () => {
		const start4 = udp(from4, to4, HELLO);
		const start6 = tcp(from6, to6, { sequence: 1, flags: 24, payload: HELLO });
		await fc.assert(
			fc.asyncProperty(
				fc.constantFrom(start4, start6),
				fc.array(fc.tuple(fc.nat(90), fc.nat(255)), { maxLength: 12 }),
				fc.nat(80),
				async (start, changes, keep) => {
					const datagram = start.slice();
					for (const [at, value] of changes) datagram[at] = value;
					const capture = pcap(
						[
							{ time: TIME, datagram },
							{ time: TIME, datagram, keep },
						],
						{ link: "raw" },
					);
					const { rows, reader } = await read([capture]);
					expect(reader.captures[0]?.packets).toBe(2);
					for (const row of rows) {
						expect(row.payload.length).toBeLessThanOrEqual(row.wireLength);
						expect(row.wireLength).toBeLessThan(datagram.length);
					}
				},
			),
			{ numRuns: 500 },
		);
	});
});
