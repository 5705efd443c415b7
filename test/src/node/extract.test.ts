import { describe, expect, it } from "vitest";
import { extract } from "../../../src/node.js";
import { join, parse } from "../extract/reading.js";

const EXAMPLE = new URL("../../../examples/mms.pcapng", import.meta.url);

describe("extract with paths", () => {
	it("reads a file as often as it needs", async () => {
		const extraction = extract(EXAMPLE);
		const { packets } = parse(await join(extraction));
		const summary = await extraction.summary;
		expect(packets.length).toBeGreaterThan(100);
		expect(summary.packets).toBe(packets.length);
	});

	it("refuses standard input", () => {
		expect(() => extract("-")).toThrow("more than once");
	});
});
