// LINKTYPE_LINUX_SLL: packet type 2, ARPHRD type 2, address length 2, address 8, protocol type 2.
import { advance, at, be16, has } from "../cursor";
import { decodeLlc } from "./ethernet";
import { NOTHING } from "./ethertype";

const PROTOCOL: u32 = 14;
const HEADER: u32 = 16;
/** The frame has an LLC header instead of an EtherType. */
export const PROTOCOL_LLC: u32 = 4;

export function decodeLinuxSll(): u32 {
	if (!has(HEADER)) return NOTHING;
	const type = be16(at() + PROTOCOL);
	advance(HEADER);
	return type == PROTOCOL_LLC ? decodeLlc() : type;
}
