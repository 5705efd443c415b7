import type { HttpHeader } from "../http/message.js";
import type { MmsPdu } from "../mms/pdu.js";
import type { Carriage, Half } from "../record.js";

export const MMS_TYPE = "application/vnd.wap.mms-message";

/** Headers of HTTP or WSP in order: lower-case name and value. */
export type Headers = readonly HttpHeader[];

/** First value of a header. */
export function headerOf(headers: Headers, name: string): string | undefined {
	for (const header of headers) if (header[0] === name) return header[1];
	return undefined;
}

type HeaderField = keyof Half & `http.${string}`;

/** Fields of the headers that the correlator and the reader of a record need; of the others, how well they name the
 * subscriber (`mms-http`), 0 best: gateways put them into requests. */
const USE_OF_HEADER: ReadonlyMap<string, HeaderField | number> = new Map<
	string,
	HeaderField | number
>([
	["user-agent", "http.user_agent"],
	["server", "http.server"],
	["location", "http.location"],
	["content-type", "http.content_type"],
	["content-range", "http.content_range"],
	["host", "http.host"],
	["via", "http.via"],
	["x-msisdn", 0],
	["x-wap-msisdn", 1],
	["x-up-calling-line-id", 2],
	["x-mdn", 3],
	["msisdn", 4],
	["x-nokia-msisdn", 5],
]);

/*
 * Records are made by the thousand: one literal with what is always there, then single assignments. Spreading several
 * objects into one costs V8 ten times as much.
 */

/** One direction of an exchange from how it travelled, its headers and its PDU. */
export function makeHalf(
	carriage: Carriage,
	headers: Headers,
	pdu: MmsPdu | undefined,
	manyCaptures: boolean,
): Half {
	const half: Half = {
		firstTime: carriage.firstTime,
		time: carriage.time,
		frame: carriage.frame,
		frames: carriage.frames,
		bytes: carriage.bytes,
		complete: carriage.complete,
		retransmissions: carriage.retransmissions,
	};
	addTravel(half, carriage, manyCaptures);
	addHeaders(half, headers);
	if (!pdu) return half;
	const { fields } = pdu;
	for (const field in fields)
		half[field as "mmse.from"] = fields[field as "mmse.from"]!;
	half.pduHash = pdu.hash;
	if (pdu.bodyHash) half.bodyHash = pdu.bodyHash;
	return half;
}

function addTravel(
	half: Half,
	carriage: Carriage,
	manyCaptures: boolean,
): void {
	if (carriage.firstTimeNs) half.firstTimeNs = carriage.firstTimeNs;
	if (carriage.timeNs) half.timeNs = carriage.timeNs;
	if (carriage.lastDataTime !== undefined)
		half.lastDataTime = carriage.lastDataTime;
	if (carriage.missing !== undefined) half.missing = carriage.missing;
	if (carriage.missingCause) half.missingCause = carriage.missingCause;
	if (carriage.acknowledged !== undefined)
		half.acknowledged = carriage.acknowledged;
	if (!manyCaptures) return;
	half.capture = carriage.capture ?? 0;
	half.captureFrame = carriage.captureFrame ?? 0;
}

function addHeaders(half: Half, headers: Headers): void {
	let best = Number.POSITIVE_INFINITY;
	for (const [name, value] of headers) {
		const use = value === "" ? undefined : USE_OF_HEADER.get(name);
		if (use === undefined) continue;
		if (typeof use !== "number") half[use as "http.host"] ??= value;
		else if (use < best) {
			best = use;
			half.number = value;
		}
	}
}
