// The walk: records of the open captures by time, each through link, net and transport, rows out. Decoders never call
// one another: each returns what follows, and the loop in `decodeFrame` goes on with it.
import {
	CONTROL_BYTES,
	CONTROL_DUE_CAPTURE,
	CONTROL_DUE_TIME,
	CONTROL_FRAME_LIMIT,
	CONTROL_FRAMES,
	CONTROL_SLOT,
	CONTROL_SLOTS,
	COUNTERS_IPPROTO,
	CURSOR_ACTIVE,
	CURSOR_AHEAD_SECONDS,
	CURSOR_BYTES,
	CURSOR_CAPTURE,
	CURSOR_FIRST_NANOSECONDS,
	CURSOR_FIRST_SECONDS,
	CURSOR_FRAMES,
	CURSOR_LAST_NANOSECONDS,
	CURSOR_LAST_SECONDS,
	CURSOR_LATEST_SECONDS,
	CURSOR_NEXT_COUNTER,
	CURSOR_NEXT_DATA,
	CURSOR_NEXT_END,
	CURSOR_NEXT_FINE,
	CURSOR_NEXT_LENGTH,
	CURSOR_NEXT_LINK,
	CURSOR_NEXT_NANOSECONDS,
	CURSOR_NEXT_SECONDS,
	CURSOR_NEXT_SKIP,
	CURSOR_NEXT_TIME,
	CURSOR_NEXT_TRAILER,
	CURSOR_NEXT_WIRE,
	CURSOR_PEEKED,
	CURSOR_POSITION,
	CURSOR_SIZE,
	CURSOR_SKIP,
	CURSOR_SLICED,
	CURSOR_STARTED,
	CURSOR_TRAILER,
	PASSED_REST,
	REGION_CURSORS,
	ROW_FLAG_SLICED,
	WALK_DONE,
	WALK_DUE,
	WALK_ENDED,
	WALK_FLOWS,
	WALK_FRAGMENT,
	WALK_INPUT,
	WALK_LIMIT,
	WALK_ROWS,
} from "../src/wasm/layout";
import { lookAhead } from "./ahead";
import { peek } from "./capture/index";
import { PEEK_INPUT, PEEK_READY } from "./capture/record";
import { count, countPassed, enter, passedSoFar } from "./cursor";
import { beginNotes } from "./dns/resolution";
import { freeReleased, hasRoom } from "./flow";
import { NOTHING, UNKNOWN_LINK } from "./link/ethertype";
import { decodeLink } from "./link/index";
import { writeFragment } from "./net/fragment";
import { decodeIcmp } from "./net/icmp";
import { decodeNet } from "./net/index";
import {
	PROTOCOL_FRAGMENT,
	PROTOCOL_GRE,
	PROTOCOL_ICMP,
	PROTOCOL_ICMPV6,
	PROTOCOL_IPV4,
	PROTOCOL_IPV6,
	PROTOCOL_NOTHING,
	PROTOCOL_PORTS,
	PROTOCOL_TCP,
	PROTOCOL_UDP,
} from "./net/protocol";
import {
	areRowsFull,
	beginBatch,
	endBatch,
	isSilent,
	nanoseconds,
	seconds,
	setFrame,
	setTime,
} from "./record";
import { decodeTcp } from "./transport/tcp";
import { decodeUdp } from "./transport/udp";
import { decodeTunnel } from "./tunnel/index";
import { leaveScope } from "./tunnel/scope";

/** Tunnels go this deep; those in UDP take two steps. */
const TUNNEL_LIMIT: u32 = 8;
const WALK_OTHER: u32 = 0xffff; // another capture is next
const DAY_SECONDS: u32 = 86400;

/** What run() compares with: the earliest of the captures that are not the earliest. */
let rivalTime: u64 = 0;
let rivalCapture: u32 = 0;

/** Walks on until TypeScript has to do something (WALK_*). The rows are those of this call. */
export function walk(): u32 {
	beginBatch();
	beginNotes();
	freeReleased();
	let answer: u32 = WALK_OTHER;
	while (answer == WALK_OTHER) {
		const cursor = earliest();
		if (cursor == 0) {
			answer = WALK_DONE;
			if (load<u64>(CONTROL_DUE_TIME) != u64.MAX_VALUE) answer = WALK_DUE;
		} else if (load<u32>(cursor, CURSOR_PEEKED) == 0) {
			answer = next(cursor);
			if (answer == PEEK_READY) answer = WALK_OTHER;
		} else {
			answer = run(cursor);
		}
	}
	endBatch();
	return answer;
}

/** Looks at the cursor's next record. PEEK_READY (0), or why the walk has to stop. */
function next(cursor: u32): u32 {
	const answer = peek(cursor);
	store<u32>(cursor, answer == PEEK_READY ? 1 : 0, CURSOR_PEEKED);
	if (answer == PEEK_READY) return PEEK_READY;
	store<u32>(CONTROL_SLOT, (cursor - REGION_CURSORS) / CURSOR_SIZE);
	if (answer == PEEK_INPUT) return WALK_INPUT;
	store<u32>(cursor, 0, CURSOR_ACTIVE);
	return WALK_ENDED;
}

/** Looks at the next record of one capture, for TypeScript: 0, WALK_INPUT or WALK_ENDED. */
export function look(slot: u32): u32 {
	return next(REGION_CURSORS + slot * CURSOR_SIZE);
}

/** Is the record of this time and capture before that one? Ties go to the capture named first. */
function isBefore(time: u64, capture: u32, otherTime: u64, other: u32): bool {
	return time < otherTime || (time == otherTime && capture < other);
}

/**
 * The open capture whose next record is earliest, or one whose next record is not known yet; 0 when there is none,
 * or when a capture without a slot comes first.
 */
function earliest(): u32 {
	let first: u32 = 0;
	let firstTime: u64 = 0;
	let firstCapture: u32 = 0;
	rivalTime = load<u64>(CONTROL_DUE_TIME);
	rivalCapture = load<u32>(CONTROL_DUE_CAPTURE);
	const slots = load<u32>(CONTROL_SLOTS);
	for (let slot: u32 = 0; slot < slots; slot++) {
		const cursor = REGION_CURSORS + slot * CURSOR_SIZE;
		if (load<u32>(cursor, CURSOR_ACTIVE) == 0) continue;
		if (load<u32>(cursor, CURSOR_PEEKED) == 0) return cursor;
		const time = load<u64>(cursor, CURSOR_NEXT_TIME);
		const capture = load<u32>(cursor, CURSOR_CAPTURE);
		if (first == 0 || isBefore(time, capture, firstTime, firstCapture)) {
			if (first != 0) lower(firstTime, firstCapture);
			first = cursor;
			firstTime = time;
			firstCapture = capture;
		} else {
			lower(time, capture);
		}
	}
	if (first == 0) return 0;
	return isBefore(rivalTime, rivalCapture, firstTime, firstCapture) ? 0 : first;
}

function lower(time: u64, capture: u32): void {
	if (!isBefore(time, capture, rivalTime, rivalCapture)) return;
	rivalTime = time;
	rivalCapture = capture;
}

/** Decodes records of one capture for as long as it is the earliest. What it counts is written when it ends. */
function run(cursor: u32): u32 {
	const capture = load<u32>(cursor, CURSOR_CAPTURE);
	const first = load<u64>(CONTROL_FRAMES);
	const limit = load<u64>(CONTROL_FRAME_LIMIT);
	const firstOwn = <u32>load<u64>(cursor, CURSOR_FRAMES) + 1;
	let frame = first;
	let octets: u64 = 0;
	let answer: u32 = WALK_OTHER;
	do {
		if (areRowsFull()) answer = WALK_ROWS;
		else if (!hasRoom()) answer = WALK_FLOWS;
		else if (frame >= limit) answer = WALK_LIMIT;
		if (answer != WALK_OTHER) break;
		lookAhead(cursor);
		setFrame(<u32>(frame + 1), firstOwn + <u32>(frame - first), capture);
		frame++;
		const passed = passedSoFar();
		const wire = take(cursor);
		octets += <u64>wire;
		const isFragment = decodeFrame(load<u32>(cursor, CURSOR_NEXT_LINK));
		if (isSilent() && passedSoFar() == passed) countPassed(PASSED_REST, wire);
		if (isFragment) {
			store<u32>(cursor, 0, CURSOR_PEEKED);
			answer = WALK_FRAGMENT;
			break;
		}
		answer = next(cursor);
		if (answer != PEEK_READY) break;
		answer = WALK_OTHER;
	} while (
		isBefore(
			load<u64>(cursor, CURSOR_NEXT_TIME),
			capture,
			rivalTime,
			rivalCapture,
		)
	);
	if (frame != first) tally(cursor, frame - first, octets);
	return answer;
}

/** Adds packets to the counters of their capture and of all, and keeps the time of the last one. */
function tally(cursor: u32, packets: u64, octets: u64): void {
	const own = load<u64>(cursor, CURSOR_FRAMES);
	store<u64>(cursor, own + packets, CURSOR_FRAMES);
	store<u64>(CONTROL_FRAMES, load<u64>(CONTROL_FRAMES) + packets);
	store<u64>(cursor, load<u64>(cursor, CURSOR_BYTES) + octets, CURSOR_BYTES);
	store<u64>(CONTROL_BYTES, load<u64>(CONTROL_BYTES) + octets);
	store<u32>(cursor, seconds(), CURSOR_LAST_SECONDS);
	store<u32>(cursor, nanoseconds(), CURSOR_LAST_NANOSECONDS);
}

/** Notes the latest packet. One that is a day ahead has a mad clock, unless another one agrees. */
function noteLatest(cursor: u32, second: u32): void {
	const latest = load<u32>(cursor, CURSOR_LATEST_SECONDS);
	if (second <= latest) return;
	const ahead = load<u32>(cursor, CURSOR_AHEAD_SECONDS);
	const isNear =
		latest == 0 ||
		second - latest <= DAY_SECONDS ||
		(second >= ahead ? second - ahead : ahead - second) <= DAY_SECONDS;
	if (isNear) store<u32>(cursor, second, CURSOR_LATEST_SECONDS);
	else store<u32>(cursor, second, CURSOR_AHEAD_SECONDS);
}

/** Enters the record that was looked at. Returns its octets on the wire. */
function take(cursor: u32): u32 {
	const length = load<u32>(cursor, CURSOR_NEXT_LENGTH);
	const wire = max<u32>(load<u32>(cursor, CURSOR_NEXT_WIRE), length);
	const second = load<u32>(cursor, CURSOR_NEXT_SECONDS);
	const nanosecond = load<u32>(cursor, CURSOR_NEXT_NANOSECONDS);
	if (load<u32>(cursor, CURSOR_STARTED) == 0) {
		store<u32>(cursor, 1, CURSOR_STARTED);
		store<u32>(cursor, second, CURSOR_FIRST_SECONDS);
		store<u32>(cursor, nanosecond, CURSOR_FIRST_NANOSECONDS);
	}
	noteLatest(cursor, second);
	count(cursor + load<u32>(cursor, CURSOR_NEXT_COUNTER));
	let flags = load<u32>(cursor, CURSOR_NEXT_FINE);
	if (wire > length) {
		flags |= ROW_FLAG_SLICED;
		count(cursor + CURSOR_SLICED);
	}
	setTime(second, nanosecond, flags);
	enter(load<u32>(cursor, CURSOR_NEXT_DATA), length, wire);
	store<u32>(cursor, load<u32>(cursor, CURSOR_NEXT_END), CURSOR_POSITION);
	const skip = load<u32>(cursor, CURSOR_NEXT_SKIP);
	if (skip != 0) store<u64>(cursor, skip, CURSOR_SKIP);
	const trailer = load<u32>(cursor, CURSOR_NEXT_TRAILER);
	if (trailer != 0) store<u32>(cursor, trailer, CURSOR_TRAILER);
	return wire;
}

/** One packet, from its link header down. Returns whether it left a row of a fragment. */
function decodeFrame(linkType: u32): bool {
	leaveScope();
	const type = decodeLink(linkType);
	if (type == NOTHING || type == UNKNOWN_LINK) return false;
	return decodeFrom(decodeNet(type));
}

/** From an IP protocol on; what is inside a tunnel starts again. */
export function decodeFrom(first: u32): bool {
	let protocol = first;
	for (let depth: u32 = 0; depth < TUNNEL_LIMIT; depth++) {
		switch (protocol) {
			case PROTOCOL_TCP:
				decodeTcp();
				return false;
			case PROTOCOL_UDP:
				protocol = decodeUdp();
				break;
			case PROTOCOL_FRAGMENT:
				return writeFragment();
			case PROTOCOL_NOTHING:
				return false;
			case PROTOCOL_IPV4:
			case PROTOCOL_IPV6:
			case PROTOCOL_GRE:
				protocol = decodeNet(decodeTunnel(protocol));
				break;
			case PROTOCOL_ICMP:
			case PROTOCOL_ICMPV6:
				countProtocol(protocol);
				decodeIcmp();
				return false;
			default:
				if (protocol < PROTOCOL_PORTS) {
					countProtocol(protocol);
					return false;
				}
				protocol = decodeNet(decodeTunnel(protocol));
				break;
		}
	}
	return false;
}

function countProtocol(protocol: u32): void {
	count(COUNTERS_IPPROTO + (protocol << 3));
}
