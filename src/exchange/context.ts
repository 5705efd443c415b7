import type { MmsPdu } from "../mms/pdu.js";
import type { Core } from "../wasm/instance.js";
import type { Attempts } from "./attempts.js";
import type { HalfMaker } from "./half.js";
import type { PduTeller } from "./pdu.js";
import type { Relevance } from "./relevance.js";
import type { RecordSink } from "./sink.js";
import type { Waiting } from "./waiting.js";

/** What the makers of exchanges share. */
export interface ExchangeContext {
	core: Core;
	/** Decodes octets from `start` to `end` that claim to be an MMSE PDU; undefined when they hold none. */
	decodePdu(octets: Uint8Array, start: number, end: number): MmsPdu | undefined;
	relevance: Relevance;
	/** Takes what is over. */
	waiting: Waiting;
	/** Takes what did not come about. */
	attempts: Attempts;
	halves: HalfMaker;
	/** Absent when nobody wants to know of PDUs. */
	pdus: PduTeller | undefined;
	sink: RecordSink;
	/** Several captures: records say which. */
	manyCaptures: boolean;
}
