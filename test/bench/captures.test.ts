import {
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { flowPieces } from "../../bench/growth/flows.js";
import { rotate } from "../../bench/rotate.js";
import { exchanges, info } from "../../src/index.js";
import { joinAll, pcap, scenario } from "../builder/index.js";

describe("captures of the benchmarks", () => {
	it("cuts a capture into gzipped ones that hold the same records", () => {
		const folder = mkdtempSync(join(tmpdir(), "mmstrace-test-"));
		try {
			const whole = pcap(scenario({ seed: 1, messages: 20, share: 1 }));
			const path = join(folder, "whole.pcap");
			const out = mkdtempSync(join(folder, "cut-"));
			writeFileSync(path, whole);
			rotate(path, out, 50_000);
			const parts = readdirSync(out)
				.sort()
				.map((file) => gunzipSync(readFileSync(join(out, file))));
			expect(parts.length).toBeGreaterThan(3);
			for (const part of parts) {
				expect(part.subarray(0, 24)).toEqual(
					Buffer.from(whole.subarray(0, 24)),
				);
				expect(part.length).toBeLessThanOrEqual(50_024);
			}
			const records = parts.map((part) => part.subarray(24));
			expect(Buffer.concat(records)).toEqual(Buffer.from(whole.subarray(24)));
		} finally {
			rmSync(folder, { recursive: true });
		}
	});

	it("has as many flows as were asked for, none of them MMS", async () => {
		const options = { flows: 300, packets: 1000, octets: 100 };
		const pieces = Array.from(flowPieces(options), (piece) => piece.slice());
		const capture = joinAll(pieces);
		const { captures, ...all } = await info(capture);
		expect(captures[0]).toMatchObject({ packets: 1900, problems: [] });
		expect(JSON.stringify(all)).not.toContain("malformed");
		const results = exchanges(capture);
		expect(await results.toArray()).toEqual([]);
		expect((await results.summary).problems).toEqual({});
	});
});
