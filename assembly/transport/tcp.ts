// TCP (RFC 9293 3.1), and which segments make rows. The rules that TypeScript must know are in src/frame/frame.ts.
import {
	CONTROL_EVERY_SEGMENT,
	CONTROL_MALFORMED,
	CONTROL_TCP,
	CONTROL_TCP_DATA,
	CONTROL_TCP_SLICED,
	CONTROL_TLS,
	FLOW_FLAG_CONNECTED,
	FLOW_FLAG_DATA_A,
	FLOW_FLAG_FIN_A,
	FLOW_FLAG_RST,
	FLOW_FLAG_SYN_A,
	FLOW_FLAGS,
	FLOW_INITIAL_A,
	FLOW_SKIP_A,
	FLOW_STATE,
	FLOW_STATE_PROBED,
	FLOW_STATE_SHOWN,
	FLOW_STATE_TLS,
	FLOW_STATE_UNDECIDED,
	FLOW_VERDICT,
	PASSED_BARE,
	PASSED_IGNORED,
	PASSED_PROBED,
	PASSED_SKIPPED,
	PASSED_TLS,
	PIECE_FLAG_START,
	ROW_ACKNOWLEDGMENT,
	ROW_FLAG_START,
	ROW_FLAGS,
	ROW_IS_TCP,
	ROW_IS_TLS,
	ROW_SEQUENCE,
	ROW_TCP_FLAGS,
	ROW_WINDOW,
	VERDICT_FOLLOW,
	VERDICT_IGNORE,
	VERDICT_PROBE,
	VERDICT_SKIP_A,
} from "../../src/wasm/layout";
import {
	advance,
	at,
	be16,
	be32,
	captured,
	count,
	countPassed,
	has,
	u8At,
	wire,
} from "../cursor";
import { beginStream, coldOf, direction, entryOf, findFlow } from "../flow";
import { PROTOCOL_TCP } from "../net/protocol";
import { writeHead, writePayload } from "../record";
import { addToRun, endRun } from "./run";
import {
	IS_HTTP,
	isClientHello,
	isTlsRecord,
	NOT_HTTP,
	startLine,
} from "./startline";

const SEQUENCE: u32 = 4;
const ACKNOWLEDGMENT: u32 = 8;
const DATA_OFFSET: u32 = 12;
const FLAGS: u32 = 13;
const WINDOW: u32 = 14;
const HEADER: u32 = 20;

const FIN: u32 = 1;
const SYN: u32 = 2;
const RST: u32 = 4;
const ACK: u32 = 16;

/** What becomes of a segment. */
const NO_ROW: u32 = 0;
const TCP_ROW: u32 = ROW_IS_TCP;
const TLS_ROW: u32 = ROW_IS_TLS;

let header: u32 = 0;
let sequence: u32 = 0;
let flags: u32 = 0;

export function decodeTcp(): void {
	count(CONTROL_TCP);
	if (!has(HEADER)) return;
	header = at();
	const headerLength = (u8At(header + DATA_OFFSET) >>> 4) << 2;
	if (headerLength < HEADER || headerLength > wire()) {
		count(CONTROL_MALFORMED);
		return;
	}
	const index = findFlow(PROTOCOL_TCP, be16(header), be16(header + 2));
	if (index == 0) return;
	// A header that the snap length cut has no payload behind it.
	const payloadCaptured =
		captured() < headerLength ? 0 : captured() - headerLength;
	const payloadWire = wire() - headerLength;
	advance(min<u32>(headerLength, captured()));
	sequence = be32(header + SEQUENCE);
	flags = u8At(header + FLAGS) & 0x3f;
	const entry = entryOf(index);
	track(entry);
	if (payloadWire != 0) {
		count(CONTROL_TCP_DATA);
		if (payloadCaptured != payloadWire) count(CONTROL_TCP_SLICED);
	}
	const kind = choose(entry, payloadCaptured, payloadWire);
	if (kind == NO_ROW) {
		countPassed(passedAs(entry), payloadWire);
	} else if (
		kind != TCP_ROW ||
		payloadCaptured != payloadWire ||
		!isRun(entry, index, payloadWire)
	) {
		endRun(index);
		writeSegment(kind, entry, index, payloadCaptured, payloadWire);
	}
}

/** Whether the segment at hand, of which nothing was cut, goes into a run. */
function isRun(entry: u32, index: u32, length: u32): bool {
	const isStart = length != 0 && startLine(at(), length) == IS_HTTP;
	const all = isStart ? flags | PIECE_FLAG_START : flags;
	return addToRun(entry, index, header, length, all);
}

/** Why the segment at hand made no row: PASSED_*. */
function passedAs(entry: u32): u32 {
	const verdict = <u32>load<u8>(entry, FLOW_VERDICT);
	if (verdict & VERDICT_IGNORE) return PASSED_IGNORED;
	switch (<u32>load<u8>(entry, FLOW_STATE)) {
		case FLOW_STATE_TLS:
			return PASSED_TLS;
		case FLOW_STATE_PROBED:
			return PASSED_PROBED;
		default:
			return verdict != 0 ? PASSED_SKIPPED : PASSED_BARE;
	}
}

/** Connection state, and whether this is a new conversation on a known 5-tuple. */
function track(entry: u32): void {
	let known = load<u32>(entry, FLOW_FLAGS);
	const side = direction();
	if ((flags & (SYN | ACK)) == SYN && reopens(entry, known, side)) {
		beginStream(entry);
		known = load<u32>(entry, FLOW_FLAGS);
	}
	if (flags & SYN) {
		known |= (FLOW_FLAG_SYN_A | FLOW_FLAG_DATA_A) << side;
		setInitial(entry, side, sequence);
	} else if ((known & (FLOW_FLAG_DATA_A << side)) == 0) {
		known |= FLOW_FLAG_DATA_A << side;
		setInitial(entry, side, sequence - 1);
	}
	// What this side acknowledges tells where the other one started, when nothing of it was seen.
	if (flags & ACK && (known & (FLOW_FLAG_DATA_A << (side ^ 1))) == 0) {
		known |= FLOW_FLAG_DATA_A << (side ^ 1);
		setInitial(entry, side ^ 1, be32(header + ACKNOWLEDGMENT) - 1);
	}
	if (flags & FIN) known |= FLOW_FLAG_FIN_A << side;
	if (flags & RST) known |= FLOW_FLAG_RST;
	store<u32>(entry, known, FLOW_FLAGS);
}

function initialOf(entry: u32, side: u32): u32 {
	return load<u32>(coldOf(entry) + (side << 2), FLOW_INITIAL_A);
}

function setInitial(entry: u32, side: u32, number: u32): void {
	store<u32>(coldOf(entry) + (side << 2), number, FLOW_INITIAL_A);
}

/** A SYN with another number than the side's first one, as tshark counts tcp.stream. A repeated SYN does not. */
function reopens(entry: u32, known: u32, side: u32): bool {
	if ((known & (FLOW_FLAG_DATA_A << side)) == 0) return false;
	return initialOf(entry, side) != sequence;
}

function choose(entry: u32, capturedLength: u32, wireLength: u32): u32 {
	const verdict = <u32>load<u8>(entry, FLOW_VERDICT);
	if (verdict & VERDICT_IGNORE) return NO_ROW;
	if (load<u32>(CONTROL_EVERY_SEGMENT) != 0) return TCP_ROW;
	if (verdict & VERDICT_PROBE) {
		store<u8>(entry, <u8>FLOW_STATE_PROBED, FLOW_STATE);
		store<u8>(entry, <u8>(verdict & ~VERDICT_PROBE), FLOW_VERDICT);
	}
	if (verdict & VERDICT_FOLLOW) return shown(entry, verdict, wireLength);
	switch (<u32>load<u8>(entry, FLOW_STATE)) {
		case FLOW_STATE_UNDECIDED:
			return decide(entry, capturedLength, wireLength);
		case FLOW_STATE_SHOWN:
			return shown(entry, verdict, wireLength);
		case FLOW_STATE_PROBED:
			return probe(entry, capturedLength);
		default:
			return NO_ROW;
	}
}

/** Everything, except what lies within a body that TypeScript does not need. */
function shown(entry: u32, verdict: u32, wireLength: u32): u32 {
	if ((verdict & (VERDICT_SKIP_A | (VERDICT_SKIP_A << 1))) == 0) return TCP_ROW;
	if (flags & (SYN | FIN | RST)) return TCP_ROW;
	const side = direction();
	if (wireLength != 0) {
		if ((verdict & (VERDICT_SKIP_A << side)) == 0) return TCP_ROW;
		const skip = load<u32>(entry + (side << 2), FLOW_SKIP_A);
		return <i32>(sequence + wireLength - skip) > 0 ? TCP_ROW : NO_ROW;
	}
	const other = side ^ 1;
	if ((verdict & (VERDICT_SKIP_A << other)) == 0) return TCP_ROW;
	const skip = load<u32>(entry + (other << 2), FLOW_SKIP_A);
	return <i32>(be32(header + ACKNOWLEDGMENT) - skip) > 0 ? TCP_ROW : NO_ROW;
}

function probe(entry: u32, capturedLength: u32): u32 {
	if (capturedLength == 0 || startLine(at(), capturedLength) != IS_HTTP)
		return NO_ROW;
	store<u8>(entry, <u8>FLOW_STATE_SHOWN, FLOW_STATE);
	return TCP_ROW;
}

/** The acknowledgment that ends the handshake makes a row, for the time that it took (RFC 9293 3.5). */
function connect(entry: u32): u32 {
	const known = load<u32>(entry, FLOW_FLAGS);
	const syns = FLOW_FLAG_SYN_A | (FLOW_FLAG_SYN_A << 1);
	if ((known & (syns | FLOW_FLAG_CONNECTED)) != syns) return NO_ROW;
	store<u32>(entry, known | FLOW_FLAG_CONNECTED, FLOW_FLAGS);
	return TCP_ROW;
}

/** The first payload of a flow tells what it is. */
function decide(entry: u32, capturedLength: u32, wireLength: u32): u32 {
	const bare = flags & (SYN | FIN | RST) ? TCP_ROW : NO_ROW;
	if (wireLength == 0) return bare != NO_ROW ? bare : connect(entry);
	const side = direction();
	const sawSyn =
		(load<u32>(entry, FLOW_FLAGS) & (FLOW_FLAG_SYN_A << side)) != 0;
	const start = flags & SYN ? sequence + 1 : sequence; // data on a SYN: TCP Fast Open (RFC 7413)
	const ahead = sawSyn ? <i32>(start - initialOf(entry, side) - 1) : 0;
	if (ahead < 0) return bare; // a keep-alive probe, or a repeat of something before
	if (isTlsRecord(at(), capturedLength))
		return decideTls(entry, capturedLength, bare);
	if (ahead == 0 && sawSyn && startLine(at(), capturedLength) == NOT_HTTP) {
		store<u8>(entry, <u8>FLOW_STATE_PROBED, FLOW_STATE);
		return bare;
	}
	// HTTP perhaps; or the start is missing, and TypeScript has to find out.
	store<u8>(entry, <u8>FLOW_STATE_SHOWN, FLOW_STATE);
	return TCP_ROW;
}

function decideTls(entry: u32, capturedLength: u32, bare: u32): u32 {
	store<u8>(entry, <u8>FLOW_STATE_TLS, FLOW_STATE);
	count(CONTROL_TLS);
	return isClientHello(at(), capturedLength) ? TLS_ROW : bare;
}

function writeSegment(
	kind: u32,
	entry: u32,
	index: u32,
	capturedLength: u32,
	wireLength: u32,
): void {
	const row = writeHead(kind, entry, index, direction());
	const start = at();
	writePayload(row, start, capturedLength, wireLength);
	if (capturedLength != 0 && startLine(start, capturedLength) == IS_HTTP) {
		store<u8>(row, load<u8>(row, ROW_FLAGS) | <u8>ROW_FLAG_START, ROW_FLAGS);
	}
	store<u8>(row, <u8>flags, ROW_TCP_FLAGS);
	store<u16>(row, <u16>be16(header + WINDOW), ROW_WINDOW);
	store<u32>(row, sequence, ROW_SEQUENCE);
	store<u32>(row, be32(header + ACKNOWLEDGMENT), ROW_ACKNOWLEDGMENT);
}
