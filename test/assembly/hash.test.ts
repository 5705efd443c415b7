import { beforeAll, describe, expect, it } from "vitest";
import { type Core, createCore } from "../../src/wasm/instance.js";
import { REGION_SCRATCH, REGION_TOKENS } from "../../src/wasm/layout.js";
import * as token from "../../src/wasm/token.js";

let core: Core;
beforeAll(async () => {
	core = await createCore();
});

const HASH = REGION_TOKENS + token.TOKENS_HASH_LOW;
const BODY_HASH = REGION_TOKENS + token.TOKENS_BODY_HASH_LOW;
const RANGES = REGION_TOKENS + token.TOKENS_FIRST;

function alone(start: number, length: number): bigint {
	core.exports.hash(start, length);
	return core.view.getBigUint64(HASH, true);
}

it("gives each range the hash that it has alone", () => {
	const octets = Uint8Array.from({ length: 3000 }, (_, at) => at * at);
	const length = core.toScratch(octets);
	const start = REGION_SCRATCH;
	const body = start + 41;
	const ranges = [
		[body + 3, 700],
		[body + 10, 90],
		[body + 800, 0],
		[body + 801, 1900],
		[body, length - 41],
	] as const;
	const expected = ranges.map(([at, size]) => alone(at, size));
	const wholes = [alone(start, length), alone(body, length - 41)];
	for (const [index, [at, size]] of ranges.entries()) {
		const range = RANGES + index * token.TOKENS_RANGE_SIZE;
		core.view.setUint32(range + token.TOKENS_RANGE_OFFSET, at, true);
		core.view.setUint32(range + token.TOKENS_RANGE_LENGTH, size, true);
	}
	core.exports.hashPdu(start, length, body, length - 41, ranges.length);
	const { view } = core;
	expect([
		view.getBigUint64(HASH, true),
		view.getBigUint64(BODY_HASH, true),
	]).toEqual(wholes);
	const found = ranges.map((_, index) =>
		view.getBigUint64(
			RANGES + index * token.TOKENS_RANGE_SIZE + token.TOKENS_RANGE_HASH,
			true,
		),
	);
	expect(found).toEqual(expected);
});

type Range = readonly [start: number, length: number];

/** Hashes of a PDU whose body starts at 41, of that body, and of parts of it: made for comparing. */
function quick(octets: Uint8Array, parts: readonly Range[], shift = 0) {
	const { view, exports, bytes } = core;
	const start = REGION_SCRATCH + shift;
	bytes.set(octets, start);
	for (const [index, [at, size]] of parts.entries()) {
		const range = RANGES + index * token.TOKENS_RANGE_SIZE;
		view.setUint32(range + token.TOKENS_RANGE_OFFSET, start + at, true);
		view.setUint32(range + token.TOKENS_RANGE_LENGTH, size, true);
	}
	const { length } = octets;
	exports.quickHashPdu(start, start + 41, start + length, parts.length);
	return [HASH, BODY_HASH]
		.concat(parts.map((_, i) => RANGES + i * token.TOKENS_RANGE_SIZE + 8))
		.map((at) => view.getBigUint64(at, true));
}

describe("quick hashes", () => {
	const parts: readonly Range[] = [
		[50, 300],
		[60, 90],
		[350, 0],
		[420, 777],
		[1200, 64],
	];
	const octets = Uint8Array.from(
		{ length: 1300 },
		(_, at) => at * 7 + (at >> 8),
	);

	it("are the same for the same octets, wherever they lie", () => {
		const first = quick(octets, parts);
		for (const shift of [0, 1, 7, 4096])
			expect(quick(octets, parts, shift)).toEqual(first);
	});

	it("differ with every octet in what holds it, and only there", () => {
		const before = quick(octets, parts);
		const wholes: readonly Range[] = [[0, 1300], [41, 1259], ...parts];
		for (let at = 0; at < octets.length; at++) {
			octets[at]! ^= 1 << (at & 7);
			const after = quick(octets, parts);
			octets[at]! ^= 1 << (at & 7);
			const changed = after.map((hash, i) => hash !== before[i]);
			expect(changed).toEqual(
				wholes.map(([start, length]) => at >= start && at - start < length),
			);
		}
	});

	it("tell lengths apart", () => {
		const zeros = new Uint8Array(400);
		const seen = new Set<bigint>();
		for (let length = 41; length < 400; length++) {
			const [whole, body] = quick(zeros.subarray(0, length), []);
			seen.add(whole!).add(body!);
		}
		expect(seen.size).toBe(2 * (400 - 41));
	});
});

describe("hashes of octets", () => {
	function hashOf(octets: Uint8Array): bigint {
		return alone(REGION_SCRATCH, core.toScratch(octets));
	}

	it("tell apart octets, lengths and places", () => {
		const seen = new Set<bigint>();
		for (let length = 0; length < 70; length++) {
			for (let at = 0; at < Math.max(1, length); at++) {
				const octets = new Uint8Array(length);
				if (length > 0) octets[at] = 1;
				seen.add(hashOf(octets));
			}
			seen.add(hashOf(new Uint8Array(length).fill(0xff)));
		}
		expect(seen.size).toBe((70 * 69) / 2 + 70);
	});

	it("change about half of their bits with one bit of the octets", () => {
		const octets = new Uint8Array(1000).map((_, at) => at & 0xff);
		const first = hashOf(octets);
		let changed = 0;
		for (let at = 0; at < 1000; at += 10) {
			octets[at]! ^= 1;
			const other = hashOf(octets);
			octets[at]! ^= 1;
			changed += (first ^ other).toString(2).replaceAll("0", "").length;
		}
		expect(changed / 100).toBeGreaterThan(28);
		expect(changed / 100).toBeLessThan(36);
	});
});
