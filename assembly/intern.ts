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
const EQUALS: u32 = 0x3d;
const QUESTION: u32 = 0x3f;

/** The last octets, fewer than eight, of a text. */
function tailOf(p: u32, end: u32): u64 {
	let tail: u64 = 0;
	while (p < end) {
		tail = (tail << 8) | <u64>load<u8>(p);
		p++;
	}
	return tail;
}

/** US-ASCII without anything that could be an encoded word (RFC 2047): what it says needs no charset. */
function isPlain(p: u32, end: u32): bool {
	let before: u32 = 0;
	while (p < end) {
		const octet: u32 = load<u8>(p);
		if (octet >= 0x80 || (octet == QUESTION && before == EQUALS)) return false;
		before = octet;
		p++;
	}
	return true;
}

function hashOf(p: u32, end: u32): u32 {
	let hash: u64 = <u64>(end - p) * FACTOR;
	while (end - p >= 8) {
		hash = (hash ^ load<u64>(p)) * FACTOR;
		hash ^= hash >> 32;
		p += 8;
	}
	hash = (hash ^ tailOf(p, end)) * FACTOR;
	return <u32>(hash >> 40);
}

function isSame(slot: u32, p: u32, end: u32): bool {
	if (load<u32>(slot, TEXT_LENGTH) != end - p) return false;
	let q = slot + TEXT_OCTETS;
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

/**
 * Notes in the row of a text where its string is kept, if it is short and plain. `charset` stays in the low half of
 * `high`: it must not need the upper one.
 */
export function internText(row: u32, p: u32, length: u32, charset: u32): void {
	const end = p + length;
	forgetText(row);
	if (length == 0 || length > <u32>TEXT_LONGEST || !isPlain(p, end)) return;
	const index = hashOf(p, end) & (TEXT_SLOTS - 1);
	const slot: u32 = REGION_TOKENS + TOKENS_TEXTS + index * TEXT_SLOT_SIZE;
	let version = load<u32>(slot, TEXT_VERSION);
	if (version == 0 || !isSame(slot, p, end)) {
		version++;
		store<u32>(slot, version, TEXT_VERSION);
		store<u32>(slot, length, TEXT_LENGTH);
		memory.copy(slot + TEXT_OCTETS, p, length);
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
