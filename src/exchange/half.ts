import type { HttpMessage } from "../http/message.js";
import type { MmsPdu } from "../mms/pdu.js";
import type { Carriage, Half } from "../record.js";

/** Headers of HTTP or WSP by lower-case name, the first of each name. */
export type HeaderValues = ReadonlyMap<string, string>;

export const MMS_TYPE = "application/vnd.wap.mms-message";

/** First value of each header of a message. */
export function headerMap(message: Pick<HttpMessage, "headers">): HeaderValues {
	const map = new Map<string, string>();
	for (const [name, value] of message.headers)
		if (!map.has(name)) map.set(name, value);
	return map;
}

/** Request headers by which gateways name the subscriber (`mms-http`), best first. */
const NUMBER_HEADERS = [
	"x-msisdn",
	"x-wap-msisdn",
	"x-up-calling-line-id",
	"x-mdn",
	"msisdn",
	"x-nokia-msisdn",
];

const FIELD_OF_HEADER = {
	"user-agent": "http.user_agent",
	server: "http.server",
	location: "http.location",
	"content-type": "http.content_type",
	"content-range": "http.content_range",
	host: "http.host",
	via: "http.via",
} as const;

/** Fields of the headers that the correlator and the reader of a record need. */
export function headerFields(headers: HeaderValues): Partial<Half> {
	const fields: Partial<Half> = {};
	for (const [header, field] of Object.entries(FIELD_OF_HEADER)) {
		const value = headers.get(header);
		if (value) fields[field as "http.host"] = value;
	}
	const number = NUMBER_HEADERS.map((name) => headers.get(name)).find(Boolean);
	if (number) fields.number = number;
	return fields;
}

/** One direction of an exchange from how it travelled, its headers and its PDU. */
export function makeHalf(
	carriage: Carriage,
	headers: HeaderValues,
	pdu: MmsPdu | undefined,
	manyCaptures: boolean,
): Half {
	const { capture, captureFrame, ...travel } = carriage;
	return {
		...travel,
		...(manyCaptures && {
			capture: capture ?? 0,
			captureFrame: captureFrame ?? 0,
		}),
		...headerFields(headers),
		...pdu?.fields,
		...(pdu && { pduHash: pdu.hash }),
		...(pdu?.bodyHash && { bodyHash: pdu.bodyHash }),
	};
}
