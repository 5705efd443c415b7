import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { analyze } from "../../../src/analyze.js";
import { CaptureError, UsageError } from "../../../src/error.js";
import type { RunStats, ThreadStats } from "../../../src/meter.js";
import { analyzeBehind } from "../../../src/parallel/analyze.js";
import { WINDOW } from "../../../src/parallel/outbox.js";
import { relay } from "../../../src/parallel/relay.js";
import type { Exchange, Message } from "../../../src/record.js";
import type { Results } from "../../../src/results.js";
import type { AnalyzeOptions, Source } from "../../../src/run.js";
import { lives, pcap, scenario } from "../../builder/index.js";
import { corpusFiles, SKIP_CORPUS } from "../../corpus.js";
import { Wire } from "./wire.js";

const folder = new URL("../../captures/", import.meta.url);
const example = new Uint8Array(
	readFileSync(new URL("../../../examples/mms.pcapng", import.meta.url)),
);

function wireFor(open = (source: unknown) => source as Source): Wire {
	return new Wire({ relay }, open);
}

function behind(source: unknown, options: AnalyzeOptions = {}) {
	return analyzeBehind(() => wireFor(), source, options);
}

/** Everything that comes of a run, as text: records, summary or error, captures. */
async function outcome(running: Results<Message>): Promise<string[]> {
	const texts: string[] = [];
	try {
		for await (const message of running) texts.push(JSON.stringify(message));
		texts.push(JSON.stringify(await running.summary));
	} catch (error) {
		const { name, message, code, data } = error as CaptureError;
		texts.push(JSON.stringify({ name, message, code, data }));
	}
	return [...texts, JSON.stringify(running.captures)];
}

async function expectSame(
	source: Uint8Array | Uint8Array[],
	options: AnalyzeOptions = {},
): Promise<string[]> {
	const [here, there] = [
		await outcome(analyze(source, options)),
		await outcome(behind(source, options)),
	];
	expect(there).toEqual(here);
	return here;
}

const mixed = pcap([...scenario({ seed: 7, messages: 60, share: 0.5 })]);

describe("analysis behind a worker gives what one thread gives", () => {
	it.each(readdirSync(folder))("of the golden capture %s", async (name) => {
		const { capture } = await import(`../../captures/${name}/make.ts`);
		await expectSame(capture());
	});

	it("of the example", async () => {
		expect((await expectSame(example)).length).toBeGreaterThan(5);
	});

	it.each([1, 2, 3])("of generated lives, seed %d", async (seed) => {
		const { packets } = lives({ seed, messages: 150 });
		expect((await expectSame(pcap(packets))).length).toBeGreaterThan(100);
	});

	it("of generated traffic of all kinds", async () => {
		expect((await expectSame(mixed)).length).toBeGreaterThan(30);
	});

	it(`of captures of others${SKIP_CORPUS}`, async () => {
		for (const path of corpusFiles("pcap").slice(0, 40)) {
			const octets = new Uint8Array(readFileSync(path));
			if (octets.length < 300_000) await expectSame(octets);
		}
	}, 300_000);

	it("of several captures, and of one twice", async () => {
		const other = pcap([...scenario({ seed: 8, messages: 30 })]);
		await expectSame([mixed, other]);
		await expectSame([mixed, mixed], { names: ["a", "b"], offsets: [0, 0.5] });
	});

	it("of compressed captures", async () => {
		const packed = new Uint8Array(gzipSync(mixed));
		await expectSame(packed);
		await expectSame(packed.subarray(0, packed.length / 2));
	});

	it.each([1, 3, 10, 23])(
		"of a capture cut after %d tenths of 24",
		async (n) => {
			await expectSame(mixed.subarray(0, Math.floor((mixed.length * n) / 24)));
		},
	);

	it("of a damaged capture", async () => {
		const damaged = mixed.slice();
		damaged.fill(0xff, damaged.length / 2, damaged.length / 2 + 4000);
		expect((await expectSame(damaged)).at(-1)).toContain("malformed");
	});

	it.each<[string, AnalyzeOptions]>([
		["few packets", { maxPackets: 500 }],
		["a filter", { filter: 'verdict == "failed"' }],
		["an order", { sort: "first" }],
		[
			"narrow limits",
			{ limits: { "open-messages": 5, body: 2000, flows: 64 } },
		],
		["an MMSC", { mmsc: ["192.0.2.10"] }],
		["other ports", { decodeAs: [{ protocol: "wsp", port: 53 }] }],
		[
			"identities",
			{
				identities: [
					{
						type: "identity",
						address: "10.20.14.31",
						from: 0,
						number: "447900000001",
						source: "file",
					},
				],
			},
		],
	])("with %s", async (_, options) => {
		await expectSame(mixed, options);
	});

	it("with the exchanges of each message", async () => {
		const listen = async (
			run: (options: AnalyzeOptions) => Results<Message>,
		) => {
			const calls: [string, Exchange[][]][] = [];
			await run({
				onExchanges: ({ uid }, exchanges) => calls.push([uid, exchanges]),
			}).toArray();
			return JSON.stringify(calls);
		};
		expect(await listen((options) => behind(mixed, options))).toBe(
			await listen((options) => analyze(mixed, options)),
		);
	});

	it("of nothing, and of what is no capture", async () => {
		const empty = new Uint8Array(0);
		const text = new TextEncoder().encode("no capture at all");
		expect((await expectSame(empty)).join()).toContain("CaptureError");
		await expectSame(text);
		await expectSame([empty, text]);
		await expectSame([mixed, empty, text]);
	});
});

describe("analysis behind a worker", () => {
	it("throws the errors of the worker as they are", async () => {
		const error = await behind(new Uint8Array(0))
			.toArray()
			.catch((thrown) => thrown);
		expect(error).toBeInstanceOf(CaptureError);
		expect(error.code).toBe("empty");
		const wrong = await behind(mixed, { offsets: [Number.NaN] })
			.toArray()
			.catch((thrown) => thrown);
		expect(wrong).toBeInstanceOf(UsageError);
	});

	it("throws its own mistakes with their name and place", async () => {
		const wire = wireFor(() => {
			throw new RangeError("no such thing");
		});
		const error: Error = await analyzeBehind(() => wire, 1, {})
			.toArray()
			.catch((thrown) => thrown);
		expect(error).toMatchObject({
			name: "RangeError",
			message: "no such thing",
		});
		expect(error.stack).toContain("analyze.test.ts");
		expect(wire.isClosed).toBe(true);
	});

	it("refuses wrong options at once", () => {
		expect(() => behind(mixed, { limits: { nonsense: 1 } })).toThrow(
			UsageError,
		);
		expect(() => behind(mixed, { filter: "((" })).toThrow();
	});

	it("stops when it is told to, and gives what it has", async () => {
		const stop = new AbortController();
		const reason = new Error("enough");
		const wire = wireFor(() => slowly(mixed));
		const running = analyzeBehind(() => wire, mixed, {
			signal: stop.signal,
			onProgress: () => stop.abort(reason),
		});
		const texts: unknown[] = [];
		const reading = async () => {
			for await (const message of running) texts.push(message);
		};
		await expect(reading()).rejects.toBe(reason);
		const { packets, messages } = await running.summary;
		const whole = await analyze(mixed).toArray();
		expect(messages).toBe(texts.length);
		expect(messages).toBeLessThan(whole.length);
		expect(running.captures[0]?.packets).toBe(packets);
		expect(wire.isClosed).toBe(true);
	});

	it("does nothing when it was stopped before", async () => {
		const running = behind(mixed, { signal: AbortSignal.abort() });
		await expect(running.toArray()).rejects.toThrow("abort");
		expect(await running.summary).toMatchObject({ packets: 0, messages: 0 });
	});

	it("lets go of the captures when nobody wants more", async () => {
		let isClosed = false;
		const source = {
			...slowly(mixed),
			close() {
				isClosed = true;
			},
		};
		const wire = wireFor(() => source);
		const options = { limits: { "open-messages": 1 } };
		const running = analyzeBehind(() => wire, 0, options);
		for await (const _ of running) break;
		expect({ isClosed, wire: wire.isClosed }).toEqual({
			isClosed: true,
			wire: true,
		});
		await expect(running.summary).rejects.toThrow("left");
		expect(running.captures).toHaveLength(1);
	});

	it("reads no further than a few batches ahead", async () => {
		const wire = wireFor();
		const options = { limits: { "open-messages": 1 } };
		const capture = pcap([...scenario({ seed: 3, messages: 700 })]);
		for await (const _ of analyzeBehind(() => wire, capture, options))
			await new Promise((resolve) => setTimeout(resolve));
		expect(wire.batches).toBeGreaterThan(WINDOW + 2);
		expect(wire.mostPending).toBeLessThanOrEqual(WINDOW);
	});

	it("tells how far it is", async () => {
		const told: { octets: number; messages: number }[] = [];
		const running = behind(mixed, { onProgress: (one) => told.push(one) });
		const { length } = await running.toArray();
		expect(told.at(-1)).toMatchObject({
			octets: mixed.length,
			totalOctets: mixed.length,
			messages: length,
		});
	});

	it("ends with the error of who is told", async () => {
		const wrong = new Error("wrong");
		const wire = wireFor(() => slowly(mixed));
		const running = analyzeBehind(() => wire, mixed, {
			onProgress() {
				throw wrong;
			},
		});
		await expect(running.toArray()).rejects.toBe(wrong);
		expect(wire.isClosed).toBe(true);
	});

	it("tells of messages that go on, and in the end the same", async () => {
		const wire = wireFor(() => slowly(mixed));
		const running = analyzeBehind(() => wire, 0, { live: true });
		const records = await running.toArray();
		const final = records.filter((message) => message.final);
		expect(final).toEqual(await analyze(mixed).toArray());
		expect(records.length).toBeGreaterThan(final.length);
	});
});

/** Octets that come over about a second. */
function slowly(octets: Uint8Array) {
	let at = 0;
	return {
		name: "slow",
		async read(into: Uint8Array): Promise<number> {
			await new Promise((resolve) => setTimeout(resolve, 50));
			const length = Math.min(Math.ceil(octets.length / 20), into.length);
			const part = octets.subarray(at, at + length);
			into.set(part);
			at += part.length;
			return part.length;
		},
	};
}

describe("onStats of two threads", () => {
	async function statsOf(
		run: (options: AnalyzeOptions) => Results<Message>,
	): Promise<RunStats> {
		const told: RunStats[] = [];
		await run({ onStats: (stats) => told.push(stats) }).toArray();
		expect(told).toHaveLength(1);
		return told[0] as RunStats;
	}

	it("counts what one thread counts", async () => {
		const here = await statsOf((options) => analyze(mixed, options));
		const there = await statsOf((options) => behind(mixed, options));
		for (const key of ["packets", "rows", "passed", "calls", "made"] as const)
			expect(there[key]).toEqual(here[key]);
	});

	it("divides the time of each", async () => {
		const stats = await statsOf((options) => behind(mixed, options));
		const [front, back] = stats.threads ?? [];
		for (const thread of [front, back] as ThreadStats[]) {
			const times = Object.values(thread.work);
			const sum = times.reduce((all, one) => all + one, 0);
			expect(sum).toBeCloseTo(thread.seconds, 3);
			expect(Math.min(...times)).toBeGreaterThanOrEqual(0);
		}
		expect(front).toMatchObject({ thread: "reading", work: { output: 0 } });
		expect(front?.work.tcp).toBe(stats.work.tcp);
		expect(back).toMatchObject({ thread: "correlation", work: { tcp: 0 } });
		expect(back?.seconds).toBe(stats.seconds);
	});

	it("tells which limits were hit, of both", async () => {
		const limits = { "open-messages": 1, connections: 1 };
		const here = await statsOf((o) => analyze(mixed, { ...o, limits }));
		const there = await statsOf((o) => behind(mixed, { ...o, limits }));
		expect(there.limits).toEqual(here.limits);
		expect(there.limits["open-messages"]).toBeGreaterThan(0);
	});
});
