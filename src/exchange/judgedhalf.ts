import { newCarriage } from "../flow/carriage.js";
import { newStamp } from "../flow/stamp.js";
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
	protected override make(carriage: Carriage): Half {
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
			"mmse.message_type": undefined,
			"mmse.transaction_id": undefined,
			"mmse.mms_version": undefined,
			"mmse.message_id": undefined,
			"mmse.from": undefined,
			"mmse.to": undefined,
			"mmse.subject": undefined,
			"mmse.date": undefined,
			"mmse.content_location": undefined,
			"mmse.message_size": undefined,
			"mmse.expiry.abs": undefined,
			"mmse.expiry.rel": undefined,
			"mmse.delivery_report": undefined,
			"mmse.status": undefined,
			"mmse.response_status": undefined,
			"mmse.retrieve_status": undefined,
			"mmse.read_status": undefined,
			parts: undefined,
			pduHash: undefined,
			bodyHash: undefined,
			bodyBytes: undefined,
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

	override finish(half: Half, { fields, rare, hash, bodyHash }: MmsPdu): void {
		half["mmse.message_type"] = fields["mmse.message_type"]!;
		half["mmse.transaction_id"] = fields["mmse.transaction_id"]!;
		half["mmse.mms_version"] = fields["mmse.mms_version"]!;
		half["mmse.message_id"] = fields["mmse.message_id"]!;
		half["mmse.from"] = fields["mmse.from"]!;
		half["mmse.to"] = fields["mmse.to"]!;
		half["mmse.subject"] = fields["mmse.subject"]!;
		half["mmse.date"] = fields["mmse.date"]!;
		half["mmse.content_location"] = fields["mmse.content_location"]!;
		half["mmse.message_size"] = fields["mmse.message_size"]!;
		half["mmse.expiry.abs"] = fields["mmse.expiry.abs"]!;
		half["mmse.expiry.rel"] = fields["mmse.expiry.rel"]!;
		half["mmse.delivery_report"] = fields["mmse.delivery_report"]!;
		half["mmse.status"] = fields["mmse.status"]!;
		half["mmse.response_status"] = fields["mmse.response_status"]!;
		half["mmse.retrieve_status"] = fields["mmse.retrieve_status"]!;
		half["mmse.read_status"] = fields["mmse.read_status"]!;
		half.parts = fields.parts!;
		half.pduHash = hash;
		half.bodyHash = bodyHash!;
		if (rare !== undefined) Object.assign(half, rare);
	}
}

settle(
	new JudgedHalfMaker(false).begin(newCarriage(newStamp(), newStamp(), [], 0)),
	{ firstTime: 0.5, time: 0.5 },
);
