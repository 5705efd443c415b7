import ts from "typescript";
import { describe, expect, it } from "vitest";
import { type RecordKind, SHAPES } from "../src/filter/fields/names.js";
import { type FieldType, flatten } from "../src/filter/fields/shape.js";
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

interface SchemaNode {
	$ref?: string;
	type?: string | string[];
	const?: unknown;
	enum?: string[];
	items?: SchemaNode;
	properties?: Record<string, SchemaNode>;
	oneOf?: SchemaNode[];
}

/** Objects whose keys the schema leaves open. */
const OPEN = /(^|\.)(detail|phases)\./;
const PROTOCOL = /(^|\.)(mmse|mmstrace)\./;

function resolve(node: SchemaNode): SchemaNode {
	if (node.$ref) return resolve(schema.$defs[node.$ref.split("/").at(-1)!]);
	if (node.items) return resolve(node.items);
	if (node.oneOf)
		return resolve(node.oneOf.find(({ type }) => type !== "null")!);
	return node;
}

/** Names of all fields that the schema of a record has, and their types. */
function schemaFields(node: SchemaNode, name = ""): [string, SchemaNode][] {
	return Object.entries(node.properties ?? {}).flatMap(([key, property]) => {
		const value = resolve(property);
		return [
			[name + key, value] as [string, SchemaNode],
			...schemaFields(value, `${name}${key}.`),
		];
	});
}

const TYPES: Readonly<Record<FieldType, (node: SchemaNode) => boolean>> = {
	text: ({ type, const: value, enum: words }) =>
		type === "string" || typeof value === "string" || words !== undefined,
	address: ({ type }) => type === "string",
	number: ({ type }) => type === "integer" || type === "number",
	time: ({ type }) => type === "number",
	duration: ({ type }) => type === "number",
	boolean: ({ type, const: value }) =>
		type === "boolean" || typeof value === "boolean",
	group: ({ type }) => type === "object",
};

const KINDS = Object.keys(SHAPES) as RecordKind[];

// A new key of a record is a field of filters: it needs a line in src/filter/fields/.
describe.each(KINDS)("fields of filters on %s", (kind) => {
	const expected = schemaFields(schema.$defs[kind]);
	const places = flatten(SHAPES[kind]);

	it("are those of the schema", () => {
		const names = places
			.map(({ name }) => name)
			.filter((name) => !OPEN.test(name) && !PROTOCOL.test(name));
		const wanted = expected
			.map(([name]) => name)
			.filter((name) => !PROTOCOL.test(name));
		expect(names.sort()).toEqual(wanted.sort());
	});

	it("have its types and words", () => {
		const wrong = expected.filter(([name, node]) => {
			const place = places.find((one) => one.name === name)!;
			if (!TYPES[place.type](node)) return true;
			return Array.isArray(place.words) && node.enum
				? node.enum.some((word) => !(place.words as string[]).includes(word))
				: false;
		});
		expect(wrong).toEqual([]);
	});
});
