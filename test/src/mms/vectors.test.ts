import { describe, expect, it } from "vitest";
import { decodeMmsPdu } from "../../../src/mms/decode.js";
import type { MmsPdu } from "../../../src/mms/pdu.js";
import { createCore } from "../../../src/wasm/instance.js";
import { hasShared, readJson, SKIP_SHARED, sharedPath } from "../../corpus.js";
import { type Decoded, expectedFields, expectedParts } from "./expected.js";

interface Vector {
	name: string;
	tests: string;
	hex: string;
	decoded: Decoded;
}

const core = await createCore();
const vectors = hasShared
	? readJson<{ vectors: Vector[] }>(sharedPath("spec/check/vectors.json"))
			.vectors
	: [];

/** Notes of decode.py and the problem codes that say the same; "" where the octets are fine by SPEC. */
const NOTES: [RegExp, string][] = [
	[/^missing-nul$/, "missing-nul"],
	[/^unknown-field/, "unknown-field"],
	[/:unknown-0x/, "unknown-value"],
	[/^count-zero$/, "count-zero"],
	[/^more-entries-than-count$/, "more-entries-than-count"],
	[/^parts-missing/, "parts-missing"],
	[/^trailing/, "trailing"],
	[/^part-data-past-end/, "part-cut"],
	[/^length-past-end$/, "length-past-end"],
	[/^no-body$/, "no-body"],
	[/^from-without/, "wrong-form"],
	[/^bad-part-header$/, "illegal-octet"],
	[/^bad-field-octet:0x0@101$/, "trailing"], // SPEC 8.1: trailing 00 octets
	[/^bad-field-octet/, "illegal-octet"],
	[/^application-header$/, ""],
	[/^charset-as-text$/, ""], // DEVIATIONS 1
	[/:short-integer$/, ""], // SPEC 2.3
];

function expectedProblems(decoded: Decoded): Set<string> {
	const codes = decoded.notes.map(
		(note) => NOTES.find(([pattern]) => pattern.test(note))?.[1] ?? note,
	);
	return new Set(codes.filter((code) => code !== ""));
}

/** Ours beyond the notes of decode.py, which has no words for them. */
const OWN = new Set(["missing-field", "not-mms", "truncated", "charset-error"]);

function ownFields(pdu: MmsPdu): Record<string, unknown> {
	const entries = Object.entries(pdu.fields).filter(
		([key]) =>
			key !== "parts" &&
			!key.endsWith("_decoded") &&
			!key.startsWith("mmse.header.") &&
			key !== "mmse.ffheader" &&
			key !== "mmstrace.application_header",
	);
	return Object.fromEntries(entries);
}

/** Content-reference only: decode.py does not read the parameters of an Element-Descriptor. */
function withoutElementParameters(fields: Record<string, unknown>) {
	const elements = fields["mmstrace.element_descriptor"];
	if (!Array.isArray(elements)) return fields;
	const bare = elements.map((text) => String(text).split(";")[0]);
	return { ...fields, "mmstrace.element_descriptor": bare };
}

describe.skipIf(!hasShared)(`vectors.json${SKIP_SHARED}`, () => {
	it.each(vectors)("$name: $tests", ({ hex, decoded }) => {
		const pdu = decodeMmsPdu(core, Uint8Array.from(Buffer.from(hex, "hex")));
		expect(withoutElementParameters(ownFields(pdu))).toEqual(
			expectedFields(decoded),
		);
		expect(pdu.bodyOffset).toBe(decoded.bodyOffset);
		const problems = pdu.problems.map((problem) => problem.code);
		const known = problems.filter((code) => !OWN.has(code));
		expect(new Set(known)).toEqual(expectedProblems(decoded));
		const missing = pdu.problems
			.filter(
				({ code, note }) => code === "missing-field" && !note?.includes(","),
			)
			.map(({ note }) => note);
		expect(missing.sort()).toEqual([...(decoded.missing ?? [])].sort());
		if (decoded.bodyLength !== undefined) return;
		const parts = (pdu.fields.parts ?? []).map((part, index) => ({
			contentType: part.contentType,
			...(part.name === undefined ? {} : { name: part.name }),
			length: pdu.partRanges[index]!.length,
			depth: part.depth ?? 0,
		}));
		expect(parts).toEqual(expectedParts(decoded));
	});
});
