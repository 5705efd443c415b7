import { decodeMmsPdu } from "../mms/decode.js";
import { hashOctets, looksLikeMms } from "../mms/octets.js";
import type {
	Carriage,
	PduRecord,
	Problem,
	Transport,
} from "../record.js";
import type { Core } from "../wasm/instance.js";
import type { DecodedPdu } from "./half.js";
import { RecentMap } from "./recent.js";

/** Seconds within which equal octets on another carrier are the same PDU seen again (STATES 1, hop). */
const HOP_SECONDS = 60;
const RECENT_PDUS = 100_000;

/** Decodes octets that claim to be an MMSE PDU; undefined when they hold none. */
export function decodePdu(
	core: Core,
	octets: Uint8Array,
): DecodedPdu | undefined {
	if (octets.length === 0) return undefined;
	const pdu = decodeMmsPdu(core, octets);
	if (pdu.messageType === undefined) return undefined;
	const decoded: DecodedPdu = { pdu, pduHash: hashOctets(core, octets) };
	const body = pdu.bodyOffset;
	if (body !== undefined && body < octets.length)
		decoded.bodyHash = hashOctets(core, octets.subarray(body));
	return decoded;
}

/** Whether octets start like an MMSE PDU (SPEC 1.1). */
export function startsLikeMms(core: Core, octets: Uint8Array): boolean {
	return looksLikeMms(core, octets);
}

/** What a PDU record says beside the PDU's own fields. */
export interface PduContext {
	transport: Transport;
	source: string;
	destination: string;
	family: 4 | 6;
	/** Names the flow: a PDU on another one may be a repeat on another hop. */
	flow: string;
	carriage: Carriage;
	problems: readonly Problem[];
	repeat?: boolean;
}

/** Makes PDU records and knows which PDUs were carried before. */
export class PduRecords {
	readonly #recent = new RecentMap<{ flow: string; time: number }>(RECENT_PDUS);
	readonly #onPdu: (record: PduRecord) => void;
	readonly #manyCaptures: boolean;

	constructor(onPdu: (record: PduRecord) => void, manyCaptures: boolean) {
		this.#onPdu = onPdu;
		this.#manyCaptures = manyCaptures;
	}

	add(decoded: DecodedPdu, context: PduContext): void {
		const { carriage, family } = context;
		const version = family === 6 ? "ipv6" : "ip";
		const repeat = context.repeat || this.#isHop(decoded.pduHash, context);
		this.#onPdu({
			type: "pdu",
			"frame.number": carriage.frame,
			"frame.time_epoch": carriage.time,
			...(carriage.timeNs && { timeNs: carriage.timeNs }),
			...(this.#manyCaptures && {
				capture: carriage.capture,
				captureFrame: carriage.captureFrame,
			}),
			[`${version}.src`]: context.source,
			[`${version}.dst`]: context.destination,
			transport: context.transport,
			...decoded.pdu.fields,
			...(repeat && { repeat: true as const }),
			complete: carriage.complete && decoded.pdu.complete,
			problems: [...context.problems, ...decoded.pdu.problems],
		} as PduRecord);
	}

	#isHop(pduHash: string, context: PduContext): boolean {
		const before = this.#recent.get(pduHash);
		const { time } = context.carriage;
		this.#recent.set(pduHash, { flow: context.flow, time });
		return (
			before !== undefined &&
			before.flow !== context.flow &&
			Math.abs(time - before.time) <= HOP_SECONDS
		);
	}
}
