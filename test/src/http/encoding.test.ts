import { constants, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeContent } from "../../../src/http/encoding.js";
import { inflate } from "../../../src/http/inflate.js";
import { concat, octets, text } from "./exchange.js";

const LIMIT = 1 << 20;

describe("inflate", () => {
	it("gives back what zlib wrote, at every level and strategy", () => {
		fc.assert(
			fc.property(
				fc.oneof(
					fc.uint8Array({ maxLength: 3000 }),
					fc
						.array(fc.constantFrom(1, 2, 3, 65), { maxLength: 9000 })
						.map((list) => Uint8Array.from(list)),
				),
				fc.integer({ min: 0, max: 9 }),
				fc.constantFrom(
					constants.Z_DEFAULT_STRATEGY,
					constants.Z_FIXED,
					constants.Z_HUFFMAN_ONLY,
					constants.Z_RLE,
				),
				(input, level, strategy) => {
					const packed = deflateRawSync(input, { level, strategy });
					const back = inflate(packed, 0, LIMIT);
					expect(back.outcome).toBe("done");
					expect(back.used).toBe(packed.length);
					expect(Buffer.compare(back.bytes, input)).toBe(0);
				},
			),
		);
	});

	it("gives a prefix of cut input, and no more than the limit", () => {
		const input = octets("one two three ".repeat(40));
		const packed = deflateRawSync(input);
		for (let length = 0; length < packed.length; length++) {
			const { bytes, outcome } = inflate(packed.subarray(0, length), 0, LIMIT);
			expect(outcome).toBe("truncated");
			expect(text(input)?.startsWith(text(bytes)!)).toBe(true);
		}
		expect(inflate(packed, 0, 20)).toMatchObject({ outcome: "limit" });
		expect(inflate(packed, 0, 20).bytes.length).toBe(20);
	});

	it("takes any octets", () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 200 }), (input) => {
				const { bytes } = inflate(input, 0, 5000);
				expect(bytes.length).toBeLessThanOrEqual(5000);
			}),
		);
	});
});

describe("decodeContent", () => {
	const plain = octets("content");

	it("takes codings off in reverse order", () => {
		const twice = gzipSync(deflateSync(plain));
		const decoded = decodeContent(twice, ["deflate", "gzip"], LIMIT);
		expect(text(decoded.bytes)).toBe("content");
		expect(decoded.problem).toBeUndefined();
	});

	it("reads several members, and a header with name and extra field", () => {
		const packed = gzipSync(plain);
		const named = concat(
			packed.subarray(0, 3),
			Uint8Array.of(4 | 8),
			packed.subarray(4, 10),
			Uint8Array.of(2, 0, 9, 9),
			"name\0",
			packed.subarray(10),
		);
		const decoded = decodeContent(concat(named, packed), ["gzip"], LIMIT);
		expect(text(decoded.bytes)).toBe("contentcontent");
	});

	it("says what it could not decode", () => {
		const packed = gzipSync(plain);
		expect(decodeContent(plain, ["br"], LIMIT)).toEqual({
			bytes: plain,
			problem: "unsupported",
		});
		expect(decodeContent(plain, ["gzip"], LIMIT).problem).toBe("malformed");
		expect(decodeContent(packed, ["gzip"], 3)).toMatchObject({
			problem: "limit-body",
		});
		for (let length = 1; length < packed.length - 8; length++) {
			const cut = decodeContent(packed.subarray(0, length), ["gzip"], LIMIT);
			expect(cut.problem).toBe("incomplete");
		}
	});
});
