// pcap (draft-ietf-opsawg-pcap): file header of 24 octets, then records. Both byte orders, micro- and nanoseconds,
// and the longer record headers of Kuznetzov's patch.
import {
	CURSOR_LENGTHS,
	CURSOR_LIMIT,
	CURSOR_LINK,
	CURSOR_NANOSECONDS,
	CURSOR_NEXT_COUNTER,
	CURSOR_NEXT_DATA,
	CURSOR_NEXT_END,
	CURSOR_NEXT_FINE,
	CURSOR_NEXT_LENGTH,
	CURSOR_NEXT_LINK,
	CURSOR_NEXT_WIRE,
	CURSOR_POSITION,
	CURSOR_RECORD_HEADER,
	CURSOR_SWAPPED,
	LENGTHS_EITHER,
	LENGTHS_NORMAL,
	LENGTHS_SWAPPED,
	MAX_PACKET,
	ROW_FLAG_FINE,
} from "../../src/wasm/layout";
import { STATUS_MALFORMED, STATUS_UNSUPPORTED } from "../../src/wasm/status";
import {
	damaged,
	linkCounter,
	missing,
	PEEK_AGAIN,
	PEEK_READY,
	setNextTime,
} from "./record";

export const MAGIC_MICROSECONDS: u32 = 0xa1b2c3d4;
export const MAGIC_NANOSECONDS: u32 = 0xa1b23c4d;
export const MAGIC_MODIFIED: u32 = 0xa1b2cd34;

const FILE_HEADER: u32 = 24;
const VERSION: u32 = 4; // major 2, minor 2
const LINK_TYPE: u32 = 20;
// Above the link type: whether frames end with a check sequence, and how long it is; between them nothing.
const LINK_TYPE_MASK: u32 = 0xffff;
const LINK_TYPE_RESERVED: u32 = 0x03ff0000;
const RECORD_HEADER: u32 = 16;
const MODIFIED_RECORD_HEADER: u32 = 24; // interface index 4, protocol 2, packet type 1, padding 1 follow

/** Reads the file header. `magic` is in the capture's own byte order. */
export function openPcap(cursor: u32, magic: u32, swapped: bool): u32 {
	const p = load<u32>(cursor, CURSOR_POSITION);
	if (load<u32>(cursor, CURSOR_LIMIT) - p < FILE_HEADER) {
		return missing(cursor, p, FILE_HEADER);
	}
	let version = load<u32>(p, VERSION);
	let link = load<u32>(p, LINK_TYPE);
	if (swapped) {
		version = bswap<u32>(version);
		link = bswap<u32>(link);
		version = (version >>> 16) | (version << 16);
	}
	const major = version & 0xffff;
	const minor = version >>> 16;
	if (major < 2 || (link & LINK_TYPE_RESERVED) != 0) {
		return damaged(cursor, p, STATUS_UNSUPPORTED, FILE_HEADER);
	}
	link &= LINK_TYPE_MASK;
	const fine = magic == MAGIC_NANOSECONDS;
	const header =
		magic == MAGIC_MODIFIED ? MODIFIED_RECORD_HEADER : RECORD_HEADER;
	store<u32>(cursor, link, CURSOR_LINK);
	store<u32>(cursor, link, CURSOR_NEXT_LINK);
	store<u32>(cursor, linkCounter(cursor, link), CURSOR_NEXT_COUNTER);
	store<u32>(cursor, swapped ? 1 : 0, CURSOR_SWAPPED);
	store<u32>(cursor, fine ? 1 : 0, CURSOR_NANOSECONDS);
	store<u32>(cursor, fine ? ROW_FLAG_FINE : 0, CURSOR_NEXT_FINE);
	store<u32>(cursor, header, CURSOR_RECORD_HEADER);
	store<u32>(cursor, lengthsOf(major, minor), CURSOR_LENGTHS);
	store<u32>(cursor, p + FILE_HEADER, CURSOR_POSITION);
	return PEEK_AGAIN;
}

function lengthsOf(major: u32, minor: u32): u32 {
	if (major != 2 || minor > 3) return LENGTHS_NORMAL;
	return minor < 3 ? LENGTHS_SWAPPED : LENGTHS_EITHER;
}

/** Looks at the next record. */
export function peekPcap(cursor: u32): u32 {
	const p = load<u32>(cursor, CURSOR_POSITION);
	const available = load<u32>(cursor, CURSOR_LIMIT) - p;
	const header = load<u32>(cursor, CURSOR_RECORD_HEADER);
	if (available < header) return missing(cursor, p, header);
	let seconds = load<u32>(p);
	let fraction = load<u32>(p, 4);
	let length = load<u32>(p, 8);
	let wire = load<u32>(p, 12);
	if (load<u32>(cursor, CURSOR_SWAPPED) != 0) {
		seconds = bswap<u32>(seconds);
		fraction = bswap<u32>(fraction);
		length = bswap<u32>(length);
		wire = bswap<u32>(wire);
	}
	const lengths = load<u32>(cursor, CURSOR_LENGTHS);
	if (
		lengths != LENGTHS_NORMAL &&
		(lengths == LENGTHS_SWAPPED || length > wire)
	) {
		const other = length;
		length = wire;
		wire = other;
	}
	if (length > <u32>MAX_PACKET) {
		return damaged(cursor, p, STATUS_MALFORMED, length);
	}
	if (available - header < length) {
		return missing(cursor, p, header + length);
	}
	const scale: u64 = load<u32>(cursor, CURSOR_NANOSECONDS) != 0 ? 1 : 1000;
	setNextTime(cursor, <u64>seconds, <u64>fraction * scale);
	store<u32>(cursor, p + header, CURSOR_NEXT_DATA);
	store<u32>(cursor, length, CURSOR_NEXT_LENGTH);
	store<u32>(cursor, wire, CURSOR_NEXT_WIRE);
	store<u32>(cursor, p + header + length, CURSOR_NEXT_END);
	return PEEK_READY;
}
