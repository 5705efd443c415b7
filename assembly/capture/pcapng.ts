// pcapng (draft-ietf-opsawg-pcapng): sections of blocks. Blocks that hold no packet are passed over, whatever their
// length; damage ends the capture where tshark's reader ends it.
import {
	CURSOR_EOF,
	CURSOR_INTERFACES,
	CURSOR_LIMIT,
	CURSOR_NEXT_DATA,
	CURSOR_NEXT_END,
	CURSOR_NEXT_LENGTH,
	CURSOR_NEXT_SKIP,
	CURSOR_NEXT_TRAILER,
	CURSOR_NEXT_WIRE,
	CURSOR_POSITION,
	CURSOR_SKIP,
	CURSOR_SWAPPED,
	CURSOR_TRAILER,
	CURSOR_UNTIMED,
	INTERFACE_LIMIT,
	MAX_PACKET,
} from "../../src/wasm/layout";
import {
	STATUS_LIMIT,
	STATUS_MALFORMED,
	STATUS_TRUNCATED,
	STATUS_UNSUPPORTED,
} from "../../src/wasm/status";
import { count } from "../cursor";
import {
	addInterface,
	interfaceSnapLength,
	read16,
	read32,
	setByteOrder,
	setTime,
	useInterface,
} from "./interface";
import { damaged, missing, PEEK_AGAIN, PEEK_READY } from "./record";

export const BLOCK_SECTION: u32 = 0x0a0d0d0a; // the same in both byte orders
const BLOCK_INTERFACE: u32 = 1;
const BLOCK_PACKET: u32 = 2; // obsolete
const BLOCK_SIMPLE_PACKET: u32 = 3;
const BLOCK_ENHANCED_PACKET: u32 = 6;

const BYTE_ORDER_MAGIC: u32 = 0x1a2b3c4d;
const SWAPPED_BYTE_ORDER_MAGIC: u32 = 0x4d3c2b1a;

const BLOCK_LEAST: u32 = 12; // type 4, length 4, length again 4
const SECTION_LEAST: u32 = 28;
const INTERFACE_LEAST: u32 = 20;
const PACKET_LEAST: u32 = 32;
const SIMPLE_PACKET_LEAST: u32 = 16;
/** Longer blocks need not be in the memory as a whole. */
const WHOLE_BLOCK: u32 = 0x60000;
/** Longer blocks that hold a packet are taken for damage, as in wiretap. */
const PACKET_BLOCK_LIMIT: u32 = 0x1000000;

/** Looks at the next block. PEEK_AGAIN when it held no packet. */
export function peekPcapng(cursor: u32): u32 {
	if (load<u64>(cursor, CURSOR_SKIP) != 0) return passOver(cursor);
	const p = load<u32>(cursor, CURSOR_POSITION);
	const available = load<u32>(cursor, CURSOR_LIMIT) - p;
	setByteOrder(load<u32>(cursor, CURSOR_SWAPPED) != 0);
	if (load<u32>(cursor, CURSOR_TRAILER) != 0) {
		return lateTrailer(cursor, p, available);
	}
	if (available < BLOCK_LEAST) return missing(cursor, p, BLOCK_LEAST);
	const type = read32(p);
	if (type == BLOCK_SECTION) return section(cursor, p, available);
	const length = read32(p + 4);
	const padded = (length + 3) & ~3;
	if (length < BLOCK_LEAST || padded < length) {
		return damaged(cursor, p, STATUS_MALFORMED, length);
	}
	const isPacket =
		type == BLOCK_ENHANCED_PACKET ||
		type == BLOCK_SIMPLE_PACKET ||
		type == BLOCK_PACKET;
	if (padded > WHOLE_BLOCK && !isPacket) {
		return skipBlock(cursor, p, length, padded);
	}
	if (length > PACKET_BLOCK_LIMIT) {
		return damaged(cursor, p, STATUS_MALFORMED, length);
	}
	if (available < min<u32>(padded, WHOLE_BLOCK)) {
		return missing(cursor, p, padded);
	}
	if (padded <= WHOLE_BLOCK && read32(p + padded - 4) != length) {
		return damaged(cursor, p, STATUS_MALFORMED, length);
	}
	if (type == BLOCK_SIMPLE_PACKET) return simplePacket(cursor, p, length);
	if (isPacket) return packet(cursor, p, type, length);
	if (type == BLOCK_INTERFACE) {
		if (length < INTERFACE_LEAST) {
			return damaged(cursor, p, STATUS_MALFORMED, INTERFACE_LEAST);
		}
		addInterface(cursor, p, length);
	}
	return skipBlock(cursor, p, length, padded);
}

/** Goes on behind the block. The end of a long one was not looked at yet, whether it is in the memory or not. */
function skipBlock(cursor: u32, p: u32, length: u32, padded: u32): u32 {
	if (padded <= WHOLE_BLOCK) {
		store<u32>(cursor, p + padded, CURSOR_POSITION);
		return PEEK_AGAIN;
	}
	store<u32>(cursor, p + 8, CURSOR_POSITION);
	store<u64>(cursor, <u64>padded - BLOCK_LEAST, CURSOR_SKIP);
	store<u32>(cursor, length, CURSOR_TRAILER);
	return PEEK_AGAIN;
}

/** Passes what is left of a block that did not fit. */
function passOver(cursor: u32): u32 {
	const p = load<u32>(cursor, CURSOR_POSITION);
	const skip = load<u64>(cursor, CURSOR_SKIP);
	const limit = load<u32>(cursor, CURSOR_LIMIT);
	if (skip <= <u64>(limit - p)) {
		store<u32>(cursor, p + <u32>skip, CURSOR_POSITION);
		store<u64>(cursor, 0, CURSOR_SKIP);
		return PEEK_AGAIN;
	}
	const rest = skip - <u64>(limit - p);
	store<u32>(cursor, limit, CURSOR_POSITION);
	store<u64>(cursor, rest, CURSOR_SKIP);
	if (load<u32>(cursor, CURSOR_EOF) == 0) return missing(cursor, limit, 1);
	const needed: u32 = rest > 0xffffffff ? 0xffffffff : <u32>rest;
	return damaged(cursor, limit, STATUS_TRUNCATED, needed);
}

/** The length at the end of a block that did not fit. */
function lateTrailer(cursor: u32, p: u32, available: u32): u32 {
	if (available < 4) {
		if (load<u32>(cursor, CURSOR_EOF) == 0) return missing(cursor, p, 4);
		return damaged(cursor, p, STATUS_TRUNCATED, 4);
	}
	if (read32(p) != load<u32>(cursor, CURSOR_TRAILER)) {
		return damaged(cursor, p, STATUS_MALFORMED, 4);
	}
	store<u32>(cursor, 0, CURSOR_TRAILER);
	store<u32>(cursor, p + 4, CURSOR_POSITION);
	return PEEK_AGAIN;
}

/** Section Header Block: byte order and version of what follows; its interfaces are counted anew. */
function section(cursor: u32, p: u32, available: u32): u32 {
	const magic = load<u32>(p, 8);
	const swapped = magic == SWAPPED_BYTE_ORDER_MAGIC;
	if (!swapped && magic != BYTE_ORDER_MAGIC) {
		return damaged(cursor, p, STATUS_MALFORMED, SECTION_LEAST);
	}
	setByteOrder(swapped);
	const length = read32(p + 4);
	const padded = (length + 3) & ~3;
	if (length < SECTION_LEAST || padded < length || padded > WHOLE_BLOCK) {
		return damaged(cursor, p, STATUS_MALFORMED, length);
	}
	if (available < padded) return missing(cursor, p, padded);
	if (read32(p + padded - 4) != length) {
		return damaged(cursor, p, STATUS_MALFORMED, length);
	}
	const minor = read16(p + 14);
	if (read16(p + 12) != 1 || (minor != 0 && minor != 2)) {
		return damaged(cursor, p, STATUS_UNSUPPORTED, length);
	}
	store<u32>(cursor, swapped ? 1 : 0, CURSOR_SWAPPED);
	store<u32>(cursor, 0, CURSOR_INTERFACES);
	store<u32>(cursor, p + padded, CURSOR_POSITION);
	return PEEK_AGAIN;
}

/** Enhanced Packet Block, and the obsolete Packet Block whose interface has 16 bits. */
function packet(cursor: u32, p: u32, type: u32, length: u32): u32 {
	if (length < PACKET_LEAST) {
		return damaged(cursor, p, STATUS_MALFORMED, PACKET_LEAST);
	}
	const index = type == BLOCK_PACKET ? read16(p + 8) : read32(p + 8);
	const captured = read32(p + 20);
	if (
		index >= load<u32>(cursor, CURSOR_INTERFACES) ||
		captured > length - PACKET_LEAST ||
		captured > <u32>MAX_PACKET
	) {
		return damaged(cursor, p, STATUS_MALFORMED, captured);
	}
	if (index >= <u32>INTERFACE_LIMIT) {
		return damaged(cursor, p, STATUS_LIMIT, captured);
	}
	useInterface(cursor, index);
	setTime(cursor, index, ((<u64>read32(p + 12)) << 32) | <u64>read32(p + 16));
	return ready(cursor, p, p + 28, captured, read32(p + 24));
}

/** Simple Packet Block: interface 0, cut by its snap length, and no time: it keeps that of the packet before, 0 for the first. */
function simplePacket(cursor: u32, p: u32, length: u32): u32 {
	if (
		length < SIMPLE_PACKET_LEAST ||
		load<u32>(cursor, CURSOR_INTERFACES) == 0
	) {
		return damaged(cursor, p, STATUS_MALFORMED, SIMPLE_PACKET_LEAST);
	}
	const wire = read32(p + 8);
	const captured = min<u32>(wire, interfaceSnapLength(cursor, 0));
	if (captured > length - SIMPLE_PACKET_LEAST || captured > <u32>MAX_PACKET) {
		return damaged(cursor, p, STATUS_MALFORMED, captured);
	}
	useInterface(cursor, 0);
	count(cursor + CURSOR_UNTIMED);
	return ready(cursor, p, p + 12, captured, wire);
}

function ready(cursor: u32, p: u32, data: u32, captured: u32, wire: u32): u32 {
	const length = read32(p + 4);
	const padded = (length + 3) & ~3;
	const inside = padded <= WHOLE_BLOCK;
	store<u32>(cursor, data, CURSOR_NEXT_DATA);
	store<u32>(cursor, captured, CURSOR_NEXT_LENGTH);
	store<u32>(cursor, wire, CURSOR_NEXT_WIRE);
	// Of a long block, everything behind the packet's octets and before the trailer is passed over.
	const rest = padded - 4 - (data + captured - p);
	store<u32>(cursor, inside ? p + padded : data + captured, CURSOR_NEXT_END);
	store<u32>(cursor, inside ? 0 : rest, CURSOR_NEXT_SKIP);
	store<u32>(cursor, inside ? 0 : length, CURSOR_NEXT_TRAILER);
	return PEEK_READY;
}
