import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createCore } from "../../../src/wasm/instance.js";
import {
	PROBLEM_ILLEGAL_OCTET,
	PROBLEM_LENGTH_PAST_END,
	PROBLEM_MISSING_NUL,
	PROBLEM_TRUNCATED,
	PROBLEM_UINTVAR,
	PROBLEM_UINTVAR_NOT_SHORTEST,
	TOKEN_FLAG_HUGE,
	TOKEN_FORM_INTEGER,
	TOKEN_FORM_OCTETS,
	TOKEN_FORM_TEXT,
	TOKEN_FORM_TOKEN,
	TOKEN_IS_PROBLEM,
	TOKEN_IS_WSP_FIELD,
} from "../../../src/wasm/token.js";
import { EVERY_OCTET, fromHex, prefixes } from "../../sweep.js";
import { decodeTokens, genericEnd, type Token } from "../tokens.js";

const core = await createCore();

function decode(octets: Uint8Array): Token[] {
	return decodeTokens(core, octets, (start, end) =>
		core.exports.decodeWspHeaders(start, end, 0),
	);
}

function fields(tokens: Token[]): Token[] {
	return tokens.filter(({ kind }) => kind === TOKEN_IS_WSP_FIELD);
}

function problems(tokens: Token[]): number[] {
	return tokens
		.filter(({ kind }) => kind === TOKEN_IS_PROBLEM)
		.map(({ code }) => code);
}

describe("values", () => {
	it("ends every field of page 1 where the generic rule ends, whatever the first octet", () => {
		for (let code = 0x80; code <= 0xff; code++) {
			for (const octet of EVERY_OCTET) {
				const octets = Uint8Array.from([
					code,
					octet,
					0x04,
					0x81,
					0x82,
					0x61,
					0x00,
					0xa9,
					0x62,
					0x00,
				]);
				const [, next] = fields(decode(octets));
				const end = genericEnd(octets, 1);
				const what = `field ${code.toString(16)} first octet ${octet.toString(16)}`;
				if (end >= octets.length) expect(next, what).toBeUndefined();
				else if (octets[end]! >= 0x20 && octets[end] !== 0x7f) {
					expect(next?.start, what).toBe(end);
				}
			}
		}
	});

	it.each([
		["8dff", { form: TOKEN_FORM_TOKEN, value: 0xff }],
		["8d0100", { form: TOKEN_FORM_INTEGER, value: 0 }],
		["920465530000", { form: TOKEN_FORM_INTEGER, value: 0x65530000, high: 0 }],
		[
			"92060001020304 05",
			{ form: TOKEN_FORM_INTEGER, value: 0x02030405, high: 1 },
		],
		[
			"920a00000102030405060708",
			{ form: TOKEN_FORM_INTEGER, value: 0x05060708, high: 0x01020304 },
		],
		[
			"92090102030405060708 09",
			{ form: TOKEN_FORM_OCTETS, flags: TOKEN_FLAG_HUGE | 8 },
		],
		["a9 41 42 00", { form: TOKEN_FORM_TEXT, offset: 1, length: 2 }],
		["a9 7f 41 00", { form: TOKEN_FORM_TEXT, offset: 2, length: 1 }],
		["b6 02 0102", { form: TOKEN_FORM_OCTETS, offset: 2, length: 2 }],
		["b6 1f02 0102", { form: TOKEN_FORM_OCTETS, offset: 3, length: 2 }],
	])("%s", (hex, expected) => {
		const tokens = decode(fromHex(hex));
		expect(tokens).toHaveLength(1);
		expect(tokens[0]).toMatchObject(expected);
	});

	it.each([
		["b6 05 0102", PROBLEM_LENGTH_PAST_END],
		["a9 4142", PROBLEM_MISSING_NUL],
		["a9", PROBLEM_TRUNCATED],
		["b6 1f", PROBLEM_TRUNCATED],
		["b6 1f ffffffffff00", PROBLEM_UINTVAR],
		["b6 1f 9080808000", PROBLEM_UINTVAR],
		["b6 1f 8002 0102", PROBLEM_UINTVAR_NOT_SHORTEST],
		["7f", PROBLEM_TRUNCATED],
		["00", PROBLEM_ILLEGAL_OCTET],
		["41", PROBLEM_MISSING_NUL],
	])("%s is problem %i", (hex, code) => {
		expect(problems(decode(fromHex(hex)))).toContain(code);
	});
});

describe("code pages (WAP-230 8.4.1.1)", () => {
	it("shifts with 7F, with one octet, and starts every block on page 1", () => {
		const tokens = fields(decode(fromHex("8dff 7f10 8dff 02 8dff 01 8dff")));
		expect(tokens.map(({ index, code }) => [index, code])).toEqual([
			[1, 0x0d],
			[0x10, 0x0d],
			[2, 0x0d],
			[1, 0x0d],
		]);
		expect(fields(decode(fromHex("8dff")))[0]!.index).toBe(1);
	});
});

it("keeps the fields before a cut, at every length", () => {
	const octets = fromHex(
		"a9 50686f6e6500 80 03 83 8199 af84 45e0 2e 0a 81 86 612e6a7000 b6 02 0102 3d 05 82 0203e8 582d4100 4200 c3 94",
	);
	const whole = fields(decode(octets));
	for (const prefix of prefixes(octets)) {
		const before = fields(decode(prefix)).slice(0, -1);
		expect(before).toEqual(whole.slice(0, before.length));
	}
});

it("stays inside random octets, for every field", () => {
	const field = fc.tuple(
		fc.integer({ min: 0x80, max: 0xff }),
		fc.uint8Array({ maxLength: 24 }),
	);
	fc.assert(
		fc.property(fc.array(field, { maxLength: 6 }), (list) => {
			const octets = list.flatMap(([code, value]) => [
				code,
				value.length,
				...value,
			]);
			decode(Uint8Array.from(octets));
			decodeTokens(
				core,
				Uint8Array.from(octets),
				core.exports.decodeContentType,
			);
			decodeTokens(core, Uint8Array.from(octets), core.exports.decodeMultipart);
		}),
		{ numRuns: 2000 },
	);
});
