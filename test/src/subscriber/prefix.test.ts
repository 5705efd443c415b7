import fc from "fast-check";
import { expect, it } from "vitest";
import {
	formatBlock,
	formatPrefix,
	hostIpv4,
	hostPrefix,
	parseBlock,
	widen,
} from "../../../src/subscriber/prefix.js";
import { signalling } from "../../builder/index.js";

it.each([
	["10.0.0.1", "10.0.0.1"],
	["10.1.2.3/8", "10.0.0.0/8"],
	["::ffff:10.0.0.1", "10.0.0.1"],
	["2001:DB8:0:0::1", "2001:db8::1"],
	["2001:db8:1:2:3:4:5:6/64", "2001:db8:1:2::/64"],
	["2001:db8::/56", "2001:db8::/56"],
	["64:ff9b::192.0.2.1", "64:ff9b::c000:201"],
	["::1", "::1"],
	["1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"],
])("%s is %s", (text, canonical) => {
	const block = parseBlock(text);
	expect(block && formatBlock(block)).toBe(canonical);
});

it.each([
	"",
	"10.0.0",
	"10.0.0.256",
	"10.0.0.1/33",
	"10.0.0.1/0",
	"1:2:3",
	"1::2::3",
	"1:2:3:4:5:6:7:8:9",
	"1:2:3:4:5:6:7::8",
	"g::1",
	"::/129",
	"x",
])("%j is no address", (text) => {
	expect(parseBlock(text)).toBeUndefined();
});

it("reads what it wrote", () => {
	const octets = fc.uint8Array({ minLength: 16, maxLength: 16 });
	fc.assert(
		fc.property(octets, fc.integer({ min: 1, max: 128 }), (all, length) => {
			const text = formatPrefix(all, length);
			const block = parseBlock(text);
			// ::ffff:0:0/96 is IPv4.
			if (block?.octets.length === 16) expect(formatBlock(block)).toBe(text);
		}),
	);
});

it("widens a block", () => {
	const block = parseBlock("2001:db8:1:2:3::1");
	expect(block && formatBlock(widen(block, 64))).toBe("2001:db8:1:2::/64");
});

it("knows what is no address of a phone", () => {
	expect(hostIpv4(signalling.ipv4("0.0.0.0"))).toBeUndefined();
	expect(hostIpv4(signalling.ipv4("255.255.255.254"))).toBeUndefined();
	expect(hostIpv4(Uint8Array.of(10, 0, 0))).toBeUndefined();
	expect(hostIpv4(signalling.ipv4("10.0.0.1"))).toBe("10.0.0.1");
	expect(hostPrefix(new Uint8Array(16), 64)).toBeUndefined();
	expect(hostPrefix(Uint8Array.of(0x20, 1), 129)).toBeUndefined();
	expect(hostPrefix(Uint8Array.of(0x20, 1, 0xd, 0xb8), 64)).toBe(
		"2001:db8::/64",
	);
});
