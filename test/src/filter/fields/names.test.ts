import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { RecordKind } from "../../../../src/filter/fields/names.js";
import {
	fieldsOf,
	nearest,
	SHAPES,
} from "../../../../src/filter/fields/names.js";
import { FIELDS } from "../../../../src/mms/names.js";
import { readSources } from "../../../source.js";

const KINDS = Object.keys(SHAPES) as RecordKind[];

describe.each(KINDS)("fields of %s", (kind) => {
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
		const phases = [...text.matchAll(/phases\.([a-z_]+) = /g)];
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
