import type { MmsPdu } from "../mms/pdu.js";
import type { Carriage, Half } from "../record.js";

/** Headers of HTTP or WSP by lower-case name, the first of each name. */
export type HeaderValues = ReadonlyMap<string, string>;

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
): Half {
	return {
		...carriage,
		...headerFields(headers),
		...pdu?.fields,
		...(pdu && { pduHash: pdu.hash }),
		...(pdu?.bodyHash && { bodyHash: pdu.bodyHash }),
	};
}
