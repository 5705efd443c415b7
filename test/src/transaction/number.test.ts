import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UsageError } from "../../../src/error.js";
import type { Message } from "../../../src/record.js";
import {
	NumberMatcher,
	type NumberOptions,
} from "../../../src/transaction/number.js";

function isSameNumber(
	spec: string,
	address: string,
	options?: NumberOptions,
): boolean {
	return new NumberMatcher(spec, options).matches(address);
}

describe("a number in all its spellings", () => {
	it.each([
		["+447900003615", "+447900003615/TYPE=PLMN"],
		["+447900003615", "+44-7900.003 615/type=plnm"],
		["+447900003615", "+44 (0)7900 003615"],
		["+447900003615", "447900003615"],
		["+447900003615", "00447900003615"],
		["+447900003615", "011447900003615"],
		["+447900003615", "tel:+44-7900-003615;phone-context=x"],
		["+447900003615", "sip:+447900003615@ims.example;user=phone"],
		["+447900003615", "Zoë <+447900003615>"],
		["+447900003615", '"Zoë" <tel:+447900003615>'],
		["+447900003615", "+447900003615/TYPE=PLMN@mms.example"],
		["447900003615", "447900003615"],
		["12345", "12345/TYPE=PLMN"],
		["a@b.example", "Zoë <A@B.Example>"],
		["alice@ims.example", "sip:alice@ims.example"],
	])("%s is %s", (spec, address) => {
		expect(isSameNumber(spec, address)).toBe(true);
		expect(isSameNumber(address, spec)).toBe(true);
		expect(isSameNumber(spec, address, { country: "44" })).toBe(true);
	});

	it.each([
		["07900003615", "+447900003615", "44"],
		["7900003615", "+447900003615", "+44"],
		["07900003615", "447900003615/TYPE=PLMN", "0044"],
		["07900003615", "tel:07900-003615", "44"],
		["33612345678", "+33612345678", "44"],
		["4155551234", "+14155551234", "1"],
		["14155551234", "+14155551234", "1"],
		["011447900003615", "+447900003615", "1"],
		["0612345678", "+390612345678", "39"],
		["8 916 123-45-67", "+79161234567", "7"],
		["06201234567", "+36201234567", "36"],
		["91234567", "+4791234567", "47"],
	])("%s is %s in country %s", (spec, address, country) => {
		expect(isSameNumber(spec, address, { country })).toBe(true);
		expect(isSameNumber(address, spec, { country })).toBe(true);
	});

	it.each([
		["+447900003615", "+497900003615", undefined],
		["+447900003615", "00497900003615", undefined],
		["+447900003615", "+17900003615", undefined],
		["+14477900003615", "447900003615", undefined],
		["07900003615", "+497900003615", "44"],
		["07900003615", "497900003615", "44"],
		["0113 496 0000", "+34960000", "44"],
		["12345", "+4412345", "44"],
		["12345", "912345", undefined],
		["900003615", "+447900003615", undefined],
		["91234567", "+4791234567", undefined],
		["a@b.example", "a@c.example", undefined],
		["447900003615", "447900003615@b.example", undefined],
	])("%s is not %s (country %s)", (spec, address, country) => {
		const options = country === undefined ? {} : { country };
		expect(isSameNumber(spec, address, options)).toBe(false);
		expect(isSameNumber(address, spec, options)).toBe(false);
	});

	it("guesses the country where nobody tells it", () => {
		expect(isSameNumber("07900003615", "+447900003615")).toBe(true);
		expect(isSameNumber("4155551234", "+14155551234")).toBe(true);
		expect(isSameNumber("07900003615", "7900003615")).toBe(true);
	});

	it("refuses what is no number and no country", () => {
		expect(() => isSameNumber(" ", "1")).toThrow(UsageError);
		expect(() => isSameNumber("1", "1", { country: "0" })).toThrow(
			"country: 0 is no country code",
		);
		expect(() => isSameNumber("1", "1", { country: "12" })).toThrow(UsageError);
	});

	it("never takes one international number for another", () => {
		const digits = fc.stringMatching(/^[1-9]\d{6,14}$/);
		fc.assert(
			fc.property(digits, digits, (one, other) => {
				expect(isSameNumber(`+${one}`, `+${other}`)).toBe(one === other);
				expect(isSameNumber(`+${one}`, `00${other}`, { country: "44" })).toBe(
					one === other,
				);
			}),
		);
	});
});

describe("a message of a number", () => {
	const leg = { number: "447900000001", imsi: "234150000000001" };
	const message = {
		from: "+447900000009/TYPE=PLMN",
		to: ["+447900000002/TYPE=PLMN"],
		cc: ["a@b.example"],
		bcc: ["+447900000003"],
		send: leg,
		recipients: [{ address: "+447900000004" }, { number: "+447900000005" }],
	} as unknown as Message;

	it.each([
		"07900000001",
		"07900000002",
		"07900000003",
		"07900000004",
		"07900000005",
		"07900000009",
		"A@b.example",
		"234150000000001",
	])("%s has part in it", (number) => {
		const matcher = new NumberMatcher(number, { country: "44" });
		expect(matcher.matchesMessage(message)).toBe(true);
	});

	it("others have not", () => {
		const matcher = new NumberMatcher("+447900000006");
		expect(matcher.matchesMessage(message)).toBe(false);
		const bare = { send: null, recipients: [] } as unknown as Message;
		expect(matcher.matchesMessage(bare)).toBe(false);
	});
});
