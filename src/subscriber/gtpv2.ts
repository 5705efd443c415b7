import { formatIpv4, formatIpv6 } from "../frame/address.js";
import {
	type Endpoint,
	type GtpKind,
	type GtpMessage,
	newMessage,
	setOnce,
} from "./gtpmessage.js";
import { flaggedLocation } from "./location.js";
import { ratName } from "./names.js";
import {
	accessPointName,
	bcdDigits,
	Cursor,
	type Decoded,
	type DecodeStatus,
} from "./octets.js";
import { hostIpv4, hostPrefix } from "./prefix.js";

/** Messages of 3GPP TS 29.274 6.1.1 about sessions and bearers. */
const MESSAGE_TYPES: Readonly<
	Record<number, { kind: GtpKind; isResponse: boolean }>
> = {
	32: { kind: "create", isResponse: false },
	33: { kind: "create", isResponse: true },
	34: { kind: "update", isResponse: false },
	35: { kind: "update", isResponse: true },
	36: { kind: "delete", isResponse: false },
	37: { kind: "delete", isResponse: true },
	// Create and Update Bearer: endpoints of the user plane.
	95: { kind: "update", isResponse: false },
	96: { kind: "update", isResponse: true },
	97: { kind: "update", isResponse: false },
	98: { kind: "update", isResponse: true },
	// Delete Bearer: of the default bearer, which ends the session, or of others.
	99: { kind: "delete", isResponse: false },
	100: { kind: "delete", isResponse: true },
};
const DELETE_SESSION_REQUEST = 36;

const IMSI = 1;
const CAUSE = 2;
const ACCESS_POINT_NAME = 71;
const BEARER_ID = 73;
const MOBILE_EQUIPMENT = 75;
const MSISDN = 76;
const ADDRESS_ALLOCATION = 79;
const RAT = 82;
const LOCATION = 86;
const ENDPOINT = 87;
const BEARER_CONTEXT = 93;

const FLAG_PIGGYBACK = 0x10;
const FLAG_TEID = 0x08;
/** Control plane endpoints of gateways to the APN: PGW on S5/S8 and on S2b (3GPP TS 29.274 8.22). */
const GATEWAY_INTERFACES: ReadonlySet<number> = new Set([7, 32]);
const PHONE_PREFIX = 64;

/** Decodes one GTPv2-C message (3GPP TS 29.274); `next`: the octets of the one that it carries. */
export function decodeGtpV2(octets: Uint8Array): {
	decoded: Decoded<GtpMessage>;
	next?: Uint8Array;
} {
	const cursor = new Cursor(octets);
	const flags = cursor.uint(1) ?? 0;
	const type = cursor.uint(1) ?? 0;
	const length = cursor.uint(2);
	if (length === undefined) return { decoded: { status: "truncated" } };
	if (flags >> 5 !== 2) return { decoded: { status: "unsupported" } };
	const isShort = cursor.left < length;
	const body = new Cursor(cursor.takeSome(length));
	const decoded = decodeBody(type, flags, body);
	if (isShort && decoded.status !== "unsupported") decoded.status = "truncated";
	const isCarrier = (flags & FLAG_PIGGYBACK) !== 0 && cursor.left > 0;
	return isCarrier
		? { decoded, next: cursor.takeSome(cursor.left) }
		: { decoded };
}

function decodeBody(
	type: number,
	flags: number,
	cursor: Cursor,
): Decoded<GtpMessage> {
	const known = MESSAGE_TYPES[type];
	if (!known) return { status: "unsupported" };
	const teid = flags & FLAG_TEID ? cursor.uint(4) : 0;
	const sequence = cursor.uint(3);
	cursor.uint(1);
	if (teid === undefined || sequence === undefined)
		return { status: "malformed" };
	const message = newMessage({ version: 2, ...known, teid, sequence });
	if (type === DELETE_SESSION_REQUEST) message.isWhole = true;
	const status = eachElement(cursor, (element) =>
		readElement(message, element),
	);
	return { status, message };
}

interface Element {
	type: number;
	instance: number;
	value: Uint8Array;
}

/** Type, length of the value, instance (3GPP TS 29.274 8.2.1). */
function eachElement(
	cursor: Cursor,
	read: (element: Element) => void,
): DecodeStatus {
	while (cursor.left > 0) {
		const type = cursor.uint(1) as number;
		const length = cursor.uint(2);
		const instance = cursor.uint(1);
		if (length === undefined || instance === undefined) return "malformed";
		const value = cursor.take(length);
		if (!value) return "malformed";
		read({ type, instance: instance & 15, value });
	}
	return "ok";
}

function readElement(message: GtpMessage, element: Element): void {
	const { type, instance, value } = element;
	switch (type) {
		case IMSI:
			setOnce(message, "imsi", bcdDigits(value));
			break;
		case CAUSE:
			// Causes from 16 to 63 accept (3GPP TS 29.274 8.4).
			if (message.isResponse && value.length > 0)
				message.isAccepted ??= value[0]! >= 16 && value[0]! < 64;
			return;
		case ACCESS_POINT_NAME:
			setOnce(message, "apn", accessPointName(value));
			break;
		case BEARER_ID:
			readBearerId(message, instance, value);
			break;
		case MOBILE_EQUIPMENT:
			setOnce(message, "imeisv", bcdDigits(value));
			break;
		case MSISDN: {
			const digits = bcdDigits(value);
			setOnce(message, "msisdn", digits && `+${digits}`);
			break;
		}
		case ADDRESS_ALLOCATION:
			message.addresses.push(...allocatedAddresses(value));
			return;
		case RAT:
			setOnce(message, "rat", ratName(value[0] ?? 0));
			break;
		case LOCATION:
			if (instance === 0) setOnce(message, "cell", flaggedLocation(value));
			return;
		case ENDPOINT:
			readControl(message, instance, value);
			break;
		case BEARER_CONTEXT:
			eachElement(new Cursor(value), (inner) => readBearer(message, inner));
	}
}

/** Instance 0 outside of bearer contexts is the default bearer; in Delete Bearer instance 1 are single ones. */
function readBearerId(
	message: GtpMessage,
	instance: number,
	value: Uint8Array,
): void {
	const bearer = (value[0] ?? 0) & 15;
	if (instance === 0) {
		message.linked ??= bearer;
		if (message.kind === "delete") message.isWhole = true;
	} else message.bearers.push(bearer);
}

/** Fully qualified endpoints outside of bearer contexts: the sender's, instance 0, and the gateway's. */
function readControl(
	message: GtpMessage,
	instance: number,
	value: Uint8Array,
): void {
	const [endpoint] = endpointsOf(value);
	if (!endpoint) return;
	if (instance === 0) message.control ??= endpoint;
	if (GATEWAY_INTERFACES.has((value[0] as number) & 63))
		message.gateway ??= endpoint;
}

function readBearer(message: GtpMessage, { type, value }: Element): void {
	if (type === BEARER_ID) message.bearers.push((value[0] ?? 0) & 15);
	if (type === ENDPOINT) message.tunnels.push(...endpointsOf(value));
}

/** F-TEID (3GPP TS 29.274 8.22): of a node with two addresses both. */
function endpointsOf(value: Uint8Array): Endpoint[] {
	const cursor = new Cursor(value);
	const flags = cursor.uint(1) ?? 0;
	const teid = cursor.uint(4);
	if (teid === undefined) return [];
	const ipv4 = flags & 0x80 ? cursor.take(4) : undefined;
	const ipv6 = flags & 0x40 ? cursor.take(16) : undefined;
	const endpoints: Endpoint[] = [];
	if (ipv4) endpoints.push({ address: formatIpv4(ipv4, 0), teid });
	if (ipv6) endpoints.push({ address: formatIpv6(ipv6, 0), teid });
	return endpoints;
}

/** PDN Address Allocation (3GPP TS 29.274 8.14). */
function allocatedAddresses(value: Uint8Array): string[] {
	const cursor = new Cursor(value);
	const type = (cursor.uint(1) ?? 0) & 7;
	const addresses: (string | undefined)[] = [];
	if (type === 2 || type === 3) {
		const length = cursor.uint(1) || PHONE_PREFIX;
		const octets = cursor.take(16);
		addresses.push(octets && hostPrefix(octets, length));
	}
	const ipv4 = type === 1 || type === 3 ? cursor.take(4) : undefined;
	addresses.unshift(ipv4 && hostIpv4(ipv4));
	return addresses.filter((address) => address !== undefined);
}
