// WTP PDUs (WAP-224 8, as corrected by OMA-WAP-224_002). One row for each PDU of a datagram.
import {
	ROW_LENGTH,
	ROW_OFFSET,
	ROW_SIZE,
	ROW_WAP_PRINT,
	ROW_WIRE_LENGTH,
	ROW_WTP_ABORT_REASON,
	ROW_WTP_ABORT_TYPE,
	ROW_WTP_CLASS,
	ROW_WTP_ERROR,
	ROW_WTP_FLAGS,
	ROW_WTP_HAS,
	ROW_WTP_INDEX,
	ROW_WTP_MISSING_COUNT,
	ROW_WTP_PSN,
	ROW_WTP_STATUS,
	ROW_WTP_TID,
	ROW_WTP_TOTAL_SIZE,
	ROW_WTP_TYPE,
	ROW_WTP_VERSION,
	WTP_FLAG_CONCATENATED,
	WTP_FLAG_GTR,
	WTP_FLAG_RID,
	WTP_FLAG_TID_NEW,
	WTP_FLAG_TTR,
	WTP_FLAG_TVE,
	WTP_FLAG_UP,
	WTP_HAS_ERROR,
	WTP_HAS_INFO,
	WTP_HAS_NUM_GROUPS,
	WTP_HAS_PSN,
	WTP_HAS_TOTAL_SIZE,
	WTP_PDU_LIMIT,
} from "../../src/wasm/layout";
import {
	STATUS_LIMIT,
	STATUS_MALFORMED,
	STATUS_OK,
	STATUS_TRUNCATED,
	STATUS_UNSUPPORTED,
} from "../../src/wasm/status";
import { printOf } from "./print";

export const WTP_INVOKE: u32 = 1;
export const WTP_RESULT: u32 = 2;
export const WTP_ACK: u32 = 3;
export const WTP_ABORT: u32 = 4;
export const WTP_SEGMENTED_INVOKE: u32 = 5;
export const WTP_SEGMENTED_RESULT: u32 = 6;
export const WTP_NEGATIVE_ACK: u32 = 7;

// Transport information items, WAP-224 8.4.
const TPI_ERROR: u32 = 0;
const TPI_INFO: u32 = 1;
const TPI_OPTION: u32 = 2;
const TPI_PSN: u32 = 3;
const OPTION_TOTAL_SIZE: u32 = 2;
const OPTION_NUM_GROUPS: u32 = 7;

/**
 * Decodes the WTP PDUs of one UDP payload (WAP-224 8.2.4: concatenation) into consecutive rows. The caller fills the
 * common head of each row; written here are offset, length and wire length of the user data (Negative Ack: the listed
 * numbers; Ack: the Info TPI) and the WTP fields.
 *
 * `end` is where the captured octets end, `wireEnd` where the headers say that the datagram ends: not before `end`.
 * Returns the number of rows, at most `capacity`.
 */
export function decodeWtp(
	start: u32,
	end: u32,
	wireEnd: u32,
	row: u32,
	capacity: u32,
): u32 {
	if (capacity == 0 || start >= end) return 0;
	if (load<u8>(start) != 0) {
		decodePdu(start, end, wireEnd, row);
		return 1;
	}
	const most: u32 = WTP_PDU_LIMIT;
	const limit: u32 = capacity < most ? capacity : most;
	let count: u32 = 0;
	let at: u32 = start + 1;
	while (at < end) {
		if (count == limit) {
			const last: u32 = row + (limit - 1) * ROW_SIZE;
			if (load<u8>(last, ROW_WTP_STATUS) == STATUS_OK) {
				store<u8>(last, STATUS_LIMIT, ROW_WTP_STATUS);
			}
			return count;
		}
		const here: u32 = row + count * ROW_SIZE;
		at = decodeConcatenated(at, end, wireEnd, here);
		markConcatenated(here, count);
		count++;
	}
	if (count > 0 || wireEnd <= start + 1) return count;
	clearRow(row, end);
	store<u8>(row, STATUS_TRUNCATED, ROW_WTP_STATUS);
	markConcatenated(row, 0);
	return 1;
}

function tpiHeadSize(first: u32): u32 {
	return (first & 0x04) != 0 ? 2 : 1;
}

/** WAP-224 8.2.4: one octet below 0x80, or 15 bits in two octets. 0 when it is cut off. */
function concatenatedLength(p: u32, end: u32): u32 {
	if (p >= end) return 0;
	const first: u32 = load<u8>(p);
	if (first < 0x80) return first;
	if (end - p < 2) return 0;
	return ((first & 0x7f) << 8) | <u32>load<u8>(p + 1);
}

function concatenatedLengthSize(p: u32): u32 {
	return load<u8>(p) < 0x80 ? 1 : 2;
}

/** Decodes the length and the PDU at `at`. Returns where the next one starts; `end` when nothing can follow. */
function decodeConcatenated(at: u32, end: u32, wireEnd: u32, row: u32): u32 {
	const size: u32 = concatenatedLengthSize(at);
	if (size >= end - at) {
		clearRow(row, end);
		const cut = wireEnd - at > size;
		store<u8>(row, cut ? STATUS_TRUNCATED : STATUS_MALFORMED, ROW_WTP_STATUS);
		return end;
	}
	const length: u32 = concatenatedLength(at, end);
	const p: u32 = at + size;
	if (length == 0) {
		clearRow(row, p);
		store<u8>(row, STATUS_MALFORMED, ROW_WTP_STATUS);
		return end;
	}
	if (length > wireEnd - p) {
		decodePdu(p, end, wireEnd, row);
		store<u8>(row, STATUS_MALFORMED, ROW_WTP_STATUS);
		return end;
	}
	const stop: u32 = p + length;
	decodePdu(p, stop < end ? stop : end, stop, row);
	return stop < end ? stop : end;
}

function markConcatenated(row: u32, index: u32): void {
	const flags: u32 = load<u8>(row, ROW_WTP_FLAGS);
	store<u8>(row, flags | WTP_FLAG_CONCATENATED, ROW_WTP_FLAGS);
	store<u8>(row, index, ROW_WTP_INDEX);
}

function clearRow(row: u32, at: u32): void {
	store<u32>(row, at, ROW_OFFSET);
	store<u32>(row, 0, ROW_LENGTH);
	store<u32>(row, 0, ROW_WIRE_LENGTH);
	store<u16>(row, 0, ROW_WTP_TYPE);
	store<u8>(row, 0, ROW_WTP_CLASS);
	store<u16>(row, 0, ROW_WTP_TID);
	store<u8>(row, 0, ROW_WTP_INDEX);
	store<u8>(row, STATUS_OK, ROW_WTP_STATUS);
	store<u32>(row, 0, ROW_WTP_PSN);
	store<u32>(row, 0, ROW_WTP_ABORT_TYPE);
	store<u32>(row, 0, ROW_WTP_TOTAL_SIZE);
	store<u32>(row, 0, ROW_WTP_ERROR);
}

/** Octets of the fixed header with, in a Negative Ack, its list (WAP-224 8.3). */
function fixedSize(p: u32, end: u32, type: u32): u32 {
	if (type == WTP_RESULT || type == WTP_ACK) return 3;
	if (type != WTP_NEGATIVE_ACK || end - p < 4) return 4;
	return 4 + <u32>load<u8>(p + 3);
}

/** `start` is below `end`. */
function decodePdu(start: u32, end: u32, wireEnd: u32, row: u32): void {
	clearRow(row, start);
	const first: u32 = load<u8>(start);
	const type: u32 = (first >> 3) & 0x0f;
	store<u8>(row, type, ROW_WTP_TYPE);
	if (end - start >= 3) {
		const tid: u32 = ((<u32>load<u8>(start + 1)) << 8) | load<u8>(start + 2);
		store<u16>(row, tid, ROW_WTP_TID);
	}
	if (type < WTP_INVOKE || type > WTP_NEGATIVE_ACK) {
		store<u8>(row, STATUS_UNSUPPORTED, ROW_WTP_STATUS);
		return;
	}
	decodeFlags(first, type, row);
	const size: u32 = fixedSize(start, end, type);
	if (end - start >= 4) decodeFourth(start, end, type, row);
	if (size > end - start) {
		cutShort(size <= wireEnd - start, row);
		return;
	}
	let data: u32 = start + size;
	if ((first & 0x80) != 0) data = decodeTpis(data, end, wireEnd, row);
	if (
		type != WTP_ACK &&
		type != WTP_ABORT &&
		type != WTP_NEGATIVE_ACK &&
		data != 0
	) {
		const length: u32 = end - data;
		const wireLength: u32 = wireEnd - data;
		store<u32>(row, data, ROW_OFFSET);
		store<u32>(row, length, ROW_LENGTH);
		store<u32>(row, wireLength, ROW_WIRE_LENGTH);
		store<u32>(row, printOf(data, length, wireLength), ROW_WAP_PRINT);
	}
}

function cutShort(byCapture: bool, row: u32): void {
	const status: u32 = byCapture ? STATUS_TRUNCATED : STATUS_MALFORMED;
	store<u8>(row, status, ROW_WTP_STATUS);
}

function decodeFlags(first: u32, type: u32, row: u32): void {
	let flags: u32 = 0;
	if (type == WTP_ABORT) {
		store<u8>(row, first & 0x07, ROW_WTP_ABORT_TYPE);
		return;
	}
	if ((first & 0x01) != 0) flags |= WTP_FLAG_RID;
	if (type == WTP_ACK) {
		if ((first & 0x04) != 0) flags |= WTP_FLAG_TVE;
	} else if (type != WTP_NEGATIVE_ACK) {
		if ((first & 0x02) != 0) flags |= WTP_FLAG_TTR;
		if ((first & 0x04) != 0) flags |= WTP_FLAG_GTR;
	}
	store<u8>(row, flags, ROW_WTP_FLAGS);
}

/** What the octet after the TID says. */
function decodeFourth(start: u32, end: u32, type: u32, row: u32): void {
	const fourth: u32 = load<u8>(start + 3);
	if (type == WTP_INVOKE) {
		let flags: u32 = load<u8>(row, ROW_WTP_FLAGS);
		if ((fourth & 0x20) != 0) flags |= WTP_FLAG_TID_NEW;
		if ((fourth & 0x10) != 0) flags |= WTP_FLAG_UP;
		store<u8>(row, flags, ROW_WTP_FLAGS);
		store<u8>(row, fourth & 0x03, ROW_WTP_CLASS);
		store<u8>(row, fourth >> 6, ROW_WTP_VERSION);
		if (fourth >> 6 != 0 || (fourth & 0x03) == 3) {
			store<u8>(row, STATUS_UNSUPPORTED, ROW_WTP_STATUS);
		}
	} else if (type == WTP_ABORT) {
		store<u8>(row, fourth, ROW_WTP_ABORT_REASON);
	} else if (type == WTP_SEGMENTED_INVOKE || type == WTP_SEGMENTED_RESULT) {
		store<u32>(row, fourth, ROW_WTP_PSN);
	} else if (type == WTP_NEGATIVE_ACK) {
		const room: u32 = end - start - 4;
		store<u8>(row, fourth, ROW_WTP_MISSING_COUNT);
		store<u32>(row, start + 4, ROW_OFFSET);
		store<u32>(row, fourth < room ? fourth : room, ROW_LENGTH);
		store<u32>(row, fourth, ROW_WIRE_LENGTH);
	}
}

/** Returns where the user data starts; 0 when the items do not fit into the PDU. */
function decodeTpis(from: u32, end: u32, wireEnd: u32, row: u32): u32 {
	let p: u32 = from;
	let more = true;
	while (more) {
		if (p >= end) {
			cutShort(wireEnd > end, row);
			return 0;
		}
		const first: u32 = load<u8>(p);
		const head: u32 = tpiHeadSize(first);
		if (head > end - p) {
			cutShort(wireEnd > end, row);
			return 0;
		}
		const length: u32 = head == 2 ? <u32>load<u8>(p + 1) : first & 0x03;
		p += head;
		if (length > end - p) {
			cutShort(length <= wireEnd - p, row);
			return 0;
		}
		decodeTpi((first >> 3) & 0x0f, p, length, row);
		p += length;
		more = (first & 0x80) != 0;
	}
	return p;
}

function decodeTpi(identity: u32, p: u32, length: u32, row: u32): void {
	if (identity == TPI_PSN) {
		sequenceNumber(p, length, row);
	} else if (identity == TPI_OPTION) {
		if (length > 0) decodeOption(p, length, row);
	} else if (identity == TPI_ERROR) {
		note(row, WTP_HAS_ERROR);
		if (length > 0) store<u8>(row, load<u8>(p), ROW_WTP_ERROR);
	} else if (identity == TPI_INFO) {
		note(row, WTP_HAS_INFO);
		if (load<u8>(row, ROW_WTP_TYPE) != WTP_ACK) return;
		store<u32>(row, p, ROW_OFFSET);
		store<u32>(row, length, ROW_LENGTH);
		store<u32>(row, length, ROW_WIRE_LENGTH);
	}
}

/**
 * Packet Sequence Number TPI (WAP-224 8.4.5). In Ack and Negative Ack the whole number; in a segment of extended SAR
 * the octets above the one in the fixed header (WAP-224 7.15).
 */
function sequenceNumber(p: u32, length: u32, row: u32): void {
	note(row, WTP_HAS_PSN);
	let value: u32 = 0;
	const octets: u32 = length < 3 ? length : 3;
	for (let i: u32 = 0; i < octets; i++) {
		value = (value << 8) | <u32>load<u8>(p + i);
	}
	const type: u32 = load<u8>(row, ROW_WTP_TYPE);
	if (type == WTP_SEGMENTED_INVOKE || type == WTP_SEGMENTED_RESULT) {
		value = ((value & 0xffff) << 8) | load<u32>(row, ROW_WTP_PSN);
	}
	store<u32>(row, value, ROW_WTP_PSN);
}

function decodeOption(p: u32, length: u32, row: u32): void {
	const option: u32 = load<u8>(p);
	if (option == OPTION_NUM_GROUPS) note(row, WTP_HAS_NUM_GROUPS);
	if (option != OPTION_TOTAL_SIZE || length < 2 || length > 5) return;
	let value: u32 = 0;
	for (let i: u32 = 1; i < length; i++) {
		value = (value << 8) | <u32>load<u8>(p + i);
	}
	note(row, WTP_HAS_TOTAL_SIZE);
	store<u32>(row, value, ROW_WTP_TOTAL_SIZE);
}

function note(row: u32, bit: u32): void {
	store<u8>(row, <u32>load<u8>(row, ROW_WTP_HAS) | bit, ROW_WTP_HAS);
}
