// LINKTYPE_LINUX_SLL2: protocol type 2, reserved 2, interface 4, ARPHRD type 2, packet type 1, address length 1, address 8.
import { advance, at, be16, has } from "../cursor";
import { decodeLlc } from "./ethernet";
import { NOTHING } from "./ethertype";
import { PROTOCOL_LLC } from "./linuxsll";

const HEADER: u32 = 20;

export function decodeLinuxSll2(): u32 {
	if (!has(HEADER)) return NOTHING;
	const type = be16(at());
	advance(HEADER);
	return type == PROTOCOL_LLC ? decodeLlc() : type;
}
