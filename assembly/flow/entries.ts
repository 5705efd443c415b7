// The entries of flows, in pages (src/wasm/layout.ts): which are free, and the memory that more of them need.
import {
	CONTROL_FLOW_LIMIT,
	CONTROL_FLOW_USED,
	FLOW_COLD_SIZE,
	FLOW_HOT_SIZE,
	FLOW_MARGIN,
	FLOW_NEXT,
	FLOW_PAGE,
	FLOW_PAGE_COLD,
	FLOW_PAGE_ENTRIES,
	FLOW_UNIT,
} from "../../src/wasm/layout";

/** Entries never used: the next one, where its pages end, and the pages after them. */
let next: u32 = 0;
let nextEnd: u32 = 0;
let spare: u32 = 0;
let spareEnd: u32 = 0;
let unused: u32 = 0;
/** First of the free flows, and how many they are. */
let free: u32 = 0;
let freeCount: u32 = 0;
/** Last of those released in this batch, whose rows may still be read: a ring, it leads to the first. */
let released: u32 = 0;
let releasedCount: u32 = 0;

export function entryOf(flow: u32): u32 {
	return flow * FLOW_UNIT;
}

/** The cold part of an entry. */
export function coldOf(entry: u32): u32 {
	const within = entry & (FLOW_PAGE - 1);
	return entry - within + FLOW_PAGE_COLD + (within >>> 1);
}

export function nextOf(flow: u32): u32 {
	return load<u32>(coldOf(entryOf(flow)), FLOW_NEXT);
}

export function setNext(flow: u32, other: u32): void {
	store<u32>(coldOf(entryOf(flow)), other, FLOW_NEXT);
}

export function createEntries(): void {
	next = 0;
	nextEnd = 0;
	spare = 0;
	spareEnd = 0;
	unused = 0;
	free = 0;
	freeCount = 0;
	released = 0;
	releasedCount = 0;
	store<u32>(CONTROL_FLOW_USED, 0);
}

/** Gives it pages for more entries. Those before are nearly used up, or these are few. */
export function addPages(start: u32, end: u32): void {
	if (spare != spareEnd) return;
	spare = start;
	spareEnd = end;
	unused += ((end - start) / FLOW_PAGE) * FLOW_PAGE_ENTRIES;
}

/** Entries that may still be used for the first time, whether there is memory for them or not. */
export function entriesToCome(): u32 {
	return (
		load<u32>(CONTROL_FLOW_LIMIT) + FLOW_MARGIN - load<u32>(CONTROL_FLOW_USED)
	);
}

/** Flows that can be opened without more memory. */
export function entriesLeft(): u32 {
	return freeCount + min<u32>(unused, entriesToCome());
}

/** An empty entry's flow; 0 when none is left. */
export function takeEntry(): u32 {
	let flow = free;
	if (flow != 0) {
		free = nextOf(flow);
		freeCount--;
	} else {
		if (unused == 0 || entriesToCome() == 0) return 0;
		flow = unusedEntry() / FLOW_UNIT;
	}
	const entry = entryOf(flow);
	memory.fill(entry, 0, FLOW_HOT_SIZE);
	memory.fill(coldOf(entry), 0, FLOW_COLD_SIZE);
	return flow;
}

function unusedEntry(): u32 {
	if (next == nextEnd) {
		next = spare;
		nextEnd = spareEnd;
		spare = spareEnd;
	}
	const entry = next;
	next += FLOW_HOT_SIZE;
	if ((next & (FLOW_PAGE - 1)) == FLOW_PAGE_COLD)
		next += FLOW_PAGE - FLOW_PAGE_COLD;
	unused--;
	store<u32>(CONTROL_FLOW_USED, load<u32>(CONTROL_FLOW_USED) + 1);
	return entry;
}

/** The entry can be used for another flow from the next batch on. */
export function releaseEntry(flow: u32): void {
	setNext(flow, flow);
	if (released != 0) {
		setNext(flow, nextOf(released));
		setNext(released, flow);
	}
	released = flow;
	releasedCount++;
}

/** Rows of the batch before have been read. */
export function freeReleased(): void {
	if (released == 0) return;
	const first = nextOf(released);
	setNext(released, free);
	free = first;
	freeCount += releasedCount;
	released = 0;
	releasedCount = 0;
}
