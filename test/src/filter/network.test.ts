import { describe, expect, it } from "vitest";
import {
	isInside,
	parseAddress,
	parseNetwork,
} from "../../../src/filter/network.js";

describe("addresses", () => {
	it.each([
		["10.20.0.1", "10.20.0.0/16", true],
		["10.21.0.1", "10.20.0.0/16", false],
		["10.20.0.1", "10.20.0.1", true],
		["1.2.3.4", "0.0.0.0/0", true],
		["255.255.255.255", "128.0.0.0/1", true],
		["2001:db8::1", "2001:db8::/32", true],
		["2001:DB8:0:0:0:0:0:1", "2001:db8::1", true],
		["2001:db9::1", "2001:db8::/32", false],
		["::ffff:10.20.0.1", "10.20.0.0/16", true],
		["::ffff:10.20.0.1", "::ffff:0:0/96", true],
		["10.20.0.1", "::/0", false],
		["64:ff9b::10.20.0.1", "64:ff9b::a14:1", true],
	])("%s in %s: %s", (address, network, expected) => {
		expect(isInside(parseAddress(address)!, parseNetwork(network)!)).toBe(
			expected,
		);
	});

	it.each([
		"10.20.0",
		"10.20.0.256",
		"10.20.0.1/33",
		"10.20.0.1/",
		"10.20.0.1/8/8",
		"::1::",
		"1:2:3:4:5:6:7",
		"1:2:3:4:5:6:7:8:9",
		"1:2:3:4:5:6:7::8:9",
		"::12345",
		"::g",
		"::1.2.3.400",
		"::/129",
		"",
		"mmsc.example",
	])("%s is none", (text) => expect(parseNetwork(text)).toBeUndefined());
});
