import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Identity, Problem } from "../../../src/record.js";
import type { SubscriberLimits } from "../../../src/subscriber/limits.js";
import { SubscriberTracker } from "../../../src/subscriber/tracker.js";
import {
	gtp,
	join,
	pfcp,
	radius,
	signalling,
	u16,
	u32,
} from "../../builder/index.js";
import { mutate } from "../../sweep.js";

const { ipv4, ipv6, plmn } = signalling;
const { v1Element, v2, v2Element, fteid, bearer } = gtp;
const { accounting, attribute, vendor3gpp } = radius;
const T0 = 1_700_000_000;
const ALICE = { imsi: "234150000000001", msisdn: "447900000001" };
const BOB = { imsi: "234150000000002", msisdn: "447900000002" };
const at = (address: string, teid: number) => ({ address, teid });

/** A tracker that is fed in order of time; `identities` is what it told. */
function tracking(limits: Partial<SubscriberLimits> = {}) {
	const identities: Identity[] = [];
	const problems: Problem[] = [];
	const tracker = new SubscriberTracker({
		onIdentity: (identity) => identities.push(identity),
		onProblem: (problem) => problems.push(problem),
		limits,
		manyCaptures: false,
	});
	let frame = 0;
	const send =
		(protocol: "onRadius" | "onGtpC" | "onPfcp") =>
		(seconds: number, path: string, octets: Uint8Array) => {
			const [source = "", destination = ""] = path.split(">");
			tracker[protocol](octets, {
				stamp: {
					frame: ++frame,
					seconds: T0 + seconds,
					nanoseconds: 0,
					fine: false,
					capture: 0,
					captureFrame: frame,
				},
				source,
				sourcePort: 2123,
				destination,
				destinationPort: 2123,
			});
		};
	return {
		identities,
		problems,
		tracker,
		radius: send("onRadius"),
		gtp: send("onGtpC"),
		pfcp: send("onPfcp"),
		/** Brief form: who, address, from, to. */
		get told() {
			return identities.map(({ number, address, from, to }) => [
				number?.slice(-1),
				address,
				from - T0,
				...(to === undefined ? [] : [to - T0]),
			]);
		},
	};
}

const session = (id: string, ...more: Uint8Array[]) => [
	attribute(4, ipv4("192.0.2.1")),
	attribute(44, id),
	...more,
];
const who = (number: string) => attribute(31, number);
const has = (address: string) => attribute(8, ipv4(address));

describe("RADIUS sessions", () => {
	it("begin with Start and end with Stop", () => {
		const net = tracking();
		const body = session(
			"a",
			who("447900000001"),
			has("10.0.0.1"),
			attribute(30, "MMS.example"),
			vendor3gpp(1, ALICE.imsi),
			vendor3gpp(21, Uint8Array.of(6)),
		);
		net.radius(0, "g>r", accounting("start", ...body));
		net.radius(60, "g>r", accounting("interim", ...body));
		net.radius(90, "g>r", accounting("stop", ...body, attribute(46, u32(90))));
		const identity: Identity = {
			type: "identity",
			address: "10.0.0.1",
			from: T0,
			number: "447900000001",
			imsi: ALICE.imsi,
			source: "radius",
			gateway: "192.0.2.1",
			access: { apn: "mms.example", rat: "EUTRAN" },
			frame: 1,
		};
		expect(net.identities).toEqual([identity, { ...identity, to: T0 + 90 }]);
	});

	it("give an address to the next one within minutes, also without a Stop", () => {
		const net = tracking();
		const start = (id: string, number: string) =>
			accounting("start", ...session(id, who(number), has("10.0.0.1")));
		net.radius(0, "g>r", start("a", "447900000001"));
		net.radius(120, "g>r", start("b", "447900000002"));
		expect(net.told).toEqual([
			["1", "10.0.0.1", 0],
			["1", "10.0.0.1", 0, 120],
			["2", "10.0.0.1", 120],
		]);
	});

	it("leave the address to the same number of another session", () => {
		const net = tracking();
		const body = (id: string) =>
			session(id, who("447900000001"), has("10.0.0.1"));
		net.radius(0, "g>r", accounting("start", ...body("a")));
		net.radius(9, "g>r", accounting("start", ...body("b")));
		net.radius(10, "g>r", accounting("stop", ...body("a")));
		net.radius(20, "g>r", accounting("stop", ...body("b")));
		expect(net.told).toEqual([
			["1", "10.0.0.1", 0],
			["1", "10.0.0.1", 0, 20],
		]);
	});

	it("are as old as a later message says, when the Start was not seen", () => {
		const net = tracking();
		const body = (id: string, age: number) =>
			session(
				id,
				who("447900000001"),
				has(`10.0.0.${id}`),
				attribute(46, u32(age)),
				attribute(41, u32(5)),
			);
		net.radius(1000, "g>r", accounting("interim", ...body("1", 600)));
		net.radius(1100, "g>r", accounting("stop", ...body("2", 300)));
		net.radius(1101, "g>r", accounting("stop", ...body("2", 300)));
		net.radius(1102, "g>r", accounting("interim", ...body("2", 300)));
		expect(net.told).toEqual([
			["1", "10.0.0.1", 395],
			["1", "10.0.0.2", 795, 1095],
		]);
	});

	it("tell an address late, or change it", () => {
		const net = tracking();
		const body = (...more: Uint8Array[]) =>
			session("a", who("447900000001"), ...more);
		net.radius(0, "g>r", accounting("start", ...body()));
		const age = (seconds: number) => attribute(46, u32(seconds));
		net.radius(
			60,
			"g>r",
			accounting("interim", ...body(has("10.0.0.1"), age(60))),
		);
		net.radius(
			90,
			"g>r",
			accounting("interim", ...body(has("10.0.0.2"), age(90))),
		);
		net.radius(
			95,
			"g>r",
			accounting(
				"stop",
				...body(age(95), radius.prefix(97, ipv6("2001:db8:1:2:0:0:0:0"), 64)),
			),
		);
		expect(net.told).toEqual([
			["1", "10.0.0.1", 0],
			["1", "10.0.0.1", 0, 90],
			["1", "10.0.0.2", 90],
			["1", "2001:db8:1:2::/64", 0, 95],
			["1", "10.0.0.2", 90, 95],
		]);
	});

	it("end all when their NAS goes on or off", () => {
		const net = tracking();
		for (const id of ["1", "2"])
			net.radius(
				0,
				"g>r",
				accounting(
					"start",
					...session(id, who(`44790000000${id}`), has(`10.0.0.${id}`)),
				),
			);
		net.radius(
			0,
			"h>r",
			accounting(
				"start",
				attribute(44, "1"),
				who("447900000003"),
				has("10.0.0.3"),
			),
		);
		net.radius(50, "x>r", accounting("on", attribute(4, ipv4("192.0.2.1"))));
		expect(net.told.slice(3)).toEqual([
			["1", "10.0.0.1", 0, 50],
			["2", "10.0.0.2", 0, 50],
		]);
	});

	it("name nobody without a number or an address", () => {
		const net = tracking();
		const mac = who("00-11-22-33-44-55");
		net.radius(
			0,
			"g>r",
			accounting("start", ...session("a", mac, has("10.0.0.1"))),
		);
		net.radius(
			0,
			"g>r",
			accounting("start", ...session("b", who("447900000001"))),
		);
		const user = attribute(1, "447900000001");
		net.radius(
			0,
			"g>r",
			accounting("start", ...session("c", user, has("10.0.0.2"))),
		);
		expect(net.told).toEqual([]);
		const mobile = vendor3gpp(21, Uint8Array.of(6));
		net.radius(
			0,
			"g>r",
			accounting("start", ...session("d", user, has("10.0.0.3"), mobile)),
		);
		expect(net.told).toEqual([["1", "10.0.0.3", 0]]);
		const eap = attribute(1, `0${BOB.imsi}@wlan.mnc015.mcc234.3gppnetwork.org`);
		net.radius(
			0,
			"g>r",
			accounting("start", ...session("e", eap, has("10.0.0.4"))),
		);
		expect(net.identities.at(-1)).toMatchObject({ imsi: BOB.imsi });
	});

	it("are limited", () => {
		const net = tracking({ "subscriber-sessions": 2 });
		for (let i = 1; i <= 5; i++)
			net.radius(
				i,
				"g>r",
				accounting(
					"start",
					...session(`${i}`, who("447900000001"), has(`10.0.0.${i}`)),
				),
			);
		expect(net.tracker.limitHits).toEqual({ "subscriber-sessions": 3 });
		net.radius(9, "x>r", accounting("off", attribute(4, ipv4("192.0.2.1"))));
		expect(net.told.slice(5)).toEqual([
			["1", "10.0.0.4", 4, 9],
			["1", "10.0.0.5", 5, 9],
		]);
	});
});

describe("GTPv1 sessions", () => {
	const sgsn = { control: at("s", 0), user: at("192.0.2.12", 0x12) };
	const SGSN = "192.0.2.11";
	const GGSN = "192.0.2.21";
	const ggsn = { control: at(GGSN, 0x21), user: at("192.0.2.22", 0x22) };
	const create = (
		net: ReturnType<typeof tracking>,
		seconds: number,
		person: typeof ALICE,
		sequence: number,
	) => {
		const control = at(SGSN, sequence);
		net.gtp(
			seconds,
			`${SGSN}>${GGSN}`,
			gtp.createPdpRequest(sequence, person, { ...sgsn, control }),
		);
		net.gtp(
			seconds + 1,
			`${GGSN}>${SGSN}`,
			gtp.createPdpResponse(
				{ teid: sequence, sequence },
				gtp.endUser("10.0.0.1"),
				{ ...ggsn, control: at(GGSN, 0x100 + sequence) },
			),
		);
	};

	it("take the number from the request and the address from the answer", () => {
		const net = tracking();
		create(net, 0, ALICE, 1);
		expect(net.identities).toEqual([
			{
				type: "identity",
				address: "10.0.0.1",
				from: T0 + 1,
				number: "+447900000001",
				imsi: ALICE.imsi,
				source: "gtp-c",
				gateway: GGSN,
				access: { apn: "mms.example" },
				tunnels: [sgsn.user, ggsn.user],
				frame: 2,
			},
		]);
	});

	it("end with Delete, and not with that of a secondary context", () => {
		const net = tracking();
		create(net, 0, ALICE, 1);
		net.gtp(
			5,
			`${SGSN}>${GGSN}`,
			gtp.v1(
				16,
				{ teid: 0x101, sequence: 2 },
				v1Element(16, u32(0x13)),
				v1Element(20, Uint8Array.of(6)),
				v1Element(20, Uint8Array.of(5)),
				v1Element(133, ipv4(SGSN)),
				v1Element(133, ipv4("192.0.2.12")),
			),
		);
		net.gtp(
			6,
			`${GGSN}>${SGSN}`,
			gtp.v1(
				17,
				{ teid: 1, sequence: 2 },
				v1Element(1, Uint8Array.of(128)),
				v1Element(16, u32(0x23)),
				v1Element(133, ipv4(GGSN)),
				v1Element(133, ipv4("192.0.2.22")),
			),
		);
		expect(net.identities.at(-1)?.tunnels).toEqual([
			sgsn.user,
			ggsn.user,
			at("192.0.2.12", 0x13),
			at("192.0.2.22", 0x23),
		]);
		const remove = (seconds: number, nsapi: number, isAll: number) =>
			net.gtp(
				seconds,
				`${SGSN}>${GGSN}`,
				gtp.v1(
					20,
					{ teid: 0x101, sequence: 3 },
					v1Element(19, Uint8Array.of(0xfe | isAll)),
					v1Element(20, Uint8Array.of(nsapi)),
				),
			);
		remove(7, 6, 0);
		expect(net.told.at(-1)).toEqual(["1", "10.0.0.1", 1]);
		remove(8, 5, 1);
		expect(net.told.at(-1)).toEqual(["1", "10.0.0.1", 1, 8]);
	});

	it("change the SGSN and the cell with Update", () => {
		const net = tracking();
		create(net, 0, ALICE, 1);
		const NEW = "192.0.2.31";
		const update = (seconds: number, cell: number) => {
			net.gtp(
				seconds,
				`${NEW}>${GGSN}`,
				gtp.v1(
					18,
					{ teid: 0x101, sequence: seconds },
					v1Element(16, u32(0x32)),
					v1Element(17, u32(0x31)),
					v1Element(20, Uint8Array.of(5)),
					v1Element(133, ipv4(NEW)),
					v1Element(133, ipv4("192.0.2.32")),
					v1Element(152, join(0, plmn("234", "15"), u16(1), u16(cell))),
				),
			);
			net.gtp(
				seconds,
				`${GGSN}>${NEW}`,
				gtp.v1(
					19,
					{ teid: 0x31, sequence: seconds },
					v1Element(1, Uint8Array.of(128)),
				),
			);
		};
		update(10, 2);
		update(20, 3);
		const access = (cell: string) => ({ apn: "mms.example", cell });
		expect(net.identities.slice(1)).toMatchObject([
			{ from: T0 + 1, access: access("234-15-1-2") },
			{ from: T0 + 1, to: T0 + 20, access: access("234-15-1-2") },
			{ from: T0 + 20, access: access("234-15-1-3") },
		]);
		expect(net.identities.at(-1)?.tunnels).toContainEqual(
			at("192.0.2.32", 0x32),
		);
		// The gateway ends it towards the new SGSN.
		net.gtp(
			30,
			`${GGSN}>${NEW}`,
			gtp.v1(
				20,
				{ teid: 0x31, sequence: 9 },
				v1Element(19, Uint8Array.of(1)),
				v1Element(20, Uint8Array.of(5)),
			),
		);
		expect(net.told.at(-1)).toEqual(["1", "10.0.0.1", 20, 30]);
	});

	it("say nothing when they are refused, or when one half is missing", () => {
		const net = tracking();
		const control = at(SGSN, 1);
		const request = gtp.createPdpRequest(1, ALICE, { ...sgsn, control });
		const response = gtp.createPdpResponse(
			{ teid: 1, sequence: 1 },
			gtp.endUser("10.0.0.1"),
			{ ...ggsn, cause: 199 },
		);
		net.gtp(0, `${GGSN}>${SGSN}`, response);
		net.gtp(1, `${SGSN}>${GGSN}`, request);
		net.gtp(2, `${GGSN}>${SGSN}`, response);
		net.gtp(3, `${GGSN}>192.0.2.99`, response);
		expect(net.told).toEqual([]);
	});

	it("end the use that a lost Delete left open, at the same gateway only", () => {
		const net = tracking();
		create(net, 0, ALICE, 1);
		create(net, 60, BOB, 2);
		expect(net.told).toEqual([
			["1", "10.0.0.1", 1],
			["1", "10.0.0.1", 1, 61],
			["2", "10.0.0.1", 61],
		]);
	});
});

describe("GTPv2 sessions", () => {
	const [MME, SGW, PGW] = ["192.0.2.1", "192.0.2.2", "192.0.2.3"];
	const users = {
		s1: fteid(1, at("192.0.2.22", 0x22)),
		s5: fteid(4, at("192.0.2.22", 0x25), 2),
		pgw: fteid(5, at("192.0.2.33", 0x33), 2),
	};

	/** Create Session on S11 and, inside it, on S5: both hops are seen. */
	function attach(net: ReturnType<typeof tracking>, seconds: number) {
		const s11 = { control: at(MME, 0x11) };
		const s5 = { control: at(SGW, 0x24), user: at("192.0.2.22", 0x25) };
		net.gtp(seconds, `${MME}>${SGW}`, gtp.createSessionRequest(1, ALICE, s11));
		net.gtp(
			seconds + 1,
			`${SGW}>${PGW}`,
			gtp.createSessionRequest(9, ALICE, { ...s5, isS5: true }),
		);
		net.gtp(
			seconds + 2,
			`${PGW}>${SGW}`,
			gtp.createSessionResponse(
				{ teid: 0x24, sequence: 9 },
				gtp.allocation("10.0.0.1"),
				{ pgw: at(PGW, 0x31), users: [users.pgw] },
			),
		);
		net.gtp(
			seconds + 3,
			`${SGW}>${MME}`,
			gtp.createSessionResponse(
				{ teid: 0x11, sequence: 1 },
				gtp.allocation("10.0.0.1"),
				{
					sgw: at(SGW, 0x21),
					pgw: at(PGW, 0x31),
					users: [users.s1, users.pgw],
				},
			),
		);
	}

	it("are one, though two hops of them are seen", () => {
		const net = tracking();
		attach(net, 0);
		expect(net.told).toEqual([
			["1", "10.0.0.1", 2],
			["1", "10.0.0.1", 2],
		]);
		expect(net.identities.at(-1)).toEqual({
			type: "identity",
			address: "10.0.0.1",
			from: T0 + 2,
			number: "+447900000001",
			imsi: ALICE.imsi,
			source: "gtp-c",
			gateway: PGW,
			access: { apn: "mms.example", rat: "EUTRAN" },
			tunnels: [
				at("192.0.2.22", 0x25),
				at("192.0.2.33", 0x33),
				at("192.0.2.22", 0x22),
			],
			frame: 3,
		});
		const end = v2Element(73, Uint8Array.of(5));
		net.gtp(50, `${MME}>${SGW}`, v2(36, { teid: 0x21, sequence: 2 }, end));
		expect(net.told).toHaveLength(2);
		net.gtp(51, `${SGW}>${PGW}`, v2(36, { teid: 0x31, sequence: 8 }, end));
		expect(net.told.slice(2)).toEqual([["1", "10.0.0.1", 2, 51]]);
	});

	it("learn the radio side with Modify Bearer, and dedicated bearers", () => {
		const net = tracking();
		attach(net, 0);
		const enb = at("192.0.2.44", 0x44);
		net.gtp(
			4,
			`${MME}>${SGW}`,
			v2(34, { teid: 0x21, sequence: 3 }, bearer(5, fteid(0, enb))),
		);
		const accepted = v2Element(2, Uint8Array.of(16, 0));
		net.gtp(4, `${SGW}>${MME}`, v2(35, { teid: 0x11, sequence: 3 }, accepted));
		expect(net.identities.at(-1)?.tunnels).toContainEqual(enb);
		const extra = at("192.0.2.22", 0x26);
		net.gtp(
			5,
			`${SGW}>${MME}`,
			v2(
				95,
				{ teid: 0x11, sequence: 4 },
				v2Element(73, Uint8Array.of(5)),
				bearer(0, fteid(1, extra)),
			),
		);
		net.gtp(
			5,
			`${MME}>${SGW}`,
			v2(96, { teid: 0x21, sequence: 4 }, accepted, bearer(6)),
		);
		expect(net.identities.at(-1)?.tunnels).toContainEqual(extra);
		// The dedicated bearer goes; the default one, and the session, stay.
		net.gtp(
			6,
			`${SGW}>${MME}`,
			v2(99, { teid: 0x11, sequence: 5 }, v2Element(73, Uint8Array.of(6), 1)),
		);
		expect(net.told.at(-1)).toEqual(["1", "10.0.0.1", 2]);
	});

	it("outlive the change of the SGW", () => {
		const net = tracking();
		attach(net, 0);
		const NEW = "192.0.2.5";
		net.gtp(
			20,
			`${MME}>${NEW}`,
			gtp.createSessionRequest(5, ALICE, { control: at(MME, 0x11) }),
		);
		net.gtp(
			21,
			`${NEW}>${MME}`,
			gtp.createSessionResponse(
				{ teid: 0x11, sequence: 5 },
				gtp.allocation("10.0.0.1"),
				{ sgw: at(NEW, 0x51), pgw: at(PGW, 0x31), users: [users.s1] },
			),
		);
		const end = v2Element(73, Uint8Array.of(5));
		net.gtp(22, `${MME}>${SGW}`, v2(36, { teid: 0x21, sequence: 6 }, end));
		net.gtp(23, `${SGW}>${PGW}`, v2(36, { teid: 0x31, sequence: 7 }, end));
		expect(net.told.every((one) => one.length === 3)).toBe(true);
		net.gtp(30, `${MME}>${NEW}`, v2(36, { teid: 0x51, sequence: 8 }, end));
		expect(net.told.at(-1)).toEqual(["1", "10.0.0.1", 2, 30]);
	});

	it("keep apart the sessions that share a control endpoint", () => {
		const net = tracking();
		const open = (sequence: number, ebi: number, address: string) => {
			net.gtp(
				sequence,
				`${MME}>${SGW}`,
				gtp.createSessionRequest(sequence, ALICE, {
					control: at(MME, 0x11),
					ebi,
				}),
			);
			net.gtp(
				sequence,
				`${SGW}>${MME}`,
				gtp.createSessionResponse(
					{ teid: 0x11, sequence },
					gtp.allocation(address),
					{
						sgw: at(SGW, 0x21),
						pgw: at(PGW, 0x30 + ebi),
						users: [],
						ebi,
					},
				),
			);
		};
		open(1, 5, "10.0.0.1");
		open(2, 6, "10.0.0.2");
		const end = v2Element(73, Uint8Array.of(6));
		net.gtp(9, `${MME}>${SGW}`, v2(36, { teid: 0x21, sequence: 3 }, end));
		expect(net.told.slice(2)).toEqual([["1", "10.0.0.2", 2, 9]]);
	});

	it("forget requests that nobody answers", () => {
		const net = tracking({ "subscriber-requests": 2 });
		for (let i = 0; i < 5; i++)
			net.gtp(
				i,
				`${MME}>${SGW}`,
				gtp.createSessionRequest(i, ALICE, { control: at(MME, 0x11) }),
			);
		expect(net.tracker.limitHits).toEqual({ "subscriber-requests": 3 });
	});
});

describe("PFCP sessions", () => {
	const [CP, UP] = ["192.0.2.1", "192.0.2.2"];
	const establish = (
		net: ReturnType<typeof tracking>,
		...more: Uint8Array[]
	) => {
		net.pfcp(
			0,
			`${CP}>${UP}`,
			pfcp.message(
				50,
				{ seid: 0, sequence: 1 },
				pfcp.fseid(CP, 0x11),
				pfcp.createPdr(
					pfcp.element(21, join(5)),
					pfcp.phoneAddress("10.0.0.1"),
				),
				...more,
			),
		);
		net.pfcp(
			1,
			`${UP}>${CP}`,
			pfcp.message(
				51,
				{ seid: 0x11, sequence: 1 },
				pfcp.element(19, join(1)),
				pfcp.fseid(UP, 0x22),
				pfcp.element(8, pfcp.fteid(UP, 0x33)),
			),
		);
	};

	it("name the subscriber, and the endpoints that the user plane chose", () => {
		const net = tracking();
		establish(net, pfcp.userId(ALICE));
		expect(net.identities).toEqual([
			{
				type: "identity",
				address: "10.0.0.1",
				from: T0 + 1,
				number: "+447900000001",
				imsi: ALICE.imsi,
				source: "pfcp",
				gateway: CP,
				tunnels: [at(UP, 0x33)],
				frame: 2,
			},
		]);
		const peer = pfcp.element(
			10,
			pfcp.element(
				11,
				pfcp.element(84, u16(0x0100), u32(0x44), ipv4("192.0.2.4")),
			),
		);
		const modify = pfcp.message(52, { seid: 0x22, sequence: 2 }, peer);
		net.pfcp(2, `${CP}>${UP}`, modify);
		const done = pfcp.element(19, join(1));
		net.pfcp(
			3,
			`${UP}>${CP}`,
			pfcp.message(53, { seid: 0x11, sequence: 2 }, done),
		);
		expect(net.identities.at(-1)?.tunnels).toContainEqual(
			at("192.0.2.4", 0x44),
		);
		net.pfcp(9, `${CP}>${UP}`, pfcp.message(54, { seid: 0x22, sequence: 3 }));
		expect(net.told.at(-1)).toEqual(["1", "10.0.0.1", 1, 9]);
	});

	it("say nothing without a User ID", () => {
		const net = tracking();
		establish(net);
		expect(net.told).toEqual([]);
	});
});

it("survives any damage, in any order, within its limits", () => {
	const [CP, UP] = ["192.0.2.1", "192.0.2.2"];
	const ends = { control: at(CP, 1), user: at(UP, 2) };
	const messages: ["radius" | "gtp" | "pfcp", string, Uint8Array][] = [
		[
			"radius",
			"g>r",
			accounting(
				"start",
				...session("a", who("447900000001"), has("10.0.0.1")),
			),
		],
		[
			"radius",
			"g>r",
			accounting("stop", ...session("a", who("447900000001"), has("10.0.0.1"))),
		],
		["gtp", `${CP}>${UP}`, gtp.createPdpRequest(1, ALICE, ends)],
		[
			"gtp",
			`${UP}>${CP}`,
			gtp.createPdpResponse(
				{ teid: 1, sequence: 1 },
				gtp.endUser("10.0.0.1"),
				ends,
			),
		],
		["gtp", `${CP}>${UP}`, gtp.createSessionRequest(2, BOB, ends)],
		[
			"gtp",
			`${UP}>${CP}`,
			gtp.createSessionResponse(
				{ teid: 1, sequence: 2 },
				gtp.allocation("10.0.0.1"),
				{ pgw: at(UP, 3), users: [fteid(5, at(UP, 4), 2)] },
			),
		],
		["gtp", `${CP}>${UP}`, v2(36, { teid: 3, sequence: 3 })],
		[
			"pfcp",
			`${CP}>${UP}`,
			pfcp.message(
				50,
				{ seid: 0, sequence: 1 },
				pfcp.fseid(CP, 1),
				pfcp.createPdr(pfcp.phoneAddress("10.0.0.1")),
				pfcp.userId(ALICE),
			),
		],
		[
			"pfcp",
			`${UP}>${CP}`,
			pfcp.message(
				51,
				{ seid: 1, sequence: 1 },
				pfcp.element(19, join(1)),
				pfcp.fseid(UP, 2),
			),
		],
	];
	const octet = fc.integer({ min: 0, max: 255 });
	const change = fc.tuple(fc.nat({ max: 200 }), octet);
	const step = fc.record({
		which: fc.nat({ max: messages.length - 1 }),
		changes: fc.array(change, { maxLength: 3 }),
		cut: fc.nat({ max: 300 }),
	});
	fc.assert(
		fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
			const net = tracking({
				"subscriber-sessions": 3,
				"subscriber-requests": 3,
			});
			for (const [i, { which, changes, cut }] of steps.entries()) {
				const [protocol, path, octets] = messages[which]!;
				net[protocol](i, path, mutate(octets, changes).subarray(0, cut));
			}
			for (const one of net.identities) {
				expect(one.number ?? one.imsi).toBeDefined();
				expect(one.to ?? one.from).toBeGreaterThanOrEqual(one.from);
			}
		}),
	);
});

it("tells what is cut or wrong", () => {
	const net = tracking();
	net.gtp(0, "a>b", Uint8Array.of(0x48, 32, 0, 99));
	net.radius(0, "a>b", accounting("start").subarray(0, 24));
	net.pfcp(0, "a>b", Uint8Array.of(0x20, 1, 0, 4, 0, 0, 1, 0));
	expect(net.problems).toEqual([
		{ layer: "gtp", code: "truncated", frame: 1 },
		{ layer: "radius", code: "truncated", frame: 2 },
	]);
});
