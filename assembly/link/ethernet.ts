// Ethernet II and IEEE 802.3 with LLC and SNAP (IEEE 802-2014 9, RFC 1042), tags of IEEE 802.1Q and 802.1ad.
import { advance, at, be16, be32, clamp, has, u8At } from "../cursor";
import { enterVlan } from "../tunnel/scope";
import { ETHERTYPE_LEAST, NOTHING } from "./ethertype";

const TYPE: u32 = 12;
const HEADER: u32 = 14;
const TAG: u32 = 4;
const LLC: u32 = 3;
const SNAP: u32 = 8;

export function decodeEthernet(): u32 {
	if (!has(HEADER)) return NOTHING;
	const type = be16(at() + TYPE);
	advance(HEADER);
	return afterType(type);
}

/** What follows a field that is an EtherType or a length. */
function afterType(type: u32): u32 {
	if (type >= ETHERTYPE_LEAST) return type;
	clamp(type);
	return decodeLlc();
}

/** LLC header: only SNAP with a zero organisation code, and the old SAP of IP, lead to IP. */
export function decodeLlc(): u32 {
	if (!has(LLC)) return NOTHING;
	const p = at();
	const saps = be16(p);
	if (saps == 0x0606 && u8At(p + 2) == 3) {
		advance(LLC);
		return 0x0800;
	}
	if (saps != 0xaaaa || u8At(p + 2) != 3) return saps >>> 8;
	if (!has(SNAP)) return NOTHING;
	const type = be16(p + 6);
	if (be32(p + 2) << 8 != 0) return NOTHING;
	advance(SNAP);
	return type;
}

/** Tag control information and the EtherType or length behind it. */
export function decodeVlan(): u32 {
	if (!has(TAG)) return NOTHING;
	const p = at();
	enterVlan(be16(p) & 0xfff);
	advance(TAG);
	return afterType(be16(p + 2));
}
