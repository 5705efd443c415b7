import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { analyze, exchanges } from "../../../src/analyze.js";
import {
	correlate,
	type ExchangeLine,
} from "../../../src/correlation/correlate.js";
import type { Message } from "../../../src/record.js";
import { lives, pcap, scenario } from "../../builder/index.js";
import { corpusFiles, SKIP_CORPUS } from "../../corpus.js";

/** Records of the second half over what the first half wrote as text, and its summary. */
async function inHalves(capture: Uint8Array): Promise<unknown[]> {
	const first = exchanges(capture);
	const lines: string[] = [];
	for await (const record of first) lines.push(JSON.stringify(record));
	lines.push(JSON.stringify(await first.summary));
	const second = correlate(lines.map((line): ExchangeLine => JSON.parse(line)));
	return [...(await second.toArray()), await second.summary];
}

async function atOnce(capture: Uint8Array): Promise<unknown[]> {
	const running = analyze(capture);
	return [...(await running.toArray()), await running.summary];
}

async function expectSame(capture: Uint8Array): Promise<number> {
	const [halves, whole] = [await inHalves(capture), await atOnce(capture)];
	expect(halves.map((one) => JSON.stringify(one))).toEqual(
		whole.map((one) => JSON.stringify(one)),
	);
	return whole.length;
}

const goldens = new URL("../../captures/", import.meta.url);

describe("two halves are the whole", () => {
	it.each(readdirSync(goldens))("golden capture %s", async (name) => {
		const made = (await import(`../../captures/${name}/make.ts`)) as {
			capture: () => Uint8Array;
		};
		await expectSame(made.capture());
	});

	it("the example", async () => {
		const file = new URL("../../../examples/mms.pcapng", import.meta.url);
		expect(await expectSame(readFileSync(file))).toBeGreaterThan(5);
	});

	it("a capture with every ending", async () => {
		const packets = [...scenario({ seed: 21, messages: 150 })];
		expect(await expectSame(pcap(packets))).toBeGreaterThan(150);
	});

	it("a capture with tunnels, gateways and signalling of subscribers", async () => {
		const { packets } = lives({ seed: 24, messages: 60, pictureSize: 2000 });
		expect(await expectSame(pcap(packets))).toBeGreaterThan(40);
	});

	it("a capture of hours, with limits that end messages", async () => {
		const packets = [...scenario({ seed: 22, messages: 120, rate: 0.01 })];
		expect(await expectSame(pcap(packets))).toBeGreaterThan(120);
	});

	it.each(corpusFiles("pcap", "kannel-generated"))(
		`%s${SKIP_CORPUS}`,
		async (file) => {
			await expectSame(readFileSync(file));
		},
	);
});

describe("correlate", () => {
	const capture = pcap([...scenario({ seed: 23, messages: 20 })]);

	it("takes the results of exchanges as they are", async () => {
		const running = correlate(exchanges(capture));
		const whole = analyze(capture);
		expect(await running.toArray()).toEqual(await whole.toArray());
		expect(await running.summary).toEqual(await whole.summary);
	});

	it("filters, sorts and limits as analyze does", async () => {
		const options = {
			filter: 'verdict == "failed"',
			sort: "first",
			limits: { "message-idle": 60, "report-wait": 60 },
		} as const;
		const running = correlate(exchanges(capture), options);
		const whole = analyze(capture, options);
		const found = await running.toArray();
		expect(found.length).toBeGreaterThan(0);
		expect(found).toEqual(await whole.toArray());
		expect(await running.summary).toEqual(await whole.summary);
	});

	it("does without a summary", async () => {
		const records = await exchanges(capture).toArray();
		const messages: Message[] = await correlate(records).toArray();
		const uids = (list: Message[]) => list.map(({ uid }) => uid).sort();
		expect(uids(messages)).toEqual(uids(await analyze(capture).toArray()));
	});

	it("stops when it is told to", async () => {
		const stop = new AbortController();
		stop.abort(new Error("enough"));
		const running = correlate(exchanges(capture), { signal: stop.signal });
		await expect(running.toArray()).rejects.toThrow("enough");
	});
});
