// The addresses of the IP packet at hand, where they lie in it.
let sourceAddress: u32 = 0;
let destinationAddress: u32 = 0;
let addressFamily: u32 = 0;
let seed: u64 = 0;

export function setAddresses(source: u32, destination: u32, family: u32): void {
	sourceAddress = source;
	destinationAddress = destination;
	addressFamily = family;
}

export function source(): u32 {
	return sourceAddress;
}

export function destination(): u32 {
	return destinationAddress;
}

/** 4 or 6. */
export function family(): u32 {
	return addressFamily;
}

/**
 * Differs from run to run, so that nobody can make a capture whose flows all meet in one place of the table. Nothing that
 * is told depends on it.
 */
export function setSeed(value: u32): void {
	seed = <u64>value * 0x9e3779b97f4a7c15;
}

/** One end's part of the hash; the sum of both ends' parts does not depend on the direction. */
function hashEnd(family: u32, address: u32, port: u32): u64 {
	let h: u64 = 0;
	if (family == 4) h = <u64>load<u32>(address);
	else h = (load<u64>(address) * 0x9e3779b97f4a7c15) ^ load<u64>(address, 8);
	h = (h ^ ((<u64>port) << 40) ^ seed) * 0xff51afd7ed558ccd;
	return h ^ (h >>> 29);
}

/** Of the addresses and ports at hand, whatever the direction. */
export function hashOf(sourcePort: u32, destinationPort: u32): u32 {
	return hashOfEnds(
		addressFamily,
		sourceAddress,
		destinationAddress,
		sourcePort,
		destinationPort,
	);
}

/** The same of addresses anywhere. */
export function hashOfEnds(
	family: u32,
	source: u32,
	destination: u32,
	sourcePort: u32,
	destinationPort: u32,
): u32 {
	const sum =
		hashEnd(family, source, sourcePort) +
		hashEnd(family, destination, destinationPort);
	const h = sum * 0xc4ceb9fe1a85ec53;
	return <u32>(h >>> 32);
}

/** Of the family at hand. */
export function sameAddress(a: u32, b: u32): bool {
	if (addressFamily == 4) return load<u32>(a) == load<u32>(b);
	return load<u64>(a) == load<u64>(b) && load<u64>(a, 8) == load<u64>(b, 8);
}
