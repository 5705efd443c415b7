import { beforeAll, expect, it } from "vitest";
import { type Core, createCore } from "../../../src/wasm/instance.js";
import * as layout from "../../../src/wasm/layout.js";

let core: Core;
beforeAll(async () => {
	core = await createCore();
});

const INVOKE = [0x08, 0x00, 0x01, 0x12];

/** Print of user data in an Invoke at some address. */
function print(data: Uint8Array, moved = 0, wireLength = data.length): number {
	const start = layout.REGION_SCRATCH + moved;
	core.bytes.fill(0xee, start, start + 0x1000);
	core.bytes.set(INVOKE, start);
	core.bytes.set(data, start + INVOKE.length);
	const end = start + INVOKE.length;
	const row = layout.REGION_ROWS;
	core.exports.decodeWtp(start, end + data.length, end + wireLength, row, 1);
	return core.view.getUint32(row + layout.ROW_WAP_PRINT, true);
}

it("is the same wherever the octets lie", () => {
	for (const length of [0, 7, 8, 15, 16, 71, 1400]) {
		const data = Uint8Array.from({ length }, (_, at) => at * 7);
		expect(print(data, 3)).toBe(print(data));
	}
});

it("tells every octet, the length and the length on the wire apart", () => {
	const data = new Uint8Array(109);
	const seen = new Set([
		print(data),
		print(data.subarray(1)),
		print(data, 0, 110),
	]);
	for (let at = 0; at < data.length; at++) {
		for (const value of [1, 0x80]) {
			const other = data.slice();
			other[at] = value;
			seen.add(print(other));
		}
	}
	expect(seen.size).toBe(3 + 2 * 109);
});
