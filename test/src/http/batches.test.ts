import { describe, expect, it } from "vitest";
import { type ByteSource, bytesSource } from "../../../src/capture/source.js";
import type { HttpPair, HttpRefusal } from "../../../src/http/message.js";
import { pcap, scenario } from "../../builder/index.js";
import { track } from "./observe.js";

/** A source that gives a few octets at a time, so that batches end everywhere. */
function inPieces(file: Uint8Array, size: number): ByteSource {
	const whole = bytesSource(file);
	return { ...whole, read: (into) => whole.read(into.subarray(0, size)) };
}

async function outcome(source: ByteSource) {
	const told: (HttpPair | HttpRefusal | string)[] = [];
	const rows = await track(source, {
		keepBody: (message) =>
			message.headers.some(([, value]) => value.includes("vnd.wap.mms")),
		onMessage: ({ carriage, kind }) => {
			told.push(`${kind} ${carriage.frame} ${carriage.bytes}`);
		},
		onPair: (pair) => told.push(pair),
		onRefusal: (refusal) => told.push(refusal),
	});
	return { told, rows };
}

describe("borders of batches", () => {
	it("change nothing", async () => {
		const packets = scenario({ seed: 7, bytes: 6e6, share: 0.1 });
		const file = pcap(packets, { link: "ethernet" });
		const whole = await outcome(bytesSource(file));
		expect(whole.told.length).toBeGreaterThan(50);
		for (const size of [3000, 100_000]) {
			const pieces = await outcome(inPieces(file, size));
			expect(pieces.told).toEqual(whole.told);
			// Verdicts reach the core sooner.
			expect(pieces.rows).toBeLessThan(whole.rows);
		}
	});
});
