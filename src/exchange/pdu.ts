import { findMmsPdu, MESSAGE_TYPE_FIELD } from "../mms/decode.js";
import type { MmsPdu } from "../mms/pdu.js";
import type { Carriage, PduRecord, Problem, Transport } from "../record.js";
import type { Core } from "../wasm/instance.js";
import { MMSE_STRONG } from "../wasm/token.js";
import { RecentMap } from "./recent.js";

/** Seconds within which equal octets on another carrier are the same PDU seen again (STATES 1, hop). */
const HOP_SECONDS = 60;
const RECENT_PDUS = 100_000;

/** Whether octets start like an MMSE PDU (SPEC 1.1), so that no media type has to say so. */
export function startsLikeMms(
	core: Core,
	octets: Uint8Array,
	start = 0,
	end = octets.length,
): boolean {
	// Asked of all other bodies, too.
	if (start >= end || octets[start] !== MESSAGE_TYPE_FIELD) return false;
	return findMmsPdu(core, octets.subarray(start, end)) === MMSE_STRONG;
}

/** What a PDU record says beside the PDU's own fields. */
export interface PduContext {
	transport: Transport;
	source: string;
	destination: string;
	scope: string | undefined;
	family: 4 | 6;
	carriage: Carriage;
	problems: readonly Problem[];
	repeat?: boolean;
	/** Of a response: when the first octet of its request passed. */
	askedTime?: number | undefined;
}

/** How a PDU was carried last. */
interface Carried {
	carrier: string;
	time: number;
	/** When its answer was complete. */
	answeredTime?: number;
}

/** What PDU and HTTP records have in common. */
export type FrameRecord = Pick<
	PduRecord,
	| "frame.number"
	| "frame.time_epoch"
	| "timeNs"
	| "capture"
	| "captureFrame"
	| "ip.src"
	| "ip.dst"
	| "ipv6.src"
	| "ipv6.dst"
> & { type: "pdu" | "http" };

/** Starts a record: where and when it became complete, and who sent it to whom, under Wireshark's names. */
export function frameRecord(
	type: FrameRecord["type"],
	carriage: Carriage,
	way: {
		source: string;
		destination: string;
		family: 4 | 6;
		manyCaptures: boolean;
	},
): FrameRecord {
	const record: FrameRecord = {
		type,
		"frame.number": carriage.frame,
		"frame.time_epoch": carriage.time,
	};
	if (carriage.timeNs) record.timeNs = carriage.timeNs;
	if (way.manyCaptures) {
		record.capture = carriage.capture ?? 0;
		record.captureFrame = carriage.captureFrame ?? 0;
	}
	const version = way.family === 6 ? "ipv6" : "ip";
	record[`${version}.src`] = way.source;
	record[`${version}.dst`] = way.destination;
	return record;
}

/** Tells of PDUs. */
export interface PduTeller {
	/** Reports a PDU, then the PDUs inside it. */
	add(pdu: MmsPdu, context: PduContext): void;
	/** A request got its answer at this time: equal octets that pass later are somebody else's. */
	answered(request: MmsPdu, time: number): void;
}

/** Tells only that PDUs passed. */
export class PduCounter implements PduTeller {
	readonly #onPassed: (problems: readonly Problem[]) => void;

	constructor(onPassed: (problems: readonly Problem[]) => void) {
		this.#onPassed = onPassed;
	}

	add(pdu: MmsPdu, { problems }: PduContext): void {
		this.#onPassed(
			problems.length > 0 ? [...problems, ...pdu.problems] : pdu.problems,
		);
		for (const inner of pdu.inner) this.#onPassed(inner.problems);
	}

	answered(): void {}
}

/** Makes PDU records and knows which PDUs were carried before. */
export class PduRecords implements PduTeller {
	readonly #recent = new RecentMap<Carried>(RECENT_PDUS);
	readonly #onPdu: (record: PduRecord) => void;
	readonly #manyCaptures: boolean;

	constructor(onPdu: (record: PduRecord) => void, manyCaptures: boolean) {
		this.#onPdu = onPdu;
		this.#manyCaptures = manyCaptures;
	}

	add(pdu: MmsPdu, context: PduContext): void {
		const { carriage } = context;
		const repeat = context.repeat || this.#isHop(pdu.hash, context);
		const record = this.#record(pdu, context);
		if (repeat) record.repeat = true;
		record.problems.unshift(...context.problems);
		this.#onPdu(record);
		for (const inner of pdu.inner)
			this.#onPdu({
				...this.#record(inner, context),
				container: carriage.frame,
				...(repeat && { repeat }),
			});
	}

	#record(pdu: MmsPdu, context: PduContext): PduRecord {
		const { carriage, family, source, destination } = context;
		const record = frameRecord("pdu", carriage, {
			source,
			destination,
			family,
			manyCaptures: this.#manyCaptures,
		}) as PduRecord;
		record.transport = context.transport;
		const { fields } = pdu;
		for (const field in fields)
			record[field as "mmse.from"] = fields[field as "mmse.from"]!;
		record.complete = carriage.complete && pdu.complete;
		record.problems = [...pdu.problems];
		return record;
	}

	answered(request: MmsPdu, time: number): void {
		const before = this.#recent.get(request.hash);
		if (before) before.answeredTime ??= time;
	}

	/**
	 * Equal octets between other addresses, or in another protocol, inside the time of the exchange that carried them
	 * first (STATES 1). The same client asking again is an attempt; two phones that both count 1, 2, 3 are none.
	 */
	#isHop(hash: string, context: PduContext): boolean {
		const { transport, source, destination, scope, askedTime } = context;
		const { time, firstTime } = context.carriage;
		const carrier = `${transport} ${source} ${destination} ${scope ?? ""}`;
		const before = this.#recent.get(hash);
		this.#recent.set(hash, { carrier, time });
		return (
			before !== undefined &&
			before.carrier !== carrier &&
			(before.answeredTime === undefined || firstTime < before.answeredTime) &&
			(askedTime === undefined || before.time >= askedTime) &&
			Math.abs(time - before.time) <= HOP_SECONDS
		);
	}
}
