import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CaptureReader } from "../../../src/capture/reader.js";
import { sourceOf } from "../../../src/capture/source.js";
import { REGION_ROWS } from "../../../src/wasm/layout.js";
import {
	endpoint,
	type Packet,
	pcap,
	pcapng,
	udp,
	utf8,
} from "../../builder/index.js";
import { type RowCopy, read, sharedCore, slowSource } from "../../read.js";

const START = 1_700_000_000_000_000;
const phone = endpoint("10.0.0.1", 40000);
const gateway = endpoint("192.0.2.9", 9200);

/** A packet at so many milliseconds that says so. */
function packet(milliseconds: number, text = String(milliseconds)): Packet {
	const datagram = udp(phone, gateway, utf8(text));
	return { time: START + milliseconds * 1000, datagram };
}

function capture(times: readonly number[], name = ""): Uint8Array {
	return pcap(times.map((time) => packet(time, `${name}${time}`)));
}

function texts(rows: readonly RowCopy[]): string[] {
	return rows.map((row) => new TextDecoder().decode(row.payload));
}

/** The rule, done simply: repeatedly the capture whose next record is earliest, ties in order of the captures. */
function merge(captures: readonly (readonly number[])[]): string[] {
	const left = captures.map((times) => [...times]);
	const out: string[] = [];
	for (;;) {
		let best = -1;
		for (const [i, times] of left.entries()) {
			const first = times[0];
			if (first === undefined) continue;
			if (best < 0 || first < (left[best]?.[0] ?? 0)) best = i;
		}
		if (best < 0) return out;
		out.push(`c${best}-${left[best]?.shift()}`);
	}
}

describe("several captures", () => {
	it("are one input by time, each in its own order", async () => {
		const times = [
			[0, 10, 5, 20],
			[0, 6, 7, 30],
			[1, 2, 3],
		];
		const inputs = times.map((list, i) => capture(list, `c${i}-`));
		const { rows } = await read(inputs);
		expect(texts(rows)).toEqual(merge(times));
		expect(rows.map((row) => row.frame)).toEqual(rows.map((_, i) => i + 1));
		const ofSecond = rows.filter((row) => row.capture === 1);
		expect(ofSecond.map((row) => row.captureFrame)).toEqual([1, 2, 3, 4]);
	});

	it("merge like that whatever their times", async () => {
		const list = fc.array(fc.nat(40), { maxLength: 12 });
		await fc.assert(
			fc.asyncProperty(
				fc.array(list, { minLength: 1, maxLength: 6 }),
				fc.constantFrom(1, 50, 4000),
				async (times, most) => {
					const inputs = times.map((one, i) =>
						slowSource(capture(one, `c${i}-`), most),
					);
					expect(texts((await read(inputs)).rows)).toEqual(merge(times));
				},
			),
			{ numRuns: 60 },
		);
	});

	it("may be more than there are slots, one after the other", async () => {
		const times = Array.from({ length: 100 }, (_, i) =>
			Array.from({ length: 5 }, (_, k) => (99 - i) * 10 + k * 3),
		);
		const { rows, reader } = await read(
			times.map((list, i) => capture(list, `c${i}-`)),
		);
		expect(texts(rows)).toEqual(merge(times));
		expect(reader.captures.map((info) => info.packets)).toEqual(
			times.map((list) => list.length),
		);
		expect(reader.captures.every((info) => info.linktypes.EN10MB === 5)).toBe(
			true,
		);
	});

	it("may be more than there are slots, all at the same time", async () => {
		const times = Array.from({ length: 70 }, (_, i) =>
			Array.from({ length: 4 }, (_, k) => k * 100 + ((i * 37) % 70)),
		);
		const inputs = times.map((list, i) => {
			const packets = list.map((time) => packet(time, `c${i}-${time}`));
			return i % 2 ? pcapng(packets) : pcap(packets);
		});
		const { rows } = await read(inputs);
		expect(texts(rows)).toEqual(merge(times));
	});

	it("give what they hold although one is damaged or none at all", async () => {
		const inputs = [
			utf8("this is no capture"),
			capture([1, 2], "a").subarray(0, -3),
			new Uint8Array(0),
			capture([3], "b"),
		];
		const { rows, reader } = await read(inputs);
		expect(texts(rows)).toEqual(["a1", "b3"]);
		expect(
			reader.captures.map((info) => info.problems.map(({ code }) => code)),
		).toEqual([["not-a-capture"], ["truncated"], ["empty"], []]);
	});
});

describe("what cannot be read", () => {
	it.each([
		["empty", new Uint8Array(0), /empty/],
		["not-a-capture", utf8("hello world"), /neither pcap nor pcapng/],
		["not-a-capture", utf8("x"), /starts with 78/],
		["not-a-capture", Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0), /zstd/],
	])("is an error: %s", async (code, octets, message) => {
		const failed = await read([octets]).catch((error) => error);
		expect(failed).toMatchObject({ name: "CaptureError", code });
		expect(failed.message).toMatch(message);
		expect(failed.message).toMatch(/^capture 0: /);
	});

	it("is an error when the source fails before anything was read", async () => {
		const source = {
			name: "gone.pcap",
			read(): number {
				throw new Error("no such file");
			},
		};
		await expect(read([source])).rejects.toMatchObject({ code: "unreadable" });
		const late = { name: "gone.pcap", read: async () => source.read() };
		await expect(read([late])).rejects.toMatchObject({ code: "unreadable" });
	});

	it("keeps what came before a source failed", async () => {
		const octets = capture([1, 2]);
		let reads = 0;
		const source = {
			name: "breaks.pcap",
			read(into: Uint8Array): number {
				if (reads++ > 0) throw new Error("device lost");
				into.set(octets);
				return octets.length;
			},
		};
		const { rows, reader } = await read([source]);
		expect(rows.length).toBe(2);
		expect(reader.captures[0]?.problems[0]).toMatchObject({
			code: "unreadable",
			note: "device lost",
		});
	});

	it("is no error when a capture has no packets", async () => {
		for (const octets of [pcap([]), pcapng([])]) {
			const { rows, reader } = await read([octets]);
			expect(rows).toEqual([]);
			expect(reader.captures[0]).toMatchObject({ packets: 0, problems: [] });
			expect(reader.captures[0]).not.toHaveProperty("firstTime");
		}
	});
});

describe("sources", () => {
	const octets = capture([1, 2, 3]);

	async function* chunks(size: number): AsyncGenerator<Uint8Array> {
		for (let at = 0; at < octets.length; at += size) {
			yield octets.subarray(at, at + size);
		}
	}

	it.each([
		["bytes", () => octets],
		["an ArrayBuffer", () => octets.slice().buffer],
		["a Blob", () => new Blob([octets.slice()])],
		["a File", () => new File([octets.slice()], "named.pcap")],
		["a stream", () => new Blob([octets.slice()]).stream()],
		["an iterable", () => chunks(1000)],
		["an iterable of small chunks", () => chunks(7)],
	])("can be %s", async (_, make) => {
		const source = sourceOf(make() as Uint8Array);
		const { rows, reader } = await read([source]);
		expect(texts(rows)).toEqual(["1", "2", "3"]);
		expect(reader.consumed).toBe(octets.length);
	});

	it("have the name of the file", () => {
		expect(sourceOf(new File([], "named.pcap")).name).toBe("named.pcap");
		expect(sourceOf(octets, "mine").name).toBe("mine");
		expect(sourceOf(octets).size).toBe(octets.length);
	});

	it("may be compressed with gzip", async () => {
		const many = pcap(
			Array.from({ length: 20_000 }, (_, i) => packet(i, `number ${i}`)),
		);
		const zipped = new Blob([many])
			.stream()
			.pipeThrough(new CompressionStream("gzip"));
		const blob = await new Response(zipped).blob();
		const source = sourceOf(new Uint8Array(await blob.arrayBuffer()));
		const { rows, reader } = await read([source]);
		expect(rows.length).toBe(20_000);
		expect(reader.captures[0]).toMatchObject({
			compression: "gzip",
			format: "pcap",
			problems: [],
		});
		expect(reader.consumed).toBe(blob.size);
	});

	it.each([
		["truncated", (zipped: Uint8Array) => zipped.subarray(0, -1000)],
		["malformed", (zipped: Uint8Array) => zipped.fill(0xff, -1000, -500)],
	])("that are compressed and %s give what came before", async (code, harm) => {
		const noise = pcap(
			Array.from({ length: 2000 }, (_, i) => packet(i, `number ${i * i}`)),
		);
		const stream = new Blob([noise]).stream();
		const zipped = stream.pipeThrough(new CompressionStream("gzip"));
		const octets = new Uint8Array(await new Response(zipped).arrayBuffer());
		const { rows, reader } = await read([harm(octets)]);
		expect(rows.length).toBeGreaterThan(1000);
		expect(rows.length).toBeLessThan(2000);
		expect(reader.captures[0]?.problems).toMatchObject([
			{ layer: "gzip", code },
		]);
	});

	it("may be closed while they are being read", async () => {
		let give: (count: number) => void = () => {};
		const source = {
			name: "slow",
			read: () => new Promise<number>((resolve) => (give = resolve)),
		};
		const core = await sharedCore();
		const reader = new CaptureReader(core, [source]);
		await reader.next();
		const pending = reader.next();
		await reader.close();
		const before = core.bytes.slice(0, REGION_ROWS);
		give(100);
		expect(await pending).toBeUndefined();
		expect(core.bytes.slice(0, REGION_ROWS)).toEqual(before);
	});

	it("are closed at their end, or when the reader is", async () => {
		const closed: string[] = [];
		const source = (name: string) => ({
			...sourceOf(octets, name),
			close: () => void closed.push(name),
		});
		await read([source("a"), source("b")]);
		expect(closed).toEqual(["a", "b"]);
		const { reader } = await read([source("c")], { maxPackets: 1 });
		expect(closed).toEqual(["a", "b", "c"]);
		await reader.close();
		expect(closed).toEqual(["a", "b", "c"]);
	});
});

describe("options", () => {
	it("stop after so many packets", async () => {
		const inputs = [capture([1, 3, 5], "a"), capture([2, 4], "b")];
		const { rows, reader } = await read(inputs, { maxPackets: 3 });
		expect(texts(rows)).toEqual(["a1", "b2", "a3"]);
		expect(reader.counters().packets).toBe(3);
		expect(reader.captures.map((info) => info.problems)).toEqual([[], []]);
	});
});
