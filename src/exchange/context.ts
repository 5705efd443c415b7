import type { Core } from "../wasm/instance.js";
import type { Attempts } from "./attempts.js";
import type { PduRecords } from "./pdu.js";
import type { Relevance } from "./relevance.js";
import type { RecordSink } from "./sink.js";

/** What the makers of exchanges share. */
export interface ExchangeContext {
	core: Core;
	relevance: Relevance;
	/** Takes what did not come about. */
	attempts: Attempts;
	/** Absent when nobody wants PDU records. */
	pdus: PduRecords | undefined;
	sink: RecordSink;
	/** Several captures: records say which. */
	manyCaptures: boolean;
}
