import { describe, expect, it } from "vitest";
import {
	analyze,
	exchanges,
	http,
	info,
	pdus,
	type RunStats,
} from "../../src/index.js";
import * as build from "../builder/index.js";

const octets = build.pcap(
	[...build.scenario({ seed: 7, messages: 12, share: 0.5 })],
	{ link: "ethernet" },
);

async function measured<T>(
	read: (options: {
		onStats(stats: RunStats): void;
	}) => Promise<T> | { toArray(): Promise<T> },
): Promise<{ result: T; stats: RunStats }> {
	const told: RunStats[] = [];
	const reading = read({ onStats: (stats) => told.push(stats) });
	const result = await ("toArray" in reading ? reading.toArray() : reading);
	expect(told).toHaveLength(1);
	return { result, stats: told[0] as RunStats };
}

describe("onStats", () => {
	it("changes nothing", async () => {
		expect(
			(await measured((options) => analyze(octets, options))).result,
		).toEqual(await analyze(octets).toArray());
		expect((await measured((options) => pdus(octets, options))).result).toEqual(
			await pdus(octets).toArray(),
		);
		expect((await measured((options) => http(octets, options))).result).toEqual(
			await http(octets).toArray(),
		);
		expect((await measured((options) => info(octets, options))).result).toEqual(
			await info(octets),
		);
	});

	it("counts what was read, called, copied and made", async () => {
		const { result, stats } = await measured((options) =>
			exchanges(octets, options),
		);
		const made = result.filter((record) => record.type === "exchange");
		const halves = made.flatMap(({ request, response }) =>
			[request, response].filter((half) => half !== undefined),
		);
		const withPdu = halves.filter((half) => half["mmse.message_type"]);
		expect(stats).toMatchObject({ type: "stats", packets: expect.any(Number) });
		expect(stats.made).toMatchObject({
			exchanges: made.length,
			halves: halves.length,
			records: result.length,
		});
		expect(stats.made.pdus).toBeGreaterThanOrEqual(withPdu.length);
		expect(stats.calls.decodeMmse).toBe(stats.made.pdus);
		expect(stats.copied.read).toBe(octets.length);
		expect(stats.copied.http).toBeGreaterThan(0);
		const { tcp = 0, "tcp-run": runs = 0 } = stats.rows;
		expect(tcp + runs).toBeGreaterThan(0);
		expect(stats.passed).toHaveProperty("skipped");
		expect(stats.flows.opened).toBeGreaterThan(0);
		expect(stats.limits).toEqual({});
	});

	it("divides all of the time", async () => {
		const { stats } = await measured((options) => analyze(octets, options));
		const whole = await measured((options) => exchanges(octets, options));
		expect(stats.made.pdus).toBe(whole.stats.made.pdus);
		const sum = Object.values(stats.work).reduce((all, one) => all + one, 0);
		expect(sum).toBeCloseTo(stats.seconds, 3);
		expect(Math.min(...Object.values(stats.work))).toBeGreaterThanOrEqual(0);
	});

	it("tells which limits were hit", async () => {
		const { stats } = await measured((options) =>
			analyze(octets, { ...options, limits: { "open-messages": 1 } }),
		);
		expect(stats.limits["open-messages"]).toBeGreaterThan(0);
	});
});
