import { describe, expect, it } from "vitest";
import {
	responseStatusClass,
	retrieveStatusClass,
} from "../../../src/mms/status.js";
import { hasShared, readJson, SKIP_SHARED, sharedPath } from "../../corpus.js";

/** The table says transient of it; for the sender some of the message is on its way. */
const PARTIAL_SUCCESS = 0xc4;

interface Table {
	entries: { code: number; class: string }[];
	ranges: { from: string; to: string; class: string }[];
}

describe.skipIf(!hasShared)(`classes of the tables${SKIP_SHARED}`, () => {
	it.each([
		["mmse-response-status", responseStatusClass],
		["mmse-retrieve-status", retrieveStatusClass],
	])("%s", (name, classOf) => {
		const table = readJson<Table>(sharedPath(`spec/${name}.json`));
		for (const entry of table.entries) {
			const { code } = entry;
			const isPartly = name.includes("response") && code === PARTIAL_SUCCESS;
			expect([code, classOf(code)]).toEqual([
				code,
				isPartly ? "partly" : entry.class,
			]);
		}
		for (const { from, to, class: expected } of table.ranges) {
			for (let code = Number(from); code <= Number(to); code++) {
				const isPartly = name.includes("response") && code === PARTIAL_SUCCESS;
				const own = isPartly ? "partly" : expected;
				expect([code, classOf(code)]).toEqual([code, own]);
			}
		}
	});
});

it("counts an absent status as success", () => {
	expect(retrieveStatusClass(undefined)).toBe("success");
});
