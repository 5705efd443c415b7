import { describe, expect, it } from "vitest";
import { floorCells, rowOf } from "../../bench/floor/table.js";

const pass = (seconds: number) => ({ seconds, main: seconds, all: seconds });
const warmOf = (isWhole: boolean, ...seconds: number[]): number =>
	rowOf("read", isWhole, seconds.map(pass)).warm.seconds;

describe("parts of analyze", () => {
	it("are warm behind their first pass", () => {
		expect(warmOf(false, 1, 3, 2)).toBe(2);
		expect(warmOf(false, 1)).toBe(1);
		expect(rowOf("read", false, [pass(3), pass(1)]).first.seconds).toBe(3);
	});

	it("are whole processes without a first pass of their own", () => {
		expect(warmOf(true, 1, 3, 2)).toBe(1);
	});

	it("add what the part before them does not have", () => {
		const rows = [
			rowOf("R", true, [pass(0.2)]),
			rowOf("read", false, [pass(0.2), pass(0.1)]),
			rowOf("walk", false, [pass(0.5), pass(0.4)]),
		];
		const [, , read, walk] = floorCells(rows);
		expect(read?.slice(1)).toEqual([
			...["0.200", "0.200", "0.100", "0.100", "0.00", "", "0.5"],
		]);
		expect(walk?.slice(1)).toEqual([
			...["0.500", "0.500", "0.400", "0.400", "0.00", "0.300", "2.0"],
		]);
	});
});
