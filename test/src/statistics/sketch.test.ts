import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
	QuantileSketch,
	RELATIVE_ERROR,
} from "../../../src/statistics/sketch.js";

function sketchOf(values: readonly number[]) {
	const sketch = new QuantileSketch();
	for (const value of values) sketch.add(value);
	return sketch.percentiles();
}

/** The value of rank ceil(q n). */
function exact(values: readonly number[], q: number): number {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.ceil(q * sorted.length) - 1]!;
}

/** Times of a network: many short, some long. */
function times(count: number): number[] {
	let state = 7;
	return Array.from({ length: count }, () => {
		state = (state * 48271) % 2147483647;
		return Math.exp((state / 2147483647) * 16 - 8);
	});
}

describe("percentiles", () => {
	it("are exact of few values", () => {
		const values = times(1000);
		expect(sketchOf(values)).toEqual({
			count: 1000,
			p50: expect.closeTo(exact(values, 0.5), 6),
			p90: expect.closeTo(exact(values, 0.9), 6),
			p95: expect.closeTo(exact(values, 0.95), 6),
			p99: expect.closeTo(exact(values, 0.99), 6),
			max: expect.closeTo(Math.max(...values), 6),
		});
		expect(sketchOf([3])).toEqual({
			count: 1,
			p50: 3,
			p90: 3,
			p95: 3,
			p99: 3,
			max: 3,
		});
		expect(sketchOf([])).toBeUndefined();
	});

	it.each([1001, 100_000])(
		"are near the value of their rank of %i",
		(count) => {
			const values = times(count);
			const found = sketchOf(values)!;
			for (const [name, q] of [
				["p50", 0.5],
				["p90", 0.9],
				["p95", 0.95],
				["p99", 0.99],
			] as const) {
				const value = exact(values, q);
				expect(Math.abs(found[name] - value)).toBeLessThanOrEqual(
					value * RELATIVE_ERROR + 1e-6,
				);
			}
			expect(found.max).toBeCloseTo(Math.max(...values), 6);
		},
	);

	it("do not depend on the order", () => {
		const values = times(5000);
		expect(sketchOf([...values].reverse())).toEqual(sketchOf(values));
	});

	it("rise, for any times", () => {
		fc.assert(
			fc.property(
				fc.array(fc.double({ min: 0, max: 1e9, noNaN: true }), {
					minLength: 1,
				}),
				(some) => {
					const many = Array.from(
						{ length: 1200 },
						(_, i) => some[i % some.length]!,
					);
					for (const values of [some, many]) {
						const { p50, p90, p95, p99, max } = sketchOf(values)!;
						const found = [p50, p90, p95, p99, max];
						expect([...found].sort((a, b) => a - b)).toEqual(found);
					}
				},
			),
		);
	});

	it("are 0 of times below the clock", () => {
		expect(sketchOf(Array.from({ length: 2000 }, () => 0))).toMatchObject({
			p50: 0,
			p99: 0,
			max: 0,
		});
	});
});
