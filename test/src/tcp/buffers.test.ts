import { expect, it } from "vitest";
import { Buffers } from "../../../src/tcp/buffers.js";

it("gives memory that was given back", () => {
	const buffers = new Buffers();
	const small = buffers.take(10);
	const large = buffers.take(100_000);
	expect(small.length).toBe(2048);
	expect(large.length).toBe(131_072);
	buffers.give(small);
	buffers.give(large);
	expect(buffers.take(2048) === small).toBe(true);
	expect(buffers.take(70_000) === large).toBe(true);
	expect(buffers.made).toBe(2);
});

it("keeps neither much nor what is too large", () => {
	const buffers = new Buffers();
	const huge = buffers.take(5 << 20);
	expect(huge.length).toBe(5 << 20);
	buffers.give(huge);
	expect(buffers.take(5 << 20) === huge).toBe(false);
	const taken = Array.from({ length: 10 }, () => buffers.take(1 << 20));
	for (const buffer of taken) buffers.give(buffer);
	for (let n = 0; n < 10; n++) buffers.take(1 << 20);
	expect(buffers.made).toBe(16);
});
