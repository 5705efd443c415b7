import { describe, expect, test } from "vitest";
import type { Half } from "../../../src/record.js";
import {
	httpStatus,
	isUnknownWspError,
	majorVersion,
} from "../../../src/transaction/status.js";

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
