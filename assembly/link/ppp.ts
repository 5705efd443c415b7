// PPP (RFC 1661), with or without the HDLC-like framing of RFC 1662, and PPPoE session packets (RFC 2516).
import { advance, at, be16, clamp, has, u8At } from "../cursor";
import {
	ETHERTYPE_IPV4,
	ETHERTYPE_IPV6,
	ETHERTYPE_MPLS,
	NOTHING,
} from "./ethertype";

const PPPOE_HEADER: u32 = 6;
const PROTOCOL_IPV4: u32 = 0x21;
const PROTOCOL_IPV6: u32 = 0x57;
const PROTOCOL_MPLS: u32 = 0x281;

export function decodePpp(): u32 {
	if (!has(2)) return NOTHING;
	if (be16(at()) == 0xff03) advance(2);
	if (!has(1)) return NOTHING;
	// Protocol-Field-Compression: an odd first octet is the whole number.
	let protocol = u8At(at());
	if ((protocol & 1) == 0) {
		if (!has(2)) return NOTHING;
		protocol = be16(at());
		advance(1);
	}
	advance(1);
	if (protocol == PROTOCOL_IPV4) return ETHERTYPE_IPV4;
	if (protocol == PROTOCOL_MPLS) return ETHERTYPE_MPLS;
	return protocol == PROTOCOL_IPV6 ? ETHERTYPE_IPV6 : NOTHING;
}

export function decodePppoe(): u32 {
	if (!has(PPPOE_HEADER)) return NOTHING;
	const length = be16(at() + 4);
	advance(PPPOE_HEADER);
	clamp(length);
	return decodePpp();
}
