import { describe, expect, it } from "vitest";
import { readHeaders } from "../../../src/wap/header.js";
import { createCore } from "../../../src/wasm/instance.js";
import { EVERY_OCTET, fromHex } from "../../sweep.js";

const core = await createCore();

function read(hex: string, typed = false) {
	return readHeaders(core, fromHex(hex), typed);
}

describe("fields of page 1 as HTTP writes them (WAP-230 8.4.2)", () => {
	it.each([
		["a9 50686f6e6500", "user-agent", "Phone"],
		["a9 7fc3a400", "user-agent", "ä"],
		["8d 84", "content-length", 4],
		["8d 020102", "content-length", 258],
		["92 04 65530000", "date", 0x65530000],
		["bf 80", "x-wap-tod", 0],
		["af 84", "x-wap-application-id", "x-wap-application:mms.ua"],
		["af 02 9002", "x-wap-application-id", expect.anything()],
		["af 782d7700", "x-wap-application-id", "x-w"],
		["80 83", "accept", "text/plain"],
		["80 03 83 80 33", "accept", "text/plain; q=0.5"],
		["80 696d6167652f2a00", "accept", "image/*"],
		["81 ea", "accept-charset", "UTF-8"],
		["bb 02 84 0b", "accept-charset", "ISO-8859-1;q=0.1"],
		["bc 80", "accept-encoding", "gzip"],
		["bc 02 83 33", "accept-encoding", "*;q=0.5"],
		["83 99", "accept-language", "en"],
		["83 02 99 64", "accept-language", "en;q=0.99"],
		["8c 0181", "content-language", expect.any(String)],
		["84 81", "accept-ranges", "bytes"],
		["86 c0", "allow", "GET"],
		["88 80", "cache-control", "no-cache"],
		["bd 03 82 0178", "cache-control", "max-age=120"],
		["bd 02 80 8e", "cache-control", 'no-cache="content-location"'],
		["89 80", "connection", "close"],
		["8b 82", "content-encoding", "deflate"],
		["8e 612e6a706700", "content-location", "a.jpg"],
		["8f 02 ffff", "content-md5", "//8="],
		["be 03 8374 80", "content-range", "bytes 500-/*"],
		["be 04 8374 8768", "content-range", "bytes 500-/1000"],
		["9f 80", "pragma", "no-cache"],
		["a2 e0", "public", "POST"],
		["a3 03 80 83 74", "range", expect.stringMatching(/^bytes=/)],
		["a3 04 80 8374 05", "range", "bytes=500-5"],
		["a3 02 81 05", "range", "bytes=-5"],
		["a5 02 81 85", "retry-after", 5],
		["a7 80", "transfer-encoding", "chunked"],
		["aa 83", "vary", "accept-language"],
		["ac 8a", "warning", "110"],
		["ae 02 81 00", "content-disposition", "attachment"],
		[
			"c5 09 81 86 612e6a706700 00",
			"content-disposition",
			expect.stringContaining("attachment; filename=a.jpg"),
		],
		["b2 80", "accept-application", "*"],
		["b3 89", "bearer-indication", 9],
		["b4 81", "push-flag", 1],
		["b9 81", "te", "trailers"],
		["b9 04 84 80 8331", "te", "gzip; q=0.333"],
		["b8 80", "expect", "100-continue"],
		["c0 223c69313e00", "content-id", "<i1>"],
		["c0 3c69313e00", "content-id", "<i1>"],
		["c3 94", "encoding-version", "1.4"],
		["c3 9f", "encoding-version", "1"],
		["c3 02 90 93", "encoding-version", "page 16 1.3"],
		["c4 a1", "profile-warning", "201 content selection applied"],
		["87 05 80 7500 7000", "authorization", "Basic u:p"],
		[
			"ad 04 80 7900 00",
			"www-authenticate",
			expect.stringContaining('Basic realm="y"'),
		],
		["c1 05 81 6100 6200", "set-cookie", "a=b"],
		["c2 06 81 04 6100 6200", "cookie", "a=b"],
		["c6 80", "x-wap-security", "close-subordinate"],
		["b6 02 0102", "profile-diff", "0102"],
		["582d4100 4200", "x-a", "B"],
		["7f10 8d 84", "x-wsp-16-d", 4],
	])("%s is %s: %j", (hex, name, value) => {
		const { headers } = read(hex);
		expect(headers).toHaveLength(1);
		expect(headers[0]!.name).toBe(name);
		expect(headers[0]!.value).toEqual(value);
	});

	it("names the Openwave page when the session bound it", () => {
		const pages = new Map([[16, "x-up-1"]]);
		const { headers } = readHeaders(core, fromHex("10 80 84"), false, pages);
		expect(headers[0]!.name).toBe("x-up-proxy-push-addr");
	});
});

describe("content types (WAP-230 8.4.2.24)", () => {
	it.each([
		["be", "application/vnd.wap.mms-message", {}],
		["746578742f506c61696e00", "text/plain", {}],
		["03 020310", expect.any(String), {}],
		[
			"1f 03 be 81 84",
			"application/vnd.wap.mms-message",
			{ charset: "ISO-8859-1" },
		],
		[
			"12 b3 8a 3c73313e00 89 612f6200 99 3c7800",
			"application/vnd.wap.multipart.related",
			{ start: "<s1>", type: "a/b" },
		],
		["04 83 81 7500", "text/plain", { charset: "u" }],
		["06 83 85 61623d00", "text/plain", { name: "ab=" }],
		["05 83 582d 00 81", "text/plain", { "x-": 1 }],
		["03 83 90 00", "text/plain", { secure: "" }],
		["00", "", {}],
		["746578742f703b20636861727365743d7800", "text/p", { charset: "x" }],
	])("%s", (hex, name, parameters) => {
		const { contentType } = read(hex, true);
		expect(contentType?.name).toEqual(name);
		expect(contentType?.parameters).toEqual(parameters);
	});

	it("takes __proto__ as a name like any other", () => {
		const { contentType } = read("0f 83 5f5f70726f746f5f5f00 81", true);
		expect(Object.keys(contentType!.parameters)).toEqual(["__proto__"]);
		expect(({} as Record<string, unknown>).isPolluted).toBeUndefined();
	});
});

it("gives a value for every field and first octet", () => {
	for (let code = 0x80; code <= 0xff; code++) {
		for (const octet of EVERY_OCTET) {
			const octets = Uint8Array.from([
				code,
				octet,
				0x80,
				0x82,
				0x61,
				0x00,
				0x61,
				0x00,
			]);
			const { headers } = readHeaders(core, octets, false);
			expect(["string", "number"]).toContain(typeof headers[0]!.value);
		}
	}
});
