// What both capture formats share: the answer of a reader, the end of a capture, counting by link type.
import {
	CURSOR_DAMAGE_AVAILABLE,
	CURSOR_DAMAGE_NEEDED,
	CURSOR_DAMAGE_OFFSET,
	CURSOR_EOF,
	CURSOR_LIMIT,
	CURSOR_LINK_TYPE_SIZE,
	CURSOR_LINK_TYPES,
	CURSOR_LINK_TYPES_LIMIT,
	CURSOR_NEXT_NANOSECONDS,
	CURSOR_NEXT_SECONDS,
	CURSOR_NEXT_TIME,
	CURSOR_POSITION,
	CURSOR_READ,
	CURSOR_SHIFT,
	CURSOR_STATUS,
} from "../../src/wasm/layout";
import { STATUS_TRUNCATED } from "../../src/wasm/status";

export const PEEK_READY: u32 = 0; // the NEXT fields of the cursor hold a record
export const PEEK_INPUT: u32 = 1; // more octets are needed
export const PEEK_ENDED: u32 = 2; // nothing follows; CURSOR_STATUS tells whether that is well
export const PEEK_AGAIN: u32 = 3; // something was passed that is no packet

const NANOSECONDS: u64 = 1000000000;

/** A record of `needed` octets starts at `position` and is not all there: more input, or the capture is cut here. */
export function missing(cursor: u32, position: u32, needed: u32): u32 {
	if (load<u32>(cursor, CURSOR_EOF) == 0) return PEEK_INPUT;
	if (load<u32>(cursor, CURSOR_LIMIT) == position) return PEEK_ENDED;
	return damaged(cursor, position, STATUS_TRUNCATED, needed);
}

/** The capture cannot be read on from `position`. */
export function damaged(
	cursor: u32,
	position: u32,
	status: u32,
	needed: u32,
): u32 {
	const available = load<u32>(cursor, CURSOR_LIMIT) - position;
	store<u32>(cursor, status, CURSOR_STATUS);
	store<u64>(
		cursor,
		load<u64>(cursor, CURSOR_READ) - available,
		CURSOR_DAMAGE_OFFSET,
	);
	store<u32>(cursor, needed, CURSOR_DAMAGE_NEEDED);
	store<u32>(cursor, available, CURSOR_DAMAGE_AVAILABLE);
	store<u32>(cursor, position, CURSOR_POSITION);
	return PEEK_ENDED;
}

const SECONDS_MAX: u64 = 0xffffffff; // the year 2106

/** Time of the next record, corrected. `nanoseconds` may be a second or more where the capture is wrong. */
export function setNextTime(cursor: u32, seconds: u64, nanoseconds: u64): void {
	let whole = seconds;
	let rest = nanoseconds;
	if (rest >= NANOSECONDS) {
		whole += rest / NANOSECONDS;
		rest %= NANOSECONDS;
	}
	const shift = load<i64>(cursor, CURSOR_SHIFT);
	if (shift != 0) {
		const time = <i64>(min<u64>(whole, SECONDS_MAX) * NANOSECONDS + rest);
		const shifted = <u64>max<i64>(time + shift, 0);
		whole = shifted / NANOSECONDS;
		rest = shifted % NANOSECONDS;
	}
	if (whole > SECONDS_MAX) whole = SECONDS_MAX;
	store<u64>(cursor, whole * NANOSECONDS + rest, CURSOR_NEXT_TIME);
	store<u32>(cursor, <u32>whole, CURSOR_NEXT_SECONDS);
	store<u32>(cursor, <u32>rest, CURSOR_NEXT_NANOSECONDS);
}

/** Offset in the cursor of the packet counter of `linkType` in this capture. Link types beyond the limit share the last one. */
export function linkCounter(cursor: u32, linkType: u32): u32 {
	let pair = cursor + CURSOR_LINK_TYPES;
	const last = pair + (CURSOR_LINK_TYPES_LIMIT - 1) * CURSOR_LINK_TYPE_SIZE;
	while (pair < last) {
		const known = load<u32>(pair);
		if (known == linkType + 1) break;
		if (known == 0) {
			store<u32>(pair, linkType + 1);
			break;
		}
		pair += CURSOR_LINK_TYPE_SIZE;
	}
	return pair + 8 - cursor;
}
