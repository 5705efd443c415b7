// GRE (RFC 2784, RFC 2890), its version 1 of PPTP (RFC 2637 4.1), and ERSPAN inside it (draft-foschiano-erspan).
import { TUNNEL_IS_GRE } from "../../src/wasm/layout";
import { advance, at, be16, has, u8At } from "../cursor";
import { ETHERTYPE_BRIDGED, NOTHING } from "../link/ethertype";
import { enterTunnel } from "./scope";

const HEADER: u32 = 4;
const HAS_CHECKSUM: u32 = 0x8000;
const HAS_ROUTING: u32 = 0x4000; // RFC 1701; deprecated, and not read
const HAS_KEY: u32 = 0x2000;
const HAS_SEQUENCE: u32 = 0x1000;
const HAS_ACKNOWLEDGMENT: u32 = 0x0080; // version 1
const ERSPAN: u32 = 0x88be; // type I without, type II with a sequence number
const ERSPAN_III: u32 = 0x22eb;

export function decodeGre(): u32 {
	if (!has(HEADER)) return NOTHING;
	const flags = be16(at());
	const type = be16(at() + 2);
	const version = flags & 7;
	if (version > 1 || flags & HAS_ROUTING) return NOTHING;
	let length = HEADER;
	if (flags & HAS_CHECKSUM) length += 4;
	if (flags & HAS_KEY) length += 4;
	if (flags & HAS_SEQUENCE) length += 4;
	if (version == 1 && flags & HAS_ACKNOWLEDGMENT) length += 4;
	if (!has(length)) return NOTHING;
	advance(length);
	enterTunnel(TUNNEL_IS_GRE, 0, 0);
	if (type == ERSPAN) return passMirror(flags & HAS_SEQUENCE ? 8 : 0);
	return type == ERSPAN_III ? passMirror(12) : type;
}

/** A mirrored Ethernet frame behind its own header; type III may have eight octets more. */
function passMirror(length: u32): u32 {
	if (!has(length)) return NOTHING;
	const more: u32 = length == 12 && u8At(at() + 11) & 1 ? 8 : 0;
	if (!has(length + more)) return NOTHING;
	advance(length + more);
	return ETHERTYPE_BRIDGED;
}
