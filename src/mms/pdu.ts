import type { PduFields, Problem } from "../record.js";
import { settle } from "../shape.js";

/** Octets of a PDU, from its start. */
export interface Range {
	offset: number;
	length: number;
}

/** A decoded MMSE PDU. */
export interface MmsPdu {
	/** 0x80..0x97; absent when the octets hold no X-Mms-Message-Type. */
	messageType?: number | undefined;
	/** JSON-ready, by Wireshark's names (OUTPUT.md), with `parts`. */
	fields: PduFields;
	/** Where the body starts, from the start of the PDU. */
	bodyOffset?: number | undefined;
	/** Data of each of `fields.parts`. */
	partRanges: Range[];
	/** Index of the root part in `fields.parts` (SPEC 5). */
	root?: number | undefined;
	/** Hash of the octets of the PDU. */
	hash: string;
	/** Hash of the octets after Content-Type. */
	bodyHash?: string | undefined;
	/** PDUs inside the body (m-mbox-descr in m-mbox-view-conf), in order. */
	inner: MmsPdu[];
	/** All of it is there: no field, part or octet is cut off. */
	complete: boolean;
	problems: Problem[];
	/** Of one that is judged: fields that few PDUs have. */
	rare?: PduFields | undefined;
}

/** One of which nothing is known yet. All of them have these keys in this order, so that they have one shape. */
export function openPdu(): MmsPdu {
	return {
		messageType: undefined,
		fields: {},
		bodyOffset: undefined,
		partRanges: [],
		root: undefined,
		hash: "",
		bodyHash: undefined,
		inner: [],
		complete: false,
		problems: [],
		rare: undefined,
	};
}

settle(openPdu(), {
	fields: { parts: [] },
	partRanges: [],
	hash: "hash",
	inner: [],
	complete: true,
	problems: [],
});

/**
 * How much of PDUs somebody asks for: all of it; what correlation reads, with hashes that are only compared; which there
 * are and what is odd about them.
 */
export type PduDetail = "whole" | "judged" | "counted";
