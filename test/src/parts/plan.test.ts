import { describe, expect, it } from "vitest";
import {
	analyze,
	contents,
	type Exchange,
	type Message,
	PART_LIMITS,
	PartsPlan,
} from "../../../src/index.js";
import * as build from "../../builder/index.js";

function capture(messages = 80): Uint8Array {
	const made = build.scenario({ seed: 11, messages, mix: "every" });
	return build.pcap([...made], { link: "ethernet" });
}

async function planOf(octets: Uint8Array, limits = {}) {
	const plan = new PartsPlan({ ...PART_LIMITS, ...limits });
	const seen: [Message, Exchange[][]][] = [];
	await analyze(octets, {
		onExchanges: (message, exchanges) => {
			seen.push([message, exchanges]);
			plan.add(message, exchanges);
		},
	}).toArray();
	return { plan, seen };
}

describe("parts of messages", () => {
	it("are all met again in a second reading, with the octets that their sizes say", async () => {
		const octets = capture();
		const { plan, seen } = await planOf(octets);
		expect(plan.parts).toBeGreaterThan(50);
		let met = 0;
		await contents(octets, ({ pduHash, firstTime, parts, data }) => {
			expect(data).toHaveLength(parts.length);
			for (const [i, { size, missing = 0 }] of parts.entries())
				expect(data[i]!.length).toBe(size - missing);
			for (const { files, half } of plan.wantedOf(pduHash, firstTime)) {
				expect(half.parts).toEqual(parts);
				met += files.length;
				for (const [i, file] of files.entries())
					expect(file.endsWith(".partial")).toBe((parts[i]!.missing ?? 0) > 0);
			}
		}).toArray();
		expect(met).toBe(plan.parts);
		const messages = seen.filter(([, exchanges]) =>
			exchanges
				.flat()
				.some(({ request, response }) => request?.parts ?? response?.parts),
		);
		expect(plan.messages).toBe(messages.length);
	});

	it("are left out beyond the limit", async () => {
		const { plan } = await planOf(capture(), { "parts-files": 10 });
		expect(plan.parts).toBeLessThanOrEqual(10);
		expect(plan.left).toBeGreaterThan(0);
	});

	it("are partial when they are larger than the limit", async () => {
		const octets = capture(10);
		const { plan } = await planOf(octets, { "part-octets": 1 });
		const files: string[] = [];
		await contents(octets, ({ pduHash, firstTime }) => {
			for (const wanted of plan.wantedOf(pduHash, firstTime))
				files.push(...wanted.files);
		}).toArray();
		expect(files.length).toBeGreaterThan(0);
		for (const file of files) expect(file).toMatch(/\.partial$/);
	});

	it("are wanted of no other PDU", async () => {
		const { plan } = await planOf(capture(5));
		expect(plan.wantedOf("no such hash", 0)).toEqual([]);
	});
});
