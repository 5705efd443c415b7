import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
	fisherTest,
	leastOf,
	wilsonInterval,
} from "../../../src/statistics/significance.js";

function choose(n: number, k: number): bigint {
	let result = 1n;
	for (let i = 1; i <= k; i++)
		result = (result * BigInt(n - k + i)) / BigInt(i);
	return result;
}

/** The same by whole numbers. */
function exactTest(
	hits: number,
	cases: number,
	allHits: number,
	all: number,
): number {
	const total = choose(all, cases);
	const isMore = hits >= (cases * allHits) / all;
	let sum = 0n;
	for (
		let k = Math.max(0, cases - (all - allHits));
		k <= Math.min(cases, allHits);
		k++
	)
		if (isMore ? k >= hits : k <= hits)
			sum += choose(allHits, k) * choose(all - allHits, cases - k);
	return Math.min(1, (2 * Number((sum * 10n ** 15n) / total)) / 1e15);
}

describe("Fisher's exact test", () => {
	it("agrees with published tables", () => {
		// The lady tasting tea: 3 of 4 right, one-sided 0.2429.
		const tea = { hits: 3, cases: 4, allHits: 4, allCases: 8 };
		expect(fisherTest(tea)).toBeCloseTo(2 * 0.242857, 5);
		// Fisher's twins, 10 of 13 against 2 of 17: one-sided 0.00046518.
		const twins = { hits: 10, cases: 13, allHits: 12, allCases: 30 };
		expect(fisherTest(twins)).toBeCloseTo(2 * 0.00046518, 7);
	});

	it("agrees with whole numbers", () => {
		fc.assert(
			fc.property(
				fc
					.nat(80)
					.chain((all) =>
						fc.tuple(
							fc.constant(all + 2),
							fc.nat(all + 2),
							fc.integer({ min: 1, max: all + 1 }),
						),
					),
				fc.nat(1000),
				([all, allHits, cases], pick) => {
					const low = Math.max(0, cases - (all - allHits));
					const high = Math.min(cases, allHits);
					const hits = low + (pick % (high - low + 1));
					const split = { hits, cases, allHits, allCases: all };
					expect(fisherTest(split)).toBeCloseTo(
						exactTest(hits, cases, allHits, all),
						9,
					);
				},
			),
		);
	});

	it("works for millions of cases", () => {
		const split = {
			hits: 51_000,
			cases: 1_000_000,
			allHits: 500_000,
			allCases: 10_000_000,
		};
		const p = fisherTest(split);
		// Normal approximation: z = 4.84.
		expect(p).toBeGreaterThan(1e-7);
		expect(p).toBeLessThan(1e-5);
		expect(fisherTest({ ...split, hits: 50_000 })).toBeGreaterThan(0.9);
	});

	it("can tell nothing of two cases among many", () => {
		expect(
			leastOf({ hits: 0, cases: 2, allHits: 50, allCases: 100 }),
		).toBeGreaterThan(0.05);
		expect(
			leastOf({ hits: 0, cases: 2, allHits: 5, allCases: 100 }),
		).toBeLessThan(0.05);
	});
});

describe("Wilson's interval", () => {
	it("agrees with published values", () => {
		const near = (pair: readonly number[]) =>
			pair.map((value) => expect.closeTo(value, 3));
		// Newcombe (1998), table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
		expect(wilsonInterval(81, 263)).toEqual(near([0.2553, 0.3662]));
		expect(wilsonInterval(15, 148)).toEqual(near([0.0624, 0.1605]));
		expect(wilsonInterval(0, 20)).toEqual(near([0, 0.1611]));
		expect(wilsonInterval(1, 29)).toEqual(near([0.0061, 0.1718]));
	});

	it("holds the share, and knows nothing without cases", () => {
		expect(wilsonInterval(0, 0)).toEqual([0, 1]);
		for (let hits = 0; hits <= 7; hits++) {
			const [low, high] = wilsonInterval(hits, 7);
			expect(low).toBeLessThanOrEqual(hits / 7);
			expect(high).toBeGreaterThanOrEqual(hits / 7);
		}
	});
});
