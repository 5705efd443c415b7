// The flow table: one entry per 5-tuple, found through buckets of chains. It lives in the last region of the memory,
// which TypeScript grows between batches.
import {
	CONTROL_FLOW_BASE,
	CONTROL_FLOW_CAPACITY,
	CONTROL_FLOW_FREE,
	CONTROL_FLOW_HAND,
	CONTROL_FLOW_LIMIT,
	CONTROL_FLOW_MASK,
	CONTROL_FLOW_MASK_LIMIT,
	CONTROL_FLOW_OPEN,
	CONTROL_FLOW_RELEASED,
	CONTROL_FLOW_USED,
	CONTROL_FLOWS_CLOSED,
	CONTROL_FLOWS_EVICTED,
	CONTROL_TCP_STREAMS,
	CONTROL_UDP_STREAMS,
	FIRST_BUCKETS,
	FLOW_ADDRESS_A,
	FLOW_ADDRESS_B,
	FLOW_CAPTURE,
	FLOW_FLAG_ANSWERED,
	FLOW_FLAG_DATA_A,
	FLOW_FLAG_FIN_A,
	FLOW_FLAG_FIN_B,
	FLOW_FLAG_RST,
	FLOW_FLAGS,
	FLOW_HASH,
	FLOW_INITIAL_A,
	FLOW_LAST_SECONDS,
	FLOW_NEXT,
	FLOW_PACKETS,
	FLOW_PORT_A,
	FLOW_PROTOCOL,
	FLOW_SCOPE,
	FLOW_SCOPE_A,
	FLOW_SCOPE_B,
	FLOW_SCOPE_NAME,
	FLOW_SIZE,
	FLOW_SKIP_A,
	FLOW_STATE,
	FLOW_STREAM,
	FLOW_TEID,
	FLOW_WAY,
	NO_STREAM,
	REGION_FLOWS,
} from "../src/wasm/layout";
import { at, be32, captured, count, u8At } from "./cursor";
import { createResolutions } from "./dns/resolution";
import {
	destination,
	family,
	hashOf,
	sameAddress,
	source,
} from "./net/address";
import { PROTOCOL_TCP } from "./net/protocol";
import { capture, seconds } from "./record";
import {
	createTunnels,
	isTunnelled,
	pairScopes,
	scope,
	scopeName,
	sharesPeer,
	teid,
	way,
} from "./tunnel/scope";

/** Closed on both sides or reset, and silent for so long: nothing but stray repeats can follow. */
const CLOSED_SECONDS: u32 = 120;
/** Open, but silent for so long: given up when room is needed. */
const IDLE_SECONDS: u32 = 3600;
/** Entries kept whatever their age, so that small captures are numbered exactly as tshark numbers them. */
const SWEEP_FLOOR: u32 = 65536;
/** Entries the sweep looks at per new flow: more than one, so that it outruns the growth. */
const SWEEP_STEPS: u32 = 2;
/** An answer from another scope is due within so many seconds after the last packet. */
const ADOPTION_SECONDS: u32 = 60;
/** What it may acknowledge: octets after the first. */
const ADOPTION_WINDOW: u32 = 1 << 24;
/** Entries among which the one silent for longest goes when all are open. */
const EVICTION_CHOICE: u32 = 16;

let flowDirection: u32 = 0;

/** 0: the packet goes from A to B. */
export function direction(): u32 {
	return flowDirection;
}

export function entryOf(index: u32): u32 {
	return load<u32>(CONTROL_FLOW_BASE) + index * FLOW_SIZE;
}

/** Lays out an empty table for at most `limit` flows; the entries come to lie behind all the buckets it can get. */
export function createFlows(limit: u32): void {
	let buckets: u32 = FIRST_BUCKETS;
	while (buckets < limit && buckets < 1 << 28) buckets <<= 1;
	store<u32>(CONTROL_FLOW_MASK, FIRST_BUCKETS - 1);
	memory.fill(REGION_FLOWS, 0, FIRST_BUCKETS << 2);
	store<u32>(CONTROL_FLOW_MASK_LIMIT, buckets - 1);
	store<u32>(CONTROL_FLOW_BASE, REGION_FLOWS + (buckets << 2));
	store<u32>(CONTROL_FLOW_USED, 1);
	store<u32>(CONTROL_FLOW_HAND, 1);
	store<u32>(CONTROL_FLOW_LIMIT, limit);
	createTunnels();
	createResolutions();
}

/** Whether the next packet can open a flow without more memory. */
export function hasRoom(): bool {
	return (
		load<u32>(CONTROL_FLOW_USED) < load<u32>(CONTROL_FLOW_CAPACITY) ||
		load<u32>(CONTROL_FLOW_FREE) != 0
	);
}

/** Rows of the batch before have been read: entries that it released can be used for other flows. */
export function freeReleased(): void {
	const last = load<u32>(CONTROL_FLOW_RELEASED);
	if (last == 0) return;
	// A ring: the last released leads to the first.
	const entry = entryOf(last);
	const first = load<u32>(entry, FLOW_NEXT);
	store<u32>(entry, load<u32>(CONTROL_FLOW_FREE), FLOW_NEXT);
	store<u32>(CONTROL_FLOW_FREE, first);
	store<u32>(CONTROL_FLOW_RELEASED, 0);
}

/** Doubles the buckets while there are more flows than buckets. Called between batches. */
export function spreadFlows(): void {
	const used = load<u32>(CONTROL_FLOW_USED);
	const limit = load<u32>(CONTROL_FLOW_MASK_LIMIT);
	let mask = load<u32>(CONTROL_FLOW_MASK);
	if (used <= mask || mask == limit) return;
	while (used > mask && mask < limit) mask = (mask << 1) | 1;
	store<u32>(CONTROL_FLOW_MASK, mask);
	memory.fill(REGION_FLOWS, 0, (mask + 1) << 2);
	for (let index: u32 = 1; index < used; index++) {
		const entry = entryOf(index);
		if (load<u8>(entry, FLOW_PROTOCOL) != 0) chain(entry, index);
	}
}

function bucketOf(hash: u32): u32 {
	return REGION_FLOWS + ((hash & load<u32>(CONTROL_FLOW_MASK)) << 2);
}

function chain(entry: u32, index: u32): void {
	const bucket = bucketOf(load<u32>(entry, FLOW_HASH));
	store<u32>(entry, load<u32>(bucket), FLOW_NEXT);
	store<u32>(bucket, index);
}

/** Finds or makes the entry of the packet at hand. Returns its index, 0 when there is no room. */
export function findFlow(
	protocol: u32,
	sourcePort: u32,
	destinationPort: u32,
): u32 {
	const hash = hashOf(sourcePort, destinationPort);
	const kind = protocol | (family() << 8);
	const forth = sourcePort | (destinationPort << 16);
	const back = destinationPort | (sourcePort << 16);
	const here = scope();
	let index = load<u32>(bucketOf(hash));
	while (index != 0) {
		const entry = entryOf(index);
		if (
			load<u32>(entry, FLOW_HASH) == hash &&
			load<u16>(entry, FLOW_PROTOCOL) == kind
		) {
			const ports = load<u32>(entry, FLOW_PORT_A);
			const a = entry + FLOW_ADDRESS_A;
			const b = entry + FLOW_ADDRESS_B;
			if (
				ports == forth &&
				<u32>load<u16>(entry, FLOW_SCOPE_A) == here &&
				sameAddress(a, source()) &&
				sameAddress(b, destination())
			) {
				touch(entry, 0);
				return index;
			}
			if (
				ports == back &&
				<u32>load<u16>(entry, FLOW_SCOPE_B) == here &&
				sameAddress(a, destination()) &&
				sameAddress(b, source())
			) {
				touch(entry, 1);
				setAnswered(entry);
				return index;
			}
		}
		index = load<u32>(entry, FLOW_NEXT);
	}
	index = adopt(hash, kind, back);
	if (index == 0 && isTunnelled() && protocol == PROTOCOL_TCP)
		index = follow(hash, kind, forth, back);
	return index != 0 ? index : openFlow(hash, kind, forth);
}

/**
 * The connection that has moved to the tunnel at hand: a phone that goes to another base station or SGSN keeps its
 * addresses, and one end of its GTP-U tunnel stays (3GPP TS 23.401 5.5). The segment must lie within the connection,
 * and there must be one such connection only. Returns its index or 0.
 */
function follow(hash: u32, kind: u32, forth: u32, back: u32): u32 {
	let found: u32 = 0;
	let towards: u32 = 0;
	let index = load<u32>(bucketOf(hash));
	for (; index != 0; index = load<u32>(entryOf(index), FLOW_NEXT)) {
		const entry = entryOf(index);
		if (load<u32>(entry, FLOW_HASH) != hash) continue;
		if (load<u16>(entry, FLOW_PROTOCOL) != kind) continue;
		const way = quotedDirection(entry, forth, back);
		if (way > 1 || !isWithin(entry, way)) continue;
		if (!sharesPeer(load<u16>(entry, FLOW_SCOPE_A))) continue;
		if (found != 0) return 0;
		found = index;
		towards = way;
	}
	if (found == 0) return 0;
	const entry = entryOf(found);
	store<u16>(entry, <u16>scope(), FLOW_SCOPE_A);
	store<u16>(entry, <u16>scope(), FLOW_SCOPE_B);
	touch(entry, towards);
	if (towards != 0) setAnswered(entry);
	return found;
}

/** Whether the segment at hand, sent by side `way`, belongs to what both sides of `entry` have sent so far. */
function isWithin(entry: u32, way: u32): bool {
	if (silence(entry) > ADOPTION_SECONDS || captured() < 14) return false;
	if ((u8At(at() + 13) & 0x12) != 0x10) return false; // ACK, no SYN
	const known = load<u32>(entry, FLOW_FLAGS);
	if ((known & FLOW_FLAG_RST) != 0) return false;
	if ((known & FLOW_FLAG_DATA_A) == 0) return false;
	if ((known & (FLOW_FLAG_DATA_A << 1)) == 0) return false;
	const sent = load<u32>(entry + (way << 2), FLOW_INITIAL_A);
	const received = load<u32>(entry + ((way ^ 1) << 2), FLOW_INITIAL_A);
	return (
		be32(at() + 4) - sent < ADOPTION_WINDOW &&
		be32(at() + 8) - received < ADOPTION_WINDOW
	);
}

/**
 * The flow of a packet that another one quotes, if there is one: in the scope at hand, else the only one whatever its
 * scope. Nothing of it changes; `direction` is that of the quoted packet.
 */
export function lookFlow(
	protocol: u32,
	sourcePort: u32,
	destinationPort: u32,
): u32 {
	const hash = hashOf(sourcePort, destinationPort);
	const kind = protocol | (family() << 8);
	const forth = sourcePort | (destinationPort << 16);
	const back = destinationPort | (sourcePort << 16);
	let found: u32 = 0;
	let count: u32 = 0;
	let index = load<u32>(bucketOf(hash));
	for (; index != 0; index = load<u32>(entryOf(index), FLOW_NEXT)) {
		const entry = entryOf(index);
		if (load<u32>(entry, FLOW_HASH) != hash) continue;
		if (load<u16>(entry, FLOW_PROTOCOL) != kind) continue;
		const towards = quotedDirection(entry, forth, back);
		if (towards > 1) continue;
		flowDirection = towards;
		found = index;
		count++;
		if (<u32>load<u16>(entry, FLOW_SCOPE_A) == scope()) return index;
	}
	return count == 1 ? found : 0;
}

/** How a packet with the addresses at hand goes: 0 from A to B, 1 from B to A, 2: it is of another flow. */
function quotedDirection(entry: u32, forth: u32, back: u32): u32 {
	const ports = load<u32>(entry, FLOW_PORT_A);
	const a = entry + FLOW_ADDRESS_A;
	const b = entry + FLOW_ADDRESS_B;
	if (
		ports == forth &&
		sameAddress(a, source()) &&
		sameAddress(b, destination())
	)
		return 0;
	const isBack =
		ports == back && sameAddress(a, destination()) && sameAddress(b, source());
	return isBack ? 1 : 2;
}

/**
 * The flow that the packet at hand answers from another scope: taps may tag or tunnel the two directions apart. Nothing
 * of that side was seen before, and there must be one such flow only. Returns its index or 0.
 */
function adopt(hash: u32, kind: u32, back: u32): u32 {
	let found: u32 = 0;
	let index = load<u32>(bucketOf(hash));
	while (index != 0) {
		const entry = entryOf(index);
		if (
			load<u32>(entry, FLOW_HASH) == hash &&
			load<u16>(entry, FLOW_PROTOCOL) == kind &&
			load<u32>(entry, FLOW_PORT_A) == back &&
			(load<u32>(entry, FLOW_FLAGS) & FLOW_FLAG_ANSWERED) == 0 &&
			sameAddress(entry + FLOW_ADDRESS_A, destination()) &&
			sameAddress(entry + FLOW_ADDRESS_B, source())
		) {
			if (found != 0) return 0;
			found = index;
		}
		index = load<u32>(entry, FLOW_NEXT);
	}
	if (found == 0) return 0;
	const entry = entryOf(found);
	if (!isAnswer(entry)) return 0;
	if (load<u8>(entry, FLOW_PROTOCOL) == PROTOCOL_TCP && isSynAck(entry))
		pairScopes(load<u16>(entry, FLOW_SCOPE_A), scope());
	store<u16>(entry, <u16>scope(), FLOW_SCOPE_B);
	touch(entry, 1);
	setAnswered(entry);
	return found;
}

/** The SYN-ACK that exactly answers the SYN of `entry`: no other network has the same number by chance. */
function isSynAck(entry: u32): bool {
	const number = load<u32>(entry, FLOW_INITIAL_A) + 1;
	return (u8At(at() + 13) & 0x12) == 0x12 && be32(at() + 8) == number;
}

/** Whether the packet at hand can be what `entry` waits for. A TCP segment says so by what it acknowledges. */
function isAnswer(entry: u32): bool {
	if (silence(entry) > ADOPTION_SECONDS) return false;
	if (load<u8>(entry, FLOW_PROTOCOL) != PROTOCOL_TCP) return true;
	if (captured() < 14 || (u8At(at() + 13) & 0x10) == 0) return false;
	if ((load<u32>(entry, FLOW_FLAGS) & FLOW_FLAG_DATA_A) == 0) return false;
	const first = load<u32>(entry, FLOW_INITIAL_A) + 1;
	return be32(at() + 8) - first < ADOPTION_WINDOW;
}

/** In the flags, which are at hand: another word of the entry may lie in another cache line. */
function setAnswered(entry: u32): void {
	const flags = load<u32>(entry, FLOW_FLAGS) | FLOW_FLAG_ANSWERED;
	store<u32>(entry, flags, FLOW_FLAGS);
}

function touch(entry: u32, towards: u32): void {
	flowDirection = towards;
	store<u32>(entry, seconds(), FLOW_LAST_SECONDS);
	store<u32>(entry, load<u32>(entry, FLOW_PACKETS) + 1, FLOW_PACKETS);
}

function openFlow(hash: u32, kind: u32, ports: u32): u32 {
	const index = takeEntry();
	if (index == 0) return 0;
	const entry = entryOf(index);
	memory.fill(entry, 0, FLOW_SIZE);
	store<u32>(entry, hash, FLOW_HASH);
	store<u16>(entry, <u16>kind, FLOW_PROTOCOL);
	store<u32>(entry, ports, FLOW_PORT_A);
	store<u16>(entry, <u16>scope(), FLOW_SCOPE_A);
	store<u16>(entry, <u16>scope(), FLOW_SCOPE_B);
	const length: u32 = family() == 4 ? 4 : 16;
	memory.copy(entry + FLOW_ADDRESS_A, source(), length);
	memory.copy(entry + FLOW_ADDRESS_B, destination(), length);
	chain(entry, index);
	flowDirection = 0;
	beginStream(entry);
	return index;
}

/** The 5-tuple of `entry` is a new conversation from here on. Which side is A stays, for rows that are not read yet. */
export function beginStream(entry: u32): void {
	const protocol = <u32>load<u8>(entry, FLOW_PROTOCOL);
	const streams: u32 =
		protocol == PROTOCOL_TCP ? CONTROL_TCP_STREAMS : CONTROL_UDP_STREAMS;
	const stream = load<u32>(streams);
	store<u32>(streams, stream + 1);
	memory.fill(entry + FLOW_STATE, 0, 2);
	memory.fill(entry + FLOW_FLAGS, 0, FLOW_SCOPE_A - FLOW_FLAGS);
	memory.fill(entry + FLOW_SKIP_A, 0, FLOW_HASH - FLOW_SKIP_A);
	store<u32>(entry, stream, FLOW_STREAM);
	store<u16>(entry, <u16>capture(), FLOW_CAPTURE);
	touch(entry, flowDirection);
	if (flowDirection != 0) setAnswered(entry);
	const isForth = flowDirection == 0;
	store<u8>(entry, <u8>(isForth ? way() : way() ^ 1), FLOW_WAY);
	store<u32>(entry, isForth ? teid() : 0, FLOW_TEID);
	store<u16>(entry, <u16>scope(), FLOW_SCOPE);
	store<u16>(entry, <u16>scopeName(), FLOW_SCOPE_NAME);
}

function takeEntry(): u32 {
	sweep();
	let open = load<u32>(CONTROL_FLOW_OPEN);
	if (open >= load<u32>(CONTROL_FLOW_LIMIT)) evict();
	open = load<u32>(CONTROL_FLOW_OPEN);
	const free = load<u32>(CONTROL_FLOW_FREE);
	if (free != 0) {
		store<u32>(CONTROL_FLOW_FREE, load<u32>(entryOf(free), FLOW_NEXT));
		store<u32>(CONTROL_FLOW_OPEN, open + 1);
		return free;
	}
	const used = load<u32>(CONTROL_FLOW_USED);
	if (used >= load<u32>(CONTROL_FLOW_CAPACITY)) return 0;
	store<u32>(CONTROL_FLOW_USED, used + 1);
	store<u32>(CONTROL_FLOW_OPEN, open + 1);
	return used;
}

function nextInSweep(): u32 {
	let hand = load<u32>(CONTROL_FLOW_HAND);
	if (hand >= load<u32>(CONTROL_FLOW_USED)) hand = 1;
	store<u32>(CONTROL_FLOW_HAND, hand + 1);
	return hand;
}

/** Seconds since the last packet of `entry`; clocks that go back make it 0. */
function silence(entry: u32): u32 {
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

/** A few steps through the entries for each flow that opens: releases what is closed or idle. */
function sweep(): void {
	if (load<u32>(CONTROL_FLOW_OPEN) < SWEEP_FLOOR) return;
	for (let step: u32 = 0; step < SWEEP_STEPS; step++) {
		const index = nextInSweep();
		const entry = entryOf(index);
		if (load<u8>(entry, FLOW_PROTOCOL) == 0 || !isOver(entry)) continue;
		release(index);
		count(CONTROL_FLOWS_CLOSED);
	}
}

/** At the limit: the entry that was silent for longest among the next ones goes. */
function evict(): void {
	let oldest: u32 = 0;
	let age: u32 = 0;
	let seen: u32 = 0;
	const round = load<u32>(CONTROL_FLOW_USED);
	for (let step: u32 = 0; step < round; step++) {
		const index = nextInSweep();
		const entry = entryOf(index);
		if (load<u8>(entry, FLOW_PROTOCOL) == 0) continue;
		const idle = silence(entry);
		if (oldest == 0 || idle > age) {
			oldest = index;
			age = idle;
		}
		seen++;
		if (seen == EVICTION_CHOICE) break;
	}
	if (oldest == 0) return;
	count(isOver(entryOf(oldest)) ? CONTROL_FLOWS_CLOSED : CONTROL_FLOWS_EVICTED);
	release(oldest);
}

function release(index: u32): void {
	const entry = entryOf(index);
	const next = load<u32>(entry, FLOW_NEXT);
	const bucket = bucketOf(load<u32>(entry, FLOW_HASH));
	let before = load<u32>(bucket);
	if (before == index) {
		store<u32>(bucket, next);
	} else {
		while (load<u32>(entryOf(before), FLOW_NEXT) != index)
			before = load<u32>(entryOf(before), FLOW_NEXT);
		store<u32>(entryOf(before), next, FLOW_NEXT);
	}
	store<u8>(entry, 0, FLOW_PROTOCOL);
	store<u32>(entry, NO_STREAM, FLOW_STREAM);
	const last = load<u32>(CONTROL_FLOW_RELEASED);
	store<u32>(entry, index, FLOW_NEXT);
	if (last != 0) {
		store<u32>(entry, load<u32>(entryOf(last), FLOW_NEXT), FLOW_NEXT);
		store<u32>(entryOf(last), index, FLOW_NEXT);
	}
	store<u32>(CONTROL_FLOW_RELEASED, index);
	store<u32>(CONTROL_FLOW_OPEN, load<u32>(CONTROL_FLOW_OPEN) - 1);
}
