import type { Stamp } from "../flow/stamp.js";

export type GapCause = "capture-gap" | "sliced" | "network-loss";

/** How a stream ended: orderly, by a reset, by silence, or not at all before the capture did. */
export type StreamEnd = "fin" | "rst" | "timeout" | "open";

/** Takes the octets of one direction, in order. */
export interface StreamSink {
	/** Octets ahead that belong to what is under way for certain, and do not end it; those of whole segments may come by `pass`. */
	readonly plain: number;
	/** Nobody needs octets ahead: who listens may skip them as soon as nothing is missing. */
	readonly isSkippable: boolean;
	/** Takes octets that are `plain`. */
	pass(bytes: Uint8Array, at: number, octets: number, stamp: Stamp): void;
	/** `bytes` is valid during the call only; `stamp` is of the frame that first carried these octets. */
	span(bytes: Uint8Array, offset: number, length: number, stamp: Stamp): void;
	gap(length: number, cause: GapCause): void;
	/** A segment that begins `behind` octets before the current position was seen again. */
	repeated(behind: number): void;
	/** Two copies of octets that begin `behind` octets before the current position differ. */
	conflict(behind: number): void;
}
