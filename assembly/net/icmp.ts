// ICMP (RFC 792) and ICMPv6 (RFC 4443) errors about what may matter: a connection that nobody answered yet, or WAP. The
// packet that the message quotes names the flow.
import {
	FLOW_FLAG_ANSWERED,
	FLOW_FLAGS,
	FLOW_STATE,
	FLOW_STATE_WSP,
	FLOW_STATE_WTP,
	PORT_IS_WTLS,
	ROW_ICMP_CODE,
	ROW_ICMP_PROTOCOL,
	ROW_ICMP_TYPE,
	ROW_IS_ICMP,
	UDP_PORTS,
} from "../../src/wasm/layout";
import { advance, at, be16, captured, u8At } from "../cursor";
import { direction, entryOf, lookFlow } from "../flow";
import { writeHead } from "../record";
import { family, setAddresses } from "./address";
import { PROTOCOL_TCP, PROTOCOL_UDP } from "./protocol";

const HEADER: u32 = 8;
const UNREACHABLE: u32 = 3;
const TIME_EXCEEDED: u32 = 11;
const FRAGMENTATION_NEEDED: u32 = 4; // code of 3; the sender sends again in smaller packets
const UNREACHABLE_6: u32 = 1;
const TIME_EXCEEDED_6: u32 = 3;
const IPV4_HEADER: u32 = 20;
const IPV6_HEADER: u32 = 40;
const PORTS: u32 = 4;

export function decodeIcmp(): void {
	if (captured() < HEADER) return;
	const type = u8At(at());
	const code = u8At(at() + 1);
	if (!isError(type, code)) return;
	advance(HEADER);
	const protocol = family() == 4 ? passQuoted4() : passQuoted6();
	if (protocol != PROTOCOL_TCP && protocol != PROTOCOL_UDP) return;
	if (captured() < PORTS) return;
	const from = be16(at());
	const to = be16(at() + 2);
	const index = lookFlow(protocol, from, to);
	if (index == 0) return;
	const entry = entryOf(index);
	const matters =
		protocol == PROTOCOL_TCP
			? (load<u32>(entry, FLOW_FLAGS) & FLOW_FLAG_ANSWERED) == 0
			: isWap(entry, from, to);
	if (!matters) return;
	const row = writeHead(ROW_IS_ICMP, entry, index, direction());
	store<u8>(row, <u8>type, ROW_ICMP_TYPE);
	store<u8>(row, <u8>code, ROW_ICMP_CODE);
	store<u8>(row, <u8>protocol, ROW_ICMP_PROTOCOL);
}

function isError(type: u32, code: u32): bool {
	if (family() == 6) return type == UNREACHABLE_6 || type == TIME_EXCEEDED_6;
	if (type == UNREACHABLE) return code != FRAGMENTATION_NEEDED;
	return type == TIME_EXCEEDED;
}

/** Passes the header of the quoted packet and takes its addresses. Returns the protocol, 0 for none or a later fragment. */
function passQuoted4(): u32 {
	if (captured() < IPV4_HEADER) return 0;
	const p = at();
	const length = (u8At(p) & 15) << 2;
	if (u8At(p) >>> 4 != 4 || length < IPV4_HEADER || length > captured())
		return 0;
	if (be16(p + 6) & 0x1fff) return 0;
	setAddresses(p + 12, p + 16, 4);
	advance(length);
	return u8At(p + 9);
}

function passQuoted6(): u32 {
	if (captured() < IPV6_HEADER) return 0;
	const p = at();
	if (u8At(p) >>> 4 != 6) return 0;
	setAddresses(p + 8, p + 24, 6);
	advance(IPV6_HEADER);
	return u8At(p + 6);
}

function isWap(entry: u32, from: u32, to: u32): bool {
	const state = <u32>load<u8>(entry, FLOW_STATE);
	if (state == FLOW_STATE_WTP || state == FLOW_STATE_WSP) return true;
	return isWapPort(from) || isWapPort(to);
}

function isWapPort(port: u32): bool {
	const code = <u32>load<u8>(UDP_PORTS + port);
	return code != 0 && code <= <u32>PORT_IS_WTLS;
}
