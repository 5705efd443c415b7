// LINKTYPE number (https://www.tcpdump.org/linktypes.html) to decoder. A link type is added here: one file, one line.
import { decodeCiscoHdlc } from "./ciscohdlc";
import { decodeEthernet } from "./ethernet";
import { ETHERTYPE_IPV4, ETHERTYPE_IPV6, UNKNOWN_LINK } from "./ethertype";
import { decodeLinuxSll } from "./linuxsll";
import { decodeLinuxSll2 } from "./linuxsll2";
import { decodeLoopback } from "./loopback";
import { decodePpp } from "./ppp";
import { decodeRawIp } from "./rawip";

/** Passes the link header. Returns the EtherType of what follows, NOTHING, or UNKNOWN_LINK. */
export function decodeLink(linkType: u32): u32 {
	switch (linkType) {
		case 1:
			return decodeEthernet();
		case 0:
		case 108:
			return decodeLoopback();
		case 9:
		case 50:
			return decodePpp();
		case 104:
			return decodeCiscoHdlc();
		case 12:
		case 14:
		case 101:
			return decodeRawIp();
		case 228:
			return ETHERTYPE_IPV4;
		case 229:
			return ETHERTYPE_IPV6;
		case 113:
			return decodeLinuxSll();
		case 276:
			return decodeLinuxSll2();
		default:
			return UNKNOWN_LINK;
	}
}
