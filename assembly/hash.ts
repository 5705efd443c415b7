// 64-bit hashes of octets, for joining by content; not cryptographic. Sixteen octets a step, in two lanes.
const HASH_ONE: u64 = 0x9e3779b97f4a7c15;
const HASH_TWO: u64 = 0xc2b2ae3d27d4eb4f;
const HASH_THREE: u64 = 0x165667b19e3779f9;

/** Octets from `p` on into the lanes. */
function finish(p: u32, end: u32, one: u64, two: u64): u64 {
	while (end - p >= 16) {
		one = rotl<u64>((one ^ load<u64>(p)) * HASH_TWO, 29) + two;
		two = rotl<u64>((two ^ load<u64>(p, 8)) * HASH_ONE, 31) + one;
		p += 16;
	}
	while (p < end) {
		one = rotl<u64>((one ^ <u64>load<u8>(p)) * HASH_THREE, 23) + two;
		p++;
	}
	let mixed: u64 = one ^ rotl<u64>(two, 17);
	mixed = (mixed ^ (mixed >> 33)) * HASH_TWO;
	mixed = (mixed ^ (mixed >> 29)) * HASH_ONE;
	return mixed ^ (mixed >> 32);
}

export function hash64(start: u32, length: u32): u64 {
	const end = start + length;
	return finish(start, end, HASH_ONE ^ <u64>length, HASH_TWO + <u64>length);
}

// The two hashes that are under way while the parts in them are hashed.
let outer: u32 = 0;
let outerEnd: u32 = 0;
let outerOne: u64 = 0;
let outerTwo: u64 = 0;
let body: u32 = 0;
let bodyEnd: u32 = 0;
let bodyOne: u64 = 0;
let bodyTwo: u64 = 0;

/** A whole and the body at its end. */
export function beginNested(
	start: u32,
	length: u32,
	bodyStart: u32,
	bodyLength: u32,
): void {
	outer = start;
	outerEnd = start + length;
	outerOne = HASH_ONE ^ <u64>length;
	outerTwo = HASH_TWO + <u64>length;
	body = bodyStart;
	bodyEnd = bodyStart + bodyLength;
	bodyOne = HASH_ONE ^ <u64>bodyLength;
	bodyTwo = HASH_TWO + <u64>bodyLength;
}

/**
 * Hash of a part. The whole and the body go on by as many octets meanwhile: each step waits for the one before, so
 * that three side by side take hardly longer than one.
 */
export function hashPart(start: u32, length: u32): u64 {
	let p = start;
	let one: u64 = HASH_ONE ^ <u64>length;
	let two: u64 = HASH_TWO + <u64>length;
	let q = outer;
	let r = body;
	let steps: u32 = min<u32>(length, min<u32>(outerEnd - q, bodyEnd - r)) >> 4;
	let qOne = outerOne;
	let qTwo = outerTwo;
	let rOne = bodyOne;
	let rTwo = bodyTwo;
	for (; steps > 0; steps--) {
		one = rotl<u64>((one ^ load<u64>(p)) * HASH_TWO, 29) + two;
		qOne = rotl<u64>((qOne ^ load<u64>(q)) * HASH_TWO, 29) + qTwo;
		rOne = rotl<u64>((rOne ^ load<u64>(r)) * HASH_TWO, 29) + rTwo;
		two = rotl<u64>((two ^ load<u64>(p, 8)) * HASH_ONE, 31) + one;
		qTwo = rotl<u64>((qTwo ^ load<u64>(q, 8)) * HASH_ONE, 31) + qOne;
		rTwo = rotl<u64>((rTwo ^ load<u64>(r, 8)) * HASH_ONE, 31) + rOne;
		p += 16;
		q += 16;
		r += 16;
	}
	outer = q;
	body = r;
	outerOne = qOne;
	outerTwo = qTwo;
	bodyOne = rOne;
	bodyTwo = rTwo;
	return finish(p, start + length, one, two);
}

/** Hash of the whole. */
export function endOuter(): u64 {
	return finish(outer, outerEnd, outerOne, outerTwo);
}

/** Hash of the body. */
export function endBody(): u64 {
	return finish(body, bodyEnd, bodyOne, bodyTwo);
}

/**
 * Another hash of octets, twice as fast and more: four lanes side by side, 64 octets a step. Its values are compared
 * within one run and shown nowhere, so that it may change.
 */
export function quickHash(start: u32, length: u32): u64 {
	let p = start;
	let a: u64 = HASH_ONE ^ <u64>length;
	let b: u64 = HASH_TWO;
	let c: u64 = HASH_THREE;
	let d: u64 = HASH_ONE + HASH_TWO;
	for (let steps = length >>> 6; steps > 0; steps--) {
		a = quickStep(a, load<u64>(p), load<u64>(p, 8));
		b = quickStep(b, load<u64>(p, 16), load<u64>(p, 24));
		c = quickStep(c, load<u64>(p, 32), load<u64>(p, 40));
		d = quickStep(d, load<u64>(p, 48), load<u64>(p, 56));
		p += 64;
	}
	const one = a ^ rotl<u64>(b, 19);
	const two = c + rotl<u64>(d, 41);
	return finish(p, start + length, one * HASH_THREE + two, two);
}

function quickStep(lane: u64, low: u64, high: u64): u64 {
	return rotl<u64>((lane ^ low) * HASH_TWO, 29) + high * HASH_ONE;
}

/** Both, in this order. */
export function quickJoin(one: u64, two: u64): u64 {
	return (rotl<u64>(one * HASH_TWO, 29) ^ two) * HASH_ONE;
}
