import { describe, expect, it } from "vitest";
import { analyze } from "../src/index.js";
import {
	familyOf,
	type LinkName,
	type LivesOptions,
	lives,
	pcap,
} from "./builder/index.js";
import { describeLives, LivesCheck } from "./lives.js";

const REASONS = 0.995;
const JOINS = 0.99;

async function check(options: LivesOptions, link: LinkName): Promise<void> {
	const { packets, truth } = lives({
		...options,
		link,
		family: familyOf(link),
	});
	const found = new LivesCheck(truth);
	for await (const message of analyze(pcap(packets, { link }))) {
		found.add(message);
		const legs = [
			...message.recipients,
			...(message.send ? [message.send] : []),
		];
		expect(new Set(legs.map(({ uid }) => uid)).size).toBe(legs.length);
	}
	const result = found.result();
	const said = describeLives(result);
	expect(result.judged, said).toBeGreaterThan(100);
	expect(result.right / result.judged, said).toBeGreaterThanOrEqual(REASONS);
	expect(result.joined / result.joins, said).toBeGreaterThanOrEqual(JOINS);
	expect(result.wrongJoins, said).toEqual([]);
	expect(result.invented, said).toEqual([]);
}

describe("lives of messages, everything crossed at random", () => {
	const links: [LinkName, number][] = [
		["ethernet", 20],
		["sll", 21],
		["raw", 41],
	];
	for (const [link, seed] of links) {
		it(`are told over ${link}`, async () => {
			await check({ seed, messages: 250, rate: 1 }, link);
		});
	}

	it("are told at many a second", async () => {
		await check({ seed: 45, messages: 300, rate: 6 }, "ethernet");
	});

	it("are told over hours", async () => {
		await check({ seed: 45, messages: 250, rate: 0.02 }, "ethernet");
	});
});
