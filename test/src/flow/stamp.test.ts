import { expect, it } from "vitest";
import { frameNear } from "../../../src/flow/stamp.js";

it.each([
	[0, 1, 1],
	[7, 5, 5],
	[2 ** 32 - 2, 1, 2 ** 32 + 1],
	[2 ** 32 + 1, 2 ** 32 - 2, 2 ** 32 - 2],
	[5 * 2 ** 32 + 9, 12, 5 * 2 ** 32 + 12],
])("the frame near %d with the low 32 bits %d is %d", (known, low, frame) => {
	expect(frameNear(known, low)).toBe(frame);
});
