// WSP PDUs (WAP-230 8.2). Header blocks and content types are left to wspheader.ts: here are only their places.
import {
	WSP_ADDRESS_BEARER,
	WSP_ADDRESS_FLAGS,
	WSP_ADDRESS_LENGTH,
	WSP_ADDRESS_OFFSET,
	WSP_ADDRESS_PORT,
	WSP_ADDRESS_SIZE,
	WSP_AVAILABLE,
	WSP_CAPABILITIES,
	WSP_CAPABILITY_ID,
	WSP_CAPABILITY_LENGTH,
	WSP_CAPABILITY_NAME,
	WSP_CAPABILITY_OFFSET,
	WSP_CAPABILITY_SIZE,
	WSP_CAPABILITY_TEXT,
	WSP_DATA,
	WSP_FLAG_CONTENT_TYPE,
	WSP_FLAGS,
	WSP_HEADERS,
	WSP_NEEDED,
	WSP_PROBLEM_AT,
	WSP_REDIRECT_FLAGS,
	WSP_REPLY_STATUS,
	WSP_SESSION_ID,
	WSP_SIZE,
	WSP_STATUS,
	WSP_TID,
	WSP_TYPE,
	WSP_URI,
	WSP_VERSION,
} from "../../src/wasm/layout";
import {
	STATUS_INCOMPLETE,
	STATUS_MALFORMED,
	STATUS_OK,
	STATUS_UNSUPPORTED,
} from "../../src/wasm/status";
import { noteOf, numberOf, sizeOf, UINTVAR_MALFORMED, uintvar } from "../bytes";

export const WSP_CONNECT: u32 = 0x01;
export const WSP_CONNECT_REPLY: u32 = 0x02;
export const WSP_REDIRECT: u32 = 0x03;
export const WSP_REPLY: u32 = 0x04;
export const WSP_DISCONNECT: u32 = 0x05;
export const WSP_PUSH: u32 = 0x06;
export const WSP_CONFIRMED_PUSH: u32 = 0x07;
export const WSP_SUSPEND: u32 = 0x08;
export const WSP_RESUME: u32 = 0x09;
export const WSP_DATA_FRAGMENT: u32 = 0x80;

/** Get, Options, Head, Delete, Trace and the extended methods of that family (WAP-230 8.2.3.1). */
export function isGetFamily(type: u32): bool {
	return (type >= 0x40 && type <= 0x44) || (type >= 0x50 && type <= 0x5f);
}

/** Post, Put and the extended methods of that family (WAP-230 8.2.3.2). */
export function isPostFamily(type: u32): bool {
	return type == 0x60 || type == 0x61 || (type >= 0x70 && type <= 0x7f);
}

/**
 * Decodes one WSP PDU (WAP-230 8.2) into the record at `out` (`WSP_*` of the layout). A PDU that needs more octets
 * than there are gives what is there; WSP_STATUS says how it ended.
 */
export function decodeWsp(
	start: u32,
	end: u32,
	connectionless: bool,
	out: u32,
): void {
	memory.fill(out, 0, WSP_SIZE);
	let p: u32 = start;
	if (connectionless && p < end) {
		store<u8>(out, load<u8>(p), WSP_TID);
		p++;
	}
	if (p >= end) {
		stop(out, STATUS_INCOMPLETE, p, 1, 0);
		setBlock(out, WSP_DATA, end, 0);
		return;
	}
	const type: u32 = load<u8>(p);
	store<u8>(out, type, WSP_TYPE);
	p = decodeContents(type, p + 1, end, out);
	if (p == 0) {
		p = end;
		dropUnread(out, WSP_URI);
		dropUnread(out, WSP_CAPABILITIES);
		dropUnread(out, WSP_HEADERS);
	}
	setBlock(out, WSP_DATA, p, end - p);
}

/** Returns where the data starts; 0 when the contents end before. */
function decodeContents(type: u32, from: u32, end: u32, out: u32): u32 {
	let p: u32 = from;
	if (isGetFamily(type)) return decodeGet(p, end, out);
	if (isPostFamily(type)) return decodePost(p, end, out);
	if (type == WSP_PUSH || type == WSP_CONFIRMED_PUSH) {
		return decodeTypedHeaders(p, end, out);
	}
	if (type == WSP_REPLY) {
		p = readOctet(p, end, out, WSP_REPLY_STATUS);
		return p == 0 ? 0 : decodeTypedHeaders(p, end, out);
	}
	if (type == WSP_CONNECT) {
		p = readOctet(p, end, out, WSP_VERSION);
		return p == 0 ? 0 : decodeCapableHeaders(p, end, out);
	}
	if (type == WSP_CONNECT_REPLY) {
		p = readUintvar(p, end, out, WSP_SESSION_ID);
		return p == 0 ? 0 : decodeCapableHeaders(p, end, out);
	}
	if (type == WSP_DISCONNECT || type == WSP_SUSPEND) {
		return readUintvar(p, end, out, WSP_SESSION_ID);
	}
	if (type == WSP_RESUME) return decodeResume(p, end, out);
	if (type == WSP_REDIRECT) return readOctet(p, end, out, WSP_REDIRECT_FLAGS);
	if (type == WSP_DATA_FRAGMENT) {
		p = readLength(p, end, out, WSP_HEADERS);
		return p == 0 ? 0 : takeBlock(p, end, out, WSP_HEADERS);
	}
	store<u8>(out, STATUS_UNSUPPORTED, WSP_STATUS);
	return p;
}

function decodeGet(from: u32, end: u32, out: u32): u32 {
	let p: u32 = readLength(from, end, out, WSP_URI);
	if (p == 0) return 0;
	p = takeBlock(p, end, out, WSP_URI);
	setBlock(out, WSP_HEADERS, p, end - p);
	return end;
}

function decodePost(from: u32, end: u32, out: u32): u32 {
	let p: u32 = readLength(from, end, out, WSP_URI);
	if (p == 0) return 0;
	p = readLength(p, end, out, WSP_HEADERS);
	if (p == 0) return 0;
	p = takeBlock(p, end, out, WSP_URI);
	store<u8>(out, WSP_FLAG_CONTENT_TYPE, WSP_FLAGS);
	return takeBlock(p, end, out, WSP_HEADERS);
}

/** headersLen, then content type and headers together. */
function decodeTypedHeaders(from: u32, end: u32, out: u32): u32 {
	const p: u32 = readLength(from, end, out, WSP_HEADERS);
	if (p == 0) return 0;
	store<u8>(out, WSP_FLAG_CONTENT_TYPE, WSP_FLAGS);
	return takeBlock(p, end, out, WSP_HEADERS);
}

/** capabilitiesLen, headersLen, capabilities, headers. */
function decodeCapableHeaders(from: u32, end: u32, out: u32): u32 {
	let p: u32 = readLength(from, end, out, WSP_CAPABILITIES);
	if (p == 0) return 0;
	p = readLength(p, end, out, WSP_HEADERS);
	if (p == 0) return 0;
	p = takeBlock(p, end, out, WSP_CAPABILITIES);
	return takeBlock(p, end, out, WSP_HEADERS);
}

function decodeResume(from: u32, end: u32, out: u32): u32 {
	let p: u32 = readUintvar(from, end, out, WSP_SESSION_ID);
	if (p == 0) return 0;
	p = readLength(p, end, out, WSP_CAPABILITIES);
	if (p == 0) return 0;
	p = takeBlock(p, end, out, WSP_CAPABILITIES);
	setBlock(out, WSP_HEADERS, p, end - p);
	return end;
}

/** The first problem counts. */
function stop(out: u32, status: u32, at: u32, needed: u32, there: u32): void {
	if (load<u8>(out, WSP_STATUS) != STATUS_OK) return;
	store<u8>(out, status, WSP_STATUS);
	store<u32>(out, at, WSP_PROBLEM_AT);
	store<u32>(out, needed, WSP_NEEDED);
	store<u32>(out, there, WSP_AVAILABLE);
}

/** A block is two u32 of the record: offset, length. */
function setBlock(out: u32, field: u32, offset: u32, length: u32): void {
	store<u32>(out + field, offset);
	store<u32>(out + field, length, 4);
}

/** A block whose length was read, and which did not come. */
function dropUnread(out: u32, field: u32): void {
	if (load<u32>(out + field) == 0) store<u32>(out + field, 0, 4);
}

function readOctet(p: u32, end: u32, out: u32, field: u32): u32 {
	if (p >= end) {
		stop(out, STATUS_INCOMPLETE, p, 1, 0);
		return 0;
	}
	store<u8>(out + field, load<u8>(p));
	return p + 1;
}

function readUintvar(p: u32, end: u32, out: u32, field: u32): u32 {
	const read = uintvar(p, end);
	if (sizeOf(read) == 0) {
		const there: u32 = end - p;
		if (noteOf(read) == UINTVAR_MALFORMED)
			stop(out, STATUS_MALFORMED, p, 5, there);
		else stop(out, STATUS_INCOMPLETE, p, there + 1, there);
		return 0;
	}
	store<u32>(out + field, numberOf(read));
	return p + sizeOf(read);
}

/** Reads the length of a block that comes later. */
function readLength(p: u32, end: u32, out: u32, field: u32): u32 {
	return readUintvar(p, end, out, field + 4);
}

/** Takes the octets of a block whose length was read before, as far as they are there. */
function takeBlock(p: u32, end: u32, out: u32, field: u32): u32 {
	const length: u32 = load<u32>(out + field, 4);
	const there: u32 = end - p;
	if (length > there) stop(out, STATUS_INCOMPLETE, p, length, there);
	const taken: u32 = length < there ? length : there;
	setBlock(out, field, p, taken);
	return p + taken;
}

/**
 * Lists capabilities (WAP-230 8.3): one `WSP_CAPABILITY_*` record each. Returns how many; what a lying length leaves
 * over is not listed.
 */
export function decodeCapabilities(
	start: u32,
	end: u32,
	out: u32,
	capacity: u32,
): u32 {
	let p: u32 = start;
	let count: u32 = 0;
	while (p < end && count < capacity) {
		const read = uintvar(p, end);
		if (sizeOf(read) == 0) return count;
		const length = numberOf(read);
		p += sizeOf(read);
		if (length == 0) continue;
		if (length > end - p) return count;
		decodeCapability(p, p + length, out + count * WSP_CAPABILITY_SIZE);
		count++;
		p += length;
	}
	return count;
}

function decodeCapability(start: u32, end: u32, out: u32): void {
	const first: u32 = load<u8>(start);
	let p: u32 = start + 1;
	if (first >= 0x80) {
		store<u32>(out, first & 0x7f, WSP_CAPABILITY_ID);
	} else {
		p = start;
		while (p < end && load<u8>(p) != 0) p++;
		store<u32>(out, WSP_CAPABILITY_TEXT, WSP_CAPABILITY_ID);
		if (p < end) p++;
	}
	store<u32>(out, start, WSP_CAPABILITY_NAME);
	store<u32>(out, p, WSP_CAPABILITY_OFFSET);
	store<u32>(out, end - p, WSP_CAPABILITY_LENGTH);
}

/** Lists address records (WAP-230 8.2.2.3): one `WSP_ADDRESS_*` record each. */
export function decodeAddresses(
	start: u32,
	end: u32,
	out: u32,
	capacity: u32,
): u32 {
	let p: u32 = start;
	let count: u32 = 0;
	while (p < end && count < capacity) {
		const first: u32 = load<u8>(p);
		const head: u32 =
			1 + ((first & 0x80) != 0 ? 1 : 0) + ((first & 0x40) != 0 ? 2 : 0);
		const length: u32 = first & 0x3f;
		if (head > end - p || length > end - p - head) return count;
		const record: u32 = out + count * WSP_ADDRESS_SIZE;
		let at: u32 = p + 1;
		let bearer: u32 = 0;
		let port: u32 = 0;
		if ((first & 0x80) != 0) {
			bearer = load<u8>(at);
			at++;
		}
		if ((first & 0x40) != 0)
			port = ((<u32>load<u8>(at)) << 8) | load<u8>(at + 1);
		store<u8>(record, first & 0xc0, WSP_ADDRESS_FLAGS);
		store<u8>(record, bearer, WSP_ADDRESS_BEARER);
		store<u16>(record, port, WSP_ADDRESS_PORT);
		store<u32>(record, p + head, WSP_ADDRESS_OFFSET);
		store<u32>(record, length, WSP_ADDRESS_LENGTH);
		count++;
		p += head + length;
	}
	return count;
}
