import { describe, expect, it } from "vitest";
import {
	wspCapabilityName,
	wspHttpStatus,
	wspMethod,
	wspPduName,
	wtpAbortReason,
} from "../../../src/wap/names.js";
import { hasShared, readJson, SKIP_SHARED, sharedPath } from "../../corpus.js";

interface Table {
	entries: { code: number; name: string; http?: number }[];
}

const table = (name: string) =>
	readJson<Table>(sharedPath("spec", `${name}.json`)).entries;

describe.skipIf(!hasShared)(`names by the tables${SKIP_SHARED}`, () => {
	it("names PDUs, reasons and capabilities", () => {
		for (const { code, name } of table("wsp-pdu-types"))
			expect(wspPduName(code)).toBe(name);
		for (const { code, name } of table("wtp-abort-reasons"))
			expect(wtpAbortReason(0, code)).toBe(name);
		for (const { code, name } of table("wsp-abort-reasons"))
			expect(wtpAbortReason(1, code)).toBe(name);
		for (const { code, name } of table("wsp-capabilities"))
			expect(wspCapabilityName(code)).toBe(name);
		for (const { code, name } of table("wsp-methods"))
			expect(wspMethod(code)).toBe(name);
	});

	it("maps exactly the assigned status octets", () => {
		const known = new Map(
			table("wsp-status-codes").map(({ code, http }) => [code, http]),
		);
		for (let octet = 0; octet < 256; octet++)
			expect(wspHttpStatus(octet)).toBe(known.get(octet));
	});
});

it("shows numbers that have no name", () => {
	expect(wspPduName(0x81)).toBe("0x81");
	expect(wtpAbortReason(0, 0x0b)).toBe("0x0b");
	expect(wtpAbortReason(3, 1)).toBe("0x01");
	expect(wspCapabilityName(0x10)).toBe("0x10");
	expect(wspMethod(0x04)).toBeUndefined();
});
