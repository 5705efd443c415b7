import { expect, it } from "vitest";
import { Queue } from "../../../src/wap/queue.js";

it("gives items in their order, without those that left", () => {
	const gone = new Set<number>();
	const queue = new Queue<number>((item) => !gone.has(item));
	for (let item = 0; item < 6; item++) queue.add(item);
	for (const item of [0, 3]) gone.add(item);
	expect([...queue]).toEqual([1, 2, 4, 5]);
	expect(queue.oldest).toBe(1);
	for (const item of [1, 2, 4, 5]) gone.add(item);
	expect(queue.oldest).toBeUndefined();
	queue.add(9);
	expect([queue.oldest, ...queue]).toEqual([9, 9]);
});

it("looks at each item once on its way, however many there are", () => {
	let looks = 0;
	let first = 0;
	const queue = new Queue<number>((item) => {
		looks++;
		return item >= first;
	});
	const count = 20_000;
	for (let item = 0; item < count; item++) {
		queue.add(item);
		if (item < 5000) continue;
		expect(queue.oldest).toBe(first);
		first++;
	}
	expect(looks).toBeLessThan(5 * count);
	expect([...queue]).toHaveLength(count - first);
});

it("gives up what left, though an old item stays", () => {
	const gone = new Set<number>();
	let looks = 0;
	const queue = new Queue<number>((item) => {
		looks++;
		return !gone.has(item);
	});
	queue.add(0);
	for (let item = 1; item <= 100_000; item++) {
		queue.add(item);
		gone.add(item - 10 > 0 ? item - 10 : -1);
	}
	expect(looks).toBeLessThan(300_000);
	looks = 0;
	expect([...queue]).toHaveLength(11);
	expect(looks).toBeLessThan(3000);
});
