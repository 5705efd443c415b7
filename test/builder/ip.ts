import { join, type Octets, u16, u32 } from "./bytes.js";

/** 4 or 16 octets. */
export type Address = Octets;

export interface Endpoint {
	address: Address;
	port: number;
}

export const PROTOCOL_TCP = 6;
export const PROTOCOL_UDP = 17;

/** Reads dotted IPv4 and colon IPv6 addresses. */
export function address(text: string): Address {
	if (!text.includes(":")) {
		return Uint8Array.from(text.split(".").map(Number));
	}
	const [head = "", tail] = text.split("::");
	const front = groups(head);
	const back = tail === undefined ? [] : groups(tail);
	const zeros = new Array<number>(8 - front.length - back.length).fill(0);
	return join(...[...front, ...zeros, ...back].map(u16));
}

function groups(text: string): number[] {
	return text === ""
		? []
		: text.split(":").map((group) => Number.parseInt(group, 16));
}

export function endpoint(host: string | Address, port: number): Endpoint {
	return { address: typeof host === "string" ? address(host) : host, port };
}

/** Sum of 16-bit words (RFC 1071), not yet folded. */
function sum(octets: Uint8Array, from: number, start: number): number {
	let total = start;
	const even = octets.length - ((octets.length - from) & 1);
	for (let i = from; i < even; i += 2) {
		total += ((octets[i] as number) << 8) | (octets[i + 1] as number);
	}
	if (even < octets.length) total += (octets[even] as number) << 8;
	return total;
}

function fold(total: number): number {
	let folded = total;
	while (folded > 0xffff) {
		folded = (folded & 0xffff) + Math.floor(folded / 65536);
	}
	return ~folded & 0xffff;
}

export interface IpOptions {
	identification?: number;
	/** IPv4: options, padded to 4 octets (RFC 791 3.1). */
	options?: Uint8Array;
	/** IPv6: extension headers as (next header number of this header, body after the next-header octet). */
	extensions?: readonly (readonly [number, Uint8Array])[];
	/** IPv4: in units of 8 octets. */
	fragmentOffset?: number;
	moreFragments?: boolean;
}

/** An IP datagram with a given payload; the family is that of the addresses. */
export function ip(
	from: Address,
	to: Address,
	carried: { protocol: number; payload: Uint8Array },
	options: IpOptions = {},
): Octets {
	const head = ipHeader(from, to, carried, options);
	return join(head, carried.payload);
}

function ipHeader(
	from: Address,
	to: Address,
	carried: { protocol: number; payload: Uint8Array },
	options: IpOptions,
): Octets {
	const { protocol, payload } = carried;
	if (from.length === 4) {
		const extra = options.options ?? new Uint8Array(0);
		const out = new Uint8Array(20 + extra.length);
		out.set(extra, 20);
		fillIpv4(out, from, to, {
			protocol,
			total: out.length + payload.length,
			options,
		});
		return out;
	}
	return ipv6Header(from, to, carried, options.extensions ?? []);
}

function fillIpv4(
	out: Uint8Array,
	from: Address,
	to: Address,
	about: { protocol: number; total: number; options: IpOptions },
	headerLength = out.length,
): void {
	const { identification = 0, fragmentOffset = 0 } = about.options;
	const fragment = fragmentOffset | (about.options.moreFragments ? 0x2000 : 0);
	out[0] = 0x40 | (headerLength >> 2);
	out[2] = about.total >> 8;
	out[3] = about.total;
	out[4] = identification >> 8;
	out[5] = identification;
	out[6] = fragment >> 8;
	out[7] = fragment;
	out[8] = 64;
	out[9] = about.protocol;
	out.set(from, 12);
	out.set(to, 16);
	const check = fold(sum(out.subarray(0, headerLength), 0, 0));
	out[10] = check >> 8;
	out[11] = check;
}

function ipv6Header(
	from: Address,
	to: Address,
	carried: { protocol: number; payload: Uint8Array },
	extensions: readonly (readonly [number, Uint8Array])[],
): Octets {
	const chain: Octets[] = [];
	for (let i = 0; i < extensions.length; i++) {
		const next = extensions[i + 1]?.[0] ?? carried.protocol;
		chain.push(join(next, extensions[i]?.[1] ?? ""));
	}
	const extra = join(...chain);
	const first = extensions[0]?.[0] ?? carried.protocol;
	return join(
		u32(0x60000000),
		u16(extra.length + carried.payload.length),
		first,
		64,
		from,
		to,
		extra,
	);
}

/** Hop-by-hop (0), destination options (60) or routing (43) header body of 7 octets: padding only (RFC 8200 4.2). */
export const PADDING_EXTENSION: Uint8Array = Uint8Array.of(0, 1, 4, 0, 0, 0, 0);

function pseudoSum(from: Address, to: Address, rest: number): number {
	return sum(to, 0, sum(from, 0, rest));
}

/** A whole UDP datagram in IP, with its checksum (RFC 768). */
export function udp(
	from: Endpoint,
	to: Endpoint,
	payload: Uint8Array,
	options: IpOptions = {},
): Octets {
	const length = 8 + payload.length;
	const datagram = join(
		u16(from.port),
		u16(to.port),
		u16(length),
		u16(0),
		payload,
	);
	const rest = pseudoSum(from.address, to.address, PROTOCOL_UDP + length);
	const check = fold(sum(datagram, 0, rest)) || 0xffff;
	datagram[6] = check >> 8;
	datagram[7] = check;
	return ip(
		from.address,
		to.address,
		{ protocol: PROTOCOL_UDP, payload: datagram },
		options,
	);
}

export const FIN = 1;
export const SYN = 2;
export const RST = 4;
export const PSH = 8;
export const ACK = 16;

export interface TcpFields {
	sequence: number;
	acknowledgment?: number;
	flags: number;
	window?: number;
	/** TCP options, a multiple of 4 octets. */
	options?: Uint8Array;
	payload?: Uint8Array;
}

const NOTHING = new Uint8Array(0);

/** A whole TCP segment in IP, with its checksum (RFC 9293 3.1). Made in one allocation: the generators live off it. */
export function tcp(from: Endpoint, to: Endpoint, fields: TcpFields): Octets {
	const { payload = NOTHING, options = NOTHING } = fields;
	const ipLength = from.address.length === 4 ? 20 : 40;
	const length = 20 + options.length + payload.length;
	const out = new Uint8Array(ipLength + length);
	if (ipLength === 20) {
		const about = {
			protocol: PROTOCOL_TCP,
			total: out.length,
			options: { identification: fields.sequence & 0xffff },
		};
		fillIpv4(out, from.address, to.address, about, 20);
	} else {
		out[0] = 0x60;
		out[4] = length >> 8;
		out[5] = length;
		out[6] = PROTOCOL_TCP;
		out[7] = 64;
		out.set(from.address, 8);
		out.set(to.address, 24);
	}
	fillTcp(out, ipLength, from.port, to.port, fields);
	out.set(options, ipLength + 20);
	out.set(payload, ipLength + 20 + options.length);
	const rest = pseudoSum(from.address, to.address, PROTOCOL_TCP + length);
	const check = fold(sum(out, ipLength, rest));
	out[ipLength + 16] = check >> 8;
	out[ipLength + 17] = check;
	return out;
}

function fillTcp(
	out: Uint8Array,
	at: number,
	fromPort: number,
	toPort: number,
	fields: TcpFields,
): void {
	const { sequence, acknowledgment = 0, window = 65535 } = fields;
	out[at] = fromPort >> 8;
	out[at + 1] = fromPort;
	out[at + 2] = toPort >> 8;
	out[at + 3] = toPort;
	for (let i = 0; i < 4; i++) {
		out[at + 4 + i] = sequence >>> (24 - 8 * i);
		out[at + 8 + i] = acknowledgment >>> (24 - 8 * i);
	}
	out[at + 12] = (5 + ((fields.options?.length ?? 0) >> 2)) << 4;
	out[at + 13] = fields.flags;
	out[at + 14] = window >> 8;
	out[at + 15] = window;
}

/**
 * Cuts an IP datagram into fragments whose payload is at most `size` octets (rounded down to a multiple of 8).
 * IPv6 datagrams must not have extension headers.
 */
export function fragments(
	datagram: Uint8Array,
	size: number,
	identification: number,
): Octets[] {
	const step = Math.max(8, size & ~7);
	const version = (datagram[0] as number) >> 4;
	const head = version === 4 ? ((datagram[0] as number) & 15) * 4 : 40;
	const payload = datagram.subarray(head);
	const out: Octets[] = [];
	for (let at = 0; at < payload.length; at += step) {
		const piece = payload.subarray(at, at + step);
		const about = {
			offset: at >> 3,
			more: at + step < payload.length,
			identification,
		};
		out.push(
			version === 4
				? fragment4(datagram, piece, about)
				: fragment6(datagram, piece, about),
		);
	}
	return out;
}

interface FragmentFields {
	offset: number;
	more: boolean;
	identification: number;
}

function fragment4(
	whole: Uint8Array,
	payload: Uint8Array,
	about: FragmentFields,
): Octets {
	return ip(
		whole.slice(12, 16),
		whole.slice(16, 20),
		{ protocol: whole[9] as number, payload },
		{
			identification: about.identification & 0xffff,
			fragmentOffset: about.offset,
			moreFragments: about.more,
		},
	);
}

function fragment6(
	whole: Uint8Array,
	payload: Uint8Array,
	about: FragmentFields,
): Octets {
	const body = join(
		0,
		u16((about.offset << 3) | (about.more ? 1 : 0)),
		u32(about.identification),
	);
	return ip(
		whole.slice(8, 24),
		whole.slice(24, 40),
		{ protocol: whole[6] as number, payload },
		{ extensions: [[44, body]] },
	);
}
