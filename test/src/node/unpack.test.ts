import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { type ByteSource, bytesSource } from "../../../src/capture/source.js";
import { UnpackedGroup } from "../../../src/node/unpack.js";
import { endpoint, pcap, udp } from "../../builder/index.js";
import { read } from "../../read.js";

/** Captures one after the other in time, of packets that do not compress well. */
function rotated(count: number, packets: number): Uint8Array[] {
	let state = 1;
	const noise = () => {
		state = (Math.imul(state, 1103515245) + 12345) >>> 0;
		return state >>> 24;
	};
	return Array.from({ length: count }, (_, file) =>
		pcap(
			Array.from({ length: packets }, (_, i) => ({
				time: 1_700_000_000_000_000 + (file * packets + i) * 1000,
				datagram: udp(
					endpoint("10.0.0.1", 40000),
					endpoint("192.0.2.9", 9200),
					Uint8Array.from({ length: 900 }, noise),
				),
			})),
		),
	);
}

function groupOf(files: readonly Uint8Array[], mayReopen = true): ByteSource[] {
	const group = new UnpackedGroup();
	return files.map((file, i) => {
		const open = () => bytesSource(file, `file ${i}`);
		return group.add(open(), mayReopen ? open : undefined);
	});
}

async function contents(source: ByteSource, size = 0x80000): Promise<Buffer> {
	const pieces: Buffer[] = [];
	const into = new Uint8Array(size);
	for (;;) {
		const count = await source.read(into);
		if (count === 0) return Buffer.concat(pieces);
		pieces.push(Buffer.from(into.slice(0, count)));
	}
}

const files = rotated(20, 300);
const packed = files.map((file) => new Uint8Array(gzipSync(file)));

describe.each([
	["files", true],
	["pipes", false],
])("compressed captures, as %s", (_, mayReopen) => {
	it("give what is in them", async () => {
		const { rows, reader } = await read(groupOf(packed, mayReopen));
		expect(rows.length).toBe(20 * 300);
		expect(rows.map(({ frame }) => frame)).toEqual(rows.map((_, i) => i + 1));
		expect(reader.captures.every((one) => one.compression === "gzip")).toBe(
			true,
		);
		expect(reader.captures.flatMap(({ problems }) => problems)).toEqual([]);
		const octets = packed.reduce((sum, { length }) => sum + length, 0);
		expect(reader.consumed).toBe(octets);
		expect(reader.size).toBe(octets);
	});

	it("may stand among others, with several members, and twice compressed", async () => {
		const [a, b] = files as [Uint8Array, Uint8Array];
		const half = Math.floor(a.length / 3);
		const members = Buffer.concat([
			gzipSync(a.subarray(0, half)),
			gzipSync(a.subarray(half)),
		]);
		const twice = gzipSync(gzipSync(b));
		const { rows } = await read(groupOf([members, b, twice], mayReopen));
		expect(rows.length).toBe(900);
	});

	it.each([2, 7, 0x10000])("come in pieces of %d octets", async (size) => {
		const small = files[0]!.subarray(0, 3000);
		const [source] = groupOf([gzipSync(small)], mayReopen);
		expect(await contents(source!, size)).toEqual(Buffer.from(small));
	});

	it("are all there up to where they are cut", async () => {
		const [first] = packed as [Uint8Array];
		const cut = first.subarray(0, first.length - 5000);
		const whole = gunzipSync(cut, { finishFlush: 2 });
		const into = new Uint8Array(0x80000);
		for (const among of [[cut], [cut, cut]]) {
			const [source] = groupOf(among, mayReopen);
			let octets = 0;
			const reading = async () => {
				for (;;) {
					const count = await source!.read(into);
					expect(into.subarray(0, count)).toEqual(
						new Uint8Array(whole.subarray(octets, octets + count)),
					);
					octets += count;
				}
			};
			await expect(reading()).rejects.toThrow("unexpected end of file");
			expect(octets).toBe(whole.length);
		}
	});

	it("are there up to a damaged place, but for a few KB", async () => {
		const whole = Buffer.concat(files);
		const damaged = gzipSync(whole, { level: 1 });
		damaged.fill(0xff, damaged.length - 3000, damaged.length - 2900);
		const [source] = groupOf([damaged], mayReopen);
		let octets = 0;
		const into = new Uint8Array(0x80000);
		const reading = async () => {
			for (;;) octets += await source!.read(into);
		};
		await expect(reading()).rejects.toThrow();
		expect(octets).toBeGreaterThan(whole.length - 40_000);
	});

	it("say what is wrong with their beginning", async () => {
		for (const wrong of [
			[0x1f, 0x8b],
			[0x1f, 0x8b, 7, 0, 0, 0],
			[0x1f, 0x8b, 8, 0xff, 0xff],
		]) {
			const sources = groupOf([Uint8Array.from(wrong)], mayReopen);
			await expect(read(sources)).rejects.toMatchObject({ code: "unreadable" });
		}
		const nothing = groupOf([gzipSync(new Uint8Array(0))], mayReopen);
		await expect(read(nothing)).rejects.toMatchObject({
			code: "not-a-capture",
		});
	});
});

describe("captures that come next", () => {
	const large = rotated(6, 3000).map((file) => new Uint8Array(gzipSync(file)));

	it("are decompressed while one is read, a few of them", async () => {
		const sources = groupOf(large);
		const into = new Uint8Array(0x10000);
		for (const source of sources) await source.read(into);
		const started = () =>
			sources.filter((source, i) => source.consumed === large[i]?.length);
		// The beginnings are in the first octets, which are read and kept.
		expect(started().length).toBe(0);
		await sources[0]!.read(into);
		await new Promise((resolve) => setTimeout(resolve, 300));
		expect(started().length).toBeGreaterThanOrEqual(2);
		expect(started().length).toBeLessThan(6);
		for (const source of sources) await source.close?.();
	});

	it("give the same, however they are read", async () => {
		const sources = groupOf(large);
		const into = new Uint8Array(0x1000);
		const found: number[] = [];
		for (let round = 0; round < 40; round++)
			for (const source of sources)
				found.push(await source.read(into.subarray(0, 100 + round * 90)));
		expect(Math.min(...found)).toBeGreaterThan(0);
		for (const source of sources) await source.close?.();
		expect(await sources[1]!.read(into)).toBe(0);
	});
});
