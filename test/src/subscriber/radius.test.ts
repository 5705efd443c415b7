import { describe, expect, it } from "vitest";
import { decodeRadius } from "../../../src/subscriber/radius.js";
import { join, radius, signalling, u16, u32 } from "../../builder/index.js";
import { EVERY_OCTET, lengthLies, prefixes } from "../../sweep.js";

const { accounting, attribute, packet, prefix, vendor3gpp } = radius;
const { ipv4, ipv6, plmn } = signalling;

const FULL = accounting(
	"start",
	attribute(1, "user@mms.example"),
	attribute(4, ipv4("192.0.2.1")),
	attribute(32, "ggsn-1"),
	attribute(8, ipv4("10.0.0.7")),
	prefix(97, ipv6("2001:db8:1:2:0:0:0:0").subarray(0, 8), 64),
	prefix(123, ipv6("2001:db8:ff00:0:0:0:0:0").subarray(0, 7), 56),
	attribute(30, "mms.example"),
	attribute(31, "447900000001"),
	attribute(41, u32(3)),
	attribute(44, "0A1B"),
	attribute(46, u32(600)),
	attribute(55, u32(1_700_000_000)),
	vendor3gpp(1, "234150000000001"),
	vendor3gpp(7, ipv4("192.0.2.2")),
	vendor3gpp(20, "3512345678901201"),
	vendor3gpp(21, Uint8Array.of(6)),
	vendor3gpp(
		22,
		join(130, plmn("234", "15"), u16(7), plmn("234", "15"), u32(9)),
	),
);

describe("RADIUS accounting", () => {
	it("reads all that tells of a subscriber", () => {
		expect(decodeRadius(FULL)).toEqual({
			status: "ok",
			message: {
				status: "start",
				userName: "user@mms.example",
				nas: "192.0.2.1",
				addresses: ["10.0.0.7", "2001:db8:1:2::/64", "2001:db8:ff00::/56"],
				calledStation: "mms.example",
				callingStation: "447900000001",
				delaySeconds: 3,
				sessionId: "0A1B",
				sessionSeconds: 600,
				eventTime: 1_700_000_000,
				imsi: "234150000000001",
				gateway: "192.0.2.2",
				imeisv: "3512345678901201",
				rat: "EUTRAN",
				cell: "234-15-7-9",
				isMobile: true,
			},
		});
	});

	it.each(["start", "stop", "interim", "on", "off"] as const)(
		"knows the status %s",
		(status) => {
			const { message } = decodeRadius(accounting(status));
			expect(message?.status).toBe(status);
		},
	);

	it("takes the name of a NAS without an address, and octets as session id", () => {
		const { message } = decodeRadius(
			accounting("stop", attribute(32, "n"), attribute(44, join(0, 255))),
		);
		expect(message).toMatchObject({ nas: "n", sessionId: "00ff" });
		const six = attribute(95, ipv6("2001:db8:0:0:0:0:0:1"));
		expect(decodeRadius(accounting("stop", six)).message?.nas).toBe(
			"2001:db8::1",
		);
	});

	it("takes no address that is none", () => {
		const { message } = decodeRadius(
			accounting(
				"start",
				attribute(8, ipv4("255.255.255.254")),
				attribute(8, Uint8Array.of(10, 0, 0)),
				prefix(97, new Uint8Array(0), 0),
				prefix(97, Uint8Array.of(0x20, 1), 64),
				prefix(97, new Uint8Array(8), 64),
				attribute(168, ipv6("2001:db8:0:0:0:0:0:9")),
				attribute(168, ipv6("2001:db8:0:0:0:0:0:9")),
			),
		);
		expect(message?.addresses).toEqual(["2001:db8::9"]);
	});

	it("leaves other codes and messages without a status", () => {
		expect(decodeRadius(packet(1)).status).toBe("unsupported");
		expect(decodeRadius(packet(5)).status).toBe("unsupported");
		expect(decodeRadius(packet(4)).status).toBe("unsupported");
		const odd = packet(4, attribute(40, u32(15)));
		expect(decodeRadius(odd)).toEqual({ status: "unsupported" });
		const foreign = attribute(26, join(u32(9), attribute(1, "x")));
		expect(decodeRadius(accounting("start", foreign)).message).toEqual({
			status: "start",
			delaySeconds: 0,
			addresses: [],
			isMobile: false,
		});
	});

	it("reads what is there of a cut or wrong packet", () => {
		for (const part of prefixes(FULL)) {
			const { status, message } = decodeRadius(part);
			expect(status).toBe("truncated");
			if (part.length >= 26) expect(message?.status).toBe("start");
		}
		const lying = accounting("start", Uint8Array.of(31, 1));
		expect(decodeRadius(lying)).toMatchObject({
			status: "malformed",
			message: { status: "start" },
		});
		const trailing = join(accounting("start"), 1, 2, 3);
		expect(decodeRadius(trailing).status).toBe("ok");
	});

	it("survives every first octet and every lying length", () => {
		for (const octet of EVERY_OCTET) {
			const { status } = decodeRadius(join(octet, FULL.subarray(1)));
			expect(status).toBe(octet === 4 ? "ok" : "unsupported");
		}
		for (const lie of lengthLies(FULL)) {
			const { status } = decodeRadius(lie);
			expect(["ok", "truncated", "malformed", "unsupported"]).toContain(status);
		}
	});
});
