// LINKTYPE_NULL and LINKTYPE_LOOP: an address family of four octets, in the byte order of the machine that captured
// or in network byte order. Families are below 256, so the octet that is not zero tells.
import { advance, at, be32, has } from "../cursor";
import { ETHERTYPE_IPV4, ETHERTYPE_IPV6, NOTHING } from "./ethertype";

const HEADER: u32 = 4;

export function decodeLoopback(): u32 {
	if (!has(HEADER)) return NOTHING;
	const raw = be32(at());
	advance(HEADER);
	const family = raw >>> 16 != 0 ? bswap<u32>(raw) : raw;
	switch (family) {
		case 2:
			return ETHERTYPE_IPV4;
		// AF_INET6 of NetBSD and OpenBSD, FreeBSD, macOS, Linux
		case 24:
		case 28:
		case 30:
		case 10:
			return ETHERTYPE_IPV6;
		default:
			return NOTHING;
	}
}
