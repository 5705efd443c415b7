import { formatIpv6 } from "../frame/address.js";
import { typedLocation } from "./location.js";
import { ratName } from "./names.js";
import { Cursor, type Decoded, printable } from "./octets.js";
import { hostIpv4, hostPrefix } from "./prefix.js";

/** Acct-Status-Type (RFC 2866 5.1). */
export type AccountingStatus = "start" | "stop" | "interim" | "on" | "off";

/** What an Accounting-Request tells of a session. */
export interface RadiusAccounting {
	status: AccountingStatus;
	/** Who reports: NAS-IP-Address, NAS-IPv6-Address or NAS-Identifier. */
	nas?: string;
	sessionId?: string;
	/** Seconds since the session began. */
	sessionSeconds?: number;
	/** Seconds since what is reported happened. */
	delaySeconds: number;
	/** The NAS's clock (RFC 2869 5.3). */
	eventTime?: number;
	/** Addresses and prefixes of the subscriber. */
	addresses: string[];
	callingStation?: string;
	/** Called-Station-Id: the APN in mobile networks. */
	calledStation?: string;
	userName?: string;
	imsi?: string;
	imeisv?: string;
	rat?: string;
	cell?: string;
	/** 3GPP-GGSN-Address. */
	gateway?: string;
	/** Has attributes of 3GPP: a mobile network. */
	isMobile: boolean;
}

const ACCOUNTING_REQUEST = 4;
const HEADER_OCTETS = 20;
const VENDOR_3GPP = 10_415;

const STATUS_TYPES: Readonly<Record<number, AccountingStatus>> = {
	1: "start",
	2: "stop",
	3: "interim",
	7: "on",
	8: "off",
};

/** Identifiers of the NAS while they are collected: the address comes before the name. */
interface Draft extends Omit<RadiusAccounting, "status"> {
	status?: AccountingStatus;
	identifier?: string;
}

/** Decodes an Accounting-Request (RFC 2866 4.1); other codes are unsupported. */
export function decodeRadius(octets: Uint8Array): Decoded<RadiusAccounting> {
	const code = octets[0];
	if (octets.length < HEADER_OCTETS) return { status: "truncated" };
	if (code !== ACCOUNTING_REQUEST) return { status: "unsupported" };
	const length = ((octets[2] as number) << 8) | (octets[3] as number);
	if (length < HEADER_OCTETS) return { status: "malformed" };
	const draft: Draft = { delaySeconds: 0, addresses: [], isMobile: false };
	const body = octets.subarray(HEADER_OCTETS, length);
	const isWhole = eachAttribute(body, (type, value) =>
		readAttribute(draft, type, value),
	);
	const { status, identifier, ...rest } = draft;
	const decoded = octets.length < length ? "truncated" : "ok";
	if (status === undefined)
		return { status: decoded === "ok" ? "unsupported" : decoded };
	const message: RadiusAccounting = { status, ...rest };
	if (identifier !== undefined) message.nas ??= identifier;
	return {
		status: isWhole || decoded !== "ok" ? decoded : "malformed",
		message,
	};
}

/** Type, length of all three fields, value (RFC 2865 5); false when a length leads out of the octets. */
function eachAttribute(
	octets: Uint8Array,
	read: (type: number, value: Uint8Array) => void,
): boolean {
	const cursor = new Cursor(octets);
	while (cursor.left >= 2) {
		const type = cursor.uint(1) as number;
		const length = cursor.uint(1) as number;
		const value = length < 2 ? undefined : cursor.take(length - 2);
		if (!value) return false;
		read(type, value);
	}
	return cursor.left === 0;
}

function readAttribute(draft: Draft, type: number, value: Uint8Array): void {
	switch (type) {
		case 1:
			put(draft, "userName", printable(value));
			break;
		case 4:
			put(draft, "nas", hostIpv4(value));
			break;
		case 8:
			addAddress(draft, hostIpv4(value));
			break;
		case 26:
			readVendor(draft, value);
			break;
		case 30:
			put(draft, "calledStation", printable(value));
			break;
		case 31:
			put(draft, "callingStation", printable(value));
			break;
		case 32:
			put(draft, "identifier", printable(value));
			break;
		case 40:
			put(draft, "status", STATUS_TYPES[number32(value) ?? 0]);
			break;
		case 41:
			put(draft, "delaySeconds", number32(value));
			break;
		case 44:
			put(draft, "sessionId", sessionText(value));
			break;
		case 46:
			put(draft, "sessionSeconds", number32(value));
			break;
		case 55:
			put(draft, "eventTime", number32(value));
			break;
		case 95:
			if (value.length === 16) put(draft, "nas", formatIpv6(value, 0));
			break;
		// Framed-IPv6-Prefix (RFC 3162 2.3), Delegated-IPv6-Prefix (RFC 4818 3).
		case 97:
		case 123:
			addAddress(draft, prefixOf(value));
			break;
		// Framed-IPv6-Address (RFC 6911 3.1).
		case 168:
			if (value.length === 16) addAddress(draft, hostPrefix(value, 128));
	}
}

/** Attributes of 3GPP (3GPP TS 29.061 16.4.7). */
function readVendor(draft: Draft, value: Uint8Array): void {
	if (number32(value.subarray(0, 4)) !== VENDOR_3GPP) return;
	draft.isMobile = true;
	eachAttribute(value.subarray(4), (type, octets) => {
		switch (type) {
			case 1:
				put(draft, "imsi", digitsOf(octets, 6, 15));
				break;
			case 7:
				put(draft, "gateway", hostIpv4(octets));
				break;
			case 16:
				if (octets.length === 16)
					put(draft, "gateway", hostPrefix(octets, 128));
				break;
			case 20:
				put(draft, "imeisv", digitsOf(octets, 14, 16));
				break;
			case 21:
				put(draft, "rat", ratName(octets[0] ?? 0));
				break;
			case 22:
				put(draft, "cell", typedLocation(octets));
				break;
		}
	});
}

/** The first value of an attribute counts. */
function put<K extends keyof Draft>(
	draft: Draft,
	key: K,
	value: Draft[K] | undefined,
): void {
	if (value !== undefined && !draft[key]) draft[key] = value;
}

function addAddress(draft: Draft, address: string | undefined): void {
	if (address !== undefined && !draft.addresses.includes(address))
		draft.addresses.push(address);
}

function number32(octets: Uint8Array): number | undefined {
	return octets.length === 4 ? new Cursor(octets).uint(4) : undefined;
}

/** Session identifiers are text by custom only: octets that are none are shown as digits. */
function sessionText(octets: Uint8Array): string | undefined {
	const isText = octets.every((octet) => octet >= 0x20 && octet < 0x7f);
	if (isText) return printable(octets);
	return Array.from(octets, (octet) =>
		octet.toString(16).padStart(2, "0"),
	).join("");
}

function digitsOf(
	octets: Uint8Array,
	least: number,
	most: number,
): string | undefined {
	const text = printable(octets) ?? "";
	const isFitting =
		/^\d+$/.test(text) && text.length >= least && text.length <= most;
	return isFitting ? text : undefined;
}

/** Reserved octet, length in bits, as many octets as are needed. */
function prefixOf(value: Uint8Array): string | undefined {
	const length = value[1] ?? 0;
	if (value.length - 2 < Math.ceil(length / 8) || value.length > 18)
		return undefined;
	return hostPrefix(value.subarray(2), length);
}
