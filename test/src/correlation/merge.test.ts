import { describe, expect, it } from "vitest";
import { analyze, exchanges } from "../../../src/analyze.js";
import { correlate } from "../../../src/correlation/correlate.js";
import { mergeExchanges } from "../../../src/correlation/merge.js";
import type { Exchange } from "../../../src/record.js";
import { pcap, scenario } from "../../builder/index.js";

describe("several lists of exchanges", () => {
	const packets = [...scenario({ seed: 31, messages: 40 })];
	const early = pcap(packets.slice(0, packets.length / 2));
	const late = pcap(packets.slice(packets.length / 2));

	it("come by the time at which each was known, with connections apart", async () => {
		const merged: Exchange[] = [];
		for await (const line of mergeExchanges([
			exchanges(late),
			exchanges(early),
		]))
			if (line.type === "exchange") merged.push(line);
		const times = merged.map(({ reported }) => reported!);
		expect(times).toEqual([...times].sort((a, b) => a - b));
		expect(merged.length).toBeGreaterThan(30);
		const one = merged.find(({ connection }) => connection.startsWith("1:"))!;
		expect(one.request?.capture).toBe(1);
		expect(one.request?.captureFrame).toBe(one.request?.frame);
	});

	it("make messages over the border of files", async () => {
		const apart = await correlate(
			mergeExchanges([exchanges(early), exchanges(late)]),
		).toArray();
		const whole = await analyze([early, late]).toArray();
		const delivered = (list: typeof whole) =>
			list.filter(({ verdict }) => verdict === "delivered").length;
		expect(delivered(apart)).toBeGreaterThan(delivered(whole) * 0.8);
	});

	it("may be one, which stays as it is", async () => {
		const lines = [];
		for await (const line of mergeExchanges([exchanges(early)]))
			lines.push(line);
		expect(lines).toEqual(await exchanges(early).toArray());
	});
});
