import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Packer } from "../../../src/pack/packer.js";

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
		["frames", [1, 2, 3, 9, 16, 24, 31, 63, 95, 127, 5000, 2 ** 40]],
		["frames far apart", [0, 1, 2 ** 31, 2 ** 31 + 2 ** 30, 2 ** 45]],
		["frames that do not rise", [5, 4, 4]],
		["frames with others", [1, 2, "3"]],
		["one frame", [7]],
	])("has the same %s", (_, value) => {
		expect(turn({ value })).toStrictEqual({ value });
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

	it("is made by a layout that has its keys, and no other", () => {
		const packer = new Packer<object>([
			(values) => ({ a: values.next(), b: values.next(), c: values.next() }),
		]);
		for (const record of [
			{ a: 1, b: undefined, c: { a: undefined, b: { a: 2 }, c: 3 } },
			{ a: undefined, b: undefined, c: undefined },
			{ "a,b": 1, c: 2 },
			{ a: 1, "b,c": 2 },
			{ a: 1, b: 2, c: 3, d: 4 },
		])
			expect(packer.unpack(packer.pack(record).slice())).toStrictEqual(record);
	});
});
