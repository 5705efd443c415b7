import { expect, it } from "vitest";
import { Buffers } from "../../../src/wap/buffers.js";

it("gives buffers out again by their size", () => {
	const buffers = new Buffers();
	const small = buffers.take(1);
	const large = buffers.take(5000);
	expect([small.length, large.length]).toEqual([4096, 8192]);
	buffers.give(small);
	buffers.give(large);
	expect(buffers.take(4097)).toBe(large);
	expect(buffers.take(4096)).toBe(small);
	expect(buffers.take(4096)).not.toBe(small);
});

it("keeps no more than 4 MiB", () => {
	const buffers = new Buffers();
	const huge = buffers.take(4 * 1024 * 1024);
	const small = buffers.take(1);
	buffers.give(huge);
	buffers.give(small);
	expect(buffers.take(1)).not.toBe(small);
	expect(buffers.take(3 * 1024 * 1024)).toBe(huge);
});
