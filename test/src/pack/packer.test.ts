import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Layout } from "../../../src/pack/layout.js";
import { Packer } from "../../../src/pack/packer.js";
import type { Reader } from "../../../src/pack/reader.js";
import type { Writer } from "../../../src/pack/writer.js";

/** What a record comes out as. */
function turn(record: object): object {
	const packer = new Packer<object>();
	return packer.unpack(packer.pack(record).slice());
}

describe("a packed record", () => {
	it.each([
		["numbers", [0, -1, 1, 111, 112, 2 ** 31, 2 ** 53 - 1, -(2 ** 53 - 1)]],
		["odd numbers", [-0, 2 ** 53, 1e300, Number.NaN, -Infinity, 0.1, 1e-9]],
		["times", [1700000003.719303, 1700000003.719302, 1700000003.7193022, 0.5]],
		[
			"texts",
			["", "a", "é", "\u0000", "\ud800", "漢字 and more", "a".repeat(999)],
		],
		["nothing", [null, undefined, true, false, {}, []]],
		["numbers that rise", [1, 2, 3, 9, 16, 24, 31, 63, 95, 127, 5000, 2 ** 40]],
		["frames far apart", [0, 1, 2 ** 31, 2 ** 31 + 2 ** 30, 2 ** 45]],
		["frames that do not rise", [5, 4, 4]],
		["frames with others", [1, 2, "3"]],
		["one frame", [7]],
	])("has the same %s", (_, value) => {
		expect(turn({ value })).toStrictEqual({ value });
	});

	it.each([
		[[1, 2, 3, 9, 16, 24, 31, 63, 95, 127, 5000, 2 ** 31 - 1]],
		[[0, 1, 2 ** 30, 2 ** 31, 2 ** 45]],
		[[5, 4, 4]],
		[[1, 2, "3"]],
		[[7]],
		[[-0, 1]],
		[[]],
	])("has the same frames: %j", (frames) => {
		const record = { frame: 7, frames, more: { frame: 9000, frames } };
		expect(turn(record)).toStrictEqual(record);
	});

	it("has its keys in their order", () => {
		const record = { b: 1, a: { d: 2, c: "x" }, parts: [{ z: 1 }, { y: 2 }] };
		expect(JSON.stringify(turn(record))).toBe(JSON.stringify(record));
	});

	it("has no keys without a value", () => {
		const record = { a: undefined, b: 1, c: { d: undefined } };
		expect(turn(record)).toStrictEqual({ b: 1, c: {} });
	});

	it("may have the key __proto__", () => {
		const record = JSON.parse('{"a":1,"__proto__":{"b":2},"c":3}');
		expect(JSON.stringify(turn(record))).toBe(JSON.stringify(record));
	});

	it("is equal whatever is in it", () => {
		fc.assert(
			fc.property(fc.array(fc.jsonValue()), (values) => {
				const packer = new Packer<object>();
				const texts = values.map((value) => packer.pack({ value }).slice());
				const read = texts.map((text) => packer.unpack(text));
				// JSON has no -0.
				expect(JSON.stringify(read)).toBe(
					JSON.stringify(values.map((value) => ({ value }))),
				);
			}),
		);
	});

	it("is read when there were more keys and texts than are remembered", () => {
		const packer = new Packer<object>();
		const records = Array.from({ length: 12_000 }, (_, i) => ({
			[`key${i}`]: 1,
			text: `text ${i % 3000}`,
		}));
		const texts = records.map((record) => packer.pack(record).slice());
		expect(texts.map((text) => packer.unpack(text))).toEqual(records);
	});

	it("leaves long texts in it, however often they come", () => {
		const packer = new Packer<object>();
		const url = `http://host/${"a".repeat(300)}`;
		packer.pack({ url });
		expect(packer.pack({ url }).length).toBeGreaterThan(url.length);
	});

	it("names a text that comes again in one octet", () => {
		const packer = new Packer<object>();
		const record = { host: "mmsc.example.net", frames: [5, 6, 8, 9, 11, 12] };
		packer.pack(record);
		expect(packer.pack(record).length).toBeLessThan(14);
	});

	describe("with a layout", () => {
		/** Of `a` (a time), `b` (a list of its like), `c` (a word) and `d` (a frame). */
		const layout: Layout = {
			number: 0,
			keys: ["a", "b", "c", "d"],
			write(to: Writer, object: Record<string, unknown>): void {
				const at = to.bits(1);
				let bits = to.time(object.a, 1);
				bits |= to.objects(object.b, 2, layout);
				bits |= to.word(object.c, 4, 0);
				bits |= to.frame(object.d, 8);
				to.putBits(at, bits, 1);
			},
			read(from: Reader): object {
				const bits = from.bits(1);
				return {
					a: from.time(bits & 1),
					b: from.any(bits & 2),
					c: from.word(bits & 4, 0),
					d: from.any(bits & 8),
				};
			},
		};
		const layouts = { all: [layout], words: 1, of: () => layout };

		function laid(value: unknown): object {
			return { a: value, b: undefined, c: value, d: value };
		}

		it("has all keys of it, whatever their values are", () => {
			const packer = new Packer<object>(layouts);
			const values = [undefined, null, 1, -0, 0.5, "x", "é", [1], [[], "a"]];
			for (const value of values) {
				const b = [laid(value), value ?? 1, ["a"], { a: 1 }, null];
				const record = { ...laid(value), b };
				const octets = packer.pack(record).slice();
				expect(packer.unpack(octets)).toStrictEqual(record);
			}
		});

		it("has the keys behind those of it, and others as they are", () => {
			const packer = new Packer<object>(layouts);
			const odd = JSON.parse('{"a":1,"b":1,"c":1,"d":1,"__proto__":{"b":2}}');
			for (const record of [
				{ ...laid(1), e: 5, f: { g: laid(2) } },
				{ a: 1, b: 2, c: 3 },
				{ "a,b": 1, c: 2, d: 3 },
				{ b: 1, a: 2, c: 3, d: 4 },
				odd,
			]) {
				const read = packer.unpack(packer.pack(record).slice());
				expect(JSON.stringify(read)).toBe(JSON.stringify(record));
			}
		});

		it("has room for large values", () => {
			const packer = new Packer<object>(layouts);
			const c = "é".repeat(20_000);
			const b = Array.from({ length: 500 }, () => laid(c.slice(0, 50)));
			const record = { a: 1, b, c, d: Array.from({ length: 9000 }, () => 2.5) };
			const octets = packer.pack(record).slice();
			expect(packer.unpack(octets)).toStrictEqual(record);
		});
	});
});
