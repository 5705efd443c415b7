import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { NO_ENDS } from "../../../src/pack/ends.js";
import { Reader } from "../../../src/pack/reader.js";
import { Shapes } from "../../../src/pack/shapes.js";
import * as tag from "../../../src/pack/tag.js";
import { Writer } from "../../../src/pack/writer.js";

const ENDS = {
	firstTime: 1_700_000_000.5,
	address: "10.0.0.1",
	server: "192.0.2.10",
};
let writer: Writer;
let reader: Reader;
beforeEach(() => {
	const shapes = new Shapes(0);
	writer = new Writer(shapes, NO_ENDS);
	reader = new Reader(shapes, [], NO_ENDS);
});

function octetsOf(record: object): Uint8Array {
	const { octets, from, to } = writer.write(record, undefined, ENDS);
	return octets.slice(from, to);
}

/** The octets of the values alone, without what stands in front of and behind them, and without their object's. */
function written(record: object): number[] {
	const octets = octetsOf(record);
	expect(reader.read(octets, 0, ENDS)).toStrictEqual(record);
	let at = 1;
	let length = 0;
	for (let shift = 0; ; shift += 7) {
		const octet = octets[at++]!;
		length |= (octet & 0x7f) << shift;
		if (octet < 0x80) break;
	}
	while (octets[at++]! >= 0x80);
	const values = [...octets.subarray(at, at + length)];
	expect(values[0]).toBe(tag.OBJECT);
	return values.slice(3);
}

const of = (value: unknown) => written({ value });

/** Lets the key have so many texts that none is known by its number any more. */
function forgetTexts(): void {
	for (let i = 0; i < 40; i++) of(`once ${i}`);
}

describe("a value is written as what it is", () => {
	it.each<[unknown, number[]]>([
		[false, [tag.FALSE]],
		[true, [tag.TRUE]],
		[null, [tag.NULL]],
		[0, [tag.SMALL]],
		[tag.SMALL_COUNT - 1, [0xff]],
		[tag.SMALL_COUNT, [tag.WORD, tag.SMALL_COUNT, 0]],
		[0xffff, [tag.WORD, 0xff, 0xff]],
		[0x10000, [tag.TRIPLE, 0, 0, 1]],
		[0x1000000, [tag.LONG, 0, 0, 0, 1]],
		[2 ** 31, [tag.WHOLE, 0x80, 0x80, 0x80, 0x80, 8]],
		[-1, [tag.MINUS, 1]],
		[1_700_000_000.5, [tag.SAME_TIME]],
		[1_700_000_000.500_001, [tag.LATER, 1]],
		[1_700_000_000.499_872, [tag.EARLIER, 0x80, 1]],
		["", [tag.TEXT]],
		["ab", [tag.TEXT + 2]],
		["a".repeat(64), [tag.LONG_TEXT, 64]],
		["é", [tag.WIDE, 1, 0xe9, 1]],
		["0123456789abcdef", [tag.HASH]],
		["x-0123456789abcdef", [tag.UID]],
		[[], [tag.LIST, 0]],
		[
			[1, [2]],
			[tag.LIST, 2, tag.SMALL + 1, tag.LIST, 1, tag.SMALL + 2],
		],
	])("%j", (value, octets) => {
		forgetTexts();
		expect(of(value)).toEqual(octets);
	});

	it("-0 and others that are no whole numbers or times have their 64 bits", () => {
		for (const value of [-0, Number.NaN, -Infinity, 0.1 + 0.2, -0.5, 2 ** 60])
			expect(of(value)[0], String(value)).toBe(tag.BITS);
	});

	it("texts of the ends of an exchange are one octet, where ends stand", () => {
		const { address, server } = ENDS;
		expect(written({ client: address, server })).toEqual([
			tag.CLIENT,
			tag.SERVER,
		]);
		expect(of(address)).not.toEqual([tag.CLIENT]);
	});

	it("a text that its key had comes by its number, also after many", () => {
		for (let i = 0; i <= tag.FEW_COUNT; i++) of(`text ${i}`);
		expect(of("text 0")).toEqual([tag.FEW]);
		expect(of(`text ${tag.FEW_COUNT}`)).toEqual([tag.KNOWN, tag.FEW_COUNT]);
	});

	it("keys without a value are counted", () => {
		const keys = Array.from({ length: 40 }, (_, i) => `key${i}`);
		const record = Object.fromEntries(keys.map((key) => [key, undefined]));
		const octets = octetsOf({ ...record, last: 1 });
		expect(reader.read(octets, 0, ENDS)).toEqual({ last: 1 });
		const skip = tag.SKIP + tag.SKIP_COUNT - 1;
		const skips = [skip, skip, tag.SKIP + 40 - 2 * tag.SKIP_COUNT - 1];
		expect([...octets]).toEqual(expect.arrayContaining(skips));
	});
});

describe("whole numbers near the one before them", () => {
	const BASE = 0x12345678;

	it.each([
		[0, [tag.NEXT, 0]],
		[0xff, [tag.NEXT, 0xff]],
		[0x100, [tag.NEAR, 0, 1]],
		[0x7fff, [tag.NEAR, 0xff, 0x7f]],
		[0x8000, [tag.LONG, 0x78, 0xd6, 0x34, 0x12]],
		[-1, [tag.NEAR, 0xff, 0xff]],
		[-0x8000, [tag.NEAR, 0, 0x80]],
		[-0x8001, [tag.LONG, 0x77, 0xd6, 0x33, 0x12]],
	])("%i away", (step, octets) => {
		expect(of([BASE, BASE + step]).slice(-octets.length)).toEqual(octets);
	});

	it("and small ones between them do not count", () => {
		expect(of([BASE, 7, 0xffff, BASE + 1]).slice(-2)).toEqual([tag.NEXT, 1]);
	});
});

describe("numbers of frames", () => {
	it.each<[number[], number[]]>([
		[[7], [tag.ONE, tag.SMALL + 7]],
		[
			[7, 8, 10],
			[tag.RISING, 3, tag.SMALL + 7, 1],
		],
		[
			[8, 7],
			[tag.LIST, 2, tag.SMALL + 8, tag.SMALL + 7],
		],
		[[], [tag.LIST, 0]],
	])("%j", (frames, octets) => {
		expect(written({ frames })).toEqual(octets);
	});

	it("one that was the last whole number is one octet", () => {
		const frame = 0x10000;
		const octets = written({ frame, frames: [frame] });
		expect(octets).toEqual([tag.TRIPLE, 0, 0, 1, tag.SAME]);
	});

	it("others are near the last of them", () => {
		const frames = [0x20000, 0x20001];
		expect(written({ frames, frame: 0x20003 }).slice(-2)).toEqual([
			tag.NEXT,
			2,
		]);
	});

	it("that turn out not to rise leave nothing behind that others are near", () => {
		const frames = [0x20000, 0x20005, 0x20004];
		const record = { frame: 0x30000, frames, last: 0x20006 };
		expect(written(record)).toContain(tag.LIST);
	});
});

describe("records of any kind", () => {
	it("come back, one after the other", () => {
		const number = fc.oneof(
			fc.integer(),
			fc.double(),
			fc.integer({ min: 0, max: 2 ** 40 }).map((value) => value / 1e6),
			fc.maxSafeInteger(),
		);
		const text = fc.oneof(
			fc.constantFrom(ENDS.address, ENDS.server, "0123456789abcdef"),
			fc.string({ unit: "binary" }),
			fc.string({ maxLength: 200 }),
		);
		const frames = fc.array(fc.oneof(fc.nat(99), fc.nat()), { maxLength: 9 });
		const record = fc.record({
			client: text,
			time: number,
			value: fc.oneof(text, number, fc.boolean(), fc.constant(null)),
			frames: fc.oneof(
				frames,
				frames.map((list) => list.sort((a, b) => a - b)),
			),
			list: fc.array(fc.oneof(text, number)),
			inner: fc.dictionary(fc.string(), fc.oneof(text, number)),
		});
		fc.assert(
			fc.property(fc.array(record), (records) => {
				for (const one of records) {
					const octets = octetsOf(one);
					const read = reader.read(octets, 0, ENDS);
					// A dictionary of fast-check has no prototype.
					expect(read).toEqual(one);
				}
			}),
		);
	});
});
