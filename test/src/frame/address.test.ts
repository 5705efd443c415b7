import { describe, expect, it } from "vitest";
import { formatIpv4, formatIpv6 } from "../../../src/frame/address.js";
import { address } from "../../builder/index.js";

describe("addresses as text", () => {
	it("IPv4", () => {
		expect(formatIpv4(Uint8Array.of(9, 192, 0, 2, 255), 1)).toBe("192.0.2.255");
	});

	// RFC 5952 4 and 5.
	it.each([
		["2001:0db8:0000:0000:0000:0000:0002:0001", "2001:db8::2:1"],
		["2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"],
		["2001:0:0:1:0:0:0:1", "2001:0:0:1::1"],
		["2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"],
		[
			"2001:DB8:AAAA:BBBB:CCCC:DDDD:EEEE:0001",
			"2001:db8:aaaa:bbbb:cccc:dddd:eeee:1",
		],
		["0:0:0:0:0:0:0:0", "::"],
		["0:0:0:0:0:0:0:1", "::1"],
		["1:0:0:0:0:0:0:0", "1::"],
		["fe80:0:0:0:1:2:0:0", "fe80::1:2:0:0"],
		["0:0:0:0:0:ffff:c000:0209", "::ffff:192.0.2.9"],
		["0:0:0:0:0:fffe:c000:0209", "::fffe:c000:209"],
	])("IPv6 %s", (long, short) => {
		expect(formatIpv6(address(long), 0)).toBe(short);
	});
});
