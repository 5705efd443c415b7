import { describe, expect, it } from "vitest";
import {
	endpoint,
	type Packet,
	type PcapOptions,
	pcap,
	udp,
	utf8,
} from "../../builder/index.js";
import { read, slowSource } from "../../read.js";

const phone = endpoint("10.0.0.1", 40000);
const gateway = endpoint("192.0.2.9", 9200);

/** Datagrams that make one row each. */
function packets(count: number): Packet[] {
	return Array.from({ length: count }, (_, i) => ({
		time: 1_700_000_000_000_000 + i * 1_500_000 + 7,
		nanos: 123,
		datagram: udp(phone, gateway, utf8(`packet ${i}`)),
	}));
}

const VARIANTS: [string, PcapOptions][] = [
	["little-endian microseconds", {}],
	["big-endian microseconds", { bigEndian: true }],
	["little-endian nanoseconds", { nanoseconds: true }],
	["big-endian nanoseconds", { bigEndian: true, nanoseconds: true }],
];

describe.each(VARIANTS)("pcap, %s", (_, options) => {
	it("reads every packet with its time", async () => {
		const { rows, reader } = await read([pcap(packets(3), options)]);
		const end = options.nanoseconds ? "7123" : "7000";
		expect(rows.map((row) => row.time)).toEqual([
			`1700000000.00000${end}`,
			`1700000001.50000${end}`,
			`1700000003.00000${end}`,
		]);
		expect(rows.map((row) => row.frame)).toEqual([1, 2, 3]);
		expect(rows[0]?.payload).toEqual(utf8("packet 0"));
		expect(reader.captures[0]).toMatchObject({
			format: "pcap",
			packets: 3,
			linktypes: { EN10MB: 3 },
			interfaces: 1,
			firstTime: 1700000000.000007,
			lastTime: 1700000003.000007,
			problems: [],
		});
	});

	it("keeps everything before a cut, wherever it is", async () => {
		const whole = pcap(packets(3), options);
		const record = (whole.length - 24) / 3;
		for (let end = 1; end < whole.length; end++) {
			if (end < 4) continue;
			const { rows, reader } = await read([whole.subarray(0, end)]);
			const full = Math.max(0, Math.floor((end - 24) / record));
			expect(rows.length).toBe(full);
			const [info] = reader.captures;
			expect(info?.packets).toBe(full);
			const clean = end >= 24 && (end - 24) % record === 0;
			expect(info?.problems.map(({ code }) => code)).toEqual(
				clean ? [] : ["truncated"],
			);
			if (!clean) {
				const offset = end < 24 ? 0 : 24 + full * record;
				expect(info?.problems[0]?.offset).toBe(offset);
			}
		}
	});

	it("gives the same whatever a source gives at a time", async () => {
		const whole = pcap(packets(20), options);
		const expected = (await read([whole])).rows;
		for (const most of [1, 3, 16, 100]) {
			expect((await read([slowSource(whole, most)])).rows).toEqual(expected);
		}
	});
});

describe("pcap", () => {
	it("stops at a length that lies, and says where", async () => {
		const whole = pcap(packets(3));
		const record = (whole.length - 24) / 3;
		const view = new DataView(whole.buffer);
		for (const lie of [262_145, 0x7fffffff, 0xffffffff]) {
			view.setUint32(24 + record + 8, lie, true);
			const { rows, reader } = await read([whole]);
			expect(rows.length).toBe(1);
			expect(reader.captures[0]?.problems).toEqual([
				{
					layer: "pcap",
					code: "malformed",
					offset: 24 + record,
					needed: lie,
				},
			]);
		}
	});

	it("takes a length beyond the end for a cut", async () => {
		const whole = pcap(packets(2));
		const record = (whole.length - 24) / 2;
		new DataView(whole.buffer).setUint32(24 + record + 8, 262_144, true);
		const { rows, reader } = await read([whole]);
		expect(rows.length).toBe(1);
		expect(reader.captures[0]?.problems[0]).toMatchObject({
			code: "truncated",
			needed: 262_144 + 16,
		});
	});

	it("reads packets of 256 KiB", async () => {
		const raw = new Uint8Array(262_144);
		const list = [packets(1), { ...packets(1)[0], raw }, packets(1)].flat();
		const { rows, reader } = await read([pcap(list as Packet[])]);
		expect(rows.length).toBe(2);
		expect(reader.captures[0]?.packets).toBe(3);
	});

	it("masks the check-sequence bits of the link type", async () => {
		const whole = pcap(packets(1));
		new DataView(whole.buffer).setUint32(20, 0x24000001, true);
		expect((await read([whole])).rows.length).toBe(1);
	});

	it("refuses a link type field with reserved bits, and old versions", async () => {
		const whole = pcap(packets(1));
		const view = new DataView(whole.buffer);
		view.setUint32(20, 0x00200001, true);
		const reserved = await read([whole]);
		expect(reserved.reader.captures[0]?.problems[0]?.code).toBe("unsupported");
		view.setUint32(20, 1, true);
		view.setUint16(4, 1, true);
		const old = await read([whole]);
		expect(old.reader.captures[0]?.problems[0]?.code).toBe("unsupported");
	});

	it("reads the longer record headers of the modified format", async () => {
		const plain = pcap(packets(2));
		const record = (plain.length - 24) / 2;
		const modified = new Uint8Array(plain.length + 16);
		modified.set(plain.subarray(0, 24));
		new DataView(modified.buffer).setUint32(0, 0xa1b2cd34, true);
		for (let i = 0; i < 2; i++) {
			const from = 24 + i * record;
			const to = 24 + i * (record + 8);
			modified.set(plain.subarray(from, from + 16), to);
			modified.set(plain.subarray(from + 16, from + record), to + 24);
		}
		const { rows } = await read([modified]);
		expect(rows).toEqual((await read([plain])).rows);
	});

	it("swaps the lengths of captures before version 2.3", async () => {
		const whole = pcap(packets(1).map((packet) => ({ ...packet, keep: 32 })));
		const view = new DataView(whole.buffer);
		view.setUint16(6, 2, true);
		const [captured, wire] = [
			view.getUint32(32, true),
			view.getUint32(36, true),
		];
		view.setUint32(32, wire, true);
		view.setUint32(36, captured, true);
		const { rows } = await read([whole]);
		expect(rows[0]).toMatchObject({ wireLength: 8 });
		expect(rows[0]?.payload.length).toBe(4);
	});

	it("carries fractions of a second or more over", async () => {
		const whole = pcap(packets(1));
		new DataView(whole.buffer).setUint32(28, 2_000_001, true);
		const { rows } = await read([whole]);
		expect(rows[0]?.time).toBe("1700000002.000001000");
	});

	it("counts packets that the snap length cut", async () => {
		const list = packets(3).map((packet, i) => ({
			...packet,
			...(i === 1 && { keep: 31 }),
		}));
		const { rows, reader } = await read([pcap(list)]);
		expect(reader.captures[0]?.truncatedPackets).toBe(1);
		expect(rows.map((row) => row.payload.length)).toEqual([8, 3, 8]);
		expect(rows.map((row) => row.wireLength)).toEqual([8, 8, 8]);
		expect(rows.map((row) => row.flags & 2)).toEqual([0, 2, 0]);
	});
});
