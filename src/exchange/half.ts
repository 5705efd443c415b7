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

/** How well a header names the subscriber, 0 best (`mms-http`): gateways put them into requests. */
interface Naming {
	field: "number" | "imsi" | "clientAddress";
	rank: number;
}

function naming(
	field: Naming["field"],
	...names: readonly string[]
): [string, Naming][] {
	return names.map((name, rank) => [name, { field, rank }]);
}

/** Fields of the headers that the correlator and the reader of a record need. */
const USE_OF_HEADER: ReadonlyMap<string, HeaderField | Naming> = new Map<
	string,
	HeaderField | Naming
>([
	["user-agent", "http.user_agent"],
	["server", "http.server"],
	["location", "http.location"],
	["content-type", "http.content_type"],
	["content-range", "http.content_range"],
	["host", "http.host"],
	["via", "http.via"],
	...naming(
		"number",
		"x-msisdn",
		"x-wap-msisdn",
		"x-up-calling-line-id",
		"x-mdn",
		"msisdn",
		"x-nokia-msisdn",
		"x-wap-network-client-msisdn",
		"x-network-client-msisdn",
		"x-h3g-msisdn",
		"x-fh-msisdn",
		"x-up-msisdn",
	),
	...naming(
		"imsi",
		"x-wap-3gpp-imsi",
		"x-3gpp-imsi",
		"x-imsi",
		"x-wap-imsi",
		"x-nokia-imsi",
		"x-up-imsi",
	),
	...naming(
		"clientAddress",
		"x-wap-network-client-ip",
		"x-nokia-ipaddress",
		"x-wap-client-ip",
		"x-forwarded-for",
	),
]);

/** What a header that names the subscriber can hold; anything else in it names nobody. */
const NAMES = {
	number: /^\D{0,8}\d[\d\s().-]{4,}/,
	imsi: /^\d{14,15}$/,
	clientAddress: /^[\d.]{7,15}$|^[\da-f:.]{3,45}$/i,
} as const;

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
	const best = { number: 99, imsi: 99, clientAddress: 99 };
	for (const [name, value] of headers) {
		const use = value === "" ? undefined : USE_OF_HEADER.get(name);
		if (use === undefined) continue;
		if (typeof use === "string") {
			half[use as "http.host"] ??= value;
			continue;
		}
		const { field, rank } = use;
		// A list of relays names the handset first.
		const named =
			field === "clientAddress" ? value.split(",")[0]!.trim() : value;
		if (rank >= best[field] || !NAMES[field].test(named)) continue;
		best[field] = rank;
		half[field] = named;
	}
}
