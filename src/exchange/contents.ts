import type { MmsPdu } from "../mms/pdu.js";
import type { Carriage, Part } from "../record.js";
import type { RecordSink } from "./sink.js";

/** The parts of a PDU with their octets, which are those of the reader's memory: valid during the call alone. */
export interface PduContents {
	/** `pduHash` of the exchange's half. */
	pduHash: string;
	firstTime: number;
	parts: readonly Part[];
	/** Data of each part, as far as it is there. */
	data: readonly Uint8Array[];
}

/** Tells a sink that wants them the parts of a PDU. Nothing is copied. */
export function tellContents(
	sink: RecordSink,
	pdu: MmsPdu | undefined,
	octets: Uint8Array,
	carriage: Carriage,
): void {
	if (!sink.onContents || !pdu?.fields.parts) return;
	sink.onContents({
		pduHash: pdu.hash,
		firstTime: carriage.firstTime,
		parts: pdu.fields.parts,
		data: pdu.partRanges.map(({ offset, length }) =>
			octets.subarray(offset, offset + length),
		),
	});
}
