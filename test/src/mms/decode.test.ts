import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeMmsPdu } from "../../../src/mms/decode.js";
import { createCore } from "../../../src/wasm/instance.js";
import {
	REGION_SCRATCH,
	REGION_SCRATCH_SIZE,
} from "../../../src/wasm/layout.js";
import { hasShared, readJson, SKIP_SHARED, sharedPath } from "../../corpus.js";
import { fromHex, mutate, prefixes } from "../../sweep.js";

const core = await createCore();

function decode(hex: string) {
	return decodeMmsPdu(core, fromHex(hex));
}

function codes(pdu: { problems: { code: string }[] }): string[] {
	return pdu.problems.map(({ code }) => code);
}

const HEAD = "8c82 986e00 8d92 8a80 8e0101 8803810101 83 6800";

describe("fields (OMA-TS-MMS_ENC-V1_3 7.3)", () => {
	it("keeps the first of a field that should stand once, and the others beside it", () => {
		const pdu = decode(`${HEAD} 966100 966200`);
		expect(pdu.fields["mmse.subject"]).toBe("a");
		expect(pdu.fields["mmstrace.repeated"]).toEqual(["Subject: b"]);
		expect(codes(pdu)).toEqual(["repeated-field"]);
	});

	it("keeps the wire value of a subject with encoded words and decodes it beside", () => {
		const word = Buffer.from("=?utf-8?B?R3LDvMOfZQ==?=").toString("hex");
		const { fields } = decode(`${HEAD} 96 ${word} 00`);
		expect(fields["mmse.subject"]).toBe("=?utf-8?B?R3LDvMOfZQ==?=");
		expect(fields["mmstrace.subject_decoded"]).toBe("Grüße");
	});

	it.each([
		["8501ff", "mmse.date", 255],
		["85 0720000000000001", "mmse.date", "9007199254740993"],
		["85 09 010000000000000000", "mmse.date", "0x010000000000000000"],
		["8e 313200", "mmse.message_size", 12],
		["89 0181", "mmse.from", "<insert address>"],
		["89 03806100", "mmse.from", "a"],
		["89 06 80 04 ea c3a400", "mmse.from", "ä"],
		["96 04 61626300", "mmse.subject", "abc"],
		["96 05 0203e8 4f60", "mmse.subject", "你"],
		["83 02 6100", "mmse.content_location", "a"],
		["8d 9f", "mmse.mms_version", "1"],
		["8a 6175746f00", "mmse.message_class.str", "auto"],
		["88 02 81 bc", "mmse.expiry.rel", 60],
		["88 05 81 04 00000000", "mmse.expiry.rel", undefined],
		["aa 04 81 020400", "mmstrace.mbox_totals.octets", 1024],
		["a8 96", "mmstrace.attributes", [0x96]],
		["a4 04 80 6b00", "mmstrace.mm_flags", undefined],
		["c1 81", "mmse.header.uint", [0x81]],
		["c1 6100", "mmse.header.string", ["a"]],
		["c1 02 0102", "mmse.header.bytes", ["c1020102"]],
		["582d4100 6200", "mmse.ffheader", ["X-A"]],
	])("%s: %s is %j", (hex, key, value) => {
		const fields: Record<string, unknown> = { ...decode(`8c82 ${hex}`).fields };
		if (value !== undefined) expect(fields[key]).toEqual(value);
	});

	it("has no empty texts", () => {
		const { fields } = decode("8c82 9600 9700 8b00 89018a 81 02ea00");
		const { "mmse.message_type": type, ...rest } = fields;
		expect(type).toBe(0x82);
		expect(Object.values(rest)).not.toContain("");
		expect(rest["mmse.to"]).toBeUndefined();
	});

	it("gives unknown status codes their number and a note", () => {
		const pdu = decode("8c81 987400 8d92 92c9");
		expect(pdu.fields["mmse.response_status"]).toBe(0xc9);
		expect(pdu.problems).toEqual([
			{
				layer: "mmse",
				code: "unknown-value",
				offset: 7,
				note: "X-Mms-Response-Status: 0xc9",
			},
		]);
	});

	it("reads indexed forms of the delete confirmations, and plain ones", () => {
		const { fields } = decode("8c95 987400 8d93 92028180 8304 82 622f00 92e2");
		expect(fields["mmse.response_status"]).toEqual([
			{ index: 1, value: 0x80 },
			0xe2,
		]);
		expect(fields["mmse.content_location"]).toEqual([
			{ index: 2, value: "b/" },
		]);
	});

	it("notes text that does not fit its charset", () => {
		expect(codes(decode(`${HEAD} 96 03 ea c3 00`))).toEqual(["charset-error"]);
		expect(codes(decode(`${HEAD} 96 05 02 7fff 61 00`))).toEqual([
			"unknown-charset",
		]);
	});
});

describe("bodies", () => {
	const related = (parameters: string, parts: string) => {
		const type = fromHex(`b3 ${parameters}`);
		const length = type.length.toString(16).padStart(2, "0");
		return decode(
			`8c84 8d92 850101 84 ${length} ${Buffer.from(type).toString("hex")} ${parts}`,
		);
	};
	const TWO = "02 06 01 83 c0 223c6100 61 06 01 9e c0 223c6200 62";

	it("finds the root part by start, type, SMIL, or place (SPEC 5)", () => {
		expect(related("8a 3c6200", TWO).root).toBe(1);
		expect(related("8a 6369643a6200", TWO).root).toBe(1);
		expect(related("89 9e", TWO).root).toBe(1);
		expect(related("89 9d", TWO).root).toBe(0);
		expect(
			decode("8c84 8d92 850101 84 a3 01 01 01 83 61").root,
		).toBeUndefined();
	});

	it("names a part by name, filename, disposition, location, id (SPEC 4)", () => {
		const name = (type: string, headers: string) => {
			const octets = fromHex(type + headers);
			const length = octets.length.toString(16).padStart(2, "0");
			const hex = Buffer.from(octets).toString("hex");
			return decode(`8c84 84a3 01 ${length} 01 ${hex} 61`).fields.parts![0]!
				.name;
		};
		const disposition = "c5 05 81 86 642e00";
		const location = "8e 6c2e00";
		const id = "c0 223c693e00";
		expect(name("0883 86 662e00 85 6e2e00", disposition + location + id)).toBe(
			"n.",
		);
		expect(name("05 83 98 662e00", disposition + location + id)).toBe("f.");
		expect(name("83", location + id + disposition)).toBe("d.");
		expect(name("83", id + location)).toBe("l.");
		expect(name("83", id)).toBe("<i>");
		expect(name("83", "")).toBeUndefined();
		expect(name("83", "c5 08 81 86 7fc3a400 81 ea")).toBe("ä");
		const word = Buffer.from("=?utf-8?Q?=C3=A4?=").toString("hex");
		expect(name(`83`, `8e ${word} 00`)).toBe("ä");
	});

	it("keeps the data where headersLen says, whatever the headers are", () => {
		const { fields, partRanges } = decode(
			"8c84 84a3 01 04 02 83 000000 6162".replace("000000", "00ff41"),
		);
		expect(fields.parts).toMatchObject([
			{ contentType: "text/plain", size: 2 },
		]);
		expect(partRanges).toEqual([{ offset: 11, length: 2 }]);
	});

	it("takes a Content-Type inside the headers where the entry states none (SPEC 3)", () => {
		const type = (headers: string) =>
			decode(`8c84 84a3 01 03 01 ${headers} 61`).fields.parts![0]!.contentType;
		expect(type("00 9183")).toBe("text/plain");
		expect(type("9e 9183")).toBe("image/jpeg");
	});

	it("is complete when only a length inside lies", () => {
		const pdu = decode("8c82 89 04 80 09 ea 61 8d92");
		expect(codes(pdu)).toContain("length-past-end");
		expect(pdu.complete).toBe(true);
		expect(decode("8c82 8d92 89 09 80").complete).toBe(false);
	});

	it("counts what is missing of a part that is cut", () => {
		const pdu = decode("8c84 84a3 01 01 0a 83 616263");
		expect(pdu.fields.parts).toMatchObject([{ size: 10, missing: 7 }]);
		expect(pdu.complete).toBe(false);
		expect(pdu.problems).toContainEqual({
			layer: "multipart",
			code: "part-cut",
			offset: 8,
			needed: 10,
			available: 3,
		});
	});

	it("lists nested parts after their multipart, with a depth", () => {
		const inner = "01 01 01 83 61";
		const { parts } = decode(
			`8c84 84a3 02 01 05 a6 ${inner} 01 01 9e 62`,
		).fields;
		expect(
			parts!.map(({ contentType, depth }) => [contentType, depth]),
		).toEqual([
			["application/vnd.wap.multipart.alternative", undefined],
			["text/plain", 1],
			["image/jpeg", undefined],
		]);
	});

	it("takes a body that is no multipart as one part", () => {
		const { parts } = decode(
			"8c84 84 0383 81ea 6162".replace("0383 81ea", "0383 81 ea"),
		).fields;
		expect(parts).toMatchObject([
			{ contentType: "text/plain", size: 2, charset: "UTF-8" },
		]);
	});

	it("reads MIME text where the binary structure is due", () => {
		const type = Buffer.from("multipart/related").toString("hex");
		const text = [
			"--b1",
			"Content-Type: text/plain; charset=utf-8; name=a.txt",
			"Content-ID: <a>",
			"",
			"hello",
			"--b1",
			"Content-Type: image/gif",
			"Content-Location: b.gif",
			"",
			"GIF",
			"--b1--",
			"",
		].join("\r\n");
		const pdu = decode(
			`8c84 84 ${type} 00 ${Buffer.from(text).toString("hex")}`,
		);
		expect(codes(pdu)).toContain("mime-text");
		expect(pdu.fields.parts).toMatchObject([
			{
				contentType: "text/plain",
				size: 5,
				name: "a.txt",
				charset: "utf-8",
				contentId: "<a>",
			},
			{ contentType: "image/gif", size: 3, name: "b.gif" },
		]);
	});

	it("gives equal bodies equal hashes, whatever the headers", () => {
		const one = decode("8c80 983100 8d92 890181 973100 84a3 01 01 01 83 61");
		const two = decode("8c80 983200 8d92 890181 973100 84a3 01 01 01 83 61");
		expect(one.bodyHash).toBe(two.bodyHash);
		expect(one.hash).not.toBe(two.hash);
		expect(one.fields.parts![0]!.hash).toBe(two.fields.parts![0]!.hash);
	});
});

describe("damage", () => {
	const vectors = hasShared
		? readJson<{ vectors: { hex: string }[] }>(
				sharedPath("spec/check/vectors.json"),
			).vectors.map(({ hex }) => fromHex(hex))
		: [fromHex(HEAD)];

	it(`never throws on a prefix, and keeps what stands before the cut${SKIP_SHARED}`, () => {
		for (const octets of vectors) {
			const whole: Record<string, unknown> = {
				...decodeMmsPdu(core, octets).fields,
			};
			for (const prefix of prefixes(octets)) {
				const pdu = decodeMmsPdu(core, prefix);
				const { parts, ...fields } = pdu.fields;
				const keys = Object.keys(fields).slice(0, -2);
				for (const key of keys) {
					const value = (fields as Record<string, unknown>)[key];
					if (!Array.isArray(value))
						expect([key, value]).toEqual([key, whole[key]]);
				}
				expect(parts?.length ?? 0).toBeLessThanOrEqual(1000);
			}
		}
	});

	it("gives plain JSON for anything", () => {
		const change = fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 }));
		const changes = fc.array(change, { minLength: 1, maxLength: 6 });
		fc.assert(
			fc.property(fc.constantFrom(...vectors), changes, (octets, list) => {
				const pdu = decodeMmsPdu(
					core,
					mutate(octets, list as [number, number][]),
				);
				expect(JSON.parse(JSON.stringify(pdu.fields))).toEqual(pdu.fields);
				expect(pdu.problems.length).toBeLessThanOrEqual(101);
			}),
			{ numRuns: 1000 },
		);
	});

	it("says that nothing is there", () => {
		const pdu = decode("");
		expect(pdu).toMatchObject({ fields: {}, complete: false });
		expect(codes(pdu)).toEqual(["truncated", "not-mms"]);
	});

	it("reads the start of a PDU that is larger than its memory", () => {
		const octets = new Uint8Array(REGION_SCRATCH_SIZE + 10);
		octets.set(fromHex("8c84 8d92 8483"));
		const pdu = decodeMmsPdu(core, octets);
		expect(pdu.messageType).toBe(0x84);
		expect(pdu.complete).toBe(false);
		expect(codes(pdu)).toContain("limit-size");
	});
});

it("shows no octet behind a PDU that ends with the code of an unknown field", async () => {
	const core = await createCore();
	core.bytes.fill(0x59, REGION_SCRATCH, REGION_SCRATCH + 64);
	const pdu = decodeMmsPdu(
		core,
		fromHex("8c84984100 8d92 80".replace(/ /g, "")),
	);
	expect(pdu.fields["mmse.header.bytes"]).toEqual(["80"]);
});
