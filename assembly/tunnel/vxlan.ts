// VXLAN (RFC 7348 5) and Geneve (RFC 8926 3.4): UDP with a network identifier, then mostly an Ethernet frame.
import { TUNNEL_IS_GENEVE, TUNNEL_IS_VXLAN } from "../../src/wasm/layout";
import { advance, at, be16, be32, has, u8At } from "../cursor";
import { ETHERTYPE_BRIDGED, NOTHING } from "../link/ethertype";
import { enterTunnel } from "./scope";

const HEADER: u32 = 8;
const HAS_IDENTIFIER: u32 = 8;

export function decodeVxlan(): u32 {
	if (!has(HEADER)) return NOTHING;
	const p = at();
	if (u8At(p) != HAS_IDENTIFIER) return NOTHING;
	advance(HEADER);
	enterTunnel(TUNNEL_IS_VXLAN, be32(p + 4) >>> 8, 0);
	return ETHERTYPE_BRIDGED;
}

export function decodeGeneve(): u32 {
	if (!has(HEADER)) return NOTHING;
	const p = at();
	if (u8At(p) >>> 6 != 0) return NOTHING;
	const length = HEADER + ((u8At(p) & 0x3f) << 2);
	if (!has(length)) return NOTHING;
	advance(length);
	enterTunnel(TUNNEL_IS_GENEVE, be32(p + 4) >>> 8, 0);
	return be16(p + 2);
}
