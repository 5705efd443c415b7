// GTP-C of both versions (3GPP TS 29.060, TS 29.274) from information elements.
import { join } from "./bytes.js";
import { apn, ipv4, tbcd, uint } from "./signalling.js";

export interface Endpoint {
	address: string;
	teid: number;
}

/** GTPv1 element: without a length below 128, else with two octets of it. */
export function v1Element(type: number, value: Uint8Array): Uint8Array {
	return type < 128
		? join(Uint8Array.of(type), value)
		: join(Uint8Array.of(type), uint(value.length, 2), value);
}

/** GTPv1-C message with a sequence number. */
export function v1(
	type: number,
	head: { teid: number; sequence: number },
	...elements: readonly Uint8Array[]
): Uint8Array {
	const body = join(uint(head.sequence, 2), Uint8Array.of(0, 0), ...elements);
	return join(
		Uint8Array.of(0x32, type),
		uint(body.length, 2),
		uint(head.teid, 4),
		body,
	);
}

/** GTPv2 element. */
export function v2Element(
	type: number,
	value: Uint8Array,
	instance = 0,
): Uint8Array {
	return join(
		Uint8Array.of(type),
		uint(value.length, 2),
		Uint8Array.of(instance),
		value,
	);
}

/** GTPv2-C message with a TEID. */
export function v2(
	type: number,
	head: { teid: number; sequence: number; piggyback?: true },
	...elements: readonly Uint8Array[]
): Uint8Array {
	const body = join(
		uint(head.teid, 4),
		uint(head.sequence, 3),
		Uint8Array.of(0),
		...elements,
	);
	return join(
		Uint8Array.of(head.piggyback ? 0x58 : 0x48, type),
		uint(body.length, 2),
		body,
	);
}

/** F-TEID with an IPv4 address. */
export function fteid(
	interfaceType: number,
	{ address, teid }: Endpoint,
	instance = 0,
): Uint8Array {
	return v2Element(
		87,
		join(Uint8Array.of(0x80 | interfaceType), uint(teid, 4), ipv4(address)),
		instance,
	);
}

/** Bearer Context of one bearer. */
export function bearer(
	ebi: number,
	...elements: readonly Uint8Array[]
): Uint8Array {
	return v2Element(93, join(v2Element(73, Uint8Array.of(ebi)), ...elements));
}

export interface Person {
	imsi: string;
	msisdn: string;
}

/** Create PDP Context Request of an SGSN. */
export function createPdpRequest(
	sequence: number,
	person: Person,
	sgsn: { control: Endpoint; user: Endpoint; nsapi?: number },
	...more: readonly Uint8Array[]
): Uint8Array {
	return v1(
		16,
		{ teid: 0, sequence },
		v1Element(2, tbcd(person.imsi, 8)),
		v1Element(14, Uint8Array.of(1)),
		v1Element(16, uint(sgsn.user.teid, 4)),
		v1Element(17, uint(sgsn.control.teid, 4)),
		v1Element(20, Uint8Array.of(sgsn.nsapi ?? 5)),
		v1Element(128, Uint8Array.of(0xf1, 0x21)),
		v1Element(131, apn("mms.example")),
		v1Element(133, ipv4(sgsn.control.address)),
		v1Element(133, ipv4(sgsn.user.address)),
		v1Element(134, join(Uint8Array.of(0x91), tbcd(person.msisdn))),
		...more,
	);
}

/** Create PDP Context Response of a GGSN. */
export function createPdpResponse(
	head: { teid: number; sequence: number },
	address: Uint8Array,
	ggsn: { control: Endpoint; user: Endpoint; cause?: number },
): Uint8Array {
	return v1(
		17,
		head,
		v1Element(1, Uint8Array.of(ggsn.cause ?? 128)),
		v1Element(16, uint(ggsn.user.teid, 4)),
		v1Element(17, uint(ggsn.control.teid, 4)),
		v1Element(127, uint(77, 4)),
		v1Element(128, address),
		v1Element(133, ipv4(ggsn.control.address)),
		v1Element(133, ipv4(ggsn.user.address)),
	);
}

/** End User Address of IPv4. */
export function endUser(address: string): Uint8Array {
	return join(Uint8Array.of(0xf1, 0x21), ipv4(address));
}

/** Create Session Request, of an MME (S11) or an SGW (S5/S8). */
export function createSessionRequest(
	sequence: number,
	person: Person,
	ends: { control: Endpoint; user?: Endpoint; isS5?: true; ebi?: number },
	...more: readonly Uint8Array[]
): Uint8Array {
	const { control, user, isS5, ebi = 5 } = ends;
	return v2(
		32,
		{ teid: 0, sequence },
		v2Element(1, tbcd(person.imsi, 8)),
		v2Element(76, tbcd(person.msisdn)),
		v2Element(82, Uint8Array.of(6)),
		fteid(isS5 ? 6 : 10, control),
		v2Element(71, apn("mms.example")),
		v2Element(79, join(Uint8Array.of(1), ipv4("0.0.0.0"))),
		bearer(ebi, ...(user ? [fteid(4, user, 2)] : [])),
		...more,
	);
}

/** Create Session Response, of an SGW (S11) or a PGW (S5/S8). */
export function createSessionResponse(
	head: { teid: number; sequence: number; piggyback?: true },
	allocation: Uint8Array,
	ends: {
		sgw?: Endpoint;
		pgw: Endpoint;
		users: readonly Uint8Array[];
		cause?: number;
		ebi?: number;
	},
): Uint8Array {
	return v2(
		33,
		head,
		v2Element(2, Uint8Array.of(ends.cause ?? 16, 0)),
		...(ends.sgw ? [fteid(11, ends.sgw)] : []),
		fteid(7, ends.pgw, 1),
		v2Element(79, allocation),
		bearer(ends.ebi ?? 5, v2Element(2, Uint8Array.of(16, 0)), ...ends.users),
	);
}

/** PDN Address Allocation of IPv4. */
export function allocation(address: string): Uint8Array {
	return join(Uint8Array.of(1), ipv4(address));
}
