import type { Confidence } from "../record.js";
import { memoize } from "./memo.js";

/** Digits that decide whether two spellings of a number can be the same one (SPEC 8.3). */
const NATIONAL_DIGITS = 9;
const SEPARATORS = /[\s().\u00a0\u2010-\u2015-]/g;
const NUMBER = /^\+?[0-9][0-9\s().\u00a0\u2010-\u2015-]*$/;
/** A number as phones and servers write it (OMA-TS-MMS_ENC-V1_3 8). */
const USUAL = /^(\+?\d+)(?:\/TYPE=PLMN)?$/;
const PLMN = "/TYPE=PLMN";
const PLUS = 0x2b;
const ZERO = 0x30;
const NINE = 0x39;
const IPV4 = /^\d{1,3}(\.\d{1,3}){3}$/;

/** The value itself: without display name, `/TYPE=...`, and the scheme and parameters of a URI (RFC 3966, RFC 3261). */
function bareAddress(text: string): string {
	const inner = /<([^<>]+)>\s*$/.exec(text)?.[1] ?? text;
	const value = inner.replace(/\/TYPE=.*$/i, "").trim();
	const [, scheme, rest = ""] =
		/^(tel|sips?|mailto):([^;?]*)/i.exec(value) ?? [];
	if (scheme === undefined) return value;
	const [user = ""] = rest.split("@");
	return /^sip/i.test(scheme) && NUMBER.test(user) ? user : rest;
}

/** An address of MMS as it is compared (SPEC 8.3): a number without separators, anything else in lower case. */
export function plainAddress(text: string): string {
	const usual = USUAL.exec(text);
	if (usual) return usual[1]!;
	const value = bareAddress(text);
	return NUMBER.test(value) && !IPV4.test(value)
		? value.replace(/^(\+\d+\s*)\(0\)/, "$1").replace(SEPARATORS, "")
		: value.toLowerCase();
}

/** The number of an address that is one: digits, with `+` where it has it. */
export function telephoneNumber(address: string): string | undefined {
	const plain = formsOf(address).address;
	return /^\+?\d{3,15}$/.test(plain) ? plain : undefined;
}

/** The forms of an address that are compared. */
const formsOf = memoize((text: string) => {
	const address = plainAddress(text);
	const plain = address.replace(/^(\+|00(?=[1-9]\d{8}))/, "");
	const isNumber = /^\d{9,}$/.test(plain);
	return {
		address,
		plain,
		key: isNumber ? plain.slice(-NATIONAL_DIGITS) : plain,
		isInternational: plain !== address,
	};
});

/** Whether two addresses are the same: certain when equal, weak when the last 9 digits are and one may lack its country. */
export function compareAddress(
	one: string | undefined,
	other: string | undefined,
): Confidence | undefined {
	if (!one || !other) return undefined;
	if (one === other) return "certain";
	const a = formsOf(one);
	const b = formsOf(other);
	if (a.key !== b.key) return undefined;
	if (a.plain === b.plain) return "certain";
	return a.isInternational && b.isInternational ? undefined : "weak";
}

/** Key under which all spellings of an address meet; equal keys still need `compareAddress`. */
export function addressKey(text: string): string {
	const end = digitsEnd(text);
	// What most numbers come to, without looking them up: they are asked of every exchange.
	return end >= NATIONAL_DIGITS &&
		(end === text.length || isPlmn(text, end)) &&
		(end > NATIONAL_DIGITS || text.charCodeAt(0) !== PLUS)
		? text.slice(end - NATIONAL_DIGITS, end)
		: formsOf(text).key;
}

/** Where the digits end with which a text begins, after a plus sign. */
function digitsEnd(text: string): number {
	const { length } = text;
	let at = length > 0 && text.charCodeAt(0) === PLUS ? 1 : 0;
	while (at < length) {
		const code = text.charCodeAt(at);
		if (code < ZERO || code > NINE) break;
		at++;
	}
	return at;
}

function isPlmn(text: string, at: number): boolean {
	return text.length === at + PLMN.length && text.endsWith(PLMN);
}

/** An IPv4 or IPv6 address stands where a number may. */
export function isIpAddress(text: string): boolean {
	return (
		/^\d{1,3}(\.\d{1,3}){3}$/.test(text) ||
		/^[\da-f]*:[\da-f:]*:[\da-f:.]*$/i.test(text)
	);
}

/** First four groups of an IPv6 address: the /64 counts as the phone (STATES 4.2). */
function ipv6Prefix(address: string): string {
	const [head = "", tail] = address.toLowerCase().split("::");
	const groups = head === "" ? [] : head.split(":");
	if (tail !== undefined) {
		const rest = tail === "" ? [] : tail.split(":");
		while (groups.length + rest.length < 8) groups.push("0");
		groups.push(...rest);
	}
	const prefix = groups.slice(0, 4).map((group) => group.replace(/^0+/, ""));
	return `${prefix.map((group) => group || "0").join(":")}::/64`;
}

/** The part of an address that stands for its phone; 192.0.0.0/29 is one that all phones have. */
const phoneOf = memoize((address: string): { key: string; isClat: boolean } => {
	const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
	const plain = mapped ?? address;
	const phone = plain.includes(":") ? ipv6Prefix(plain) : plain;
	return { key: `|${phone}`, isClat: /^192\.0\.0\.[0-7]$/.test(plain) };
});

/**
 * Key of the phone behind an address (STATES 4.2). 192.0.0.0/29 (464XLAT, RFC 7335) is the same on every phone, so it
 * names one only within its capture.
 */
export function clientKey(
	address: string,
	scope: string | undefined,
	capture: number | undefined,
): string {
	const { key, isClat } = phoneOf(address);
	const scoped = scope === undefined ? key : scope + key;
	return isClat ? `${scoped}#${capture ?? 0}` : scoped;
}
