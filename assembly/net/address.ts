// The addresses of the IP packet at hand, where they lie in it.
let sourceAddress: u32 = 0;
let destinationAddress: u32 = 0;
let addressFamily: u32 = 0;

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
