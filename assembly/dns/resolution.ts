// Names that clients asked DNS servers for. What is answered with an address is forgotten at once; what is not becomes a
// row when its time is over, so that the many that succeed cost TypeScript nothing.
import {
	ASKED_IPV4,
	CONTROL_DNS_SECONDS,
	CONTROL_NOTES,
	CONTROL_RESOLUTIONS_FREE,
	CONTROL_RESOLUTIONS_LIMIT,
	CONTROL_RESOLUTIONS_NEWEST,
	CONTROL_RESOLUTIONS_OLDEST,
	CONTROL_RESOLUTIONS_OVER,
	CONTROL_RESOLUTIONS_USED,
	DNS_NAME,
	REGION_DATAGRAM_ROWS,
	REGION_RESOLUTIONS,
	RESOLUTION_ANSWER,
	RESOLUTION_ANSWER_CAPTURE,
	RESOLUTION_ASKED,
	RESOLUTION_BUCKETS,
	RESOLUTION_CAPTURE,
	RESOLUTION_CLIENT,
	RESOLUTION_CLIENT_PORT,
	RESOLUTION_FAMILY,
	RESOLUTION_FLAGS,
	RESOLUTION_FRAME,
	RESOLUTION_HASH,
	RESOLUTION_ID,
	RESOLUTION_NAME,
	RESOLUTION_NAME_LENGTH,
	RESOLUTION_NEWER,
	RESOLUTION_NEXT,
	RESOLUTION_NOTES,
	RESOLUTION_NOTES_CAPACITY,
	RESOLUTION_OLDER,
	RESOLUTION_OUTCOME,
	RESOLUTION_SCOPE,
	RESOLUTION_SCOPE_NAME,
	RESOLUTION_SECONDS,
	RESOLUTION_SERVER,
	RESOLUTION_SIZE,
	RESOLUTION_STREAM,
	RESOLUTION_TEID,
	RESOLUTION_WAY,
	ROW_IS_DNS,
} from "../../src/wasm/layout";
import { count } from "../cursor";
import { destination, family, source } from "../net/address";
import {
	beginDatagram,
	closeBatch,
	flags,
	rowsLeft,
	rowsWritten,
	seconds,
	stamp,
	writeHead,
	writePayload,
} from "../record";
import { scope, scopeName, teid, way } from "../tunnel/scope";

/** At most so many come due with one packet: the others with the next ones. */
const DUE_STEPS: u32 = 8;
/** Copies that one packet can make. */
const NOTES_MARGIN: u32 = 16;

export function createResolutions(used: bool): void {
	if (used) memory.fill(REGION_RESOLUTIONS, 0, RESOLUTION_BUCKETS << 2);
	store<u32>(CONTROL_RESOLUTIONS_USED, 1);
}

/** The rows before have been read. */
export function beginNotes(): void {
	store<u32>(CONTROL_NOTES, 0);
}

function entryOf(index: u32): u32 {
	return (
		REGION_RESOLUTIONS + (RESOLUTION_BUCKETS << 2) + index * RESOLUTION_SIZE
	);
}

function bucketOf(hash: u32): u32 {
	return REGION_RESOLUTIONS + ((hash & (RESOLUTION_BUCKETS - 1)) << 2);
}

function addressSize(): u32 {
	return family() == 4 ? 4 : 16;
}

/** Of the name at DNS_NAME and the client. */
function hashOf(length: u32, client: u32): u32 {
	let h: u64 = <u64>length;
	for (let i: u32 = 0; i < length; i++)
		h = (h ^ <u64>load<u8>(DNS_NAME + i)) * 0x100000001b3;
	const size = addressSize();
	for (let i: u32 = 0; i < size; i += 4)
		h = (h ^ <u64>load<u32>(client + i)) * 0x9e3779b97f4a7c15;
	return <u32>(h >>> 32);
}

/** The client's open resolution of the name: in its scope, or of the query with this id where a tap tags directions apart. */
function find(hash: u32, length: u32, client: u32, id: u32): u32 {
	let index = load<u32>(bucketOf(hash));
	for (; index != 0; index = load<u32>(entryOf(index), RESOLUTION_NEXT)) {
		const entry = entryOf(index);
		if (
			load<u32>(entry, RESOLUTION_HASH) == hash &&
			<u32>load<u8>(entry, RESOLUTION_FAMILY) == family() &&
			<u32>load<u8>(entry, RESOLUTION_NAME_LENGTH) == length &&
			(<u32>load<u16>(entry, RESOLUTION_SCOPE) == scope() ||
				<u32>load<u16>(entry, RESOLUTION_ID) == id) &&
			memory.compare(entry + RESOLUTION_CLIENT, client, addressSize()) == 0 &&
			memory.compare(entry + RESOLUTION_NAME, DNS_NAME, length) == 0
		)
			return index;
	}
	return 0;
}

/** The source asks for the name at DNS_NAME. */
export function asked(
	length: u32,
	id: u32,
	types: u32,
	ports: u32,
	stream: u32,
): void {
	const hash = hashOf(length, source());
	let index = find(hash, length, source(), id);
	if (index == 0) {
		index = open(hash, length);
		const entry = entryOf(index);
		store<u32>(entry, ports, RESOLUTION_CLIENT_PORT);
		store<u32>(entry, stream, RESOLUTION_STREAM);
	}
	const entry = entryOf(index);
	store<u16>(entry, <u16>id, RESOLUTION_ID);
	const before = <u32>load<u8>(entry, RESOLUTION_ASKED);
	store<u8>(entry, <u8>(before | types), RESOLUTION_ASKED);
}

/** The destination has an answer for the name at DNS_NAME. `outcome` 0: an address, or what leads to one. */
export function answered(length: u32, id: u32, types: u32, outcome: u32): void {
	const index = find(hashOf(length, destination()), length, destination(), id);
	if (index == 0) return;
	if (outcome == 0) {
		release(index);
		return;
	}
	const entry = entryOf(index);
	// That a name has no IPv6 address says nothing of the other; an error says more than an empty answer.
	const isEmpty = outcome == 1;
	if (isEmpty && (types & ASKED_IPV4) == 0) return;
	if (isEmpty && load<u8>(entry, RESOLUTION_OUTCOME) != 0) return;
	store<u8>(entry, <u8>outcome, RESOLUTION_OUTCOME);
	stamp(entry + RESOLUTION_ANSWER, entry + RESOLUTION_ANSWER_CAPTURE);
}

function open(hash: u32, length: u32): u32 {
	const index = takeEntry();
	const entry = entryOf(index);
	memory.fill(entry, 0, RESOLUTION_NAME);
	store<u32>(entry, hash, RESOLUTION_HASH);
	store<u32>(entry, load<u32>(bucketOf(hash)), RESOLUTION_NEXT);
	store<u32>(bucketOf(hash), index);
	const newest = load<u32>(CONTROL_RESOLUTIONS_NEWEST);
	store<u32>(entry, newest, RESOLUTION_OLDER);
	if (newest != 0) store<u32>(entryOf(newest), index, RESOLUTION_NEWER);
	else store<u32>(CONTROL_RESOLUTIONS_OLDEST, index);
	store<u32>(CONTROL_RESOLUTIONS_NEWEST, index);
	stamp(entry + RESOLUTION_FRAME, entry + RESOLUTION_CAPTURE);
	store<u16>(entry, <u16>scope(), RESOLUTION_SCOPE);
	store<u16>(entry, <u16>scopeName(), RESOLUTION_SCOPE_NAME);
	store<u8>(entry, <u8>way(), RESOLUTION_WAY);
	store<u8>(entry, <u8>flags(), RESOLUTION_FLAGS);
	store<u32>(entry, teid(), RESOLUTION_TEID);
	memory.copy(entry + RESOLUTION_CLIENT, source(), addressSize());
	memory.copy(entry + RESOLUTION_SERVER, destination(), addressSize());
	store<u8>(entry, <u8>family(), RESOLUTION_FAMILY);
	store<u8>(entry, <u8>length, RESOLUTION_NAME_LENGTH);
	memory.copy(entry + RESOLUTION_NAME, DNS_NAME, length);
	return index;
}

function takeEntry(): u32 {
	const free = load<u32>(CONTROL_RESOLUTIONS_FREE);
	if (free != 0) {
		const next = load<u32>(entryOf(free), RESOLUTION_NEXT);
		store<u32>(CONTROL_RESOLUTIONS_FREE, next);
		return free;
	}
	const used = load<u32>(CONTROL_RESOLUTIONS_USED);
	if (used <= load<u32>(CONTROL_RESOLUTIONS_LIMIT)) {
		store<u32>(CONTROL_RESOLUTIONS_USED, used + 1);
		return used;
	}
	count(CONTROL_RESOLUTIONS_OVER);
	const oldest = load<u32>(CONTROL_RESOLUTIONS_OLDEST);
	if (load<u8>(entryOf(oldest), RESOLUTION_OUTCOME) != 0) tell(oldest);
	release(oldest);
	return takeEntry();
}

function release(index: u32): void {
	const entry = entryOf(index);
	const next = load<u32>(entry, RESOLUTION_NEXT);
	const bucket = bucketOf(load<u32>(entry, RESOLUTION_HASH));
	let before = load<u32>(bucket);
	if (before == index) {
		store<u32>(bucket, next);
	} else {
		while (load<u32>(entryOf(before), RESOLUTION_NEXT) != index)
			before = load<u32>(entryOf(before), RESOLUTION_NEXT);
		store<u32>(entryOf(before), next, RESOLUTION_NEXT);
	}
	const older = load<u32>(entry, RESOLUTION_OLDER);
	const newer = load<u32>(entry, RESOLUTION_NEWER);
	if (older != 0) store<u32>(entryOf(older), newer, RESOLUTION_NEWER);
	else store<u32>(CONTROL_RESOLUTIONS_OLDEST, newer);
	if (newer != 0) store<u32>(entryOf(newer), older, RESOLUTION_OLDER);
	else store<u32>(CONTROL_RESOLUTIONS_NEWEST, older);
	store<u32>(entry, load<u32>(CONTROL_RESOLUTIONS_FREE), RESOLUTION_NEXT);
	store<u32>(CONTROL_RESOLUTIONS_FREE, index);
}

/** Nothing but queries for an IPv6 address: an address of the other kind may have been there all along. */
function isFailure(entry: u32): bool {
	if (load<u8>(entry, RESOLUTION_ASKED) & <u8>ASKED_IPV4) return true;
	const outcome = <u32>load<u8>(entry, RESOLUTION_OUTCOME);
	return load<u8>(entry, RESOLUTION_FAMILY) == 6 && outcome > 1;
}

/** Makes the row of a resolution that failed. */
function tell(index: u32): void {
	const entry = entryOf(index);
	if (!isFailure(entry)) return;
	const notes = load<u32>(CONTROL_NOTES);
	if (notes == <u32>RESOLUTION_NOTES_CAPACITY) return;
	store<u32>(CONTROL_NOTES, notes + 1);
	const note = RESOLUTION_NOTES + notes * RESOLUTION_SIZE;
	memory.copy(note, entry, RESOLUTION_SIZE);
	const row = writeHead(ROW_IS_DNS, 0, 0, 0);
	writePayload(row, note, RESOLUTION_SIZE, RESOLUTION_SIZE);
	if (notes + NOTES_MARGIN >= <u32>RESOLUTION_NOTES_CAPACITY) closeBatch();
}

function isDue(entry: u32): bool {
	const then = load<u32>(entry, RESOLUTION_SECONDS);
	return seconds() > then && seconds() - then > load<u32>(CONTROL_DNS_SECONDS);
}

/** Time has passed: tells what was not resolved in time. */
export function expire(): void {
	for (let step: u32 = 0; step < DUE_STEPS; step++) {
		const oldest = load<u32>(CONTROL_RESOLUTIONS_OLDEST);
		if (oldest == 0 || !isDue(entryOf(oldest))) return;
		tell(oldest);
		release(oldest);
	}
}

/**
 * The captures are over: rows, at REGION_DATAGRAM_ROWS, of what failed so far. What had no answer and is not due may
 * have had one. Returns how many; 0: there are no more.
 */
export function finishDns(): u32 {
	beginDatagram();
	beginNotes();
	for (;;) {
		const oldest = load<u32>(CONTROL_RESOLUTIONS_OLDEST);
		if (oldest == 0 || rowsLeft() == 0) break;
		const entry = entryOf(oldest);
		if (load<u8>(entry, RESOLUTION_OUTCOME) != 0 || isDue(entry)) tell(oldest);
		release(oldest);
	}
	return rowsWritten(REGION_DATAGRAM_ROWS);
}
