// Brings the flows of packets to come into the cache. In a large table each flow is far from the one before, and a packet
// would wait twice for the memory: for the slot, and for the entry it names. Here the waits of many packets go on side by
// side. Nothing depends on it: what it does not recognise is found a little later.
import {
	AHEAD,
	AHEAD_SEEN,
	CONTROL_FLOW_OPEN,
	CURSOR_FORMAT,
	CURSOR_LIMIT,
	CURSOR_NEXT_LINK,
	CURSOR_POSITION,
	CURSOR_RECORD_HEADER,
	CURSOR_SWAPPED,
	FLOW_FLAGS,
	FORMAT_PCAP,
	SLOT_FLOW,
	SLOT_HASH,
} from "../src/wasm/layout";
import { be16, u8At } from "./cursor";
import { entryOf } from "./flow/index";
import { homeOf, nextSlot } from "./flow/slots";
import { hashOfEnds } from "./net/address";
import { PROTOCOL_TCP, PROTOCOL_UDP } from "./net/protocol";

/** With fewer flows the table is in the cache. */
const FLOOR: u32 = 8192;
/** Packets looked at together. */
const DEPTH: u32 = 16;

const ETHERNET: u32 = 1;
const LINUX_SLL: u32 = 113;
const LINUX_SLL2: u32 = 276;
/** Octets of the longest of these headers. */
const LINK_MOST: u32 = 20;
const VLAN: u32 = 0x8100;
const PORTS: u32 = 4;
const PORT_GTP_USER: u32 = 2152;
/** Octets of the UDP and GTP-U headers with the optional fields. */
const GTP_USER_MOST: u32 = 20;
const PACKET_BLOCK: u32 = 6;

/** Octets that were looked at. */
let start: u32 = 0;
let octets: u32 = 0;
let found: u32 = 0;
/** Sum of what was loaded: without a use the loads could go. */
let seen: u32 = 0;

/** Before the packet that the cursor stands at is decoded. */
export function lookAhead(cursor: u32): void {
	if (load<u32>(CONTROL_FLOW_OPEN) < FLOOR) return;
	const position = load<u32>(cursor, CURSOR_POSITION);
	if (position - start < octets) return;
	start = position;
	found = 0;
	const isPcap = load<u32>(cursor, CURSOR_FORMAT) == FORMAT_PCAP;
	const end = isPcap ? passRecords(cursor) : passBlocks(cursor);
	octets = end - start;
	for (let i: u32 = 0; i < found; i++) entryAhead(AHEAD + (i << 3));
	store<u32>(AHEAD_SEEN, seen);
}

/** Records of pcap from `start` on. Returns where it stopped. */
function passRecords(cursor: u32): u32 {
	const limit = load<u32>(cursor, CURSOR_LIMIT);
	const header = load<u32>(cursor, CURSOR_RECORD_HEADER);
	const link = load<u32>(cursor, CURSOR_NEXT_LINK);
	const swapped = load<u32>(cursor, CURSOR_SWAPPED) != 0;
	let p = start;
	for (let i: u32 = 0; i < DEPTH; i++) {
		if (limit - p < header) break;
		const given = load<u32>(p, 8);
		const length = swapped ? bswap<u32>(given) : given;
		if (length > limit - p - header) break;
		frameAhead(link, p + header, length);
		p += header + length;
	}
	return p;
}

/** The same of blocks of pcapng, in the byte order of this machine. */
function passBlocks(cursor: u32): u32 {
	const limit = load<u32>(cursor, CURSOR_LIMIT);
	const link = load<u32>(cursor, CURSOR_NEXT_LINK);
	let p = start;
	for (let i: u32 = 0; i < DEPTH; i++) {
		if (limit - p < 32 || load<u32>(p) != PACKET_BLOCK) break;
		const block = load<u32>(p, 4);
		const length = load<u32>(p, 20);
		if (block < 32 || block > limit - p || length > block - 32) break;
		frameAhead(link, p + 28, length);
		p += (block + 3) & ~3;
		if (p > limit) return limit;
	}
	return p;
}

function frameAhead(link: u32, p: u32, length: u32): void {
	if (length < LINK_MOST) return;
	let header: u32 = 0;
	if (link == ETHERNET) header = be16(p + 12) == VLAN ? 18 : 14;
	else if (link == LINUX_SLL) header = 16;
	else if (link == LINUX_SLL2) header = 20;
	p += header;
	const inner = datagramAhead(p, length - header);
	if (inner != 0) datagramAhead(p + inner, length - header - inner);
}

/** An IP datagram without options or extension headers. Of GTP-U: where the one inside starts, else 0. */
function datagramAhead(p: u32, length: u32): u32 {
	if (length < 20) return 0;
	const first = u8At(p);
	const isFour = first == 0x45;
	if (!isFour && (first >>> 4 != 6 || length < 40)) return 0;
	const header: u32 = isFour ? 20 : 40;
	const protocol = isFour ? u8At(p + 9) : u8At(p + 6);
	if (protocol != PROTOCOL_TCP && protocol != PROTOCOL_UDP) return 0;
	if (length < header + PORTS) return 0;
	const ports = p + header;
	if (protocol == PROTOCOL_UDP && be16(ports + 2) == PORT_GTP_USER) {
		if (length < header + GTP_USER_MOST) return 0;
		return header + ((u8At(ports + 8) & 7) != 0 ? GTP_USER_MOST : 16);
	}
	flowAhead(isFour ? 4 : 6, p + header);
	return 0;
}

/** The flow whose ports are at `p`, right behind the addresses. */
function flowAhead(family: u32, p: u32): void {
	const size: u32 = family == 4 ? 4 : 16;
	const from = p - (size << 1);
	const hash = hashOfEnds(family, from, p - size, be16(p), be16(p + 2));
	const hint = AHEAD + (found << 3);
	const slot = homeOf(hash);
	store<u32>(hint, hash);
	store<u32>(hint, slot, 4);
	found++;
	seen += load<u32>(slot);
}

/** Touches the entry that the slot of a hint names. */
function entryAhead(hint: u32): void {
	const hash = load<u32>(hint);
	let slot = load<u32>(hint, 4);
	if (load<u32>(slot, SLOT_HASH) != hash) slot = nextSlot(slot);
	seen += load<u32>(entryOf(load<u32>(slot, SLOT_FLOW)), FLOW_FLAGS);
}
