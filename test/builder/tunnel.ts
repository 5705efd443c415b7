import { join, type Octets, type Piece, u16, u32 } from "./bytes.js";
import { type Endpoint, endpoint, ip, udp } from "./ip.js";

/** Two ends of a tunnel, as host addresses. */
export type Peers = readonly [from: string, to: string];

function between([from, to]: Peers, port: number): [Endpoint, Endpoint] {
	return [endpoint(from, port), endpoint(to, port)];
}

export interface GtpOptions {
	sequence?: number;
	/** Extension headers: type, and content whose length with 2 is a multiple of 4. */
	extensions?: readonly (readonly [type: number, content: Uint8Array])[];
	/** Message type; 255 is T-PDU. */
	type?: number;
}

/** GTP-U version 1 over UDP (3GPP TS 29.281 5). */
export function gtpUser(
	peers: Peers,
	teid: number,
	inside: Uint8Array,
	options: GtpOptions = {},
): Octets {
	const { sequence, extensions = [], type = 255 } = options;
	const chain: Piece[] = [];
	if (sequence !== undefined || extensions.length > 0) {
		chain.push(u16(sequence ?? 0), 0, extensions[0]?.[0] ?? 0);
		extensions.forEach(([, content], i) => {
			chain.push((content.length + 2) / 4, content);
			chain.push(extensions[i + 1]?.[0] ?? 0);
		});
	}
	const body = join(...chain, inside);
	const flags =
		0x30 | (sequence === undefined ? 0 : 2) | (extensions.length > 0 ? 4 : 0);
	const header = join(flags, type, u16(body.length), u32(teid));
	return udp(...between(peers, 2152), join(header, body));
}

export interface GreOptions {
	/** EtherType; that of the IP datagram when absent. */
	type?: number;
	checksum?: boolean;
	key?: number;
	sequence?: number;
}

/** GRE (RFC 2784, RFC 2890). */
export function gre(
	[from, to]: Peers,
	inside: Uint8Array,
	options: GreOptions = {},
): Octets {
	const { checksum, key, sequence } = options;
	const isIpv6 = (inside[0] as number) >> 4 === 6;
	const type = options.type ?? (isIpv6 ? 0x86dd : 0x0800);
	const flags =
		(checksum ? 0x8000 : 0) |
		(key === undefined ? 0 : 0x2000) |
		(sequence === undefined ? 0 : 0x1000);
	const fields: Piece[] = [u16(flags), u16(type)];
	if (checksum) fields.push(u32(0));
	if (key !== undefined) fields.push(u32(key));
	if (sequence !== undefined) fields.push(u32(sequence));
	return carry([from, to], 47, join(...fields, inside));
}

/** IP in IP (RFC 2003, RFC 4213, RFC 2473). */
export function ipInIp(peers: Peers, inside: Uint8Array): Octets {
	return carry(peers, (inside[0] as number) >> 4 === 6 ? 41 : 4, inside);
}

function carry(
	[from, to]: Peers,
	protocol: number,
	payload: Octets | Uint8Array,
): Octets {
	const [a, b] = [endpoint(from, 0), endpoint(to, 0)];
	return ip(a.address, b.address, { protocol, payload });
}

/** VXLAN (RFC 7348 5); `inside` is a whole Ethernet frame. */
export function vxlan(
	peers: Peers,
	identifier: number,
	inside: Uint8Array,
): Octets {
	const header = join(8, 0, u16(0), u32(identifier << 8));
	return udp(...between(peers, 4789), join(header, inside));
}

/** Geneve with one option of four octets (RFC 8926 3.4). */
export function geneve(
	peers: Peers,
	identifier: number,
	inside: Uint8Array,
	type = 0x6558,
): Octets {
	const header = join(2, 0, u16(type), u32(identifier << 8), u32(0x01018001));
	return udp(...between(peers, 6081), join(header, u32(7), inside));
}

/** L2TP data message with length, sequence numbers and offset (RFC 2661 3.1), carrying PPP. */
export function l2tp(peers: Peers, inside: Uint8Array): Octets {
	const ppp = join(0xff, 3, u16(0x21), inside);
	const header = join(u16(7), u16(9), u16(1), u16(2), u16(2), u16(0));
	const length = 4 + header.length + ppp.length;
	return udp(
		...between(peers, 1701),
		join(u16(0x4a02), u16(length), header, ppp),
	);
}
