import { describe, expect, it } from "vitest";
import { PendingOctets } from "../../../src/http/pending.js";
import { Buffers } from "../../../src/tcp/buffers.js";
import { octets, text } from "./exchange.js";

function stamp(frame: number) {
	return {
		frame,
		seconds: 0,
		nanoseconds: 0,
		fine: false,
		capture: 0,
		captureFrame: frame,
	};
}

describe("PendingOctets", () => {
	it("knows which frame carried what", () => {
		const pending = new PendingOctets(new Buffers());
		const used = { ...stamp(1) };
		pending.append(octets("xabcx"), 1, 4, used);
		used.frame = 2;
		pending.append(octets("de"), 0, 2, used);
		pending.append(octets("f"), 0, 1, used);
		expect(text(pending.bytes.subarray(0, pending.length))).toBe("abcdef");
		const { frames, bytes } = pending.carriage(4).finish();
		expect([frames, bytes]).toEqual([[1, 2], 4]);
		expect(pending.carriage(3).finish().frames).toEqual([1]);
		const pieces = pending.take(2);
		expect(pieces.map(({ bytes }) => text(bytes))).toEqual(["c", "def"]);
		expect(pieces.map((piece) => piece.stamp.frame)).toEqual([1, 2]);
		expect(pending.length).toBe(0);
	});

	it("grows", () => {
		const pending = new PendingOctets(new Buffers());
		for (let n = 0; n < 5000; n++) {
			pending.append(Uint8Array.of(n), 0, 1, stamp(n));
		}
		expect(pending.length).toBe(5000);
		expect(pending.bytes[4999]).toBe(4999 & 0xff);
	});
});
