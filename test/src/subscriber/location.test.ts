import { expect, it } from "vitest";
import {
	flaggedLocation,
	networkCode,
	typedLocation,
} from "../../../src/subscriber/location.js";
import { ratName } from "../../../src/subscriber/names.js";
import { join, signalling, u16, u32 } from "../../builder/index.js";

const NETWORK = signalling.plmn("234", "15");

it("reads networks with two and three digits of the MNC", () => {
	expect(networkCode(NETWORK)).toBe("234-15");
	expect(networkCode(signalling.plmn("310", "410"))).toBe("310-410");
	expect(networkCode(Uint8Array.of(0x2a, 0xf4, 0x51))).toBeUndefined();
	expect(networkCode(NETWORK.subarray(0, 2))).toBeUndefined();
});

it.each([
	["CGI", join(0, NETWORK, u16(4660), u16(22136)), "234-15-4660-22136"],
	["SAI", join(1, NETWORK, u16(1), u16(2)), "234-15-1-2"],
	["RAI", join(2, NETWORK, u16(4660), 0x12, 0xff), "234-15-4660"],
	["TAI", join(128, NETWORK, u16(7)), "234-15-7"],
	["ECGI", join(129, NETWORK, u32(0xf0000009)), "234-15--9"],
	[
		"TAI and ECGI",
		join(130, NETWORK, u16(7), NETWORK, u32(0x01234567)),
		"234-15-7-19088743",
	],
	["NCGI", join(135, NETWORK, 0xff, u32(1)), "234-15--64424509441"],
	["5GS TAI", join(136, NETWORK, 1, 2, 3), "234-15-66051"],
	[
		"5GS TAI and NCGI",
		join(137, NETWORK, 1, 2, 3, NETWORK, 0, u32(5)),
		"234-15-66051-5",
	],
	["an unknown type", join(99, NETWORK, u16(1), u16(2)), undefined],
	["nothing", Uint8Array.of(), undefined],
	["a cut CGI", join(0, NETWORK, u16(4660), 1), undefined],
	["a cut second part", join(130, NETWORK, u16(7), NETWORK, 1), "234-15-7"],
])("one location: %s", (_, octets, text) => {
	expect(typedLocation(octets)).toBe(text);
});

it.each([
	["CGI", join(1, NETWORK, u16(4660), u16(22136)), "234-15-4660-22136"],
	["TAI and ECGI", join(0x18, NETWORK, u16(7), NETWORK, u32(9)), "234-15-7-9"],
	[
		"RAI and TAI and ECGI",
		join(0x1c, NETWORK, u16(5), u16(6), NETWORK, u16(7), NETWORK, u32(9)),
		"234-15-7-9",
	],
	["LAI", join(0x20, NETWORK, u16(5)), "234-15-5"],
	["none", join(0), undefined],
	["cut", join(0x18, NETWORK, 0), undefined],
])("locations by flags: %s", (_, octets, text) => {
	expect(flaggedLocation(octets)).toBe(text);
});

it("names radio access technologies", () => {
	expect(ratName(6)).toBe("EUTRAN");
	expect(ratName(10)).toBe("NR");
	expect(ratName(0)).toBeUndefined();
	expect(ratName(200)).toBe("200");
});
