// Short texts that were seen before. A table of slots by hash holds the octets of the newest with each; its row names
// the slot and how often that was filled, so that TypeScript finds the string it made then.
import { REGION_TOKENS } from "../src/wasm/layout";
import {
	TEXT_LENGTH,
	TEXT_LONGEST,
	TEXT_OCTETS,
	TEXT_SLOT_SIZE,
	TEXT_SLOTS,
	TEXT_VERSION,
	TOKEN_FLAG_INTERNED,
	TOKEN_FLAGS,
	TOKEN_HIGH,
	TOKEN_VALUE,
	TOKENS_TEXTS,
} from "../src/wasm/token";

const FACTOR: u64 = 0x9e3779b97f4a7c15;
const HIGH_BITS: u64 = 0x8080808080808080;
const LOW_BITS: u64 = 0x0101010101010101;
const EQUALS_EVERYWHERE: u64 = 0x3d3d3d3d3d3d3d3d;
const NOT_PLAIN: u32 = 0xffffffff;
const EQUALS: u32 = 0x3d;
const QUESTION: u32 = 0x3f;

/** Fewer than eight octets as the low ones of a word: behind all that is decoded there is memory to read. */
function tailOf(p: u32, length: u32): u64 {
	if (length == 0) return 0;
	return load<u64>(p) & (0xffffffffffffffff >> ((8 - <u64>length) << 3));
}

/** Not zero when one of the octets is 3D (RFC 2047: encoded words begin with "=?"). */
function findEquals(octets: u64): u64 {
	const zero = octets ^ EQUALS_EVERYWHERE;
	return (zero - LOW_BITS) & ~zero & HIGH_BITS;
}

function hasEncodedWord(p: u32, end: u32): bool {
	let before: u32 = 0;
	while (p < end) {
		const octet: u32 = load<u8>(p);
		if (octet == QUESTION && before == EQUALS) return true;
		before = octet;
		p++;
	}
	return false;
}

/** Hash of a text whose octets say without a charset what it is; NOT_PLAIN for others. */
function hashOf(p: u32, end: u32): u32 {
	const start = p;
	let hash: u64 = <u64>(end - p) * FACTOR;
	let high: u64 = 0;
	let equals: u64 = 0;
	while (end - p >= 8) {
		const octets = load<u64>(p);
		high |= octets;
		equals |= findEquals(octets);
		hash = (hash ^ octets) * FACTOR;
		hash ^= hash >> 32;
		p += 8;
	}
	const tail = tailOf(p, end - p);
	high |= tail;
	equals |= findEquals(tail);
	if ((high & HIGH_BITS) != 0) return NOT_PLAIN;
	if (equals != 0 && hasEncodedWord(start, end)) return NOT_PLAIN;
	return <u32>(((hash ^ tail) * FACTOR) >> 40);
}

/** In eights; the slot's octets end with zeros. */
function isSame(slot: u32, p: u32, end: u32): bool {
	if (load<u32>(slot, TEXT_LENGTH) != end - p) return false;
	let q = slot + TEXT_OCTETS;
	while (end - p >= 8) {
		if (load<u64>(q) != load<u64>(p)) return false;
		p += 8;
		q += 8;
	}
	return p == end || load<u64>(q) == tailOf(p, end - p);
}

function keep(slot: u32, p: u32, end: u32): void {
	store<u32>(slot, end - p, TEXT_LENGTH);
	let q = slot + TEXT_OCTETS;
	while (end - p >= 8) {
		store<u64>(q, load<u64>(p));
		p += 8;
		q += 8;
	}
	if (p < end) store<u64>(q, tailOf(p, end - p));
}

/**
 * Notes in the row of a text where its string is kept, if it is short and plain. `charset` stays in the low half of
 * `high`: it must not need the upper one.
 */
export function internText(row: u32, p: u32, length: u32, charset: u32): void {
	const end = p + length;
	forgetText(row);
	if (length == 0 || length > <u32>TEXT_LONGEST) return;
	const hash = hashOf(p, end);
	if (hash == NOT_PLAIN) return;
	const index = hash & (TEXT_SLOTS - 1);
	const slot: u32 = REGION_TOKENS + TOKENS_TEXTS + index * TEXT_SLOT_SIZE;
	let version = load<u32>(slot, TEXT_VERSION);
	if (version == 0 || !isSame(slot, p, end)) {
		version++;
		store<u32>(slot, version, TEXT_VERSION);
		keep(slot, p, end);
	}
	store<u8>(
		row,
		load<u8>(row, TOKEN_FLAGS) | <u8>TOKEN_FLAG_INTERNED,
		TOKEN_FLAGS,
	);
	store<u32>(row, version, TOKEN_VALUE);
	store<u32>(row, charset | (index << 16), TOKEN_HIGH);
}

/** The row is of something else after all. */
export function forgetText(row: u32): void {
	const flags: u32 = load<u8>(row, TOKEN_FLAGS);
	if ((flags & TOKEN_FLAG_INTERNED) == 0) return;
	store<u8>(row, flags & ~TOKEN_FLAG_INTERNED, TOKEN_FLAGS);
	store<u32>(row, 0, TOKEN_VALUE);
	store<u32>(row, 0, TOKEN_HIGH);
}
