import type { PduFields, Problem } from "../record.js";

/** A decoded MMSE PDU. */
export interface MmsPdu {
	/** 0x80..0x97; absent when the octets hold no X-Mms-Message-Type. */
	messageType?: number;
	/** JSON-ready, by Wireshark's names (OUTPUT.md), with `parts`. */
	fields: PduFields;
	/** Where the body starts, from the start of the PDU. */
	bodyOffset?: number;
	/** All of it is there: no field, part or octet is cut off. */
	complete: boolean;
	problems: Problem[];
}
