import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { judgedPart, judgedPartAt } from "../../../src/mms/judgedpart.js";
import { partAt } from "../../../src/mms/part.js";
import type { Part } from "../../../src/record.js";
import { Tokens } from "../../../src/wap/token.js";
import { createCore } from "../../../src/wasm/instance.js";
import { TOKEN_IS_PART } from "../../../src/wasm/token.js";
import {
	join,
	mmse,
	type Octets,
	utf8,
	value,
	wsp,
} from "../../builder/index.js";

const core = await createCore();
const HASH = "0123456789abcdef";
const { header } = wsp;
const { multipart } = mmse;
const { CHARSET, contentType, encoded, parameter, quotedString, text } = value;

/** The parts of a multipart as correlation reads them; each is the same the long way. */
function judge(body: Uint8Array): Part[] {
	const at = core.place(body);
	const count = core.exports.decodeMultipart(at, at + body.length);
	const tokens = new Tokens(core, count);
	const parts: Part[] = [];
	for (let row = 0; row < count; row++) {
		if (tokens.kind(row) !== TOKEN_IS_PART) continue;
		const part = judgedPartAt(tokens, row, HASH);
		const long = judgedPart({ ...partAt(tokens, row), hash: HASH });
		expect(part).toStrictEqual(long);
		parts.push(part);
	}
	return parts;
}

function one(type: Octets, headers: Octets[] = [], data = "four"): Part {
	const parts = judge(multipart([{ type, headers, data: utf8(data) }]));
	expect(parts.length).toBe(1);
	return parts[0]!;
}

function typed(...parameters: Octets[]): Octets {
	return contentType("image/jpeg", parameters);
}

const { name, fileName } = parameter;
const id = header.contentId("<id>");
const location = header.contentLocation("location");
const disposition = header.contentDisposition(0x81, "disposition");

describe("a part as correlation reads it", () => {
	it("has always the same keys", () => {
		expect(one(contentType("text/plain"))).toStrictEqual({
			contentType: "text/plain",
			name: undefined,
			size: 4,
			missing: undefined,
			hash: HASH,
		});
	});

	it.each([
		["a parameter", [name("n"), fileName("f")], [location, id], "n"],
		["a parameter behind", [fileName("f"), name("n")], [], "n"],
		["a newer parameter", [parameter.nameNew("n")], [], "n"],
		["a file name", [fileName("f")], [disposition, location, id], "f"],
		["a newer file name", [parameter.fileNameNew("f")], [], "f"],
		["a disposition", [], [location, disposition], "disposition"],
		["a location", [], [id, location], "location"],
		["an id", [], [id], "<id>"],
		["the first of two", [name("n"), name("m")], [], "n"],
		["an empty one, which is none", [name("")], [location], "location"],
		["one with a name as text", [parameter.named("name", "n")], [], "n"],
		["a quoted one", [], [join(0x8e, quotedString("q"))], "q"],
		["words of MIME", [name("=?utf-8?B?w6Q=?=")], [], "ä"],
		[
			"another header",
			[],
			[header.named("X-Other", "o"), location],
			"location",
		],
	])("has the name of %s", (_, parameters, headers, expected) => {
		expect(one(typed(...parameters), headers).name).toBe(expected);
	});

	it("has no name of parameters in a header", () => {
		const field = header.contentDisposition(0x81);
		expect(one(typed(), [field]).name).toBeUndefined();
	});

	it.each([
		[contentType("image/jpeg"), "image/jpeg"],
		[contentType("Image/JPEG", [], true), "image/jpeg"],
		[text("text/plain; charset=utf-8"), "text/plain"],
		[text(" text/plain "), "text/plain"],
		[text(""), "application/octet-stream"],
		// Codes that nobody assigned, in one octet and in more.
		[Uint8Array.of(0xff), expect.any(String)],
		[Uint8Array.of(6, 5, 1, 0, 0, 0, 0x1e), expect.any(String)],
	])("has its media type: %s", (type, expected) => {
		expect(one(type as Octets).contentType).toEqual(expected);
	});

	it("counts what is missing of it", () => {
		const whole = multipart([{ type: typed(name("n")), data: utf8("12345") }]);
		expect(judge(whole.subarray(0, -2))).toEqual([
			{ contentType: "image/jpeg", name: "n", size: 5, missing: 2, hash: HASH },
		]);
	});

	it("ends where the next begins, or one inside it", () => {
		const inner = multipart([{ type: typed(name("in")), data: utf8("12") }]);
		const outer = contentType("application/vnd.wap.multipart.mixed");
		const body = multipart([
			{ type: typed(), data: utf8("1") },
			{ type: outer, data: inner },
			{ type: typed(name("n")), data: utf8("123") },
		]);
		expect(judge(body).map((part) => [part.name, part.size])).toEqual([
			[undefined, 1],
			[undefined, inner.length],
			["in", 2],
			["n", 3],
		]);
	});

	it("is the same on the short way and on the long one", () => {
		const words = fc.constantFrom("", "n", "grüße", '"q', "<id>", "=?x?=", "0");
		const parameters = words.chain((word) =>
			fc.constantFrom(
				name(word),
				fileName(word),
				parameter.nameNew(word),
				parameter.named("name", word || "n"),
				parameter.charset(CHARSET.utf8),
				join(0x85, 0x81),
			),
		);
		const headers = words.chain((word) =>
			fc.constantFrom(
				header.contentId(word),
				header.contentLocation(word),
				header.contentDisposition(0x81, word),
				header.named("Content-ID", word),
				join(0x8e, encoded(word)),
				join(0x91, contentType("text/html")),
				header.shift(2),
			),
		);
		const piece: fc.Arbitrary<mmse.Part> = fc.record({
			type: fc
				.array(parameters, { maxLength: 3 })
				.map((list) => typed(...list)),
			headers: fc.array(headers, { maxLength: 4 }),
			data: fc.uint8Array({ maxLength: 5 }),
		});
		const cut = fc.nat(40);
		fc.assert(
			fc.property(fc.array(piece, { minLength: 1 }), cut, (pieces, missing) => {
				const body = multipart(pieces);
				judge(body);
				judge(body.subarray(0, Math.max(0, body.length - missing)));
			}),
			{ numRuns: 500 },
		);
	});
});
