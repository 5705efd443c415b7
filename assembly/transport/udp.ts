// UDP (RFC 768), and which datagrams make rows: WAP by port or by what it holds, signalling by port.
import {
	CONTROL_GTP,
	CONTROL_MALFORMED,
	CONTROL_UDP,
	CONTROL_WTLS,
	FLOW_PORT_A,
	FLOW_STATE,
	FLOW_STATE_WSP,
	FLOW_STATE_WTP,
	FLOW_STREAM,
	FLOW_VERDICT,
	PASSED_IGNORED,
	PASSED_OTHER,
	PORT_IS_DNS,
	PORT_IS_GTP_CONTROL,
	PORT_IS_GTP_USER,
	PORT_IS_PFCP,
	PORT_IS_RADIUS,
	PORT_IS_WSP,
	PORT_IS_WTLS,
	PORT_IS_WTP,
	ROW_IS_GTP_CONTROL,
	ROW_IS_PFCP,
	ROW_IS_RADIUS,
	UDP_PORTS,
	VERDICT_IGNORE,
} from "../../src/wasm/layout";
import {
	advance,
	at,
	be16,
	captured,
	capturedEnd,
	clamp,
	count,
	countPassed,
	has,
	wire,
} from "../cursor";
import { decodeDns } from "../dns/message";
import { direction, entryOf, findFlow } from "../flow";
import {
	PROTOCOL_NOTHING,
	PROTOCOL_PORTS,
	PROTOCOL_UDP,
} from "../net/protocol";
import { writeHead, writePayload } from "../record";
import { isPush, isWspRequest, isWtpRequest } from "./wapprobe";
import { writeWspRow, writeWtpRows } from "./waprows";

const LENGTH: u32 = 4;
const HEADER: u32 = 8;

/** Returns what follows when it is a tunnel. */
export function decodeUdp(): u32 {
	count(CONTROL_UDP);
	if (!has(HEADER)) return PROTOCOL_NOTHING;
	const p = at();
	const sourcePort = be16(p);
	const destinationPort = be16(p + 2);
	// Zero: a jumbogram (RFC 2675 4) or segmentation offload; the IP header's length counts.
	const length = be16(p + LENGTH);
	if (length != 0 && length < HEADER) {
		count(CONTROL_MALFORMED);
		return PROTOCOL_NOTHING;
	}
	if (length != 0) clamp(length);
	const index = findFlow(PROTOCOL_UDP, sourcePort, destinationPort);
	advance(HEADER);
	if (index == 0 || captured() == 0) return PROTOCOL_NOTHING;
	const entry = entryOf(index);
	if (load<u8>(entry, FLOW_VERDICT) & <u8>VERDICT_IGNORE) {
		countPassed(PASSED_IGNORED, wire());
		return PROTOCOL_NOTHING;
	}
	const content = carried(entry, sourcePort, destinationPort);
	if (content >= <u32>PORT_IS_GTP_USER) {
		if (content == PORT_IS_GTP_USER) count(CONTROL_GTP);
		return PROTOCOL_PORTS + content;
	}
	writeRows(content, entry, index);
	return PROTOCOL_NOTHING;
}

function writeRows(content: u32, entry: u32, index: u32): void {
	switch (content) {
		case PORT_IS_WTP:
			writeWtpRows(entry, index);
			break;
		case PORT_IS_WSP:
			writeWspRow(entry, index);
			break;
		case PORT_IS_WTLS:
			count(CONTROL_WTLS);
			break;
		case PORT_IS_RADIUS:
			writeDatagram(ROW_IS_RADIUS, entry, index);
			break;
		case PORT_IS_GTP_CONTROL:
			count(CONTROL_GTP);
			writeDatagram(ROW_IS_GTP_CONTROL, entry, index);
			break;
		case PORT_IS_DNS:
			writeDns(entry);
			break;
		case PORT_IS_PFCP:
			writeDatagram(ROW_IS_PFCP, entry, index);
			break;
		default:
			countPassed(PASSED_OTHER, wire());
			break;
	}
}

function writeDns(entry: u32): void {
	const ports = load<u32>(entry, FLOW_PORT_A);
	const fromTo = direction() == 0 ? ports : rotl<u32>(ports, 16);
	decodeDns(load<u32>(entry, FLOW_STREAM), fromTo);
}

/** A row with the whole payload. */
function writeDatagram(kind: u32, entry: u32, index: u32): void {
	const row = writeHead(kind, entry, index, direction());
	writePayload(row, at(), captured(), wire());
}

/** What the datagram carries: PORT_IS_*, 0 when it is nothing that matters here. */
function carried(entry: u32, sourcePort: u32, destinationPort: u32): u32 {
	const towards = <u32>load<u8>(UDP_PORTS + destinationPort);
	const from = <u32>load<u8>(UDP_PORTS + sourcePort);
	if (towards != 0 && from != 0) return min<u32>(towards, from);
	if ((towards | from) != 0) return towards | from;
	const state = <u32>load<u8>(entry, FLOW_STATE);
	if (state == FLOW_STATE_WTP) return PORT_IS_WTP;
	if (state == FLOW_STATE_WSP) return PORT_IS_WSP;
	return probe(entry);
}

/** Looks at the content. A request says what the flow carries from now on, a push only what this datagram is. */
function probe(entry: u32): u32 {
	if (isPush(at(), capturedEnd())) return PORT_IS_WSP;
	if (isWtpRequest(at(), capturedEnd())) {
		store<u8>(entry, <u8>FLOW_STATE_WTP, FLOW_STATE);
		return PORT_IS_WTP;
	}
	if (!isWspRequest(at(), capturedEnd())) return 0;
	store<u8>(entry, <u8>FLOW_STATE_WSP, FLOW_STATE);
	return PORT_IS_WSP;
}
