import { expect, it } from "vitest";
import {
	compareAddresses,
	normalizeAddress,
} from "../../../src/mms/address.js";

it.each([
	["+447900003615/TYPE=PLMN", "+447900003615"],
	["+44-7900.003615/type=plnm", "+447900003615"],
	["A@B.Example", "a@b.example"],
	["Zoë <z@e.example>", "z@e.example"],
	["10.0.0.1/TYPE=IPv4", "10001"],
	["Erotik", "erotik"],
])("normalizes %s", (address, normal) => {
	expect(normalizeAddress(address)).toBe(normal);
});

it.each([
	["+491511234567/TYPE=PLMN", "+49-151-1234567", "equal"],
	["+491511234567", "01511234567", "weak"],
	["+491511234567", "+491511234568", "different"],
	["1234", "91234", "different"],
	["a@b", "A@B", "equal"],
	["a@b", "+491511234567", "different"],
	["", "", "different"],
])("%s and %s: %s", (one, other, match) => {
	expect(compareAddresses(one, other)).toBe(match);
	expect(compareAddresses(other, one)).toBe(match);
});
