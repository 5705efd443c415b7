import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { RecordKind } from "../../../../src/filter/fields/names.js";
import {
	fieldsOf,
	nearest,
	SHAPES,
} from "../../../../src/filter/fields/names.js";
import {
	type FieldType,
	flatten,
} from "../../../../src/filter/fields/shape.js";
import { FIELDS } from "../../../../src/mms/names.js";
import { schema } from "../../../schema.js";
import { readSources } from "../../../source.js";

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

describe.each(KINDS)("fields of %s", (kind) => {
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

	it("each have one line of description", () => {
		for (const { about } of fieldsOf(kind).values())
			expect(about).toMatch(/^[^\n.]{2,70}/);
	});
});

describe("fields of PDUs", () => {
	it("are all those of the table of header fields", () => {
		const names = [...fieldsOf("pdu").keys()];
		for (const { key } of FIELDS.values())
			expect(names.some((name) => name.startsWith(key))).toBe(true);
	});
});

describe("fields of legs", () => {
	it("are all that decide one", () => {
		const known = fieldsOf("message");
		const written = readSources("src")
			.filter(({ path }) => path === "src/transaction/detail.ts")
			.flatMap(({ text }) => [
				...text.matchAll(
					/["`]((?:mmse|mmstrace|http|wsp|wtp|dns|icmp|icmpv6|tls|tcp)\.[a-z_.]+[a-z])["`]/g,
				),
			]);
		const unknown = written
			.map(([, name]) => `send.detail.${name}`)
			.filter((name) => !known.has(name));
		expect(written.length).toBeGreaterThan(10);
		expect(unknown).toEqual([]);
	});

	it("have all phases", () => {
		const text = readFileSync(
			new URL("../../../../src/transaction/timing.ts", import.meta.url),
			"utf8",
		);
		const phases = [...text.matchAll(/put\(phases, "([a-z_]+)"/g)];
		expect(phases.length).toBeGreaterThan(10);
		for (const [, name] of phases)
			expect(fieldsOf("message").has(name!)).toBe(true);
	});
});

describe("the nearest name", () => {
	const names = ["reason", "reasons", "userAgent", "end_to_end", "size"];
	it.each([
		["reazon", "reason"],
		["useragent", "userAgent"],
		["user_agent", "userAgent"],
		["end-to-end", "end_to_end"],
		["szie", "size"],
		["colour", undefined],
	])("to %s is %s", (name, expected) => {
		expect(nearest(name, names)).toBe(expected);
	});
});
