import { formatIpv4, formatIpv6 } from "../frame/address.js";
import {
	type Endpoint,
	type GtpKind,
	type GtpMessage,
	newMessage,
	setOnce,
} from "./gtpmessage.js";
import { typedLocation } from "./location.js";
import { ratName } from "./names.js";
import {
	accessPointName,
	bcdDigits,
	Cursor,
	type Decoded,
	type DecodeStatus,
} from "./octets.js";
import { hostIpv4, hostPrefix } from "./prefix.js";

/** Messages of 3GPP TS 29.060 7.1 that begin, change and end PDP contexts. */
const MESSAGE_TYPES: Readonly<
	Record<number, { kind: GtpKind; isResponse: boolean }>
> = {
	16: { kind: "create", isResponse: false },
	17: { kind: "create", isResponse: true },
	18: { kind: "update", isResponse: false },
	19: { kind: "update", isResponse: true },
	20: { kind: "delete", isResponse: false },
	21: { kind: "delete", isResponse: true },
};

/** Octets of the information elements without a length (3GPP TS 29.060 7.7). */
const FIXED_OCTETS: Readonly<Record<number, number>> = {
	1: 1,
	2: 8,
	3: 6,
	4: 4,
	5: 4,
	8: 1,
	9: 28,
	11: 1,
	12: 3,
	13: 1,
	14: 1,
	15: 1,
	16: 4,
	17: 4,
	18: 5,
	19: 1,
	20: 1,
	21: 1,
	22: 9,
	23: 1,
	24: 1,
	25: 2,
	26: 2,
	27: 2,
	28: 2,
	29: 1,
	127: 4,
};

/** Flags of the first octet (3GPP TS 29.060 6): GTP and not GTP', and the three that add four octets to the header. */
const FLAG_PROTOCOL = 0x10;
const FLAGS_OPTIONAL = 0x07;
const FLAG_EXTENSION = 0x04;
/** IPv6 addresses of phones: the network gives the first 64 bits (RFC 3314). */
const PHONE_PREFIX = 64;
const PDP_TYPE_IPV4 = 0x21;
const PDP_TYPE_IPV6 = 0x57;
const PDP_TYPE_BOTH = 0x8d;

/** What only makes sense together, while the elements are read. */
interface Draft {
	message: GtpMessage;
	cause: number | undefined;
	controlTeid: number | undefined;
	userTeid: number | undefined;
	/** Control and user plane address, in this order; then their alternatives. */
	nodes: string[];
}

/** Decodes one GTPv1-C message (3GPP TS 29.060). */
export function decodeGtpV1(octets: Uint8Array): Decoded<GtpMessage> {
	const cursor = new Cursor(octets);
	const flags = cursor.uint(1) ?? 0;
	const type = cursor.uint(1) ?? 0;
	const length = cursor.uint(2);
	const teid = cursor.uint(4);
	if (length === undefined || teid === undefined)
		return { status: "truncated" };
	const isGtp = flags >> 5 === 1 && (flags & FLAG_PROTOCOL) !== 0;
	const known = MESSAGE_TYPES[type];
	if (!isGtp || !known) return { status: "unsupported" };
	const isShort = cursor.left < length;
	const body = new Cursor(cursor.takeSome(length));
	const sequence = flags & FLAGS_OPTIONAL ? skipOptions(body, flags) : 0;
	if (sequence === undefined)
		return { status: isShort ? "truncated" : "malformed" };
	const draft: Draft = {
		message: newMessage({ version: 1, ...known, teid, sequence }),
		cause: undefined,
		controlTeid: undefined,
		userTeid: undefined,
		nodes: [],
	};
	const status = readElements(draft, body);
	finish(draft);
	return { status: isShort ? "truncated" : status, message: draft.message };
}

/** Sequence number, N-PDU number and extension headers, whose lengths count 4 octets; undefined when they do not fit. */
function skipOptions(cursor: Cursor, flags: number): number | undefined {
	const sequence = cursor.uint(2);
	cursor.uint(1);
	let next = cursor.uint(1);
	if (next === undefined) return undefined;
	while (flags & FLAG_EXTENSION && next !== 0) {
		const octets = (cursor.uint(1) ?? 0) * 4 - 2;
		if (octets < 0 || !cursor.take(octets)) return undefined;
		next = cursor.uint(1);
		if (next === undefined) return undefined;
	}
	return sequence;
}

/** Elements with a type below 128 have a fixed length, the others tell it in two octets. */
function readElements(draft: Draft, cursor: Cursor): DecodeStatus {
	while (cursor.left > 0) {
		const type = cursor.uint(1) as number;
		const length = type < 128 ? FIXED_OCTETS[type] : cursor.uint(2);
		const value = length === undefined ? undefined : cursor.take(length);
		if (!value) return "malformed";
		readElement(draft, type, value);
	}
	return "ok";
}

function readElement(draft: Draft, type: number, value: Uint8Array): void {
	const { message } = draft;
	const number = new Cursor(value);
	switch (type) {
		case 1:
			draft.cause ??= number.uint(1);
			break;
		case 2:
			setOnce(message, "imsi", bcdDigits(value));
			break;
		case 16:
			draft.userTeid ??= number.uint(4);
			break;
		case 17:
			draft.controlTeid ??= number.uint(4);
			break;
		case 19:
			message.isWhole = ((value[0] as number) & 1) === 1;
			break;
		case 20:
			addContext(message, (value[0] as number) & 15);
			break;
		case 128:
			message.addresses.push(...endUserAddresses(value));
			break;
		case 131:
			setOnce(message, "apn", accessPointName(value));
			break;
		case 133:
			if (value.length === 4) draft.nodes.push(formatIpv4(value, 0));
			if (value.length === 16) draft.nodes.push(formatIpv6(value, 0));
			break;
		case 134:
			setOnce(message, "msisdn", isdnNumber(value));
			break;
		case 151:
			setOnce(message, "rat", ratName(value[0] ?? 0));
			break;
		case 152:
			setOnce(message, "cell", typedLocation(value));
			break;
		case 154:
			setOnce(message, "imeisv", bcdDigits(value));
	}
}

/** The second NSAPI of a message is that of the primary context (3GPP TS 29.060 7.3.1). */
function addContext(message: GtpMessage, nsapi: number): void {
	if (message.bearers.length === 0) message.bearers.push(nsapi);
	else message.linked ??= nsapi;
}

/** End User Address (3GPP TS 29.060 7.7.27). */
function endUserAddresses(value: Uint8Array): string[] {
	const organisation = (value[0] ?? 0) & 15;
	const type = value[1];
	if (organisation !== 1) return [];
	const isBoth = type === PDP_TYPE_BOTH;
	const addresses: string[] = [];
	const addIpv4 = (at: number) => {
		const address = hostIpv4(value, at);
		if (address !== undefined) addresses.push(address);
	};
	const addIpv6 = (at: number) => {
		if (value.length < at + 16) return;
		const prefix = hostPrefix(value.subarray(at, at + 16), PHONE_PREFIX);
		if (prefix !== undefined) addresses.push(prefix);
	};
	// Of the two either may be missing, which the length tells.
	const isIpv6Alone = isBoth && value.length === 18;
	if (type === PDP_TYPE_IPV4 || (isBoth && !isIpv6Alone)) addIpv4(2);
	if (type === PDP_TYPE_IPV6 || isIpv6Alone) addIpv6(2);
	else if (isBoth) addIpv6(6);
	return addresses;
}

/** Nature of address and plan, then the digits (3GPP TS 29.002 17.7.8); an international number gets its `+`. */
function isdnNumber(value: Uint8Array): string | undefined {
	const digits = bcdDigits(value.subarray(1));
	const isInternational = (((value[0] ?? 0) >> 4) & 7) === 1;
	return digits && (isInternational ? `+${digits}` : digits);
}

function finish(draft: Draft): void {
	const { message, nodes, controlTeid, userTeid, cause } = draft;
	const [control, user = control] = nodes;
	const own = endpoint(control, controlTeid);
	if (own) message.control = own;
	if (own && message.isResponse) message.gateway = own;
	const tunnel = endpoint(user, userTeid);
	if (tunnel) message.tunnels.push(tunnel);
	// Causes from 128 to 191 accept (3GPP TS 29.060 7.7.1).
	if (message.isResponse && cause !== undefined)
		message.isAccepted = cause >= 128 && cause < 192;
}

function endpoint(
	address: string | undefined,
	teid: number | undefined,
): Endpoint | undefined {
	return address === undefined || teid === undefined
		? undefined
		: { address, teid };
}
