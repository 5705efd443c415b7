// RADIUS accounting (RFC 2866) from attributes.
import { join, utf8 } from "./bytes.js";
import { uint } from "./signalling.js";

export const STATUS = { start: 1, stop: 2, interim: 3, on: 7, off: 8 } as const;

/** Type, length of all, value (RFC 2865 5). */
export function attribute(
	type: number,
	value: Uint8Array | string,
): Uint8Array {
	const octets = typeof value === "string" ? utf8(value) : value;
	return join(Uint8Array.of(type, octets.length + 2), octets);
}

/** Vendor-Specific of 3GPP (3GPP TS 29.061 16.4.7). */
export function vendor3gpp(
	type: number,
	value: Uint8Array | string,
): Uint8Array {
	return attribute(26, join(uint(10_415, 4), attribute(type, value)));
}

/** Framed-IPv6-Prefix or Delegated-IPv6-Prefix: a reserved octet, the length, the octets that are needed. */
export function prefix(
	type: number,
	octets: Uint8Array,
	length: number,
): Uint8Array {
	const value = join(Uint8Array.of(0, length), octets);
	return attribute(type, value);
}

/** A packet of any code. */
export function packet(
	code: number,
	...attributes: readonly Uint8Array[]
): Uint8Array {
	const body = join(...attributes);
	const head = join(Uint8Array.of(code, 7), uint(body.length + 20, 2));
	return join(head, new Uint8Array(16), body);
}

/** Accounting-Request. */
export function accounting(
	status: keyof typeof STATUS,
	...attributes: readonly Uint8Array[]
): Uint8Array {
	return packet(4, attribute(40, uint(STATUS[status], 4)), ...attributes);
}
