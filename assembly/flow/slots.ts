// Where flows are found: an open table with linear probing, hash and flow side by side. The upper bits of the hash say
// where a flow belongs, so that a table twice as large has them in the same order: growing it reads and writes from
// start to end, and looks at no entry.
import {
	CONTROL_FLOW_STEPS,
	SLOT_FLOW,
	SLOT_HASH,
	SLOT_SIZE,
	SLOTS_FIRST,
} from "../../src/wasm/layout";

/** Flows that are opened at once, before the table is asked whether it is full: more than one packet can hold. */
export const SLOTS_MARGIN: u32 = 16;

let first: u32 = 0;
/** Behind the last slot, and the size of all. */
let end: u32 = 0;
let size: u32 = 0;
let shift: u32 = 0;
/** Flows that it takes: three quarters of the slots. */
let most: u32 = 0;

/** Lays out an empty table. Returns where it ends. */
export function createSlots(start: u32): u32 {
	lay(start, SLOTS_FIRST * SLOT_SIZE);
	return end;
}

function lay(start: u32, octets: u32): void {
	memory.fill(start, 0, octets);
	first = start;
	size = octets;
	end = start + octets;
	const slots = octets / SLOT_SIZE;
	shift = clz<u32>(slots) + 1;
	most = slots - (slots >>> 2) - SLOTS_MARGIN;
}

/** Flows that the table takes before it has to grow. */
export function slotsLimit(): u32 {
	return most;
}

export function slotsStart(): u32 {
	return first;
}

export function slotsSize(): u32 {
	return size;
}

/** The slot where the search for a hash begins. */
export function homeOf(hash: u32): u32 {
	return first + (hash >>> shift) * SLOT_SIZE;
}

export function nextSlot(slot: u32): u32 {
	const next = slot + SLOT_SIZE;
	return next == end ? first : next;
}

/** Counts a slot that was passed in vain. */
export function countStep(): void {
	store<u64>(CONTROL_FLOW_STEPS, load<u64>(CONTROL_FLOW_STEPS) + 1);
}

/** Adds a flow, before those with the same hash: what came last is found first. */
export function addSlot(hash: u32, flow: u32): void {
	let carried = flow;
	let slot = homeOf(hash);
	for (;;) {
		const other = load<u32>(slot, SLOT_FLOW);
		if (other == 0) break;
		if (load<u32>(slot, SLOT_HASH) == hash) {
			store<u32>(slot, carried, SLOT_FLOW);
			carried = other;
		}
		slot = nextSlot(slot);
	}
	store<u32>(slot, hash, SLOT_HASH);
	store<u32>(slot, carried, SLOT_FLOW);
}

/** Takes a flow out. What the probing brought behind it moves up, so that no gap ends a search too early. */
export function removeSlot(hash: u32, flow: u32): void {
	let hole = homeOf(hash);
	while (load<u32>(hole, SLOT_FLOW) != flow) hole = nextSlot(hole);
	let slot = hole;
	for (;;) {
		slot = nextSlot(slot);
		if (load<u32>(slot, SLOT_FLOW) == 0) break;
		// It may not come to stand before its home.
		const home = homeOf(load<u32>(slot, SLOT_HASH));
		const mask = size - 1;
		if (((slot - home) & mask) < ((slot - hole) & mask)) continue;
		store<u64>(hole, load<u64>(slot));
		hole = slot;
	}
	store<u64>(hole, 0);
}

/** Moves all flows to a table at `start` that is twice as large. */
export function moveSlots(start: u32): void {
	const oldFirst = first;
	const oldEnd = end;
	lay(start, size << 1);
	// From behind a gap on, so that flows with the same hash keep their order.
	let gap = oldFirst;
	while (load<u32>(gap, SLOT_FLOW) != 0) gap += SLOT_SIZE;
	for (let slot = gap; slot < oldEnd; slot += SLOT_SIZE) append(slot);
	for (let slot = oldFirst; slot < gap; slot += SLOT_SIZE) append(slot);
}

function append(old: u32): void {
	if (load<u32>(old, SLOT_FLOW) == 0) return;
	let slot = homeOf(load<u32>(old, SLOT_HASH));
	while (load<u32>(slot, SLOT_FLOW) != 0) slot = nextSlot(slot);
	store<u64>(slot, load<u64>(old));
}
