import { expect, it } from "vitest";
import { octetsHash } from "../../../src/mms/decode.js";
import { createCore } from "../../../src/wasm/instance.js";

const core = await createCore();

it("tells apart octets, lengths and places", () => {
	const seen = new Set<string>();
	for (let length = 0; length < 70; length++) {
		for (let at = 0; at < Math.max(1, length); at++) {
			const octets = new Uint8Array(length);
			if (length > 0) octets[at] = 1;
			seen.add(octetsHash(core, octets));
		}
		seen.add(octetsHash(core, new Uint8Array(length).fill(0xff)));
	}
	expect(seen.size).toBe((70 * 69) / 2 + 70);
});

it("changes about half of its bits with one bit of the octets", () => {
	const octets = new Uint8Array(1000).map((_, at) => at & 0xff);
	const first = BigInt(`0x${octetsHash(core, octets)}`);
	let changed = 0;
	for (let at = 0; at < 1000; at += 10) {
		octets[at]! ^= 1;
		const other = BigInt(`0x${octetsHash(core, octets)}`);
		octets[at]! ^= 1;
		changed += (first ^ other).toString(2).replaceAll("0", "").length;
	}
	expect(changed / 100).toBeGreaterThan(28);
	expect(changed / 100).toBeLessThan(36);
});

it("is the same for the same octets", () => {
	const octets = new TextEncoder().encode("the same octets");
	expect(octetsHash(core, octets)).toBe(octetsHash(core, octets.slice()));
	expect(octetsHash(core, octets)).toMatch(/^[0-9a-f]{16}$/);
});
