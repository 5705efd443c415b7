import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readSteps, STEP_ROOM, writeSteps } from "../../../src/pack/steps.js";

const FROM = 3;

/** The octets of the steps, which begin somewhere among others. */
function stepsOf(list: readonly number[]): Uint8Array {
	const octets = new Uint8Array(FROM + list.length * STEP_ROOM).fill(0xaa);
	const end = writeSteps(list, octets, FROM);
	return octets.slice(FROM, end);
}

/** The list that comes back, and how many octets that took. */
function turn(list: readonly number[]): [number[], number] {
	const octets = new Uint8Array(FROM + list.length * STEP_ROOM);
	const end = writeSteps(list, octets, FROM);
	const read = [list[0]!];
	expect(readSteps(read, list.length, octets, FROM)).toBe(end);
	return [read, end - FROM];
}

/** Numbers that rise by these. */
function sums(first: number, steps: readonly number[]): number[] {
	const list = [first];
	for (const step of steps) list.push(list.at(-1)! + step);
	return list;
}

describe("steps of numbers that rise", () => {
	it.each([
		[[], 0],
		[[1], 1],
		[[15], 1],
		[[1, 1], 1],
		[[15, 15], 1],
		[[15, 15, 15], 2],
		[[16], 2],
		[[3839], 2],
		[[3840], 5],
		[[1, 3840, 1, 1, 16, 2], 10],
		[[2 ** 31 - 2], 5],
	])("%j are %i octets", (steps, length) => {
		const list = sums(1, steps);
		expect(turn(list)).toEqual([list, length]);
	});

	it("come back whatever they are", () => {
		const step = fc.oneof(
			fc.integer({ min: 1, max: 17 }),
			fc.integer({ min: 1, max: 5000 }),
			fc.integer({ min: 1, max: 2 ** 20 }),
		);
		fc.assert(
			fc.property(fc.nat(2 ** 30), fc.array(step), (first, steps) => {
				const list = sums(first, steps);
				const [read, length] = turn(list);
				expect(read).toEqual(list);
				expect(length).toBeLessThanOrEqual(steps.length * STEP_ROOM);
			}),
		);
	});

	it.each([
		["fall", [5, 4]],
		["stay", [5, 5]],
		["pass 2^31", [1, 2 ** 31]],
		["are fractions", [1, 2.5]],
		["are none", [1, Number.NaN]],
	])("are not those of numbers that %s", (_, list) => {
		expect(writeSteps(list, new Uint8Array(99), 0)).toBe(-1);
	});

	it("touch no octets but their own", () => {
		const octets = new Uint8Array(20).fill(0xaa);
		const end = writeSteps([1, 2, 20, 9000], octets, FROM);
		expect(octets.subarray(0, FROM)).toEqual(new Uint8Array(FROM).fill(0xaa));
		expect(octets[end]).toBe(0xaa);
		expect(stepsOf([1, 2, 20, 9000])).toEqual(octets.slice(FROM, end));
	});
});
