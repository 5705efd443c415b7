import type { Stamp } from "../flow/stamp.js";

/** One TCP segment as the core saw it. The object is reused: copy what you keep. */
export interface Segment {
	stamp: Stamp;
	/** 0: from the flow's A to its B, 1: from B to A. */
	direction: 0 | 1;
	/** Numbers of 32 bits; signed where they come from the core, so that they are small integers of V8. */
	sequenceNumber: number;
	acknowledgmentNumber: number;
	/** FIN 1, SYN 2, RST 4, PSH 8, ACK 16, URG 32. */
	flags: number;
	window: number;
	/** The memory that holds the payload; valid during the call only. */
	bytes: Uint8Array;
	offset: number;
	/** Octets captured. */
	length: number;
	/** Octets sent: more than `length` when the snap length cut the packet. */
	wireLength: number;
	/** The payload begins with what may be an HTTP start line. */
	isStart?: boolean;
	/** `bytes` stays as it is until the end of the batch. */
	isLasting?: boolean;
}

export const FIN = 1;
export const SYN = 2;
export const RST = 4;
export const ACK = 16;

/** What is to be known of a stream to tell whether a segment is wanted. */
interface Skipping {
	readonly hasSkip: boolean;
	readonly skipTo: number;
}

/**
 * Nobody needs the segment: of a body, or an acknowledgment of it. The core makes no rows of such segments once it knows
 * of the skip (`src/frame/frame.ts`). Those of the batch that it had read by then are dropped here, so that results do
 * not depend on where batches end.
 */
export function isSkipped(
	segment: Segment,
	streams: readonly [Skipping, Skipping],
): boolean {
	const { direction, flags, wireLength } = segment;
	const hasPayload = wireLength > 0;
	const skipped = streams[hasPayload === (direction === 0) ? 0 : 1];
	if (!skipped.hasSkip || (flags & (SYN | FIN | RST)) !== 0) return false;
	const to = hasPayload
		? segment.sequenceNumber + wireLength
		: segment.acknowledgmentNumber;
	return ((skipped.skipTo - to) | 0) >= 0;
}
