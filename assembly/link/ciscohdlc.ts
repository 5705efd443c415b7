// LINKTYPE_C_HDLC: address 1, control 1, EtherType 2 (RFC 1547 4.3.1).
import { advance, at, be16, has } from "../cursor";
import { NOTHING } from "./ethertype";

const HEADER: u32 = 4;

export function decodeCiscoHdlc(): u32 {
	if (!has(HEADER)) return NOTHING;
	const type = be16(at() + 2);
	advance(HEADER);
	return type;
}
