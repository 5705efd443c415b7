import { describe, expect, it } from "vitest";
import { Chosen } from "../../../src/extract/chosen.js";

describe("chosen packets", () => {
	it("come in the order of the input, with their numbers in their captures", () => {
		const chosen = new Chosen();
		chosen.add([7, 1, 3]);
		chosen.add([9, 0, 5, 2, 0, 1, 4, 2, 1]);
		chosen.add([2, 0, 1]);
		expect(chosen.size).toBe(4);
		expect([...chosen]).toEqual([
			{ capture: 0, frame: 2, captureFrame: 1 },
			{ capture: 2, frame: 4, captureFrame: 1 },
			{ capture: 1, frame: 7, captureFrame: 3 },
			{ capture: 0, frame: 9, captureFrame: 5 },
		]);
	});

	it("may be none", () => {
		expect([...new Chosen()]).toEqual([]);
	});
});
