// L2TP version 2 (RFC 2661 3.1): data messages carry PPP.
import { TUNNEL_IS_L2TP } from "../../src/wasm/layout";
import { advance, at, be16, clamp, has } from "../cursor";
import { ETHERTYPE_PPP, NOTHING } from "../link/ethertype";
import { enterTunnel } from "./scope";

const IS_CONTROL: u32 = 0x8000;
const HAS_LENGTH: u32 = 0x4000;
const HAS_SEQUENCE: u32 = 0x0800;
const HAS_OFFSET: u32 = 0x0200;

export function decodeL2tp(): u32 {
	if (!has(6)) return NOTHING;
	const p = at();
	const flags = be16(p);
	if ((flags & 15) != 2 || flags & IS_CONTROL) return NOTHING;
	let length: u32 = flags & HAS_LENGTH ? 8 : 6;
	if (flags & HAS_SEQUENCE) length += 4;
	if (flags & HAS_LENGTH) clamp(be16(p + 2));
	if (flags & HAS_OFFSET) {
		if (!has(length + 2)) return NOTHING;
		length += 2 + be16(p + length);
	}
	if (!has(length)) return NOTHING;
	advance(length);
	enterTunnel(TUNNEL_IS_L2TP, 0, 0);
	return ETHERTYPE_PPP;
}
