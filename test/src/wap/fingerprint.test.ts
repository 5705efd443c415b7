import { expect, it } from "vitest";
import { fingerprint } from "../../../src/wap/fingerprint.js";
import type { WapRow } from "../../../src/wap/row.js";

function print(bytes: Uint8Array, offset = 0, wireLength = bytes.length) {
	const length = bytes.length - offset;
	return fingerprint({ bytes, offset, length, wireLength } as WapRow);
}

it("is the same wherever the octets lie", () => {
	for (const length of [0, 7, 63, 64, 71, 1400]) {
		const octets = Uint8Array.from({ length }, (_, at) => at * 7);
		const moved = new Uint8Array(length + 3);
		moved.set(octets, 3);
		expect(print(moved, 3, length)).toBe(print(octets));
	}
});

it("tells every octet, the length and the length on the wire apart", () => {
	const octets = new Uint8Array(100);
	const seen = new Set([
		print(octets),
		print(octets.subarray(1)),
		print(octets, 0, 101),
	]);
	for (let at = 0; at < octets.length; at++) {
		for (const value of [1, 0x80]) {
			const other = octets.slice();
			other[at] = value;
			seen.add(print(other));
		}
	}
	expect(seen.size).toBe(203);
});
