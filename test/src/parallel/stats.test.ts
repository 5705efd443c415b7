import { describe, expect, it } from "vitest";
import { type RunStats, WORK_KINDS } from "../../../src/meter.js";
import { joinStats, withPassing } from "../../../src/parallel/stats.js";

/** Figures of a run of so many seconds, which went where it is said. */
function stats(seconds: number, work: Partial<RunStats["work"]>): RunStats {
	const none = Object.fromEntries(WORK_KINDS.map((kind) => [kind, 0]));
	return {
		type: "stats",
		seconds,
		work: { ...none, ...work },
		packets: 7,
		made: { exchanges: 5, records: 2 },
		limits: { connections: 1 },
	} as unknown as RunStats;
}

function sum(work: RunStats["work"]): number {
	return WORK_KINDS.reduce((total, kind) => total + work[kind], 0);
}

describe("a thread that passes its records on", () => {
	it("has no output: that is passing and waiting, which take from the rest", () => {
		const front = stats(10, { read: 2, tcp: 4, output: 4 });
		const { work } = withPassing(front, { passed: 1000, waited: 3000 });
		expect(work).toMatchObject({ read: 2, tcp: 4, output: 0 });
		expect(work).toMatchObject({ pass: 1, wait: 3 });
	});

	it("has as much work as seconds, however its batches were estimated", () => {
		for (const [passed, waited] of [
			[0, 0],
			[500, 500],
			[9000, 0],
			[9000, 9000],
			[20_000, 9000],
		] as const) {
			const front = stats(10, { read: 2, tcp: 3, output: 5 });
			const { work } = withPassing(front, { passed, waited });
			expect(sum(work), `${passed} ${waited}`).toBeCloseTo(10, 9);
			expect(Math.min(...Object.values(work))).toBeGreaterThanOrEqual(0);
		}
	});

	it("that did nothing else has no share of anything", () => {
		const { work } = withPassing(stats(2, { output: 2 }), {
			passed: 500,
			waited: 500,
		});
		expect(work).toMatchObject({ read: 0, pass: 0.5, wait: 0.5 });
		const none = withPassing(stats(0, {}), { passed: 5, waited: 5 });
		expect(sum(none.work)).toBe(0);
	});

	it("leaves what it was given as it is", () => {
		const front = stats(10, { read: 2, output: 8 });
		withPassing(front, { passed: 1000, waited: 1000 });
		expect(front).toEqual(stats(10, { read: 2, output: 8 }));
	});
});

it("a run in two threads has the work of both, the time and the limits of the second", () => {
	const front = stats(3, { read: 1, tcp: 2 });
	const { work } = stats(4, { records: 3, read: 0.5 });
	const limits = { messages: 9 } as unknown as RunStats["limits"];
	const joined = joinStats(front, { seconds: 4, work, limits, records: 11 });
	expect(joined).toMatchObject({ seconds: 4, packets: 7, limits });
	expect(joined.made).toEqual({ exchanges: 5, records: 11 });
	expect(joined.work).toEqual(stats(4, { read: 1.5, tcp: 2, records: 3 }).work);
	expect(joined.threads).toEqual([
		{ thread: "reading", seconds: 3, work: front.work },
		{ thread: "correlation", seconds: 4, work },
	]);
});
