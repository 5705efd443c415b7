// Start line and header fields of an HTTP/1.x message (RFC 9112 2.1, 5). Lines that were seen before are not read again:
// a table of slots by hash holds the octets of the newest with each, and the row of a line names its slot and how often
// that was filled, so that TypeScript finds what it made of the line then.
import {
	HEAD_COUNT,
	HEAD_LINES,
	HEAD_LINES_LIMIT,
	HEAD_ROWS,
	LINE_LENGTH,
	LINE_LONGEST,
	LINE_OCTETS,
	LINE_ROW_END,
	LINE_ROW_SIZE,
	LINE_ROW_SLOT,
	LINE_ROW_START,
	LINE_ROW_VERSION,
	LINE_SLOT_SIZE,
	LINE_SLOTS,
	LINE_VERSION,
	REGION_HEADS,
} from "../../src/wasm/headlayout";

const FACTOR: u64 = 0x9e3779b97f4a7c15;
const LOW_BITS: u64 = 0x0101010101010101;
const HIGH_BITS: u64 = 0x8080808080808080;
const LF: u32 = 0x0a;
const CR: u32 = 0x0d;
const LF_EVERYWHERE: u64 = 0x0a0a0a0a0a0a0a0a;
const CR_EVERYWHERE: u64 = 0x0d0d0d0d0d0d0d0d;
/** In the place of a slot: the line is too long for one. */
const NO_SLOT: u32 = 0xffffffff;
/** Set in the length of a start line, so that it is no field with the same octets. */
const IS_START: u32 = 0x80000000;

/** High bits of the octets that are zero; above the first of them others may be set as well. */
function zerosOf(octets: u64): u64 {
	return (octets - LOW_BITS) & ~octets & HIGH_BITS;
}

/** Address of the next LF, or `end`. */
function findLf(p: u32, end: u32): u32 {
	while (end - p >= 8) {
		const found = zerosOf(load<u64>(p) ^ LF_EVERYWHERE);
		if (found != 0) return p + <u32>(ctz<u64>(found) >> 3);
		p += 8;
	}
	while (p < end && <u32>load<u8>(p) != LF) p++;
	return p;
}

/** Address of the next LF or CR, or `end`. */
function findLineBreak(p: u32, end: u32): u32 {
	while (end - p >= 8) {
		const octets = load<u64>(p);
		const found =
			zerosOf(octets ^ LF_EVERYWHERE) | zerosOf(octets ^ CR_EVERYWHERE);
		if (found != 0) return p + <u32>(ctz<u64>(found) >> 3);
		p += 8;
	}
	while (p < end && <u32>load<u8>(p) != LF && <u32>load<u8>(p) != CR) p++;
	return p;
}

function hashOf(p: u32, end: u32): u32 {
	let hash: u64 = <u64>(end - p) * FACTOR;
	while (end - p >= 8) {
		hash = (hash ^ load<u64>(p)) * FACTOR;
		hash ^= hash >> 32;
		p += 8;
	}
	while (p < end) {
		hash = (hash ^ <u64>load<u8>(p)) * FACTOR;
		p++;
	}
	return <u32>(hash >> 40);
}

function isSame(q: u32, p: u32, end: u32): bool {
	while (end - p >= 8) {
		if (load<u64>(q) != load<u64>(p)) return false;
		p += 8;
		q += 8;
	}
	while (p < end) {
		if (load<u8>(q) != load<u8>(p)) return false;
		p++;
		q++;
	}
	return true;
}

/** Notes one line, whose octets are those from `p` to `end`. */
function noteLine(row: u32, p: u32, end: u32, mark: u32): void {
	store<u32>(row, p, LINE_ROW_START);
	store<u32>(row, end, LINE_ROW_END);
	const length = end - p;
	if (length > <u32>LINE_LONGEST) {
		store<u32>(row, NO_SLOT, LINE_ROW_SLOT);
		return;
	}
	const index = hashOf(p, end) & (LINE_SLOTS - 1);
	const slot: u32 = REGION_HEADS + HEAD_LINES + index * LINE_SLOT_SIZE;
	let version = load<u32>(slot, LINE_VERSION);
	const isKnown =
		version != 0 &&
		load<u32>(slot, LINE_LENGTH) == (length | mark) &&
		isSame(slot + LINE_OCTETS, p, end);
	if (!isKnown) {
		version++;
		store<u32>(slot, version, LINE_VERSION);
		store<u32>(slot, length | mark, LINE_LENGTH);
		memory.copy(slot + LINE_OCTETS, p, length);
	}
	store<u32>(row, index, LINE_ROW_SLOT);
	store<u32>(row, version, LINE_ROW_VERSION);
}

/**
 * Rows of the start line and of the header fields that begin at `start`. Returns the address behind the empty line; 0:
 * that is not there before `end`, or lines are not that simple: folded ones (RFC 9112 5.2), a CR within one, too many.
 */
export function readHead(start: u32, end: u32): u32 {
	let p = findLf(start, end);
	if (p == end) return 0;
	const hasCr = p > start && <u32>load<u8>(p - 1) == CR;
	let row: u32 = REGION_HEADS + HEAD_ROWS;
	noteLine(row, start, hasCr ? p - 1 : p, IS_START);
	p++;
	for (let count: u32 = 1; count < <u32>HEAD_LINES_LIMIT; count++) {
		const stop = findLineBreak(p, end);
		let lf = stop;
		if (lf < end && <u32>load<u8>(lf) == CR) lf++;
		if (lf == end || <u32>load<u8>(lf) != LF) return 0;
		if (stop == p) {
			store<u32>(REGION_HEADS, count, HEAD_COUNT);
			return lf + 1;
		}
		const first: u32 = load<u8>(p);
		if (first == 0x20 || first == 0x09) return 0;
		row += LINE_ROW_SIZE;
		noteLine(row, p, stop, 0);
		p = lf + 1;
	}
	return 0;
}
