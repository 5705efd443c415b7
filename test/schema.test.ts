import ts from "typescript";
import { describe, expect, it } from "vitest";
import { schema, schemaErrors } from "./schema.js";
import { readSources } from "./source.js";
import * as samples from "./src/report/samples.js";

const RECORDS: [string, object][] = [
	["header", samples.header],
	["message", samples.delivered],
	["refused message", samples.refused],
	["message with two recipients", samples.partly],
	["pdu", samples.pdu],
	["http", samples.http],
	["exchange", samples.exchange],
	["info", samples.info],
	["info as a line", { type: "info", ...samples.info }],
	["summary", samples.summary],
	[
		"pdu of a file",
		{ type: "pdu", file: "a.mms", complete: true, problems: [] },
	],
	[
		"indexed values",
		{
			...samples.pdu,
			"mmse.response_status": [{ index: 1, value: 128 }],
		},
	],
];

describe("schema", () => {
	it.each(RECORDS)("accepts a %s", (_, record) => {
		expect(schemaErrors(record)).toEqual([]);
	});

	it.each([
		["a null", { ...samples.delivered, subject: null }],
		["an empty text", { ...samples.delivered, subject: "" }],
		["an unknown key", { ...samples.delivered, colour: "red" }],
		["an unknown verdict", { ...samples.delivered, verdict: "lost" }],
		["a missing key", { type: "header" }],
	])("refuses %s", (_, record) => {
		expect(schemaErrors(record)).not.toEqual([]);
	});
});

// Interfaces of src/record.ts and what the schema calls them.
const INTERFACES: Readonly<Record<string, string>> = {
	Header: "header",
	PduRecord: "pdu",
	HttpRecord: "http",
	Exchange: "exchange",
	Identity: "identity",
	Access: "access",
	Tunnel: "tunnel",
	Half: "half",
	Message: "message",
	Leg: "sendLeg",
	RecipientLeg: "recipientLeg",
	Summary: "summary",
	Info: "info",
	CaptureInfo: "captureInfo",
	Problem: "problem",
	Part: "part",
	Step: "step",
	Hop: "hop",
	Report: "report",
	Link: "link",
	Statistics: "statistics",
	Share: "share",
	ReasonShare: "reasonShare",
	PhasePercentiles: "phasePercentiles",
	Ranked: "ranked",
	QualityRatio: "qualityRatio",
	QualityTime: "qualityTime",
	ComparedValue: "comparedValue",
	Comparison: "comparison",
	PartFile: "partFile",
};

describe("schema and types", () => {
	const declared = interfacesOf();

	it.each(Object.entries(INTERFACES))(
		"%s has the keys of %s",
		(name, definition) => {
			const keys = new Set(Object.keys(schema.$defs[definition].properties));
			// A line of ndjson has a type, the document of `info --format json` has none.
			if (name === "Info") keys.delete("type");
			expect([...keys].sort()).toEqual(keysOf(name, declared).sort());
		},
	);
});

function interfacesOf(): Map<string, ts.InterfaceDeclaration> {
	const files = readSources("src").filter(({ path }) =>
		["src/record.ts", "src/statistics/record.ts", "src/parts/plan.ts"].includes(
			path,
		),
	);
	const found = new Map<string, ts.InterfaceDeclaration>();
	for (const { tree } of files)
		tree.forEachChild((node) => {
			if (ts.isInterfaceDeclaration(node)) found.set(node.name.text, node);
		});
	return found;
}

/** Names of the properties of an interface and of those that it extends. */
function keysOf(
	name: string,
	declared: ReadonlyMap<string, ts.InterfaceDeclaration>,
): string[] {
	const node = declared.get(name);
	if (!node) return [`no interface ${name}`];
	const own = node.members.flatMap((member) =>
		ts.isPropertySignature(member)
			? [member.name.getText().replaceAll('"', "")]
			: [],
	);
	const inherited = (node.heritageClauses ?? []).flatMap(({ types }) =>
		types.flatMap((type) => keysOf(type.getText(), declared)),
	);
	return [...own, ...inherited];
}
