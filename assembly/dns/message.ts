// DNS (RFC 1035 4.1) as far as it tells whether a name was resolved: queries of stub resolvers for addresses, and what
// comes back.
import { ASKED_IPV4, ASKED_IPV6, DNS_NAME } from "../../src/wasm/layout";
import { at, be16, captured, capturedEnd, u8At } from "../cursor";
import { answered, asked, expire } from "./resolution";

const HEADER: u32 = 12;
const IS_RESPONSE: u32 = 0x8000;
const OPCODE: u32 = 0x7800; // 0: standard query
const IS_TRUNCATED: u32 = 0x0200; // the client asks again over TCP
const RECURSION_DESIRED: u32 = 0x0100; // stub resolvers ask for it, servers among themselves do not
const RCODE: u32 = 15;
const NAME_LIMIT: u32 = 255;
const RECORD: u32 = 10; // type 2, class 2, TTL 4, length 2
const TYPE_A: u32 = 1;
const TYPE_AAAA: u32 = 28;
const RECORDS_LIMIT: u32 = 64;

let nameEnd: u32 = 0;

/** The payload of a UDP datagram. `ports`: its source in the low half, its destination in the high one. */
export function decodeDns(stream: u32, ports: u32): void {
	if (captured() < HEADER) return;
	const p = at();
	const flags = be16(p + 2);
	if (flags & OPCODE || (flags & RECURSION_DESIRED) == 0) return;
	if (be16(p + 4) != 1) return;
	expire();
	const length = readName(p + HEADER);
	if (length == 0 || capturedEnd() - nameEnd < 4) return;
	const types = typesOf(be16(nameEnd));
	if (types == 0) return;
	const id = be16(p);
	if (flags & IS_RESPONSE) {
		answered(length, id, types, outcomeOf(p, flags));
	} else asked(length, id, types, ports, stream);
}

function typesOf(type: u32): u32 {
	if (type == TYPE_A) return ASKED_IPV4;
	return type == TYPE_AAAA ? ASKED_IPV6 : 0;
}

/** Copies a name to DNS_NAME, in lower case with dots. Returns its length, 0 when it is none; `nameEnd` is behind it. */
function readName(start: u32): u32 {
	let p = start;
	let length: u32 = 0;
	for (;;) {
		if (p >= capturedEnd()) return 0;
		const size = u8At(p);
		p++;
		if (size == 0) break;
		if (size > 63 || size >= capturedEnd() - p) return 0;
		if (length + size + 1 > NAME_LIMIT) return 0;
		if (length != 0) {
			store<u8>(DNS_NAME + length, 0x2e);
			length++;
		}
		for (let i: u32 = 0; i < size; i++)
			store<u8>(DNS_NAME + length + i, <u8>lower(u8At(p + i)));
		length += size;
		p += size;
	}
	nameEnd = p;
	return length;
}

function lower(octet: u32): u32 {
	return octet - 0x41 < 26 ? octet | 0x20 : octet;
}

/** See RESOLUTION_OUTCOME; 0 here: there is an address, or the client will find out another way. */
function outcomeOf(p: u32, flags: u32): u32 {
	const rcode = flags & RCODE;
	if (rcode != 0) return rcode + 1;
	if (flags & IS_TRUNCATED) return 0;
	return hasAddress(nameEnd + 4, be16(p + 6)) ? 0 : 1;
}

/** Whether one of the answers is an address. What the capture cut may hold one. */
function hasAddress(start: u32, answers: u32): bool {
	let p = start;
	const records = min<u32>(answers, RECORDS_LIMIT);
	for (let i: u32 = 0; i < records; i++) {
		p = passName(p);
		if (p == 0 || capturedEnd() - p < RECORD) return true;
		const type = be16(p);
		if (type == TYPE_A || type == TYPE_AAAA) return true;
		const length = be16(p + 8);
		p += RECORD;
		if (length > capturedEnd() - p) return true;
		p += length;
	}
	return answers > RECORDS_LIMIT;
}

/** Passes a name that may end with a pointer (RFC 1035 4.1.4). Returns 0 when the packet ends before. */
function passName(start: u32): u32 {
	let p = start;
	while (p < capturedEnd()) {
		const size = u8At(p);
		if (size >= 0xc0) return capturedEnd() - p < 2 ? 0 : p + 2;
		p++;
		if (size == 0) return p;
		if (size > capturedEnd() - p) return 0;
		p += size;
	}
	return 0;
}
