import { join, type Octets, u16, u32 } from "./bytes.js";

/** Numbers of https://www.tcpdump.org/linktypes.html. */
export const LINKTYPE = {
	null: 0,
	ethernet: 1,
	raw12: 12,
	raw14: 14,
	raw: 101,
	loop: 108,
	sll: 113,
	ipv4: 228,
	ipv6: 229,
	sll2: 276,
} as const;

export type LinkName = keyof typeof LINKTYPE;

export interface LinkOptions {
	/** Tags from the outside in: (EtherType of the tag, VLAN id). */
	tags?: readonly (readonly [number, number])[];
	/** Null: octets of the family in big-endian order. */
	bigEndianFamily?: boolean;
}

export const TAG_8021Q = 0x8100;
export const TAG_8021AD = 0x88a8;

const MAC_A = Uint8Array.of(2, 0, 0x5e, 0x10, 0, 1);
const MAC_B = Uint8Array.of(2, 0, 0x5e, 0x10, 0, 2);

/** What stands before an IP datagram on a link. */
export function linkHeader(
	link: LinkName,
	version: 4 | 6,
	options: LinkOptions = {},
): Octets {
	const etherType = u16(version === 4 ? 0x0800 : 0x86dd);
	const tags = (options.tags ?? []).map(([type, id]) =>
		join(u16(type), u16(id)),
	);
	switch (link) {
		case "ethernet":
			return join(MAC_B, MAC_A, ...tags, etherType);
		case "sll":
			return join(
				u16(0),
				u16(1),
				u16(6),
				MAC_A,
				u16(0),
				...sllTail(options, etherType),
			);
		case "sll2":
			return join(etherType, u16(0), u32(3), u16(1), 0, 6, MAC_A, u16(0));
		case "null":
			return options.bigEndianFamily
				? u32(version === 4 ? 2 : 30)
				: Uint8Array.of(version === 4 ? 2 : 30, 0, 0, 0);
		case "loop":
			return u32(version === 4 ? 2 : 24);
		default:
			return new Uint8Array(0);
	}
}

/** A tagged packet in SLL: the protocol field holds the tag's type, the tag follows. */
function sllTail(options: LinkOptions, etherType: Octets): Octets[] {
	const out: Octets[] = [];
	for (const [type, id] of options.tags ?? []) out.push(u16(type), u16(id));
	return [...out, etherType];
}

/** A whole link-layer packet. `trailer`: octets after the datagram (Ethernet padding, FCS). */
export function frame(
	link: LinkName,
	datagram: Uint8Array,
	options: LinkOptions & { trailer?: Uint8Array } = {},
): Octets {
	const version = (datagram[0] as number) >> 4 === 6 ? 6 : 4;
	return join(
		linkHeader(link, version, options),
		datagram,
		options.trailer ?? "",
	);
}
