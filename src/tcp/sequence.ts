/**
 * Sequence numbers: numbers of 32 bits that wrap (RFC 9293 3.4), signed here, so that they are small integers of V8.
 * Nothing else is here.
 */

/** Signed number of octets from `from` to `to`: negative when `to` lies before. Right for less than 2 GiB. */
export function distance(from: number, to: number): number {
	return (to - from) | 0;
}

/** `sequence` moved on by `octets` (which may be negative). */
export function advance(sequence: number, octets: number): number {
	return (sequence + octets) | 0;
}
