import { describe, expect, it } from "vitest";
import { decodeGtp } from "../../../src/subscriber/gtp.js";
import { gtp, join, signalling, u16, u32 } from "../../builder/index.js";
import { EVERY_OCTET, lengthLies, prefixes } from "../../sweep.js";

const { bearer, fteid, v1, v1Element, v2, v2Element } = gtp;
const { ipv4, ipv6, plmn, tbcd } = signalling;
const PERSON = { imsi: "234150000000001", msisdn: "447900000001" };
const at = (address: string, teid: number) => ({ address, teid });
const HEAD = { teid: 0x11, sequence: 0x1234 };

describe("GTPv1-C", () => {
	const request = gtp.createPdpRequest(
		0x1234,
		PERSON,
		{ control: at("192.0.2.1", 0x11), user: at("192.0.2.2", 0x12) },
		v1Element(151, Uint8Array.of(2)),
		v1Element(152, join(0, plmn("234", "15"), u16(1), u16(2))),
		v1Element(154, tbcd("3512345678901201")),
		v1Element(255, u16(9)),
	);

	it("reads who asks for a context", () => {
		expect(decodeGtp(request)).toEqual([
			{
				status: "ok",
				message: {
					version: 1,
					kind: "create",
					isResponse: false,
					teid: 0,
					sequence: 0x1234,
					imsi: PERSON.imsi,
					msisdn: "+447900000001",
					imeisv: "3512345678901201",
					apn: "mms.example",
					rat: "GERAN",
					cell: "234-15-1-2",
					addresses: [],
					control: at("192.0.2.1", 0x11),
					tunnels: [at("192.0.2.2", 0x12)],
					bearers: [5],
				},
			},
		]);
	});

	it("reads what address is given", () => {
		const ggsn = {
			control: at("192.0.2.3", 0x21),
			user: at("192.0.2.4", 0x22),
		};
		const response = gtp.createPdpResponse(HEAD, gtp.endUser("10.0.0.7"), ggsn);
		expect(decodeGtp(response)).toEqual([
			{
				status: "ok",
				message: {
					version: 1,
					kind: "create",
					isResponse: true,
					isAccepted: true,
					...HEAD,
					addresses: ["10.0.0.7"],
					control: ggsn.control,
					gateway: ggsn.control,
					tunnels: [ggsn.user],
					bearers: [],
				},
			},
		]);
		const refused = gtp.createPdpResponse(HEAD, gtp.endUser("10.0.0.7"), {
			...ggsn,
			cause: 199,
		});
		expect(decodeGtp(refused)[0]?.message?.isAccepted).toBe(false);
	});

	const six = ipv6("2001:db8:1:2:3:4:5:6");
	it.each([
		["IPv4", join(0xf1, 0x21, ipv4("10.0.0.1")), ["10.0.0.1"]],
		["IPv6", join(0xf1, 0x57, six), ["2001:db8:1:2::/64"]],
		[
			"both",
			join(0xf1, 0x8d, ipv4("10.0.0.1"), six),
			["10.0.0.1", "2001:db8:1:2::/64"],
		],
		["both, IPv4 alone", join(0xf1, 0x8d, ipv4("10.0.0.1")), ["10.0.0.1"]],
		["both, IPv6 alone", join(0xf1, 0x8d, six), ["2001:db8:1:2::/64"]],
		["dynamic", join(0xf1, 0x21), []],
		["PPP", join(0xf0, 1, ipv4("10.0.0.1")), []],
		["cut", join(0xf1, 0x21, 10, 0), []],
		["nothing", join(), []],
	])("end user address: %s", (_, value, addresses) => {
		const [decoded] = decodeGtp(v1(17, HEAD, v1Element(128, value)));
		expect(decoded?.message?.addresses).toEqual(addresses);
	});

	it("reads deletions, with and without all contexts", () => {
		const nsapi = v1Element(20, Uint8Array.of(0xf6));
		const all = v1(20, HEAD, v1Element(19, Uint8Array.of(0xff)), nsapi);
		expect(decodeGtp(all)[0]?.message).toMatchObject({
			kind: "delete",
			isWhole: true,
			bearers: [6],
		});
		const one = v1(20, HEAD, v1Element(19, Uint8Array.of(0xfe)), nsapi);
		expect(decodeGtp(one)[0]?.message?.isWhole).toBe(false);
		const linked = v1(16, HEAD, nsapi, v1Element(20, Uint8Array.of(5)));
		expect(decodeGtp(linked)[0]?.message).toMatchObject({
			bearers: [6],
			linked: 5,
		});
	});

	it("reads numbers that are not international as they are", () => {
		const national = v1Element(134, join(0xa1, tbcd("07900")));
		expect(decodeGtp(v1(16, HEAD, national))[0]?.message?.msisdn).toBe("07900");
	});

	it("skips extension headers", () => {
		const body = join(u16(7), 0, 0xc0, 1, 9, 9, 0xc1, 1, 9, 9, 0);
		const cause = v1Element(1, Uint8Array.of(128));
		const length = u16(body.length + cause.length);
		const octets = join(0x36, 17, length, u32(1), body, cause);
		expect(decodeGtp(octets)).toMatchObject([
			{ status: "ok", message: { sequence: 7, isAccepted: true } },
		]);
		const lying = join(0x36, 17, u16(6), u32(1), u16(7), 0, 0xc0, 0, 0);
		expect(decodeGtp(lying)).toEqual([{ status: "malformed" }]);
	});

	it("stops at an element of unknown length", () => {
		const octets = v1(
			16,
			HEAD,
			v1Element(2, tbcd(PERSON.imsi, 8)),
			join(99, 1),
		);
		expect(decodeGtp(octets)).toMatchObject([
			{ status: "malformed", message: { imsi: PERSON.imsi } },
		]);
	});

	it("survives damage", () => {
		sweep(request, (octet) => octet >> 5 === 1 && (octet & 0x10) !== 0);
	});
});

describe("GTPv2-C", () => {
	const request = gtp.createSessionRequest(
		0x123456,
		PERSON,
		{
			control: at("192.0.2.1", 0x11),
			user: at("192.0.2.2", 0x12),
			isS5: true,
		},
		v2Element(75, tbcd("3512345678901201")),
		v2Element(
			86,
			join(0x18, plmn("234", "15"), u16(7), plmn("234", "15"), u32(9)),
		),
		v2Element(255, u16(9)),
	);

	it("reads who asks for a session", () => {
		expect(decodeGtp(request)).toEqual([
			{
				status: "ok",
				message: {
					version: 2,
					kind: "create",
					isResponse: false,
					teid: 0,
					sequence: 0x123456,
					imsi: PERSON.imsi,
					msisdn: "+447900000001",
					imeisv: "3512345678901201",
					apn: "mms.example",
					rat: "EUTRAN",
					cell: "234-15-7-9",
					addresses: [],
					control: at("192.0.2.1", 0x11),
					tunnels: [at("192.0.2.2", 0x12)],
					bearers: [5],
				},
			},
		]);
	});

	it("reads the answer, its endpoints and what it carries along", () => {
		const both = join(3, 64, ipv6("2001:db8:1:2:0:0:0:1"), ipv4("10.0.0.7"));
		const octets = join(
			gtp.createSessionResponse({ ...HEAD, piggyback: true }, both, {
				sgw: at("192.0.2.3", 0x21),
				pgw: at("192.0.2.4", 0x31),
				users: [
					fteid(1, at("192.0.2.5", 0x22)),
					fteid(5, at("192.0.2.6", 0x32), 2),
				],
			}),
			v2(
				95,
				{ teid: 0x11, sequence: 9 },
				v2Element(73, Uint8Array.of(5)),
				bearer(6, fteid(1, at("192.0.2.5", 0x23))),
			),
		);
		expect(decodeGtp(octets)).toEqual([
			{
				status: "ok",
				message: {
					version: 2,
					kind: "create",
					isResponse: true,
					isAccepted: true,
					...HEAD,
					addresses: ["10.0.0.7", "2001:db8:1:2::/64"],
					control: at("192.0.2.3", 0x21),
					gateway: at("192.0.2.4", 0x31),
					tunnels: [at("192.0.2.5", 0x22), at("192.0.2.6", 0x32)],
					bearers: [5],
				},
			},
			{
				status: "ok",
				message: {
					version: 2,
					kind: "update",
					isResponse: false,
					teid: 0x11,
					sequence: 9,
					addresses: [],
					tunnels: [at("192.0.2.5", 0x23)],
					bearers: [6],
					linked: 5,
				},
			},
		]);
	});

	it.each([
		["IPv4", join(1, ipv4("10.0.0.1")), ["10.0.0.1"]],
		["IPv6", join(2, 64, ipv6("2001:db8:1:2:0:0:0:1")), ["2001:db8:1:2::/64"]],
		[
			"IPv6 /0",
			join(2, 0, ipv6("2001:db8:1:2:0:0:0:1")),
			["2001:db8:1:2::/64"],
		],
		["to be given", join(1, ipv4("0.0.0.0")), []],
		["non-IP", join(4), []],
		["cut", join(1, 10, 0), []],
		["nothing", join(), []],
	])("address allocation: %s", (_, value, addresses) => {
		const [decoded] = decodeGtp(v2(33, HEAD, v2Element(79, value)));
		expect(decoded?.message?.addresses).toEqual(addresses);
	});

	it("reads endpoints with two addresses", () => {
		const value = join(
			0xc1,
			u32(7),
			ipv4("192.0.2.9"),
			ipv6("2001:db8:0:0:0:0:0:9"),
		);
		const octets = v2(35, HEAD, bearer(5, v2Element(87, value)));
		expect(decodeGtp(octets)[0]?.message?.tunnels).toEqual([
			at("192.0.2.9", 7),
			at("2001:db8::9", 7),
		]);
	});

	it("reads deletions of sessions and of bearers", () => {
		expect(decodeGtp(v2(36, HEAD))[0]?.message?.isWhole).toBe(true);
		const session = v2(99, HEAD, v2Element(73, Uint8Array.of(5)));
		expect(decodeGtp(session)[0]?.message).toMatchObject({
			isWhole: true,
			linked: 5,
		});
		const bearers = v2(99, HEAD, v2Element(73, Uint8Array.of(6), 1));
		expect(decodeGtp(bearers)[0]?.message).toMatchObject({ bearers: [6] });
		expect(decodeGtp(bearers)[0]?.message?.isWhole).toBeUndefined();
	});

	it("does not read on and on", () => {
		const carrier = v2(36, { ...HEAD, piggyback: true });
		const many = join(...new Array<Uint8Array>(100).fill(carrier));
		expect(decodeGtp(many)).toHaveLength(4);
	});

	it("reads a header without TEID, and leaves other messages", () => {
		expect(decodeGtp(join(0x40, 33, u16(4), 0, 0, 5, 0))).toMatchObject([
			{ status: "ok", message: { teid: 0, sequence: 5 } },
		]);
		expect(decodeGtp(v2(1, HEAD))).toEqual([{ status: "unsupported" }]);
	});

	it("survives damage", () => {
		sweep(request, (octet) => octet >> 5 === 2);
	});
});

it("leaves other versions", () => {
	expect(decodeGtp(join(0x1e, 16, 0, 0))).toEqual([{ status: "unsupported" }]);
	expect(decodeGtp(join())).toEqual([{ status: "truncated" }]);
});

function sweep(request: Uint8Array, isKnown: (octet: number) => boolean): void {
	for (const part of prefixes(request))
		expect(decodeGtp(part)[0]?.status).toBe("truncated");
	for (const octet of EVERY_OCTET) {
		const [decoded] = decodeGtp(join(octet, request.subarray(1)));
		if (!isKnown(octet) && octet >> 5 !== 1 && octet >> 5 !== 2)
			expect(decoded?.status).toBe("unsupported");
		else expect(decoded).toBeDefined();
	}
	for (const lie of lengthLies(request))
		for (const { status } of decodeGtp(lie))
			expect(["ok", "truncated", "malformed", "unsupported"]).toContain(status);
}
