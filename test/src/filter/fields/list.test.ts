import { describe, expect, it } from "vitest";
import { listFields } from "../../../../src/filter/fields/list.js";
import { fieldsTable } from "../../../../src/report/table/fields.js";
import { schemaErrors } from "../../../schema.js";

const names = (pattern?: string) => listFields(pattern).map(({ name }) => name);

describe("the list of fields", () => {
	it("has short names without a pattern", () => {
		expect(names()).toContain("end_to_end");
		expect(names()).toContain("party");
		expect(names()).not.toContain("send.reason");
		expect(names()).not.toContain("phases.end_to_end");
	});

	it.each([
		["send.re", "send.reason", "reason"],
		["SEND.REASON", "send.reason", "reason"],
		["*.reason", "send.reason", "reason"],
		["re*on", "reason", "send.reason"],
		["send.*.s*r", "send.hops.server", "send.server"],
	])("%s finds %s, not %s", (pattern, found, missed) => {
		expect(names(pattern)).toContain(found);
		expect(names(pattern)).not.toContain(missed);
	});

	it("finds nothing of a strange name", () => {
		expect(names("no such thing")).toEqual([]);
		expect(names("a*a*a*a*a*a*a*zz")).toEqual([]);
	});

	it("tells the records apart where the types differ", () => {
		const froms = listFields("from").filter(({ name }) => name === "from");
		expect(froms.map(({ valueType, records }) => [valueType, records])).toEqual(
			[
				["text", ["message"]],
				["time", ["identity"]],
			],
		);
	});

	it("is valid by the schema", () => {
		for (const field of listFields("*"))
			expect(schemaErrors(field)).toEqual([]);
	});

	it("fits a terminal", () => {
		for (const width of [80, 120]) {
			const text = fieldsTable(listFields(), { width, colour: false });
			for (const line of text.split("\n"))
				expect(line.length).toBeLessThanOrEqual(width);
		}
	});
});
