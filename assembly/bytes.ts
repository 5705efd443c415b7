// Reads of single numbers. Nothing here looks further than the caller has checked with `end - p`.

/** Result of `uintvar` and `valueLength`: value in the low half, octets read above it, then notes. */
const SIZE_SHIFT: u64 = 32;
const NOTE_SHIFT: u64 = 40;

/** Leading octets 80: more octets than needed. */
export const UINTVAR_NOT_SHORTEST: u32 = 1;
/** More than 5 octets or more than 32 bits; a size of 0 without it means that the octets end too early. */
export const UINTVAR_MALFORMED: u32 = 2;

/** 16 bits, big-endian. */
export function be16(p: u32): u32 {
	return <u32>bswap<u16>(load<u16>(p));
}

/** 32 bits, big-endian. */
export function be32(p: u32): u32 {
	return bswap<u32>(load<u32>(p));
}

/** Unsigned number of `length` octets, 0 to 8, big-endian. */
export function beNumber(p: u32, length: u32): u64 {
	let value: u64 = 0;
	for (let i: u32 = 0; i < length; i++) {
		value = (value << 8) | <u64>load<u8>(p + i);
	}
	return value;
}

function packed(value: u64, size: u32, note: u32): u64 {
	return value | ((<u64>size) << SIZE_SHIFT) | ((<u64>note) << NOTE_SHIFT);
}

/** uintvar (WAP-230 8.1.2): at most 5 octets, at most 32 bits. Take it apart with `numberOf`, `sizeOf`, `noteOf`. */
export function uintvar(p: u32, end: u32): u64 {
	let room: u32 = min<u32>(end - p, 5);
	let value: u64 = 0;
	for (let i: u32 = 0; i < room; i++) {
		let octet: u32 = load<u8>(p + i);
		value = (value << 7) | <u64>(octet & 0x7f);
		if (octet & 0x80) continue;
		if (value > <u64>u32.MAX_VALUE) return packed(0, 0, UINTVAR_MALFORMED);
		let overlong = i > 0 && <u32>load<u8>(p) == 0x80;
		return packed(value, i + 1, overlong ? UINTVAR_NOT_SHORTEST : 0);
	}
	return packed(0, 0, room == 5 ? UINTVAR_MALFORMED : 0);
}

/** Value-length (WAP-230 8.4.2.2): 0..30, or 31 and a uintvar. Size 0: no length stands here, or it is cut. */
export function valueLength(p: u32, end: u32): u64 {
	if (p >= end) return 0;
	let octet: u32 = load<u8>(p);
	if (octet < 31) return packed(octet, 1, 0);
	if (octet > 31) return 0;
	let length = uintvar(p + 1, end);
	if (sizeOf(length) == 0) return length;
	return length + ((<u64>1) << SIZE_SHIFT);
}

export function numberOf(read: u64): u32 {
	return <u32>read;
}

export function sizeOf(read: u64): u32 {
	return <u32>(read >> SIZE_SHIFT) & 0xff;
}

export function noteOf(read: u64): u32 {
	return <u32>(read >> NOTE_SHIFT);
}

const ZERO_LOW: u64 = 0x0101010101010101;
const ZERO_HIGH: u64 = 0x8080808080808080;

/** Address of the first 00 octet, or `end`. Eight octets at a time (the loads stay before `end`). */
export function findNul(p: u32, end: u32): u32 {
	while (end - p >= 8) {
		let octets = load<u64>(p);
		let zeros = (octets - ZERO_LOW) & ~octets & ZERO_HIGH;
		if (zeros != 0) return p + <u32>(ctz<u64>(zeros) >> 3);
		p += 8;
	}
	while (p < end && load<u8>(p) != 0) p++;
	return p;
}

/** Moves octets within the memory: less for JavaScript to do than its own `copyWithin`. */
export function copyOctets(to: u32, from: u32, length: u32): void {
	memory.copy(to, from, length);
}
