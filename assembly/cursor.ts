// Where the decoders are in the packet, and big-endian reads. `end` is where the captured octets end, `wireEnd` where
// the packet ended on the wire: at least `end`, more when the snap length cut the packet. Both only ever shrink.
import {
	CONTROL_MALFORMED,
	CONTROL_PASSED,
	CONTROL_SHORT,
} from "../src/wasm/layout";

let position: u32 = 0;
let end: u32 = 0;
let wireEnd: u32 = 0;
let passed: u32 = 0;

export function u8At(p: u32): u32 {
	return <u32>load<u8>(p);
}

export function be16(p: u32): u32 {
	return <u32>bswap<u16>(load<u16>(p));
}

export function be32(p: u32): u32 {
	return bswap<u32>(load<u32>(p));
}

/** Starts at a packet. `wire` is what the capture says of its length on the wire. */
export function enter(start: u32, captured: u32, wire: u32): void {
	position = start;
	end = start + captured;
	// Far above any packet, and no sum with an address overflows.
	wireEnd = start + min<u32>(max<u32>(wire, captured), 0x40000000);
}

export function at(): u32 {
	return position;
}

export function capturedEnd(): u32 {
	return end;
}

export function wireLimit(): u32 {
	return wireEnd;
}

/** Captured octets from here on. */
export function captured(): u32 {
	return end - position;
}

/** Octets from here on by the headers' own lengths. */
export function wire(): u32 {
	return wireEnd - position;
}

/** Goes on by `n` octets, of which at least `n` must be captured. */
export function advance(n: u32): void {
	position += n;
}

/** A header says that `n` octets follow from here: what is behind them is padding or a trailer. */
export function clamp(n: u32): void {
	if (n < wireEnd - position) wireEnd = position + n;
	if (wireEnd < end) end = wireEnd;
}

/** Whether `n` octets are there. If not, the packet is counted: cut by the capture, or shorter than its header. */
export function has(n: u32): bool {
	if (n <= end - position) return true;
	if (n <= wireEnd - position) count(CONTROL_SHORT);
	else count(CONTROL_MALFORMED);
	return false;
}

/** Address of the first counter from `start` on that is not zero, or `end`. */
export function nextCounter(start: u32, end: u32): u32 {
	let counter = start;
	while (counter < end && load<u64>(counter) == 0) counter += 8;
	return counter;
}

/** Changes with every packet that was counted as passed. */
export function passedSoFar(): u32 {
	return passed;
}

/** Counts a packet that makes no row (PASSED_*). */
export function countPassed(why: u32, octets: u32): void {
	passed++;
	const pair: u32 = CONTROL_PASSED + (why << 4);
	count(pair);
	store<u64>(pair, load<u64>(pair, 8) + <u64>octets, 8);
}

/** Adds one to a counter of 64 bits. */
export function count(counter: u32): void {
	store<u64>(counter, load<u64>(counter) + 1);
}
