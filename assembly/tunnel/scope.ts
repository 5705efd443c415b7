// Where the packet at hand is: in the open, behind a VLAN tag, or in a tunnel. Only the outermost tunnel counts, else
// the outermost tag. A tunnel is known by its two outer addresses whatever the direction, never by its identifiers,
// which differ between the directions; what names a network (VNI) belongs to it.
import {
	CONTROL_TUNNEL_LIMIT,
	CONTROL_TUNNELS,
	CONTROL_TUNNELS_OVER,
	REGION_TUNNELS,
	SCOPE_TUNNELS,
	TUNNEL_ADDRESS_HIGH,
	TUNNEL_ADDRESS_LOW,
	TUNNEL_BUCKETS,
	TUNNEL_HASH,
	TUNNEL_ID,
	TUNNEL_IS_GTP,
	TUNNEL_IS_OTHER,
	TUNNEL_NEXT,
	TUNNEL_SIZE,
	TUNNEL_TYPE,
	TUNNEL_VLAN,
	TUNNELS_CAPACITY,
	WAY_DOWN,
	WAY_UP,
} from "../../src/wasm/layout";
import { count } from "../cursor";
import { destination, family, source } from "../net/address";

/** By scope key: that of the other direction plus one, 0: none. Behind the entries. */
const PARTNERS: u32 = REGION_TUNNELS + 0x300000;
const IS_NAME: u32 = 0x80000000;
const AMBIGUOUS: u32 = 0xffffffff;
const NO_PARTNER: u32 = 0xffffffff;

let key: u32 = 0;
let packetTeid: u32 = 0;
let packetWay: u32 = 0;

/** Scope key of the packet, see FLOW_SCOPE_A. */
export function scope(): u32 {
	return key;
}

/** GTP-U tunnel endpoint identifier, when GTP-U is the outermost tunnel. */
export function teid(): u32 {
	return isTunnelled() ? packetTeid : 0;
}

/** WAY_* */
export function way(): u32 {
	return packetWay;
}

export function isTunnelled(): bool {
	return key >= <u32>SCOPE_TUNNELS;
}

/** A new packet: in the open until its headers say otherwise. */
export function leaveScope(): void {
	key = 0;
}

/** A datagram that was put together knows its scope. */
export function enterScope(known: u32, knownTeid: u32, knownWay: u32): void {
	key = known;
	packetTeid = knownTeid;
	packetWay = knownWay;
}

/** Passed a VLAN tag. */
export function enterVlan(id: u32): void {
	if (key == 0 && id != 0) key = id + 1; // 0 is a priority without a VLAN (IEEE 802.1Q 9.6)
}

/** Passed the headers of a tunnel between the addresses at hand. */
export function enterTunnel(type: u32, id: u32, identifier: u32): void {
	if (isTunnelled()) return;
	packetTeid = identifier;
	const size: u32 = family() == 4 ? 4 : 16;
	packetWay = compare(source(), destination(), size) > 0 ? WAY_DOWN : WAY_UP;
	const down = packetWay == WAY_DOWN;
	const low = down ? destination() : source();
	const high = down ? source() : destination();
	key = <u32>SCOPE_TUNNELS + find(type, id, low, high);
}

function compare(a: u32, b: u32, size: u32): i32 {
	return memory.compare(a, b, size);
}

/** Whether the tunnel at hand and that of another scope key are of GTP-U and have one end in common. */
export function sharesPeer(other: u32): bool {
	if (other < <u32>SCOPE_TUNNELS || other == key) return false;
	const a = entryOf(key - SCOPE_TUNNELS);
	const b = entryOf(other - SCOPE_TUNNELS);
	if (load<u8>(a, TUNNEL_TYPE) != TUNNEL_IS_GTP) return false;
	if (load<u16>(a, TUNNEL_TYPE) != load<u16>(b, TUNNEL_TYPE)) return false;
	return (
		sameEnd(a, b) ||
		sameEnd(a, b + TUNNEL_ADDRESS_HIGH) ||
		sameEnd(a + TUNNEL_ADDRESS_HIGH, b) ||
		sameEnd(a + TUNNEL_ADDRESS_HIGH, b + TUNNEL_ADDRESS_HIGH)
	);
}

/** The rest of an IPv4 address is zero. */
function sameEnd(a: u32, b: u32): bool {
	return memory.compare(a, b, 16) == 0;
}

/**
 * A connection was opened from scope `a` and answered from scope `b`: a tap tags the two directions of one network
 * apart. Both have the name of `a` from now on.
 */
export function pairScopes(a: u32, b: u32): void {
	if (partnerOf(a) == b && partnerOf(b) == a) return;
	setPartner(a, b, IS_NAME);
	setPartner(b, a, 0);
}

function setPartner(key: u32, other: u32, flag: u32): void {
	const at = PARTNERS + (key << 2);
	store<u32>(at, load<u32>(at) == 0 ? (other + 1) | flag : AMBIGUOUS);
}

/** What answers `key`; NO_PARTNER when that is not known, or several do. */
function partnerOf(key: u32): u32 {
	const known = load<u32>(PARTNERS + (key << 2));
	return known == AMBIGUOUS ? NO_PARTNER : (known & ~IS_NAME) - 1;
}

/** Scope key that gives the packet's scope its name. */
export function scopeName(): u32 {
	const partner = partnerOf(key);
	if (partner == NO_PARTNER || partnerOf(partner) != key) return key;
	return load<u32>(PARTNERS + (key << 2)) & IS_NAME ? key : partner;
}

export function createTunnels(used: bool): void {
	if (used) {
		memory.fill(PARTNERS, 0, 0x10000 << 2);
		memory.fill(REGION_TUNNELS, 0, TUNNEL_BUCKETS << 2);
	}
	store<u32>(CONTROL_TUNNELS, 1);
}

function entryOf(index: u32): u32 {
	return REGION_TUNNELS + (TUNNEL_BUCKETS << 2) + index * TUNNEL_SIZE;
}

function hashOf(type: u32, id: u32, low: u32, high: u32): u32 {
	let h: u64 = ((<u64>id) << 8) | <u64>type;
	if (family() == 4) {
		h ^= ((<u64>load<u32>(low)) << 32) | <u64>load<u32>(high);
	} else {
		h = (h ^ load<u64>(low)) * 0x9e3779b97f4a7c15;
		h = (h ^ load<u64>(low, 8)) * 0x9e3779b97f4a7c15;
		h = (h ^ load<u64>(high)) * 0x9e3779b97f4a7c15;
		h ^= load<u64>(high, 8);
	}
	h = (h ^ (h >>> 29)) * 0xff51afd7ed558ccd;
	return <u32>(h >>> 32);
}

function find(type: u32, id: u32, low: u32, high: u32): u32 {
	const hash = hashOf(type, id, low, high);
	const bucket = REGION_TUNNELS + ((hash & (TUNNEL_BUCKETS - 1)) << 2);
	const kind = type | (family() << 8);
	const size: u32 = family() == 4 ? 4 : 16;
	let index = load<u32>(bucket);
	while (index != 0) {
		const entry = entryOf(index);
		if (
			load<u32>(entry, TUNNEL_HASH) == hash &&
			load<u16>(entry, TUNNEL_TYPE) == kind &&
			load<u32>(entry, TUNNEL_ID) == id &&
			compare(entry + TUNNEL_ADDRESS_LOW, low, size) == 0 &&
			compare(entry + TUNNEL_ADDRESS_HIGH, high, size) == 0
		)
			return index;
		index = load<u32>(entry, TUNNEL_NEXT);
	}
	index = add(kind);
	const entry = entryOf(index);
	if (load<u8>(entry, TUNNEL_TYPE) == TUNNEL_IS_OTHER) return index;
	memory.copy(entry + TUNNEL_ADDRESS_LOW, low, size);
	memory.copy(entry + TUNNEL_ADDRESS_HIGH, high, size);
	store<u32>(entry, id, TUNNEL_ID);
	store<u32>(entry, hash, TUNNEL_HASH);
	store<u32>(entry, load<u32>(bucket), TUNNEL_NEXT);
	store<u32>(bucket, index);
	return index;
}

/** A new entry; the last one, which stands for all others, when the table is full. */
function add(kind: u32): u32 {
	const used = load<u32>(CONTROL_TUNNELS);
	const isFull = used > load<u32>(CONTROL_TUNNEL_LIMIT);
	const index = isFull ? <u32>TUNNELS_CAPACITY - 1 : used;
	const entry = entryOf(index);
	memory.fill(entry, 0, TUNNEL_SIZE);
	if (isFull) {
		count(CONTROL_TUNNELS_OVER);
		store<u8>(entry, TUNNEL_IS_OTHER, TUNNEL_TYPE);
		return index;
	}
	store<u32>(CONTROL_TUNNELS, used + 1);
	store<u16>(entry, <u16>kind, TUNNEL_TYPE);
	store<u16>(entry, <u16>key, TUNNEL_VLAN);
	return index;
}
