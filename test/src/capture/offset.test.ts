import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { UsageError } from "../../../src/error.js";
import { info, pdus } from "../../../src/index.js";

const octets = readFileSync(
	new URL("../../../examples/mms.pcapng", import.meta.url),
);

describe("the correction of a clock", () => {
	it.each([1.5, -3600, 0.000001, 0])("by %d seconds", async (offset) => {
		const before = await pdus(octets).toArray();
		const after = await pdus(octets, { offsets: [offset] }).toArray();
		expect(after.length).toBe(before.length);
		after.forEach((pdu, i) => {
			const expected = before[i]!["frame.time_epoch"] + offset;
			expect(pdu["frame.time_epoch"]).toBeCloseTo(expected, 6);
		});
	});

	it("comes before captures are merged by time", async () => {
		const order = async (offsets: number[]) => {
			const found = await pdus([octets, octets], { offsets }).toArray();
			return found.map(({ capture }) => capture).join("");
		};
		expect(await order([0, 86_400])).toMatch(/^0+1+$/);
		expect(await order([86_400, 0])).toMatch(/^1+0+$/);
	});

	it("shows in the times of the capture", async () => {
		const { captures } = await info(octets);
		const shifted = await info(octets, { offsets: [60] });
		expect(shifted.captures[0]?.firstTime).toBe(captures[0]!.firstTime! + 60);
		expect(shifted.captures[0]?.lastTime).toBe(captures[0]!.lastTime! + 60);
	});

	it("does not go before 1970 or beyond 2106", async () => {
		const [early] = await pdus(octets, { offsets: [-3e9] }).toArray();
		expect(early?.["frame.time_epoch"]).toBe(0);
		const [late] = await pdus(octets, { offsets: [3e9] }).toArray();
		expect(late?.["frame.time_epoch"]).toBeGreaterThan(2 ** 32 - 2);
	});

	it.each([Number.NaN, Number.POSITIVE_INFINITY, 1e12])(
		"is never %d",
		async (offset) => {
			await expect(
				pdus(octets, { offsets: [offset] }).toArray(),
			).rejects.toThrow(UsageError);
		},
	);
});
