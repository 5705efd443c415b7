import { newCarriage } from "../flow/carriage.js";
import { newStamp } from "../flow/stamp.js";
import { NO_FIELDS } from "../mms/judged.js";
import type { MmsPdu } from "../mms/pdu.js";
import type { Carriage, Half } from "../record.js";
import { settle } from "../shape.js";
import { HalfMaker } from "./half.js";

/** Headers that correlation reads and that are taken as they are. */
const AGENT = 1;
const SERVER = 2;
const LOCATION = 3;
const VIA = 4;
const USE_OF_HEADER: ReadonlyMap<string, number> = new Map([
	["user-agent", AGENT],
	["server", SERVER],
	["location", LOCATION],
	["via", VIA],
	["host", 0],
	["content-type", 0],
]);

/**
 * Makes halves that only correlation reads. All have the same keys in the same order, those without a value too; what
 * few have comes behind them.
 */
export class JudgedHalfMaker extends HalfMaker {
	protected override make(carriage: Carriage, pdu: MmsPdu | undefined): Half {
		const fields = pdu === undefined ? NO_FIELDS : pdu.fields;
		return {
			firstTime: carriage.firstTime,
			time: carriage.time,
			frame: carriage.frame,
			frames: carriage.frames,
			bytes: carriage.bytes,
			complete: carriage.complete,
			retransmissions: carriage.retransmissions,
			lastDataTime: carriage.lastDataTime,
			missing: carriage.missing,
			missingCause: carriage.missingCause,
			acknowledged: carriage.acknowledged,
			"http.user_agent": undefined,
			"http.server": undefined,
			"http.location": undefined,
			"http.via": undefined,
			number: undefined,
			"http.request.method": undefined,
			"http.response.code": undefined,
			"http.response.phrase": undefined,
			"wsp.reply.status": undefined,
			"mmse.message_type": fields["mmse.message_type"],
			"mmse.transaction_id": fields["mmse.transaction_id"],
			"mmse.mms_version": fields["mmse.mms_version"],
			"mmse.message_id": fields["mmse.message_id"],
			"mmse.from": fields["mmse.from"],
			"mmse.to": fields["mmse.to"],
			"mmse.subject": fields["mmse.subject"],
			"mmse.date": fields["mmse.date"],
			"mmse.content_location": fields["mmse.content_location"],
			"mmse.message_size": fields["mmse.message_size"],
			"mmse.expiry.abs": fields["mmse.expiry.abs"],
			"mmse.expiry.rel": fields["mmse.expiry.rel"],
			"mmse.delivery_report": fields["mmse.delivery_report"],
			"mmse.status": fields["mmse.status"],
			"mmse.response_status": fields["mmse.response_status"],
			"mmse.retrieve_status": fields["mmse.retrieve_status"],
			"mmse.read_status": fields["mmse.read_status"],
			parts: fields.parts,
			pduHash: pdu === undefined ? undefined : pdu.hash,
			bodyHash: pdu === undefined ? undefined : pdu.bodyHash,
			bodyBytes: undefined,
			"mmse.cc": undefined,
			"mmse.bcc": undefined,
			"mmse.response_text": undefined,
			"mmse.retrieve_text": undefined,
			garbled: undefined,
			"mmstrace.store_status": undefined,
			"http.content_range": undefined,
		} as unknown as Half;
	}

	override addHeader(half: Half, name: string, value: string): void {
		switch (USE_OF_HEADER.get(name)) {
			case undefined:
				super.addHeader(half, name, value);
				break;
			case AGENT:
				if (value !== "") half["http.user_agent"] ??= value;
				break;
			case SERVER:
				if (value !== "") half["http.server"] ??= value;
				break;
			case LOCATION:
				if (value !== "") half["http.location"] ??= value;
				break;
			case VIA:
				if (value !== "") half["http.via"] ??= value;
		}
	}

	/** Nearly all of it is in there from the beginning. */
	override finish(half: Half, { rare }: MmsPdu): void {
		if (rare !== undefined) Object.assign(half, rare);
	}
}

settle(
	new JudgedHalfMaker(false).begin(
		newCarriage(newStamp(), newStamp(), [], 0),
		undefined,
	),
	{ firstTime: 0.5, time: 0.5 },
);
