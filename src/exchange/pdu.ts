import { decodeMmsPdu, findMmsPdu } from "../mms/decode.js";
import type { MmsPdu } from "../mms/pdu.js";
import type { Carriage, PduRecord, Problem, Transport } from "../record.js";
import type { Core } from "../wasm/instance.js";
import { MMSE_STRONG } from "../wasm/token.js";
import { RecentMap } from "./recent.js";

/** Seconds within which equal octets on another carrier are the same PDU seen again (STATES 1, hop). */
const HOP_SECONDS = 60;
const RECENT_PDUS = 100_000;

/** Decodes octets that claim to be an MMSE PDU; undefined when they hold none. */
export function decodePdu(core: Core, octets: Uint8Array): MmsPdu | undefined {
	if (octets.length === 0) return undefined;
	const pdu = decodeMmsPdu(core, octets);
	return pdu.messageType === undefined ? undefined : pdu;
}

/** Whether octets start like an MMSE PDU (SPEC 1.1), so that no media type has to say so. */
export function startsLikeMms(core: Core, octets: Uint8Array): boolean {
	return findMmsPdu(core, octets) === MMSE_STRONG;
}

/** What a PDU record says beside the PDU's own fields. */
export interface PduContext {
	transport: Transport;
	source: string;
	destination: string;
	family: 4 | 6;
	carriage: Carriage;
	problems: readonly Problem[];
	repeat?: boolean;
}

/** Where and when a message became complete, under Wireshark's names. */
export function frameFields(carriage: Carriage, manyCaptures: boolean) {
	const { frame, time, timeNs, capture, captureFrame } = carriage;
	return {
		"frame.number": frame,
		"frame.time_epoch": time,
		...(timeNs && { timeNs }),
		...(manyCaptures && {
			capture: capture ?? 0,
			captureFrame: captureFrame ?? 0,
		}),
	};
}

/** Who sent it to whom, under Wireshark's names. */
export function addressFields(
	family: 4 | 6,
	source: string,
	destination: string,
) {
	return family === 6
		? { "ipv6.src": source, "ipv6.dst": destination }
		: { "ip.src": source, "ip.dst": destination };
}

/** Makes PDU records and knows which PDUs were carried before. */
export class PduRecords {
	readonly #recent = new RecentMap<{ carrier: string; time: number }>(
		RECENT_PDUS,
	);
	readonly #onPdu: (record: PduRecord) => void;
	readonly #manyCaptures: boolean;

	constructor(onPdu: (record: PduRecord) => void, manyCaptures: boolean) {
		this.#onPdu = onPdu;
		this.#manyCaptures = manyCaptures;
	}

	/** Reports a PDU, then the PDUs inside it. */
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
		const { carriage, family, source, destination, transport } = context;
		return {
			type: "pdu",
			...frameFields(carriage, this.#manyCaptures),
			...addressFields(family, source, destination),
			transport,
			...pdu.fields,
			complete: carriage.complete && pdu.complete,
			problems: [...pdu.problems],
		};
	}

	/** Equal octets between other addresses, or in another protocol. The same client asking again is an attempt. */
	#isHop(hash: string, context: PduContext): boolean {
		const { transport, source, destination } = context;
		const { time } = context.carriage;
		const carrier = `${transport} ${source} ${destination}`;
		const before = this.#recent.get(hash);
		this.#recent.set(hash, { carrier, time });
		return (
			before !== undefined &&
			before.carrier !== carrier &&
			Math.abs(time - before.time) <= HOP_SECONDS
		);
	}
}
