import { describe, expect, it } from "vitest";
import { decodePfcp } from "../../../src/subscriber/pfcp.js";
import { join, pfcp, signalling, u16, u32, utf8 } from "../../builder/index.js";
import { EVERY_OCTET, lengthLies, prefixes } from "../../sweep.js";

const { createPdr, element, fseid, fteid, message, phoneAddress, userId } =
	pfcp;
const { apn, ipv4, ipv6 } = signalling;
const HEAD = { seid: 0, sequence: 7 };

const ESTABLISHMENT = message(
	50,
	HEAD,
	fseid("192.0.2.1", 0x11),
	createPdr(
		element(20, join(0)),
		fteid("192.0.2.3", 0x33),
		element(22, apn("mms.example")),
		phoneAddress("10.0.0.7"),
	),
	createPdr(element(20, join(1)), phoneAddress("10.0.0.7")),
	element(
		3,
		element(108, u32(1)),
		element(4, element(84, u16(0x0100), u32(0x44), ipv4("192.0.2.4"))),
	),
	userId({
		imsi: "234150000000001",
		imei: "3512345678901201",
		msisdn: "447900000001",
	}),
	element(0x8001, u16(9), utf8("vendor")),
);

const one = (...elements: Uint8Array[]) =>
	decodePfcp(message(50, HEAD, ...elements))[0]?.message;

describe("PFCP", () => {
	it("reads who gets a session, and its endpoints", () => {
		expect(decodePfcp(ESTABLISHMENT)).toEqual([
			{
				status: "ok",
				message: {
					kind: "create",
					isResponse: false,
					seid: "0000000000000000",
					sequence: 7,
					imsi: "234150000000001",
					imeisv: "3512345678901201",
					msisdn: "+447900000001",
					apn: "mms.example",
					addresses: ["10.0.0.7"],
					control: { address: "192.0.2.1", seid: "0000000000000011" },
					tunnels: [
						{ address: "192.0.2.3", teid: 0x33 },
						{ address: "192.0.2.4", teid: 0x44 },
					],
				},
			},
		]);
	});

	it("reads answers, also several in one datagram", () => {
		const octets = join(
			message(
				51,
				{ ...HEAD, followed: true },
				element(19, join(1)),
				fseid("192.0.2.3", 0x22),
				element(8, fteid("192.0.2.3", 0x33), phoneAddress("10.0.0.7")),
			),
			message(53, { seid: 0x11, sequence: 8 }, element(19, join(64))),
		);
		expect(decodePfcp(octets)).toMatchObject([
			{
				status: "ok",
				message: {
					kind: "create",
					isResponse: true,
					isAccepted: true,
					addresses: ["10.0.0.7"],
					control: { address: "192.0.2.3", seid: "0000000000000022" },
				},
			},
			{ status: "ok", message: { kind: "update", isAccepted: false } },
		]);
	});

	it.each([
		["IPv4", join(2, ipv4("10.0.0.1")), ["10.0.0.1"]],
		["IPv6", join(1, ipv6("2001:db8:1:2:0:0:0:1")), ["2001:db8:1:2::/64"]],
		[
			"both, delegated",
			join(0x0b, ipv4("10.0.0.1"), ipv6("2001:db8:1:ff:0:0:0:1"), 8),
			["10.0.0.1", "2001:db8:1::/56"],
		],
		[
			"with a length",
			join(0x41, ipv6("2001:db8:1:2:3:0:0:1"), 128),
			["2001:db8:1:2:3::1"],
		],
		["to be chosen", join(0x10), []],
		["cut", join(2, 10), []],
	])("address of the phone: %s", (_, value, addresses) => {
		expect(one(element(93, value))?.addresses).toEqual(addresses);
	});

	it("reads the identities of 5G", () => {
		const field = (text: string) => join(text.length, text);
		const user = element(
			141,
			join(
				0x70,
				field("imsi-234150000000001"),
				field("msisdn-447900000001"),
				field("imeisv-3512345678901201"),
			),
		);
		expect(one(user)).toMatchObject({
			imsi: "234150000000001",
			msisdn: "+447900000001",
			imeisv: "3512345678901201",
		});
	});

	it("takes no endpoint that the other side is to choose", () => {
		expect(one(element(21, join(5)))?.tunnels).toEqual([]);
		const six = element(21, join(2, u32(9), ipv6("2001:db8:0:0:0:0:0:1")));
		expect(one(six)?.tunnels).toEqual([{ address: "2001:db8::1", teid: 9 }]);
	});

	it("prefers the name of the data network", () => {
		const named = one(element(22, utf8("core")), element(159, apn("mms")));
		expect(named?.apn).toBe("mms");
		expect(one(element(22, utf8("internet.core")))?.apn).toBe("internet.core");
	});

	it("leaves messages about no session, and groups that are too deep", () => {
		expect(decodePfcp(join(0x20, 5, u16(4), 0, 0, 1, 0))).toEqual([
			{ status: "unsupported" },
		]);
		let deep = element(1);
		for (let i = 0; i < 8; i++) deep = element(1, deep);
		expect(decodePfcp(message(50, HEAD, deep))[0]?.status).toBe("malformed");
	});

	it("survives damage", () => {
		for (const part of prefixes(ESTABLISHMENT))
			expect(decodePfcp(part)[0]?.status).toBe("truncated");
		for (const octet of EVERY_OCTET) {
			const [decoded] = decodePfcp(join(octet, ESTABLISHMENT.subarray(1)));
			if (octet >> 5 !== 1) expect(decoded?.status).toBe("unsupported");
			else expect(decoded).toBeDefined();
		}
		for (const lie of lengthLies(ESTABLISHMENT))
			for (const { status } of decodePfcp(lie))
				expect(["ok", "truncated", "malformed", "unsupported"]).toContain(
					status,
				);
	});
});
