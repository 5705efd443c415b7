// GTP-U version 1 (3GPP TS 29.281 5): a T-PDU leads to the packet of the user. Everything else is about the path.
import { TUNNEL_IS_GTP } from "../../src/wasm/layout";
import { advance, at, be16, be32, clamp, has, u8At } from "../cursor";
import {
	ETHERTYPE_IPV4,
	ETHERTYPE_IPV6,
	ETHERTYPE_PPP,
	NOTHING,
} from "../link/ethertype";
import { enterTunnel } from "./scope";

const HEADER: u32 = 8;
const OPTIONAL: u32 = 4; // sequence number 2, N-PDU number 1, next extension header type 1
const VERSION_AND_TYPE: u32 = 0x30; // version 1, GTP and not GTP'
const HAS_EXTENSION: u32 = 4;
const HAS_ANY: u32 = 7;
const T_PDU: u32 = 255;

export function decodeGtpUser(): u32 {
	if (!has(HEADER)) return NOTHING;
	const p = at();
	const flags = u8At(p);
	if ((flags & 0xf0) != VERSION_AND_TYPE || u8At(p + 1) != T_PDU)
		return NOTHING;
	const length = be16(p + 2);
	advance(HEADER);
	clamp(length);
	if (flags & HAS_ANY && !passOptional(flags)) return NOTHING;
	const type = userType();
	if (type != NOTHING) enterTunnel(TUNNEL_IS_GTP, 0, be32(p + 4));
	return type;
}

/** Passes the optional fields and extension headers (5.2): length in units of four octets, the last octet the next type. */
function passOptional(flags: u32): bool {
	if (!has(OPTIONAL)) return false;
	let next = flags & HAS_EXTENSION ? u8At(at() + 3) : 0;
	advance(OPTIONAL);
	while (next != 0) {
		if (!has(OPTIONAL)) return false;
		const length = u8At(at()) << 2;
		if (length == 0 || !has(length)) return false;
		next = u8At(at() + length - 1);
		advance(length);
	}
	return true;
}

/** The PDP type is not said: IP by its version, PPP by its address and control octets. */
function userType(): u32 {
	if (!has(2)) return NOTHING;
	if (be16(at()) == 0xff03) return ETHERTYPE_PPP;
	const version = u8At(at()) >>> 4;
	if (version == 4) return ETHERTYPE_IPV4;
	return version == 6 ? ETHERTYPE_IPV6 : NOTHING;
}
