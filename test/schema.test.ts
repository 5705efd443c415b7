import { describe, expect, it } from "vitest";
import { schemaErrors } from "./schema.js";
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
