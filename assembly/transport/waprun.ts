// Runs of WTP (WAP-224 7.14): segments of one message that come one after the other, and the peer's Acks of groups between
// them. They make one row with a list of pieces (PIECE_* of src/wasm/layout.ts). A run ends with its second, with the
// batch, and with any other PDU of its transaction.
import {
	CONTROL_RUNS,
	PIECE_WINDOW as PIECE_HEADER,
	PIECE_DIRECTION as PIECE_IS_ACK,
	PIECE_LENGTH,
	PIECE_NEXT,
	PIECE_OFFSET,
	PIECE_ACKNOWLEDGMENT as PIECE_PRINT,
	REGION_RUNS,
	ROW_IS_WTP_RUN,
	ROW_WTP_PSN,
	ROW_WTP_TID,
	ROW_WTP_TYPE,
} from "../../src/wasm/layout";
import { at, be16, captured, u8At, wire } from "../cursor";
import { direction } from "../flow";
import { epoch, takePiece, writeHead, writePayload } from "../record";
import { printOf } from "../wap/print";
import { WTP_SEGMENTED_INVOKE, WTP_SEGMENTED_RESULT } from "../wap/wtp";

/** Of a segment; of an Ack with the first octet of its TPI. */
const HEADER: u32 = 4;
/** All of the first octet but GTR: with it no TPIs follow, and it is neither the last packet nor sent again. */
const SEGMENT_MASK: u32 = 0xfb;
/** All but RID: one or more TPIs follow, and it is no Tve/Tok. */
const ACK_MASK: u32 = 0xfe;
const ACK_WITH_TPI: u32 = 0x98;
/** A Packet Sequence Number TPI (WAP-224 8.4.5) of up to three octets, the last TPI: all but its length. */
const PSN_MASK: u32 = 0xfc;
const PSN_TPI: u32 = 0x18;

// A run that is open.
const RUN_SIZE: u32 = 32;
const RUN_FLOW: u32 = 0;
const RUN_KEY: u32 = 4; // the TID, and who began the transaction
const RUN_EPOCH: u32 = 8;
const RUN_ROW: u32 = 12; // address
const RUN_LAST: u32 = 16; // address of its last piece
const RUN_NEXT: u32 = 20; // PSN that is due
const RUN_TYPE: u32 = 24; // of its segments
const RUNS_CAPACITY: u32 = 1024;

/** No segment yet. */
const ANY_PSN: u32 = 0xffffffff;
const FROM_RESPONDER: u32 = 0x8000;

/** Which transaction of the flow: the bit of the direction tells the side that began it. */
function keyOf(tid: u32): u32 {
	return (tid & 0x7fff) | ((direction() ^ (tid >>> 15)) << 15);
}

/** Transactions that share a place end each other's runs. */
function placeOf(flow: u32, key: u32): u32 {
	const place = ((flow >>> 1) * 31 + key) & (RUNS_CAPACITY - 1);
	return REGION_RUNS + (RUNS_CAPACITY + place) * RUN_SIZE; // behind those of TCP
}

/** A PDU that is not part of a run: what follows it is another one. */
export function endWtpRun(flow: u32, tid: u32): void {
	const key = keyOf(tid);
	const run = placeOf(flow, key);
	if (load<u32>(run, RUN_FLOW) == flow && load<u32>(run, RUN_KEY) == key)
		store<u32>(run, 0, RUN_FLOW);
}

/** Adds the datagram at hand. False: it does not carry on. */
export function addToWtpRun(entry: u32, flow: u32): bool {
	if (load<u32>(CONTROL_RUNS) == 0) return false;
	if (captured() != wire() || captured() <= HEADER) return false;
	const first = u8At(at());
	if ((first & ACK_MASK) == ACK_WITH_TPI) return addAck(entry, flow);
	const type = (first & SEGMENT_MASK) >>> 3;
	if ((first & SEGMENT_MASK) != type << 3) return false;
	if (type != WTP_SEGMENTED_INVOKE && type != WTP_SEGMENTED_RESULT)
		return false;
	return addSegment(entry, flow, type);
}

function addSegment(entry: u32, flow: u32, type: u32): bool {
	const tid = be16(at() + 1);
	// Only the initiator sends an Invoke.
	if (typeFrom(tid) != type) return false;
	const piece = join(entry, flow, tid, type, u8At(at() + 3));
	if (piece == 0) return false;
	const start = at() + HEADER;
	const length = captured() - HEADER;
	store<u32>(piece, start, PIECE_OFFSET);
	store<u32>(piece, length, PIECE_LENGTH);
	store<u32>(piece, printOf(start, length, length), PIECE_PRINT);
	store<u16>(piece, 0, PIECE_IS_ACK);
	return true;
}

function addAck(entry: u32, flow: u32): bool {
	const tpi = u8At(at() + 3);
	const length = tpi & 3;
	if ((tpi & PSN_MASK) != PSN_TPI || length > captured() - HEADER) return false;
	const tid = be16(at() + 1);
	// The initiator acknowledges a Result.
	const piece = join(entry, flow, tid, typeFrom(tid ^ FROM_RESPONDER), ANY_PSN);
	if (piece == 0) return false;
	let psn: u32 = 0;
	for (let i: u32 = 0; i < length; i++)
		psn = (psn << 8) | u8At(at() + HEADER + i);
	store<u32>(piece, at(), PIECE_OFFSET);
	store<u32>(piece, 0, PIECE_LENGTH);
	store<u32>(piece, psn, PIECE_PRINT);
	store<u16>(piece, 1, PIECE_IS_ACK);
	return true;
}

/** Type of the segments that come with this TID. */
function typeFrom(tid: u32): u32 {
	return tid < FROM_RESPONDER ? WTP_SEGMENTED_INVOKE : WTP_SEGMENTED_RESULT;
}

/**
 * Adds a piece for the datagram at hand to the run of its transaction; opens one when there is none.
 *
 * @param type of the segments, `psn` of the segment at hand or ANY_PSN
 * @returns its address; 0: it does not carry on, or there is no room
 */
function join(entry: u32, flow: u32, tid: u32, type: u32, psn: u32): u32 {
	const key = keyOf(tid);
	const run = placeOf(flow, key);
	const isOpen =
		load<u32>(run, RUN_FLOW) == flow &&
		load<u32>(run, RUN_KEY) == key &&
		load<u32>(run, RUN_EPOCH) == epoch();
	if (isOpen && !carriesOn(run, type, psn)) return 0;
	const piece = takePiece();
	if (piece == 0) return 0;
	if (isOpen) store<u32>(load<u32>(run, RUN_LAST), piece, PIECE_NEXT);
	else {
		store<u32>(run, flow, RUN_FLOW);
		store<u32>(run, key, RUN_KEY);
		store<u32>(run, type, RUN_TYPE);
		const side = direction() ^ <u32>(psn == ANY_PSN);
		open(run, writeHead(ROW_IS_WTP_RUN, entry, flow, side), piece);
	}
	store<u32>(run, piece, RUN_LAST);
	store<u16>(piece, <u16>u8At(at()), PIECE_HEADER);
	store<u32>(piece, 0, PIECE_NEXT);
	if (psn == ANY_PSN) return piece;
	if (load<u32>(run, RUN_NEXT) == ANY_PSN)
		store<u32>(load<u32>(run, RUN_ROW), psn, ROW_WTP_PSN);
	store<u32>(run, psn + 1, RUN_NEXT);
	return piece;
}

/** A run has segments of one message, without holes. */
function carriesOn(run: u32, type: u32, psn: u32): bool {
	if (load<u32>(run, RUN_TYPE) != type) return false;
	const next = load<u32>(run, RUN_NEXT);
	return psn == ANY_PSN || next == ANY_PSN || next == psn;
}

function open(run: u32, row: u32, piece: u32): void {
	const type = load<u32>(run, RUN_TYPE);
	const tid = load<u32>(run, RUN_KEY) & 0x7fff;
	const sender: u32 = type == WTP_SEGMENTED_RESULT ? FROM_RESPONDER : 0;
	writePayload(row, piece, 0, 0);
	store<u8>(row, <u8>type, ROW_WTP_TYPE);
	store<u16>(row, <u16>(tid | sender), ROW_WTP_TID);
	store<u32>(row, 0, ROW_WTP_PSN);
	store<u32>(run, epoch(), RUN_EPOCH);
	store<u32>(run, row, RUN_ROW);
	store<u32>(run, ANY_PSN, RUN_NEXT);
}
