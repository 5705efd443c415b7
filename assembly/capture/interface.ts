// Interfaces of a pcapng section: link type, snap length, and what their time stamps mean.
import {
	CURSOR_INTERFACE_TABLE,
	CURSOR_INTERFACES,
	CURSOR_INTERFACES_SEEN,
	CURSOR_NEXT_COUNTER,
	CURSOR_NEXT_FINE,
	CURSOR_NEXT_LINK,
	INTERFACE_COUNTER,
	INTERFACE_LIMIT,
	INTERFACE_LINK,
	INTERFACE_OFFSET,
	INTERFACE_SIZE,
	INTERFACE_SNAPLEN,
	INTERFACE_UNITS,
	ROW_FLAG_FINE,
} from "../../src/wasm/layout";
import { linkCounter, setNextTime } from "./record";

const OPTION_END: u32 = 0;
const OPTION_TSRESOL: u32 = 9;
const OPTION_TSOFFSET: u32 = 14;

const MICROSECONDS: u64 = 1000000;
const NANOSECONDS: u64 = 1000000000;

let swapped: bool = false;

/** Byte order of the section at hand. */
export function setByteOrder(isSwapped: bool): void {
	swapped = isSwapped;
}

export function read16(p: u32): u32 {
	const value = load<u16>(p);
	return <u32>(swapped ? bswap<u16>(value) : value);
}

export function read32(p: u32): u32 {
	const value = load<u32>(p);
	return swapped ? bswap<u32>(value) : value;
}

function read64(p: u32): u64 {
	const value = load<u64>(p);
	return swapped ? bswap<u64>(value) : value;
}

function interfaceAt(cursor: u32, index: u32): u32 {
	return cursor + CURSOR_INTERFACE_TABLE + index * INTERFACE_SIZE;
}

/** Interface Description Block at `p`. Interfaces beyond the limit are counted; their packets end the capture. */
export function addInterface(cursor: u32, p: u32, length: u32): void {
	const index = load<u32>(cursor, CURSOR_INTERFACES);
	const seen = load<u32>(cursor, CURSOR_INTERFACES_SEEN);
	store<u32>(cursor, index + 1, CURSOR_INTERFACES);
	store<u32>(cursor, seen + 1, CURSOR_INTERFACES_SEEN);
	if (index >= <u32>INTERFACE_LIMIT) return;
	const entry = interfaceAt(cursor, index);
	const link = read16(p + 8);
	store<u32>(entry, link, INTERFACE_LINK);
	store<u32>(entry, read32(p + 12), INTERFACE_SNAPLEN);
	store<u32>(entry, linkCounter(cursor, link), INTERFACE_COUNTER);
	store<u64>(entry, MICROSECONDS, INTERFACE_UNITS);
	store<u64>(entry, 0, INTERFACE_OFFSET);
	readOptions(entry, p + 16, p + length - 4);
}

function readOptions(entry: u32, start: u32, end: u32): void {
	let p = start;
	while (end - p >= 4) {
		const code = read16(p);
		const length = read16(p + 2);
		const padded = (length + 3) & ~3;
		if (code == OPTION_END || padded > end - p - 4) return;
		if (code == OPTION_TSRESOL && length == 1) {
			store<u64>(entry, unitsOf(<u32>load<u8>(p, 4)), INTERFACE_UNITS);
		}
		if (code == OPTION_TSOFFSET && length == 8) {
			store<u64>(entry, read64(p + 4), INTERFACE_OFFSET);
		}
		p += 4 + padded;
	}
}

/** Units per second: a power of ten, or of two when the top bit is set. Out of range: microseconds. */
function unitsOf(resolution: u32): u64 {
	const power = resolution & 0x7f;
	if (resolution & 0x80) return power < 64 ? (<u64>1) << power : MICROSECONDS;
	if (power > 19) return MICROSECONDS;
	let units: u64 = 1;
	for (let i: u32 = 0; i < power; i++) units *= 10;
	return units;
}

/** Octets that the interface keeps of a packet. */
export function interfaceSnapLength(cursor: u32, index: u32): u32 {
	const length = load<u32>(interfaceAt(cursor, index), INTERFACE_SNAPLEN);
	return length == 0 ? 0xffffffff : length;
}

/** The next record is of this interface. */
export function useInterface(cursor: u32, index: u32): void {
	const entry = interfaceAt(cursor, index);
	const fine = load<u64>(entry, INTERFACE_UNITS) > MICROSECONDS;
	store<u32>(cursor, load<u32>(entry, INTERFACE_LINK), CURSOR_NEXT_LINK);
	store<u32>(cursor, load<u32>(entry, INTERFACE_COUNTER), CURSOR_NEXT_COUNTER);
	store<u32>(cursor, fine ? ROW_FLAG_FINE : 0, CURSOR_NEXT_FINE);
}

/** Time of the next record, in units of its interface (if_tsresol, if_tsoffset). */
export function setTime(cursor: u32, index: u32, time: u64): void {
	const entry = interfaceAt(cursor, index);
	const units = load<u64>(entry, INTERFACE_UNITS);
	const whole = time / units;
	const rest = time - whole * units;
	const seconds = <i64>whole + load<i64>(entry, INTERFACE_OFFSET);
	setNextTime(cursor, max<i64>(seconds, 0), toNanoseconds(rest, units));
}

function toNanoseconds(rest: u64, units: u64): u64 {
	if (units == MICROSECONDS) return rest * 1000;
	if (units >>> 34 == 0) return (rest * NANOSECONDS) / units;
	// The product would not fit. A power of ten is a multiple of 10^9; of a power of two the low bits are left out.
	if (units % NANOSECONDS == 0) return rest / (units / NANOSECONDS);
	const shift = 30 - clz<u64>(units);
	return ((rest >>> shift) * NANOSECONDS) / (units >>> shift);
}
