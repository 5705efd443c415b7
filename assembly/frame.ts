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
	CURSOR_BYTES,
	CURSOR_CAPTURE,
	CURSOR_FIRST_NANOSECONDS,
	CURSOR_FIRST_SECONDS,
	CURSOR_FRAMES,
	CURSOR_LAST_NANOSECONDS,
	CURSOR_LAST_SECONDS,
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
	CURSOR_TRAILER,
	REGION_CURSORS,
	ROW_FLAG_SLICED,
	ROWS_MARGIN,
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
import { count, enter } from "./cursor";
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
import { beginBatch, endBatch, rowsLeft, setFrame, setTime } from "./record";
import { decodeTcp } from "./transport/tcp";
import { decodeUdp } from "./transport/udp";
import { decodeTunnel } from "./tunnel/index";
import { leaveScope } from "./tunnel/scope";

/** Tunnels go this deep; those in UDP take two steps. */
const TUNNEL_LIMIT: u32 = 8;
const WALK_OTHER: u32 = 0xffff; // another capture is next

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
	if (answer == PEEK_READY) {
		store<u32>(cursor, 1, CURSOR_PEEKED);
		return PEEK_READY;
	}
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

/** Decodes records of one capture for as long as it is the earliest. */
function run(cursor: u32): u32 {
	const capture = load<u32>(cursor, CURSOR_CAPTURE);
	do {
		if (rowsLeft() < <u32>ROWS_MARGIN) return WALK_ROWS;
		if (!hasRoom()) return WALK_FLOWS;
		const frame = load<u64>(CONTROL_FRAMES);
		if (frame >= load<u64>(CONTROL_FRAME_LIMIT)) return WALK_LIMIT;
		store<u64>(CONTROL_FRAMES, frame + 1);
		lookAhead(cursor);
		if (take(cursor, <u32>(frame + 1), capture)) return WALK_FRAGMENT;
		const answer = next(cursor);
		if (answer != PEEK_READY) return answer;
	} while (
		isBefore(
			load<u64>(cursor, CURSOR_NEXT_TIME),
			capture,
			rivalTime,
			rivalCapture,
		)
	);
	return WALK_OTHER;
}

/** Counts and decodes the record that was looked at. Returns whether it left a row of a fragment. */
function take(cursor: u32, frame: u32, capture: u32): bool {
	const length = load<u32>(cursor, CURSOR_NEXT_LENGTH);
	const wire = max<u32>(load<u32>(cursor, CURSOR_NEXT_WIRE), length);
	const second = load<u32>(cursor, CURSOR_NEXT_SECONDS);
	const nanosecond = load<u32>(cursor, CURSOR_NEXT_NANOSECONDS);
	const number = load<u64>(cursor, CURSOR_FRAMES) + 1;
	if (number == 1) {
		store<u32>(cursor, second, CURSOR_FIRST_SECONDS);
		store<u32>(cursor, nanosecond, CURSOR_FIRST_NANOSECONDS);
	}
	store<u64>(cursor, number, CURSOR_FRAMES);
	store<u32>(cursor, second, CURSOR_LAST_SECONDS);
	store<u32>(cursor, nanosecond, CURSOR_LAST_NANOSECONDS);
	store<u64>(cursor, load<u64>(cursor, CURSOR_BYTES) + wire, CURSOR_BYTES);
	store<u64>(CONTROL_BYTES, load<u64>(CONTROL_BYTES) + wire);
	const counter = cursor + load<u32>(cursor, CURSOR_NEXT_COUNTER);
	count(counter);
	let flags = load<u32>(cursor, CURSOR_NEXT_FINE);
	if (wire > length) {
		flags |= ROW_FLAG_SLICED;
		store<u64>(cursor, load<u64>(cursor, CURSOR_SLICED) + 1, CURSOR_SLICED);
	}
	setFrame(frame, <u32>number, capture);
	setTime(second, nanosecond, flags);
	enter(load<u32>(cursor, CURSOR_NEXT_DATA), length, wire);
	store<u32>(cursor, 0, CURSOR_PEEKED);
	store<u32>(cursor, load<u32>(cursor, CURSOR_NEXT_END), CURSOR_POSITION);
	store<u64>(cursor, load<u32>(cursor, CURSOR_NEXT_SKIP), CURSOR_SKIP);
	store<u32>(cursor, load<u32>(cursor, CURSOR_NEXT_TRAILER), CURSOR_TRAILER);
	return decodeFrame(load<u32>(cursor, CURSOR_NEXT_LINK));
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
