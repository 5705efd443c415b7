import { formatIpv4, formatIpv6 } from "../frame/address.js";
import type { Endpoint } from "./gtpmessage.js";
import {
	accessPointName,
	bcdDigits,
	Cursor,
	type Decoded,
	type DecodeStatus,
	printable,
} from "./octets.js";
import { hostIpv4, hostPrefix } from "./prefix.js";

/** Session endpoint: address of a node with the identifier that it chose. */
export interface SessionEndpoint {
	address: string;
	seid: string;
}

/** A PFCP message about a session: what it tells of the subscriber. */
export interface PfcpMessage {
	kind: "create" | "update" | "delete";
	isResponse: boolean;
	/** Of the header: the receiver's session identifier, as hexadecimal digits; all zeros before it is known. */
	seid: string;
	sequence: number;
	/** The request was accepted; of responses only. */
	isAccepted?: boolean;
	imsi?: string;
	msisdn?: string;
	imeisv?: string;
	apn?: string;
	/** Addresses and prefixes of the subscriber. */
	addresses: string[];
	/** F-SEID: the sender's endpoint. */
	control?: SessionEndpoint;
	/** GTP-U endpoints of either side. */
	tunnels: Endpoint[];
}

/** Messages of 3GPP TS 29.244 7.3 about sessions. */
const MESSAGE_TYPES: Readonly<
	Record<number, Pick<PfcpMessage, "kind" | "isResponse">>
> = {
	50: { kind: "create", isResponse: false },
	51: { kind: "create", isResponse: true },
	52: { kind: "update", isResponse: false },
	53: { kind: "update", isResponse: true },
	54: { kind: "delete", isResponse: false },
	55: { kind: "delete", isResponse: true },
};

/**
 * Grouped elements that are opened (3GPP TS 29.244 8.1.2): Create PDR, PDI, Create FAR, Forwarding Parameters, Created
 * PDR, Update PDR, Update FAR, Update Forwarding Parameters, Create and Created and Update Traffic Endpoint.
 */
const GROUPS: ReadonlySet<number> = new Set([
	1, 2, 3, 4, 8, 9, 10, 11, 127, 128, 129,
]);
/** Create PDR, PDI and what is in it: no element lies deeper. */
const DEPTH_LIMIT = 4;

const CAUSE = 19;
const F_TEID = 21;
const NETWORK_INSTANCE = 22;
const F_SEID = 57;
const OUTER_HEADER_CREATION = 84;
const UE_IP_ADDRESS = 93;
const USER_ID = 141;
const APN_DNN = 159;

const CAUSE_ACCEPTED = 1;
const FLAG_SEID = 0x01;
const FLAG_FOLLOW_ON = 0x04;
const MESSAGES_LIMIT = 16;
const PHONE_PREFIX = 64;

/** Decodes the messages of a PFCP datagram (3GPP TS 29.244 7.2.2): one may follow on the other. */
export function decodePfcp(octets: Uint8Array): Decoded<PfcpMessage>[] {
	const cursor = new Cursor(octets);
	const messages: Decoded<PfcpMessage>[] = [];
	let isMore = true;
	while (isMore && messages.length < MESSAGES_LIMIT) {
		const flags = cursor.uint(1);
		const type = cursor.uint(1) ?? 0;
		const length = cursor.uint(2);
		if (flags === undefined || length === undefined)
			return [...messages, { status: "truncated" }];
		if (flags >> 5 !== 1) return [...messages, { status: "unsupported" }];
		const isShort = cursor.left < length;
		const decoded = decodeBody(
			type,
			flags,
			new Cursor(cursor.takeSome(length)),
		);
		if (isShort && decoded.status !== "unsupported")
			decoded.status = "truncated";
		messages.push(decoded);
		isMore = (flags & FLAG_FOLLOW_ON) !== 0 && cursor.left > 0;
	}
	return messages;
}

function decodeBody(
	type: number,
	flags: number,
	cursor: Cursor,
): Decoded<PfcpMessage> {
	const known = MESSAGE_TYPES[type];
	if (!known || !(flags & FLAG_SEID)) return { status: "unsupported" };
	const seid = cursor.take(8);
	const sequence = cursor.uint(3);
	cursor.uint(1);
	if (!seid || sequence === undefined) return { status: "malformed" };
	const message: PfcpMessage = {
		...known,
		seid: hexadecimal(seid),
		sequence,
		addresses: [],
		tunnels: [],
	};
	const status = readElements(message, cursor, 0);
	return { status, message };
}

/** Type and length of two octets each (3GPP TS 29.244 8.1.1); those of enterprises are skipped. */
function readElements(
	message: PfcpMessage,
	cursor: Cursor,
	depth: number,
): DecodeStatus {
	let status: DecodeStatus = "ok";
	while (cursor.left > 0) {
		const type = cursor.uint(2);
		const length = cursor.uint(2);
		const value = length === undefined ? undefined : cursor.take(length);
		if (type === undefined || !value) return "malformed";
		if (!GROUPS.has(type)) readElement(message, type, value);
		else if (depth >= DEPTH_LIMIT) status = "malformed";
		else if (readElements(message, new Cursor(value), depth + 1) !== "ok")
			status = "malformed";
	}
	return status;
}

function readElement(
	message: PfcpMessage,
	type: number,
	value: Uint8Array,
): void {
	switch (type) {
		case CAUSE:
			if (message.isResponse && value.length > 0)
				message.isAccepted ??= value[0] === CAUSE_ACCEPTED;
			return;
		case F_TEID:
			addTunnel(message, new Cursor(value));
			break;
		case NETWORK_INSTANCE:
		case APN_DNN: {
			const apn = accessPointName(value);
			if (apn !== undefined && (type === APN_DNN || !message.apn))
				message.apn = apn;
			return;
		}
		case F_SEID:
			readSession(message, value);
			break;
		case OUTER_HEADER_CREATION:
			readOuterHeader(message, value);
			break;
		case UE_IP_ADDRESS:
			for (const address of phoneAddresses(value))
				if (!message.addresses.includes(address))
					message.addresses.push(address);
			return;
		case USER_ID:
			readUser(message, value);
	}
}

/** F-TEID (3GPP TS 29.244 8.2.3); with CH the other side chooses, and its answer tells. */
function addTunnel(message: PfcpMessage, cursor: Cursor): void {
	const flags = cursor.uint(1) ?? 0;
	if (flags & 0x04) return;
	const teid = cursor.uint(4);
	const ipv4 = flags & 0x01 ? cursor.take(4) : undefined;
	const ipv6 = flags & 0x02 ? cursor.take(16) : undefined;
	if (teid === undefined) return;
	if (ipv4) message.tunnels.push({ address: formatIpv4(ipv4, 0), teid });
	if (ipv6) message.tunnels.push({ address: formatIpv6(ipv6, 0), teid });
}

/** F-SEID (3GPP TS 29.244 8.2.37). */
function readSession(message: PfcpMessage, value: Uint8Array): void {
	const cursor = new Cursor(value);
	const flags = cursor.uint(1) ?? 0;
	const seid = cursor.take(8);
	const ipv4 = flags & 0x02 ? cursor.take(4) : undefined;
	const ipv6 = flags & 0x01 ? cursor.take(16) : undefined;
	const address = ipv4 ? formatIpv4(ipv4, 0) : ipv6 && formatIpv6(ipv6, 0);
	if (seid && address !== undefined)
		message.control ??= { address, seid: hexadecimal(seid) };
}

/** Outer Header Creation (3GPP TS 29.244 8.2.56): the endpoint that the packets to the phone go to. */
function readOuterHeader(message: PfcpMessage, value: Uint8Array): void {
	const cursor = new Cursor(value);
	const description = cursor.uint(2) ?? 0;
	const isGtp = (description & 0x0300) !== 0;
	const teid = isGtp ? cursor.uint(4) : undefined;
	if (teid === undefined) return;
	const ipv4 = description & 0x0100 ? cursor.take(4) : undefined;
	const ipv6 = description & 0x0200 ? cursor.take(16) : undefined;
	if (ipv4) message.tunnels.push({ address: formatIpv4(ipv4, 0), teid });
	if (ipv6) message.tunnels.push({ address: formatIpv6(ipv6, 0), teid });
}

/** UE IP Address (3GPP TS 29.244 8.2.62): IPv6 is a /64 unless it says otherwise. */
function phoneAddresses(value: Uint8Array): string[] {
	const cursor = new Cursor(value);
	const flags = cursor.uint(1) ?? 0;
	const ipv4 = flags & 0x02 ? cursor.take(4) : undefined;
	const ipv6 = flags & 0x01 ? cursor.take(16) : undefined;
	const delegated = flags & 0x08 ? (cursor.uint(1) ?? 0) : 0;
	const given = flags & 0x40 ? cursor.uint(1) : undefined;
	const addresses = [
		ipv4 && hostIpv4(ipv4),
		ipv6 && hostPrefix(ipv6, given ?? PHONE_PREFIX - delegated),
	];
	return addresses.filter((address) => address !== undefined);
}

/** User ID (3GPP TS 29.244 8.2.101): a flag for each identity, each with its length. */
function readUser(message: PfcpMessage, value: Uint8Array): void {
	const cursor = new Cursor(value);
	const flags = cursor.uint(1) ?? 0;
	const next = (bit: number): Uint8Array | undefined => {
		if (!((flags >> bit) & 1)) return undefined;
		const length = cursor.uint(1);
		return length === undefined ? undefined : cursor.take(length);
	};
	const imsi = next(0);
	const imei = next(1);
	const msisdn = next(2);
	next(3);
	const supi = next(4);
	const gpsi = next(5);
	const pei = next(6);
	const digits = msisdn && bcdDigits(msisdn);
	set(message, "imsi", imsi && bcdDigits(imsi));
	set(message, "imsi", tagged(supi, "imsi"));
	set(message, "imeisv", imei && bcdDigits(imei));
	set(message, "imeisv", tagged(pei, "imeisv") ?? tagged(pei, "imei"));
	set(message, "msisdn", digits && `+${digits}`);
	const number = tagged(gpsi, "msisdn");
	set(message, "msisdn", number && `+${number}`);
}

function set(
	message: PfcpMessage,
	key: "imsi" | "imeisv" | "msisdn",
	value: string | undefined,
): void {
	if (value !== undefined) message[key] ??= value;
}

/** `imsi-234150000000001` (3GPP TS 29.571 5.3.2). */
function tagged(
	octets: Uint8Array | undefined,
	tag: string,
): string | undefined {
	const text = octets && printable(octets);
	return text && new RegExp(`^${tag}-(\\d{5,16})$`).exec(text)?.[1];
}

function hexadecimal(octets: Uint8Array): string {
	return Array.from(octets, (octet) =>
		octet.toString(16).padStart(2, "0"),
	).join("");
}
