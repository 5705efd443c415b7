import { beforeAll, expect, it } from "vitest";
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
