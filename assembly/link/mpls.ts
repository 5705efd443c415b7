// MPLS label stack (RFC 3032): entries of four octets, the last one marked; the payload names itself by its version.
import { advance, at, has, u8At } from "../cursor";
import { NOTHING } from "./ethertype";
import { decodeRawIp } from "./rawip";

const ENTRY: u32 = 4;

export function decodeMpls(): u32 {
	let bottom = false;
	while (!bottom) {
		if (!has(ENTRY)) return NOTHING;
		bottom = (u8At(at() + 2) & 1) != 0;
		advance(ENTRY);
	}
	return decodeRawIp();
}
