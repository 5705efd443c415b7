// The flow table: one entry per 5-tuple. It lives at the end of the memory, which TypeScript grows between batches.
import {
	CONTROL_FLOW_LIMIT,
	CONTROL_FLOW_OPEN,
	CONTROL_FLOWS_OPENED,
	CONTROL_TCP_STREAMS,
	CONTROL_UDP_STREAMS,
	FLOW_ADDRESS_A,
	FLOW_ADDRESS_B,
	FLOW_FLAG_ANSWERED,
	FLOW_FLAG_DATA_A,
	FLOW_FLAG_RST,
	FLOW_FLAGS,
	FLOW_HASH,
	FLOW_INITIAL_A,
	FLOW_LAST_SECONDS,
	FLOW_PAGE,
	FLOW_PAGE_ENTRIES,
	FLOW_PORT_A,
	FLOW_PROTOCOL,
	FLOW_SCOPE,
	FLOW_SCOPE_A,
	FLOW_SCOPE_B,
	FLOW_SCOPE_NAME,
	FLOW_SKIP_A,
	FLOW_STATE,
	FLOW_STREAM,
	FLOW_TEID,
	FLOW_WAY,
	FLOWS_FIRST_SIZE,
	PAGE,
	SLOT_FLOW,
	SLOT_HASH,
} from "../../src/wasm/layout";
import { at, be32, captured, count, u8At } from "../cursor";
import { createResolutions } from "../dns/resolution";
import {
	destination,
	family,
	hashOf,
	sameAddress,
	setSeed,
	source,
} from "../net/address";
import { PROTOCOL_TCP } from "../net/protocol";
import { seconds } from "../record";
import {
	createTunnels,
	isTunnelled,
	pairScopes,
	scope,
	scopeName,
	sharesPeer,
	teid,
	way,
} from "../tunnel/scope";
import {
	addPages,
	coldOf,
	createEntries,
	entriesLeft,
	entriesToCome,
	entryOf,
	takeEntry,
} from "./entries";
import {
	addSlot,
	countStep,
	createSlots,
	homeOf,
	moveSlots,
	nextSlot,
	SLOTS_MARGIN,
	slotsLimit,
	slotsSize,
	slotsStart,
} from "./slots";
import { createWheel, hang, makeRoom, silence } from "./wheel";

export { coldOf, entryOf, freeReleased } from "./entries";

/** An answer from another scope is due within so many seconds after the last packet. */
const ADOPTION_SECONDS: u32 = 60;
/** What it may acknowledge: octets after the first. */
const ADOPTION_WINDOW: u32 = 1 << 24;
/** The least that the pages of entries grow by; more when there are many. */
const GROWTH: u32 = 4 * PAGE;

let flowDirection: u32 = 0;
/** Flows that can be opened, as far as it was looked into. */
let credit: u32 = 0;
/** Where the memory ends that the flows have. */
let end: u32 = 0;

/** 0: the packet goes from A to B. */
export function direction(): u32 {
	return flowDirection;
}

/**
 * Lays out an empty table for at most `limit` flows, in FLOWS_FIRST_SIZE octets at `start`. Where the memory is `used`,
 * the tables of tunnels and names are cleared too.
 */
export function createFlows(
	limit: u32,
	start: u32,
	used: bool,
	seed: u32,
): void {
	setSeed(seed);
	store<u32>(CONTROL_FLOW_LIMIT, limit);
	createEntries();
	createWheel();
	credit = 0;
	end = start + FLOWS_FIRST_SIZE;
	addPages(createSlots(start), end);
	createTunnels(used);
	createResolutions(used);
}

/** Whether the next packet can open flows without more memory. */
export function hasRoom(): bool {
	return credit >= SLOTS_MARGIN || hasMoreRoom();
}

function hasMoreRoom(): bool {
	const slots = slotsLimit() + SLOTS_MARGIN - load<u32>(CONTROL_FLOW_OPEN);
	credit = min<u32>(entriesLeft(), slots);
	return credit >= SLOTS_MARGIN;
}

function isSlotsFull(): bool {
	return load<u32>(CONTROL_FLOW_OPEN) > slotsLimit();
}

/** Up to where the memory has to reach before `growFlows`. */
export function flowsEnd(): u32 {
	if (isSlotsFull()) return end + (slotsSize() << 1);
	const toCome = entriesToCome();
	if (toCome == 0) return end;
	const used = (end - slotsStart()) >>> 3;
	const wanted = (toCome / FLOW_PAGE_ENTRIES + 1) * FLOW_PAGE;
	const octets = min<u32>(max<u32>(used, GROWTH), wanted);
	return (end + octets + PAGE - 1) & ~(PAGE - 1);
}

/** Takes the memory up to `flowsEnd` for more slots or more entries. Called between batches. */
export function growFlows(): void {
	const start = end;
	const isTable = isSlotsFull();
	end = flowsEnd();
	if (!isTable) {
		addPages(start, end);
		return;
	}
	const old = slotsStart();
	const oldEnd = old + slotsSize();
	moveSlots(start);
	addPages(old, oldEnd);
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
	let known = false;
	let slot = homeOf(hash);
	for (;;) {
		const index = load<u32>(slot, SLOT_FLOW);
		if (index == 0) break;
		const entry = entryOf(index);
		if (
			load<u32>(slot, SLOT_HASH) == hash &&
			load<u16>(entry, FLOW_PROTOCOL) == kind
		) {
			known = true;
			const towards: u32 = load<u32>(entry, FLOW_PORT_A) == forth ? 0 : 1;
			if (goes(entry, towards, forth)) {
				touch(entry, towards);
				return index;
			}
			if (forth == back && goes(entry, 1, forth)) {
				touch(entry, 1);
				return index;
			}
		}
		countStep();
		slot = nextSlot(slot);
	}
	if (!known) return openFlow(hash, kind, forth);
	let index = adopt(hash, kind, back);
	if (index == 0 && isTunnelled() && protocol == PROTOCOL_TCP)
		index = follow(hash, kind, forth, back);
	return index != 0 ? index : openFlow(hash, kind, forth);
}

/**
 * Whether the packet at hand, with the ports `forth`, is of the flow and goes from its A to its B (`towards` 0) or back
 * (1), in the scope of the side that sends. No branch depends on the direction, which cannot be foreseen.
 */
function goes(entry: u32, towards: u32, forth: u32): bool {
	const turn = towards << 4;
	if (load<u32>(entry, FLOW_PORT_A) != rotl<u32>(forth, turn)) return false;
	if (load<u16>(entry + (towards << 1), FLOW_SCOPE_A) != <u16>scope())
		return false;
	const from = entry + turn;
	const to = entry + (turn ^ 16);
	return sameAddress(from, source()) && sameAddress(to, destination());
}

/** The first slot at `from` or behind it whose flow has this hash, protocol and family; 0: there is none. */
function firstLike(from: u32, hash: u32, kind: u32): u32 {
	let slot = from;
	for (; load<u32>(slot, SLOT_FLOW) != 0; slot = nextSlot(slot)) {
		if (load<u32>(slot, SLOT_HASH) != hash) continue;
		const entry = entryOf(load<u32>(slot, SLOT_FLOW));
		if (load<u16>(entry, FLOW_PROTOCOL) == kind) return slot;
	}
	return 0;
}

/**
 * The connection that has moved to the tunnel at hand: a phone that goes to another base station or SGSN keeps its
 * addresses, and one end of its GTP-U tunnel stays (3GPP TS 23.401 5.5). The segment must lie within the connection,
 * and there must be one such connection only. Returns its index or 0.
 */
function follow(hash: u32, kind: u32, forth: u32, back: u32): u32 {
	let found: u32 = 0;
	let towards: u32 = 0;
	let slot = firstLike(homeOf(hash), hash, kind);
	for (; slot != 0; slot = firstLike(nextSlot(slot), hash, kind)) {
		const index = load<u32>(slot, SLOT_FLOW);
		const entry = entryOf(index);
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
	const sent = load<u32>(coldOf(entry) + (way << 2), FLOW_INITIAL_A);
	const received = load<u32>(coldOf(entry) + ((way ^ 1) << 2), FLOW_INITIAL_A);
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
	let slot = firstLike(homeOf(hash), hash, kind);
	for (; slot != 0; slot = firstLike(nextSlot(slot), hash, kind)) {
		const index = load<u32>(slot, SLOT_FLOW);
		const entry = entryOf(index);
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
	let slot = firstLike(homeOf(hash), hash, kind);
	for (; slot != 0; slot = firstLike(nextSlot(slot), hash, kind)) {
		const index = load<u32>(slot, SLOT_FLOW);
		const entry = entryOf(index);
		if (
			load<u32>(entry, FLOW_PORT_A) == back &&
			(load<u32>(entry, FLOW_FLAGS) & FLOW_FLAG_ANSWERED) == 0 &&
			sameAddress(entry + FLOW_ADDRESS_A, destination()) &&
			sameAddress(entry + FLOW_ADDRESS_B, source())
		) {
			if (found != 0) return 0;
			found = index;
		}
	}
	if (found == 0) return 0;
	const entry = entryOf(found);
	if (!isAnswer(entry)) return 0;
	if (load<u8>(entry, FLOW_PROTOCOL) == PROTOCOL_TCP && isSynAck(entry))
		pairScopes(load<u16>(entry, FLOW_SCOPE_A), scope());
	store<u16>(entry, <u16>scope(), FLOW_SCOPE_B);
	touch(entry, 1);
	return found;
}

/** The SYN-ACK that exactly answers the SYN of `entry`: no other network has the same number by chance. */
function isSynAck(entry: u32): bool {
	const number = load<u32>(coldOf(entry), FLOW_INITIAL_A) + 1;
	return (u8At(at() + 13) & 0x12) == 0x12 && be32(at() + 8) == number;
}

/** Whether the packet at hand can be what `entry` waits for. A TCP segment says so by what it acknowledges. */
function isAnswer(entry: u32): bool {
	if (silence(entry) > ADOPTION_SECONDS) return false;
	if (load<u8>(entry, FLOW_PROTOCOL) != PROTOCOL_TCP) return true;
	if (captured() < 14 || (u8At(at() + 13) & 0x10) == 0) return false;
	if ((load<u32>(entry, FLOW_FLAGS) & FLOW_FLAG_DATA_A) == 0) return false;
	const first = load<u32>(coldOf(entry), FLOW_INITIAL_A) + 1;
	return be32(at() + 8) - first < ADOPTION_WINDOW;
}

/** A packet of the flow: what comes from B is an answer. */
function touch(entry: u32, towards: u32): void {
	flowDirection = towards;
	store<u32>(entry, seconds(), FLOW_LAST_SECONDS);
	const answered = towards * FLOW_FLAG_ANSWERED;
	store<u32>(entry, load<u32>(entry, FLOW_FLAGS) | answered, FLOW_FLAGS);
}

function openFlow(hash: u32, kind: u32, ports: u32): u32 {
	makeRoom();
	const index = takeEntry();
	if (index == 0) return 0;
	credit--;
	const entry = entryOf(index);
	store<u32>(coldOf(entry), hash, FLOW_HASH);
	store<u16>(entry, <u16>kind, FLOW_PROTOCOL);
	store<u32>(entry, ports, FLOW_PORT_A);
	store<u16>(entry, <u16>scope(), FLOW_SCOPE_A);
	store<u16>(entry, <u16>scope(), FLOW_SCOPE_B);
	const length: u32 = family() == 4 ? 4 : 16;
	memory.copy(entry + FLOW_ADDRESS_A, source(), length);
	memory.copy(entry + FLOW_ADDRESS_B, destination(), length);
	addSlot(hash, index);
	hang(index);
	count(CONTROL_FLOWS_OPENED);
	store<u32>(CONTROL_FLOW_OPEN, load<u32>(CONTROL_FLOW_OPEN) + 1);
	flowDirection = 0;
	beginStream(entry);
	return index;
}

/** The 5-tuple of `entry` is a new conversation from here on. Which side is A stays, for rows that are not read yet. */
export function beginStream(entry: u32): void {
	const cold = coldOf(entry);
	const protocol = <u32>load<u8>(entry, FLOW_PROTOCOL);
	const streams: u32 =
		protocol == PROTOCOL_TCP ? CONTROL_TCP_STREAMS : CONTROL_UDP_STREAMS;
	const stream = load<u32>(streams);
	store<u32>(streams, stream + 1);
	store<u16>(entry, 0, FLOW_STATE); // and the verdict
	store<u32>(entry, 0, FLOW_FLAGS);
	store<u64>(entry, 0, FLOW_SKIP_A);
	store<u64>(cold, 0, FLOW_INITIAL_A);
	store<u32>(entry, stream, FLOW_STREAM);
	touch(entry, flowDirection);
	const isForth = flowDirection == 0;
	store<u8>(cold, <u8>(isForth ? way() : way() ^ 1), FLOW_WAY);
	store<u32>(cold, isForth ? teid() : 0, FLOW_TEID);
	store<u16>(cold, <u16>scope(), FLOW_SCOPE);
	store<u16>(cold, <u16>scopeName(), FLOW_SCOPE_NAME);
}
