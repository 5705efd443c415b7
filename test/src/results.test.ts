import { describe, expect, it } from "vitest";
import { analyze, pdus } from "../../src/index.js";
import * as build from "../builder/index.js";

function capture(): Uint8Array {
	const made = build.scenario({ seed: 5, messages: 12, share: 0.8 });
	return build.pcap([...made], { link: "ethernet" });
}

async function all<T>(iterable: AsyncIterable<T>): Promise<T[]> {
	const list: T[] = [];
	for await (const one of iterable) list.push(one);
	return list;
}

describe("batches of results", () => {
	const octets = capture();

	it("hold the records that come one by one otherwise", async () => {
		const expected = await all(analyze(octets));
		const results = analyze(octets);
		const batches = await all(results.batches());
		expect(batches.flat()).toEqual(expected);
		expect(batches.length).toBeLessThan(expected.length);
		expect((await results.summary).messages).toBe(expected.length);
	});

	it("are never empty, whatever a filter leaves", async () => {
		const filter = "mmse.message_type == 128";
		const results = pdus(octets, { filter });
		const batches = await all(results.batches());
		expect(batches.flat().length).toBeGreaterThan(0);
		expect(batches.every((batch) => batch.length > 0)).toBe(true);
		const none = await all(pdus(octets, { filter: () => false }).batches());
		expect(none).toEqual([]);
	});

	it("can be left, and read only once", async () => {
		const results = analyze(octets);
		for await (const _ of results) break;
		await expect(results.summary).rejects.toThrow("left before their end");
		await expect(all(results.batches())).rejects.toThrow("only once");
	});
});
