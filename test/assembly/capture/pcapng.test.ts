import { describe, expect, it } from "vitest";
import {
	endpoint,
	type Packet,
	PcapngFile,
	pcapng,
	udp,
	utf8,
} from "../../builder/index.js";
import { read, slowSource } from "../../read.js";

const phone = endpoint("10.0.0.1", 40000);
const gateway = endpoint("192.0.2.9", 9200);
const START = 1_700_000_000_000_000;

function packet(number: number, about: Partial<Packet> = {}): Packet {
	return {
		time: START + number * 1_000_000 + 250_000,
		datagram: udp(phone, gateway, utf8(`packet ${number}`)),
		...about,
	};
}

/** Where each block of a capture starts, and the end. */
function blockStarts(octets: Uint8Array, big = false): number[] {
	const view = new DataView(octets.buffer, octets.byteOffset);
	const starts: number[] = [];
	let at = 0;
	while (at < octets.length) {
		starts.push(at);
		at += view.getUint32(at + 4, !big);
	}
	return [...starts, at];
}

describe.each([
	["little-endian", false],
	["big-endian", true],
])("pcapng, %s", (_, bigEndian) => {
	const whole = () =>
		pcapng([packet(0), packet(1), packet(2)], { bigEndian, snapLength: 65535 });

	it("reads every packet", async () => {
		const { rows, reader } = await read([whole()]);
		expect(rows.map((row) => row.time)).toEqual([
			"1700000000.250000000",
			"1700000001.250000000",
			"1700000002.250000000",
		]);
		expect(reader.captures[0]).toMatchObject({
			format: "pcapng",
			packets: 3,
			interfaces: 1,
			problems: [],
		});
	});

	it("keeps everything before a cut, wherever it is", async () => {
		const octets = whole();
		const starts = blockStarts(octets, bigEndian);
		for (let end = 4; end < octets.length; end++) {
			const { rows, reader } = await read([octets.subarray(0, end)]);
			const blocks = starts.filter((start) => start <= end).length - 1;
			expect(rows.length).toBe(Math.max(0, blocks - 2));
			const clean = starts.includes(end);
			const problems = reader.captures[0]?.problems ?? [];
			expect(problems.map(({ code }) => code)).toEqual(
				clean ? [] : ["truncated"],
			);
			if (!clean) expect(problems[0]?.offset).toBe(starts[blocks]);
		}
	});

	it("stops at damage, and says where", async () => {
		const octets = whole();
		const starts = blockStarts(octets, bigEndian);
		const second = starts[3] as number;
		const length = (starts[4] as number) - second;
		const lies: [number, number][] = [
			[4, 0],
			[4, 4],
			[4, 11],
			[4, length - 4],
			[4, 0xffffffff],
			[length - 4, length + 4],
			[8, 1],
			[20, length],
			[20, 0xffffffff],
		];
		for (const [field, value] of lies) {
			const copy = octets.slice();
			new DataView(copy.buffer).setUint32(second + field, value, !bigEndian);
			const { rows, reader } = await read([copy]);
			expect(rows.length, `${field}=${value}`).toBe(1);
			const [problem] = reader.captures[0]?.problems ?? [];
			expect(problem?.offset).toBe(second);
			expect(problem?.code).toBe("malformed");
		}
	});

	it("gives the same whatever a source gives at a time", async () => {
		const expected = (await read([whole()])).rows;
		for (const most of [1, 7, 64]) {
			expect((await read([slowSource(whole(), most)])).rows).toEqual(expected);
		}
	});
});

describe("pcapng", () => {
	it("reads sections of both byte orders, each with interfaces of its own", async () => {
		const file = new PcapngFile()
			.section(false)
			.interface({ link: "raw" })
			.interface({ link: "sll2", tsresol: 9 })
			.packet(packet(0))
			.packet(packet(1, { interface: 1, nanos: 42 }))
			.section(true)
			.interface({ link: "loop", tsresol: 3 })
			.packet(packet(2));
		const { rows, reader } = await read([file.octets()]);
		expect(rows.map((row) => row.time)).toEqual([
			"1700000000.250000000",
			"1700000001.250000042",
			"1700000002.250000000",
		]);
		expect(rows.map((row) => row.flags & 8)).toEqual([0, 8, 0]);
		expect(reader.captures[0]).toMatchObject({
			interfaces: 3,
			linktypes: { RAW: 1, LINUX_SLL2: 1, LOOP: 1 },
		});
	});

	it.each([
		0, 1, 3, 6, 7, 9, 12, 15, 18, 0x80, 0x8a, 0x94, 0x9e, 0xa0, 0xa8, 0xb2,
		0xbc,
	])("understands if_tsresol %i", async (tsresol) => {
		// Units finer than nanoseconds leave no room for the years since 1970.
		const tsoffset = START / 1e6;
		const file = pcapng([packet(0, { time: START + 750_000 })], {
			tsresol,
			tsoffset,
		});
		const { rows } = await read([file]);
		const time = Number(rows[0]?.time);
		const unit =
			tsresol & 0x80 ? 2 ** -(tsresol & 0x7f) : 10 ** -(tsresol & 0x7f);
		expect(Math.abs(time - (START / 1e6 + 0.75))).toBeLessThanOrEqual(
			Math.max(unit, 1e-6),
		);
		if (unit <= 1e-6) expect(rows[0]?.time).toMatch(/^1700000000\.7(50|49999)/);
	});

	it("adds if_tsoffset", async () => {
		const about = { tsoffset: 1_600_000_000, tsresol: 9 };
		const { rows } = await read([pcapng([packet(1)], about)]);
		expect(rows[0]?.time).toBe("1700000001.250000000");
	});

	it("reads simple and obsolete packet blocks", async () => {
		const file = new PcapngFile()
			.section()
			.interface({ snapLength: 44 })
			.oldPacket(packet(0, { keep: 100 }))
			.simplePacket(packet(1))
			.packet(packet(2));
		const { rows, reader } = await read([file.octets()]);
		expect(rows.map((row) => [row.payload.length, row.wireLength])).toEqual([
			[8, 8],
			[2, 8],
			[2, 8],
		]);
		expect(reader.captures[0]?.packets).toBe(3);
		expect(rows[1]?.time).toBe(rows[0]?.time);
		expect(reader.captures[0]?.problems).toEqual([
			{ layer: "pcapng", code: "no-time", note: "1 packet" },
		]);
	});

	it("passes unknown blocks of any length", async () => {
		const sizes = [0, 4, 600_000, 3_000_000, 393_200, 393_204, 393_208];
		const file = new PcapngFile().section().interface();
		for (const [i, size] of sizes.entries()) {
			file.packet(packet(i)).block(0x0bad, new Uint8Array(size));
		}
		const octets = file.packet(packet(9)).octets();
		const { rows, reader } = await read([octets]);
		expect(rows.length).toBe(sizes.length + 1);
		expect(reader.captures[0]?.problems).toEqual([]);
		const slow = await read([slowSource(octets, 100_001)]);
		expect(slow.rows).toEqual(rows);
	});

	it("sees a cut and a wrong trailer in a long block", async () => {
		const long = new PcapngFile()
			.section()
			.interface()
			.packet(packet(0))
			.block(0x0bad, new Uint8Array(2_000_000))
			.octets();
		for (const cut of [1, 4, 5, 1_000_000, 1_999_990]) {
			const { rows, reader } = await read([long.subarray(0, -cut)]);
			expect(rows.length).toBe(1);
			expect(reader.captures[0]?.problems[0]?.code).toBe("truncated");
		}
		const wrong = long.slice();
		wrong[wrong.length - 4] = 1;
		const { reader } = await read([wrong]);
		expect(reader.captures[0]?.problems[0]).toMatchObject({
			code: "malformed",
			offset: wrong.length - 4,
		});
	});

	it("reads a packet whose block has more options than fit", async () => {
		const comments = Array.from(
			{ length: 10 },
			() => [1, new Uint8Array(60_000)] as const,
		);
		const file = new PcapngFile()
			.section()
			.interface()
			.packet(packet(0), comments)
			.packet(packet(1));
		const { rows, reader } = await read([file.octets()]);
		expect(rows.length).toBe(2);
		expect(reader.captures[0]?.problems).toEqual([]);
	});

	it("sees a wrong trailer of a long packet block, however much of it is read at once", async () => {
		const comments = Array.from(
			{ length: 7 },
			() => [1, new Uint8Array(60_000)] as const,
		);
		const file = new PcapngFile()
			.section()
			.interface()
			.packet(packet(0), comments);
		const wrong = file.octets().slice();
		const offset = wrong.length - 4;
		wrong[offset] = 1;
		for (const source of [wrong, slowSource(wrong, 100_001)]) {
			const { rows, reader } = await read([source]);
			expect(rows.length).toBe(1);
			expect(reader.captures[0]?.problems).toEqual([
				{ layer: "pcapng", code: "malformed", offset, needed: 4 },
			]);
		}
	});

	it("refuses another major version", async () => {
		const octets = pcapng([packet(0)]);
		octets[12] = 2;
		const { rows, reader } = await read([octets]);
		expect(rows).toEqual([]);
		expect(reader.captures[0]?.problems[0]?.code).toBe("unsupported");
	});

	it("gives packets without an interface up", async () => {
		const octets = new PcapngFile().section().simplePacket(packet(0)).octets();
		const { reader } = await read([octets]);
		expect(reader.captures[0]?.problems[0]?.code).toBe("malformed");
	});

	it("counts more than a thousand interfaces", async () => {
		const file = new PcapngFile().section();
		for (let i = 0; i < 1300; i++) file.interface();
		file.packet(packet(0, { interface: 1245 }));
		file.packet(packet(1, { interface: 1299 }));
		const { rows, reader } = await read([file.octets()]);
		expect(rows.length).toBe(1);
		expect(reader.captures[0]?.interfaces).toBe(1300);
		expect(reader.captures[0]?.problems[0]?.code).toBe("limit-interfaces");
	});
});
