// PFCP (3GPP TS 29.244) from information elements.
import { join } from "./bytes.js";
import { ipv4, tbcd, uint } from "./signalling.js";

/** Type, length, value; a group is the elements in it. */
export function element(
	type: number,
	...values: readonly Uint8Array[]
): Uint8Array {
	const value = join(...values);
	return join(uint(type, 2), uint(value.length, 2), value);
}

/** Message about a session. */
export function message(
	type: number,
	head: { seid: number; sequence: number; followed?: true },
	...elements: readonly Uint8Array[]
): Uint8Array {
	const body = join(
		uint(head.seid, 8),
		uint(head.sequence, 3),
		Uint8Array.of(0),
		...elements,
	);
	const flags = head.followed ? 0x25 : 0x21;
	return join(Uint8Array.of(flags, type), uint(body.length, 2), body);
}

export function fseid(address: string, seid: number): Uint8Array {
	return element(57, Uint8Array.of(2), uint(seid, 8), ipv4(address));
}

export function fteid(address: string, teid: number): Uint8Array {
	return element(21, Uint8Array.of(1), uint(teid, 4), ipv4(address));
}

/** User ID with IMSI, IMEI and MSISDN. */
export function userId(user: {
	imsi?: string;
	imei?: string;
	msisdn?: string;
}): Uint8Array {
	const fields = [user.imsi, user.imei, user.msisdn];
	const flags = fields.reduce(
		(sum, field, bit) => (field === undefined ? sum : sum | (1 << bit)),
		0,
	);
	const parts = fields.map((field) => {
		if (field === undefined) return new Uint8Array(0);
		const digits = tbcd(field);
		return join(Uint8Array.of(digits.length), digits);
	});
	return element(141, Uint8Array.of(flags), ...parts);
}

/** Create PDR with the PDI of one direction. */
export function createPdr(...pdi: readonly Uint8Array[]): Uint8Array {
	return element(1, element(56, uint(1, 2)), element(2, ...pdi));
}

export function phoneAddress(address: string): Uint8Array {
	return element(93, Uint8Array.of(2), ipv4(address));
}
