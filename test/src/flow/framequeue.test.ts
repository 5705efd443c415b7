import { describe, expect, it } from "vitest";
import { FrameQueue, type Waiting } from "../../../src/flow/framequeue.js";
import { Random } from "../../builder/bytes.js";

describe("a queue of frames", () => {
	it("gives what waits in the order of frames", () => {
		const queue = new FrameQueue<Waiting>();
		expect(queue.next).toBe(Number.POSITIVE_INFINITY);
		const random = new Random(1);
		const frames = Array.from({ length: 200 }, () =>
			Math.floor(random.next() * 1000),
		);
		for (const frame of frames) queue.add({ frame });
		const taken: number[] = [];
		while (queue.first) {
			expect(queue.next).toBe(queue.first.frame);
			taken.push(queue.shift()!.frame);
		}
		expect(taken).toEqual(frames.sort((a, b) => a - b));
		expect(queue.next).toBe(Number.POSITIVE_INFINITY);
	});

	it("lets the first wait for a later frame", () => {
		const queue = new FrameQueue<Waiting>();
		for (const frame of [3, 1, 2]) queue.add({ frame });
		const frames: number[] = [];
		while (frames.length < 9) {
			frames.push(queue.next);
			queue.first!.frame += 3;
			queue.moved();
		}
		expect(frames).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
	});
});
