import { describe, expect, it } from "vitest";
import { analyze } from "../src/index.js";
import {
	familyOf,
	LINKTYPE,
	type LinkName,
	type LinkOptions,
	pcap,
	pcapng,
	type ScenarioOptions,
	scenario,
	TAG_8021AD,
	TAG_8021Q,
	type TruthMessage,
} from "./builder/index.js";
import { describeComparison, TruthCheck } from "./truth.js";

const RIGHT = 0.99;

/** Makes a capture, analyses it, and compares. */
async function check(
	options: ScenarioOptions,
	write: typeof pcap,
	about: Parameters<typeof pcap>[1] = {},
) {
	const truth: TruthMessage[] = [];
	const packets = scenario({ ...options, truth: (one) => truth.push(one) });
	const capture = write(packets, about);
	const found = new TruthCheck(truth);
	for await (const message of analyze(capture)) found.add(message);
	const result = found.result();
	const said = describeComparison(result);
	expect(result.right / result.legs, said).toBeGreaterThanOrEqual(RIGHT);
	expect(result.invented, said).toEqual([]);
	expect(result.misjoined, said).toEqual([]);
}

describe("generated captures with known truth", () => {
	const links = Object.keys(LINKTYPE) as LinkName[];
	for (const [index, link] of links.entries()) {
		it(`come out right over ${link}`, async () => {
			const family = familyOf(link);
			await check({ seed: 100 + index, messages: 330, family }, pcap, { link });
		});
	}

	const tagged: [string, LinkOptions][] = [
		["802.1Q", { tags: [[TAG_8021Q, 7]] }],
		[
			"802.1ad",
			{
				tags: [
					[TAG_8021AD, 3],
					[TAG_8021Q, 7],
				],
			},
		],
	];
	for (const [name, linkOptions] of tagged) {
		it(`come out right with ${name} tags`, async () => {
			await check({ seed: 300, messages: 330 }, pcap, { linkOptions });
		});
	}

	it("come out right as pcapng and with fine clocks", async () => {
		await check({ seed: 301, messages: 330 }, pcapng);
		const fine = { nanoseconds: true, bigEndian: true };
		await check({ seed: 302, messages: 330 }, pcap, fine);
	});

	it("come out right among other traffic", async () => {
		const options = { seed: 303, bytes: 30_000_000, share: 0.2, rate: 10 };
		await check(options, pcap);
	});

	it("come out right with few phones that do much", async () => {
		await check({ seed: 304, messages: 330, phones: 150, rate: 20 }, pcap);
	});
});
