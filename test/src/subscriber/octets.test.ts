import { describe, expect, it } from "vitest";
import {
	accessPointName,
	bcdDigits,
	Cursor,
	printable,
} from "../../../src/subscriber/octets.js";
import { signalling, utf8 } from "../../builder/index.js";

describe("a cursor", () => {
	it("reads to the end and not past it", () => {
		const cursor = new Cursor(Uint8Array.of(1, 2, 3, 4, 5));
		expect(cursor.uint(2)).toBe(0x0102);
		expect(cursor.uint(4)).toBeUndefined();
		expect(cursor.left).toBe(3);
		expect(cursor.take(4)).toBeUndefined();
		expect(cursor.take(1)).toEqual(Uint8Array.of(3));
		expect(cursor.takeSome(9)).toEqual(Uint8Array.of(4, 5));
		expect(cursor.uint(1)).toBeUndefined();
		expect(cursor.uint(0)).toBe(0);
	});
});

it.each([
	[[0x21, 0x43, 0xf5], "12345"],
	[[0x21, 0x43], "1234"],
	[[0xff], undefined],
	[[0x1f], undefined],
	[[0x2a], undefined],
	[[], undefined],
])("digits of %j are %s", (octets, digits) => {
	expect(bcdDigits(Uint8Array.from(octets))).toBe(digits);
});

it.each([
	[signalling.apn("MMS.Example"), "mms.example"],
	[signalling.apn("mms"), "mms"],
	[utf8("mms.example"), "mms.example"],
	[Uint8Array.of(0), undefined],
	[Uint8Array.of(9, 0x6d, 0x6d), "mm"],
	[Uint8Array.of(), undefined],
])("access point name %#", (octets, name) => {
	expect(accessPointName(octets)).toBe(name);
});

it("leaves no control characters in text", () => {
	expect(printable(utf8(" a\u0000b\n "))).toBe("ab");
	expect(printable(utf8("\u0000"))).toBeUndefined();
});
