import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Layout, Layouts } from "../../../src/pack/layout.js";
import { Packer } from "../../../src/pack/packer.js";
import { HALF, HALF_WORDS, PART } from "../../../src/transaction/halflayout.js";

/** A packer of halves, or of parts. */
function packerOf(layout: Layout): Packer<object> {
	const layouts: Layouts = {
		all: [PART, HALF],
		words: HALF_WORDS,
		of: () => layout,
	};
	return new Packer<object>(layouts);
}

function turn(layout: Layout, record: object): object {
	const packer = packerOf(layout);
	return packer.unpack(packer.pack(record).slice());
}

/** An object with these keys, of which only this one has a value. */
function alone(keys: readonly string[], key: string, value: unknown): object {
	const record: Record<string, unknown> = {};
	for (const one of keys) record[one] = one === key ? value : undefined;
	return record;
}

const part = {
	contentType: "image/jpeg",
	name: "photo.jpg",
	size: 41_235,
	missing: 7,
	hash: "0123456789abcdef",
};

/** What a key of a half usually has, and what nobody expects there. */
const VALUES = [
	1_700_000_000.25,
	129,
	0,
	-1,
	2 ** 40,
	"text",
	"",
	"grüße",
	"0123456789abcdef",
	true,
	[3, 4, 9],
	["+447700900123/TYPE=PLMN", "a@example.org"],
	{ index: 1, value: "x" },
	[part, part],
];

describe.each([
	["a half", HALF],
	["a part", PART],
])("%s", (_, layout) => {
	it.each(layout.keys)("has its %s alone, whatever that is", (key) => {
		for (const value of VALUES) {
			const record = alone(layout.keys, key, value);
			expect(turn(layout, record)).toStrictEqual(record);
		}
	});

	it("has all keys, each with its own value", () => {
		const values = layout.keys.map((key, i) => [key, `${key} ${i}`]);
		const record = Object.fromEntries(values);
		const read = turn(layout, record);
		expect(read).toStrictEqual(record);
		expect(Object.keys(read)).toEqual(layout.keys);
	});

	it("comes back with any of its keys, one after the other", () => {
		const value = fc.option(fc.constantFrom(...VALUES), { nil: undefined });
		const keys = layout.keys.map((key) => [key, value] as const);
		const records = fc.array(fc.record(Object.fromEntries(keys)));
		fc.assert(
			fc.property(records, (list) => {
				const packer = packerOf(layout);
				const packed = list.map((record) => packer.pack(record).slice());
				const read = packed.map((octets) => packer.unpack(octets));
				expect(read).toEqual(list);
			}),
			{ numRuns: 50 },
		);
	});
});

it("a usual half is less than a sixth of what it is in JSON", () => {
	const packer = packerOf(HALF);
	const record = {
		...alone(HALF.keys, "", undefined),
		firstTime: 1_700_000_000.25,
		time: 1_700_000_000.5,
		frame: 100_020,
		frames: Array.from({ length: 40 }, (_, i) => 100_020 + i * 2),
		bytes: 41_235,
		complete: true,
		retransmissions: 0,
		"http.user_agent": "Phone/1.0 (some words)",
		"http.request.method": "POST",
		"mmse.message_type": 128,
		"mmse.transaction_id": "T1",
		parts: [part, part],
		pduHash: "0123456789abcdef",
	};
	packer.pack(record);
	const { length } = packer.pack(record);
	expect(length * 6).toBeLessThan(JSON.stringify(record).length);
});
