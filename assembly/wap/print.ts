// Hash of the user data of one PDU: tells repeats from new packets after the octets are gone. Never leaves the process.
const ONE: u64 = 0x9e3779b97f4a7c15;
const TWO: u64 = 0xc2b2ae3d27d4eb4f;

/**
 * 32 bits of `length` octets and of how many there were on the wire. Two lanes that do not wait for each other; every
 * step can be undone, so that no single octet is lost.
 */
export function printOf(start: u32, length: u32, wireLength: u32): u32 {
	const end = start + length;
	let p = start;
	let one: u64 = ONE ^ <u64>wireLength;
	let two: u64 = TWO + <u64>length;
	while (end - p >= 16) {
		one = rotl<u64>((one ^ load<u64>(p)) * TWO, 29);
		two = rotl<u64>((two ^ load<u64>(p, 8)) * ONE, 31);
		p += 16;
	}
	if (end - p >= 8) {
		one = rotl<u64>((one ^ load<u64>(p)) * TWO, 29);
		p += 8;
	}
	while (p < end) {
		two = rotl<u64>((two ^ <u64>load<u8>(p)) * ONE, 31);
		p++;
	}
	const mixed: u64 = (one ^ rotl<u64>(two, 17)) * TWO;
	return <u32>(mixed ^ (mixed >> 32));
}
