// When flows are given up: a time wheel of seconds. A flow hangs on the spoke of the second in which it can be over at
// the earliest; when that has come and packets were seen meanwhile, it is hung up anew. Packets do not touch the wheel.
import {
	CONTROL_FLOW_LIMIT,
	CONTROL_FLOW_OPEN,
	CONTROL_FLOWS_CLOSED,
	CONTROL_FLOWS_EVICTED,
	FLOW_FLAG_FIN_A,
	FLOW_FLAG_FIN_B,
	FLOW_FLAG_RST,
	FLOW_FLAGS,
	FLOW_HASH,
	FLOW_LAST_SECONDS,
	FLOW_PROTOCOL,
	FLOW_STREAM,
	FLOW_WHEEL,
	FLOW_WHEEL_SPOKES,
	NO_STREAM,
} from "../../src/wasm/layout";
import { count } from "../cursor";
import { seconds } from "../record";
import { coldOf, entryOf, nextOf, releaseEntry, setNext } from "./entries";
import { removeSlot } from "./slots";

/** Closed on both sides or reset, and silent for so long: nothing but stray repeats can follow. */
const CLOSED_SECONDS: u32 = 120;
/** Open, but silent for so long: given up when room is needed. */
const IDLE_SECONDS: u32 = 3600;
/** From the last packet of a flow, as far as it is known, to the second in which it is looked at. */
const HUNG_SECONDS: u32 = CLOSED_SECONDS + 1;
/** Flows kept whatever their age, so that small captures are numbered exactly as tshark numbers them. */
const SWEEP_FLOOR: u32 = 65536;
/** Flows looked at, or spokes passed, per new flow: more than one, so that it outruns the growth. */
const SWEEP_STEPS: u32 = 4;
/** Flows among which the one silent for longest goes when all are open. */
const EVICTION_CHOICE: u32 = 16;

/** The second whose spoke is next. */
let hand: u32 = 0;

export function createWheel(): void {
	memory.fill(FLOW_WHEEL, 0, FLOW_WHEEL_SPOKES << 2);
	hand = 0;
}

function spokeOf(second: u32): u32 {
	return FLOW_WHEEL + ((second & (FLOW_WHEEL_SPOKES - 1)) << 2);
}

/** Hangs a flow up whose last packet, as far as that is known, is the one at hand. */
export function hang(flow: u32): void {
	const spoke = spokeOf(seconds() + HUNG_SECONDS);
	setNext(flow, load<u32>(spoke));
	store<u32>(spoke, flow);
}

/** Takes a flow off the spoke; 0 when none hangs there. */
function takeOff(spoke: u32): u32 {
	const flow = load<u32>(spoke);
	if (flow != 0) store<u32>(spoke, nextOf(flow));
	return flow;
}

/** Seconds since the last packet of `entry`; clocks that go back make it 0. */
export function silence(entry: u32): u32 {
	const then = load<u32>(entry, FLOW_LAST_SECONDS);
	return seconds() > then ? seconds() - then : 0;
}

function isOver(entry: u32): bool {
	const idle = silence(entry);
	if (idle > IDLE_SECONDS) return true;
	if (idle <= CLOSED_SECONDS) return false;
	const flags = load<u32>(entry, FLOW_FLAGS);
	const fins = FLOW_FLAG_FIN_A | FLOW_FLAG_FIN_B;
	return (flags & FLOW_FLAG_RST) != 0 || (flags & fins) == fins;
}

/** Before a flow opens: a few steps of the wheel, and one that is open goes when there are as many as may be. */
export function makeRoom(): void {
	const open = load<u32>(CONTROL_FLOW_OPEN);
	if (open >= SWEEP_FLOOR) turn();
	if (open >= load<u32>(CONTROL_FLOW_LIMIT)) evict();
}

/**
 * Brings the hand into the turn of the wheel that ends with what is hung up now: spokes of longer ago are the same, and
 * clocks may jump. Differences of 32 bits, for times near zero.
 */
function setHand(): void {
	const earliest = seconds() + HUNG_SECONDS + 1 - FLOW_WHEEL_SPOKES;
	if (hand - earliest >= <u32>FLOW_WHEEL_SPOKES) hand = earliest;
}

function turn(): void {
	setHand();
	for (let step: u32 = 0; step < SWEEP_STEPS; step++) {
		if (<i32>(seconds() - hand) <= 0) return;
		const flow = takeOff(spokeOf(hand));
		if (flow == 0) hand++;
		else if (isOver(entryOf(flow))) release(flow, CONTROL_FLOWS_CLOSED);
		else hang(flow);
	}
}

/** Of the next flows on the wheel, the one that was silent for longest goes, unless the wheel made enough room. */
function evict(): void {
	if (load<u32>(CONTROL_FLOW_OPEN) < load<u32>(CONTROL_FLOW_LIMIT)) return;
	setHand();
	let oldest: u32 = 0;
	let passed: u32 = 0;
	let seen: u32 = 0;
	while (seen < EVICTION_CHOICE && passed < <u32>FLOW_WHEEL_SPOKES) {
		const flow = takeOff(spokeOf(hand + passed));
		if (flow == 0) {
			passed++;
			continue;
		}
		seen++;
		if (oldest == 0) {
			// What was empty before stays so until the hand comes round.
			hand += passed;
			passed = 0;
			oldest = flow;
		} else if (silence(entryOf(flow)) > silence(entryOf(oldest))) {
			hang(oldest);
			oldest = flow;
		} else {
			hang(flow);
		}
	}
	if (oldest == 0) return;
	const over = isOver(entryOf(oldest));
	release(oldest, over ? CONTROL_FLOWS_CLOSED : CONTROL_FLOWS_EVICTED);
}

/** Gives up a flow that hangs nowhere. */
function release(flow: u32, counter: u32): void {
	const entry = entryOf(flow);
	removeSlot(load<u32>(coldOf(entry), FLOW_HASH), flow);
	store<u8>(entry, 0, FLOW_PROTOCOL);
	store<u32>(entry, NO_STREAM, FLOW_STREAM);
	releaseEntry(flow);
	store<u32>(CONTROL_FLOW_OPEN, load<u32>(CONTROL_FLOW_OPEN) - 1);
	count(counter);
}
