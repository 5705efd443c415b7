import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Half } from "../../../src/record.js";
import {
	httpStatus,
	httpStatusOfWsp,
	isUnknownWspError,
	majorVersion,
	responseClass,
	retrieveClass,
} from "../../../src/transaction/status.js";
import { hasShared, SKIP_SHARED, sharedPath } from "../../corpus.js";

interface Row {
	code: number;
	class: string;
	http: number;
}

function rows(name: string): Row[] {
	return JSON.parse(readFileSync(sharedPath("spec", `${name}.json`), "utf8"))
		.entries;
}

describe.skipIf(!hasShared)(`status tables${SKIP_SHARED}`, () => {
	test("X-Mms-Response-Status", () => {
		for (const { code, class: expected } of rows("mmse-response-status"))
			expect(responseClass(code), String(code)).toBe(
				code === 0xc4 ? "partly" : expected,
			);
	});

	test("X-Mms-Retrieve-Status", () => {
		for (const { code, class: expected } of rows("mmse-retrieve-status"))
			expect(retrieveClass(code), String(code)).toBe(expected);
	});

	test("WSP status, all octets", () => {
		const known = new Map(
			rows("wsp-status-codes").map(({ code, http }) => [code, http]),
		);
		for (let octet = 0; octet < 256; octet++)
			expect(httpStatusOfWsp(octet), String(octet)).toBe(known.get(octet));
	});
});

describe("status of an answer", () => {
	const half = (fields: object) => fields as Half;

	test("is that of WSP where there is one", () => {
		expect(
			httpStatus(half({ "wsp.reply.status": 0x44, "http.response.code": 200 })),
		).toBe(404);
		expect(httpStatus(half({ "http.response.code": 204 }))).toBe(204);
		expect(httpStatus(undefined)).toBeUndefined();
		expect(isUnknownWspError(half({ "wsp.reply.status": 0x5f }))).toBe(true);
		expect(isUnknownWspError(half({ "wsp.reply.status": 0x05 }))).toBe(false);
	});

	test("version as text or octet", () => {
		expect(majorVersion(half({ "mmse.mms_version": "1.3" }))).toBe(1);
		expect(majorVersion(half({ "mmse.mms_version": 0x93 }))).toBe(1);
		expect(majorVersion(half({ "mmse.mms_version": 0xa0 }))).toBe(2);
		expect(majorVersion(undefined)).toBeUndefined();
	});
});
