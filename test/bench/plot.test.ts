import { describe, expect, it } from "vitest";
import { drawPanel } from "../../bench/plot/lines.js";
import { listScale, logScale, tickText } from "../../bench/plot/scale.js";
import { svg } from "../../bench/plot/svg.js";
import { median, octetsOf } from "../../bench/statistics.js";

describe("scales", () => {
	it("end at round numbers around the values", () => {
		expect(logScale([3, 40], 0, 100).ticks).toEqual([2, 5, 10, 20, 50]);
		expect(logScale([0.03, 900], 0, 100).ticks).toEqual([
			0.01, 0.1, 1, 10, 100, 1000,
		]);
		expect(logScale([1, 100], 0, 100).place(10)).toBeCloseTo(50);
		// Down the picture is up the scale; nothing falls below it.
		expect(logScale([1, 100], 200, 100).place(100)).toBeCloseTo(100);
		expect(logScale([1, 100], 200, 100).place(0)).toBe(200);
	});

	it("has a decade at least", () => {
		const { ticks } = logScale([7], 0, 100);
		expect(ticks[0]).toBe(5);
		expect(ticks.at(-1)).toBe(50);
	});

	it("names some of many", () => {
		expect(listScale(3, 0, 100).ticks).toEqual([0, 1, 2]);
		expect(listScale(25, 0, 100).ticks).toHaveLength(9);
		expect(listScale(1, 0, 100).place(0)).toBe(0);
		expect([1e6, 2e4, 500, 0.5].map(tickText)).toEqual([
			"1M",
			"20k",
			"500",
			"0.5",
		]);
	});
});

it("a panel is well-formed and keeps names apart", () => {
	const points = [
		[10, 5],
		[1000, 5],
	] as const;
	const panel = {
		title: "a < b",
		x: "packets",
		series: [
			{ name: "one & two", points },
			{ name: "three", points },
		],
	};
	const box = { left: 0, top: 0, width: 300, height: 200 };
	const picture = svg("plot", [300, 200], drawPanel(panel, box));
	expect(picture).toContain("a &lt; b");
	expect(picture).toContain("one &amp; two");
	expect(picture).not.toMatch(/NaN|Infinity|undefined/);
	const places = [...picture.matchAll(/y="([\d.]+)"[^>]*>(?:one|three)/g)];
	const [first = 0, second = 0] = places.map(([, y]) => Number(y));
	expect(second - first).toBeGreaterThan(10);
});

it("figures", () => {
	expect(median([5, 1, 3])).toBe(3);
	expect(median([4, 1, 3, 2])).toBe(2.5);
	expect(octetsOf("1.5GB")).toBe(1.5e9);
	expect(() => octetsOf("much")).toThrow(RangeError);
});
