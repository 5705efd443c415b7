import { describe, expect, test } from "vitest";
import {
	addressKey,
	clientKey,
	compareAddress,
	plainAddress,
} from "../../../src/transaction/address.js";

describe("addresses (SPEC 8.3)", () => {
	test.each([
		["+447900000001/TYPE=PLMN", "+447900000001"],
		["+44-7900.000 001/type=plnm", "+447900000001"],
		["Zoë <Zoe@Mail.Example>", "zoe@mail.example"],
		["192.0.2.1/TYPE=IPv4", "192.0.2.1"],
		["12345", "12345"],
		["Erotik", "erotik"],
		["tel:+44-7900-000001;ext=1", "+447900000001"],
		["sip:+447900000001@ims.example;user=phone", "+447900000001"],
		["sip:Alice@ims.example", "alice@ims.example"],
		["+44 (0)7900 000001", "+447900000001"],
		["", ""],
	])("%s is %s", (text, plain) => {
		expect(plainAddress(text)).toBe(plain);
	});

	test("compare by digits, and weakly by the last nine", () => {
		expect(compareAddress("+447900000001/TYPE=PLMN", "447900000001")).toBe(
			"certain",
		);
		expect(compareAddress("07900000001", "+447900000001")).toBe("weak");
		expect(compareAddress("+491511234567", "+49-151-1234567")).toBe("certain");
		expect(compareAddress("+491511234567", "00491511234567")).toBe("certain");
		expect(compareAddress("+491511234567", "+41511234567")).toBeUndefined();
		expect(compareAddress("+491511234567", "+491511234568")).toBeUndefined();
		expect(compareAddress("a@b", "+491511234567")).toBeUndefined();
		expect(compareAddress("12345", "912345")).toBeUndefined();
		expect(compareAddress("", "")).toBeUndefined();
		expect(compareAddress("a@b.example", "A@B.example")).toBe("certain");
		expect(compareAddress(undefined, "1")).toBeUndefined();
		expect(addressKey("07900000001")).toBe(
			addressKey("+447900000001/TYPE=PLMN"),
		);
	});
});

describe("clients (STATES 4.2)", () => {
	test.each([
		["10.0.0.1", undefined, undefined, "|10.0.0.1"],
		["10.0.0.1", "vlan-7", 1, "vlan-7|10.0.0.1"],
		["::ffff:10.0.0.1", undefined, undefined, "|10.0.0.1"],
		["2001:db8:1:2:3:4:5:6", undefined, undefined, "|2001:db8:1:2::/64"],
		["2001:db8::1", undefined, undefined, "|2001:db8:0:0::/64"],
		["::1", undefined, undefined, "|0:0:0:0::/64"],
		["192.0.0.4", undefined, 2, "|192.0.0.4#2"],
	])("%s in %s, capture %s", (address, scope, capture, key) => {
		expect(clientKey(address, scope, capture)).toBe(key);
	});
});
