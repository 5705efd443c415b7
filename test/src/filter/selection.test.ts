import { describe, expect, it } from "vitest";
import { UsageError } from "../../../src/error.js";
import { FilterError } from "../../../src/filter/error.js";
import {
	flagsOf,
	type SelectionOptions,
	selection,
} from "../../../src/filter/selection.js";
import {
	delivered,
	exchange,
	http,
	partly,
	pdu,
	refused,
} from "../report/samples.js";

function kept(options: SelectionOptions): string[] {
	const keeps = selection(options);
	return Object.entries({ delivered, refused, partly })
		.filter(([, message]) => keeps?.(message) ?? true)
		.map(([name]) => name);
}

describe("a selection of messages", () => {
	it.each<[SelectionOptions, string[]]>([
		[{}, ["delivered", "refused", "partly"]],
		[
			{ filter: [], number: [], failed: false },
			["delivered", "refused", "partly"],
		],
		[{ failed: true }, ["refused", "partly"]],
		[{ verdict: ["failed"] }, ["refused"]],
		[{ verdict: ["failed", "delivered"] }, ["delivered", "refused"]],
		[{ verdict: ["failed", "partly"], client: ["10.20.161.0/24"] }, ["partly"]],
		[{ number: ["00447900041301"] }, ["delivered", "refused", "partly"]],
		[{ number: ["07900003615"], country: "44" }, ["delivered", "partly"]],
		[{ number: ["07900003615"], country: "49" }, []],
		[
			{ messageId: ["<3cde1c8fd700@mmsc.example>"] },
			["delivered", "refused", "partly"],
		],
		[{ messageId: ['"x"'] }, []],
		[{ reason: ["retrieve-http-404"] }, ["partly"]],
		[{ outcome: ["refused"] }, ["refused"]],
		[{ since: "2023-11-15" }, ["partly"]],
		[{ until: "2023-11-15" }, ["delivered", "refused"]],
		[{ since: "1700000000", until: "1700000001" }, ["delivered", "refused"]],
		[
			{ filter: ["size < 5000", "count(recipients) == 2"] },
			["refused", "partly"],
		],
		[{ filter: ["size < 5000"], failed: true }, ["refused"]],
	])("%j", (options, expected) => {
		expect(kept(options)).toEqual(expected);
	});

	it("is nothing when nothing is asked for", () => {
		expect(selection({})).toBeUndefined();
		expect(selection({ failed: false, number: [] })).toBeUndefined();
	});
});

describe("a selection of other records", () => {
	it("has the options that make sense", () => {
		expect(flagsOf("http")).toEqual(["client", "since", "until"]);
		expect(selection({ client: ["10.20.14.31"] }, ["pdu"])?.(pdu)).toBe(true);
		expect(selection({ client: ["10.20.0.0/24"] }, ["pdu"])?.(pdu)).toBe(false);
		expect(selection({ until: "2023-11-15" }, ["http"])?.(http)).toBe(true);
		expect(selection({ since: "2023-11-15" }, ["exchange"])?.(exchange)).toBe(
			false,
		);
	});

	it("has no others", () => {
		expect(() => selection({ number: ["1"] }, ["http"])).toThrow(
			"--number does not apply to http records",
		);
		expect(() => selection({ failed: true }, ["pdu"])).toThrow("--failed");
	});
});

describe("mistakes", () => {
	it.each<[SelectionOptions, string]>([
		[{ client: ["mmsc.example"] }, "--client: client is an address"],
		[{ since: "noon" }, "--since: firstTime is a time"],
		[{ messageId: ["a"], reason: ["x"] }, "--reason: reason is never x"],
		[{ number: [""] }, "--number: "],
		[{ country: "4" }, "country"],
	])("%j", (options, text) => {
		expect(() => selection(options)).toThrow(UsageError);
		expect(() => selection(options)).not.toThrow(FilterError);
		expect(() => selection(options)).toThrow(text);
	});

	it("of a filter point at the place", () => {
		expect(() => selection({ filter: ["a =="] })).toThrow(FilterError);
	});
});
