import type { Path } from "../flow/path.js";
import type { Stamp } from "../flow/stamp.js";
import type { Pair, Side } from "./pair.js";

/** One UDP 5-tuple. The same object for each of its rows. */
export interface WapFlow {
	addressA: string;
	portA: number;
	addressB: string;
	portB: number;
	family: 4 | 6;
	/** A's side first. */
	path?: Path | undefined;
	/** udp.stream */
	stream: number;
	/** Its pair, and which side of that A is, as the tracker knows them. */
	pair?: Pair | undefined;
	sideOfA?: Side;
	/** What these two count for. */
	locatedIn?: object | undefined;
}

/**
 * One WTP PDU (WAP-224 8), or one datagram with connectionless WSP (its TID octet first). The object is reused: copy
 * what you keep. The WTP fields are those of `ROW_WTP_*` in `src/wasm/layout.ts`; with `wsp-cl` they mean nothing.
 */
export interface WapRow {
	kind: "wtp" | "wsp-cl";
	stamp: Stamp;
	flow: WapFlow;
	/** 0: from the flow's A to its B, 1: from B to A. */
	direction: 0 | 1;
	/** The memory that holds the user data; valid during the call only. */
	bytes: Uint8Array;
	offset: number;
	/** Octets captured. */
	length: number;
	/** Octets sent: more than `length` when the snap length cut the packet. */
	wireLength: number;
	/** Hash of the user data and of its length on the wire: tells repeats from new packets. */
	print: number;
	/** 1 Invoke, 2 Result, 3 Ack, 4 Abort, 5 Segmented Invoke, 6 Segmented Result, 7 Negative Ack. */
	type: number;
	/** `WTP_FLAG_*` */
	flags: number;
	transactionClass: number;
	/** As on the wire: the top bit says that the responder sent it. */
	tid: number;
	/** Status of the decoder (`src/wasm/status.ts`). */
	status: number;
	psn: number;
	abortType: number;
	abortReason: number;
	/** `WTP_HAS_*` */
	has: number;
	/** Option Total Message Size. */
	totalSize: number;
}

export const WTP_INVOKE = 1;
export const WTP_RESULT = 2;
export const WTP_ACK = 3;
export const WTP_ABORT = 4;
export const WTP_SEGMENTED_INVOKE = 5;
export const WTP_SEGMENTED_RESULT = 6;
export const WTP_NEGATIVE_ACK = 7;
