import { describe, expect, it } from "vitest";
import {
	messageTypeName,
	responseStatusClass,
	responseStatusName,
	retrieveStatusClass,
	statusName,
	storeStatusClass,
} from "../../../src/mms/status.js";
import { hasShared, readJson, SKIP_SHARED, sharedPath } from "../../corpus.js";

it("names message types", () => {
	expect(messageTypeName(0x80)).toBe("m-send-req");
	expect(messageTypeName(0x97)).toBe("m-cancel-conf");
	expect(messageTypeName(0x98)).toBeUndefined();
	expect(statusName(0x81)).toBe("Retrieved");
	expect(responseStatusName(0xeb)).toBe("Error-permanent-lack-of-prepaid");
});

interface Table {
	entries: { code: number; class: string }[];
	ranges: { from: string; to: string; class: string }[];
}

describe.skipIf(!hasShared)(`classes of the tables${SKIP_SHARED}`, () => {
	it.each([
		["mmse-response-status", responseStatusClass],
		["mmse-retrieve-status", retrieveStatusClass],
		["mmse-store-status", storeStatusClass],
	])("%s", (name, classOf) => {
		const table = readJson<Table>(sharedPath(`spec/${name}.json`));
		for (const entry of table.entries) {
			expect([entry.code, classOf(entry.code)]).toEqual([
				entry.code,
				entry.class,
			]);
		}
		for (const { from, to, class: expected } of table.ranges) {
			for (let code = Number(from); code <= Number(to); code++) {
				expect([code, classOf(code)]).toEqual([code, expected]);
			}
		}
	});
});
