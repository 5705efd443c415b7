import {
	ENUMERATIONS,
	FIELDS,
	type FieldName,
	MESSAGE_TYPES,
} from "../../mms/names.js";
import { CAPTURE, HTTP, PARTS, PROBLEMS, TRANSPORTS } from "./common.js";
import {
	address,
	duration,
	type Entry,
	flag,
	number,
	type Shape,
	text,
	time,
	type Words,
} from "./shape.js";

const MESSAGE_TYPE = 0x0c;
const DATES = ["mmse.date", "mmse.previously_sent_date"];

/** Values of an octet and their names. */
function wordsOf(code: number): Words | undefined {
	if (code === MESSAGE_TYPE)
		return new Map(
			[...MESSAGE_TYPES].map(([value, { name }]) => [value, name]),
		);
	return ENUMERATIONS.get(code);
}

/** The fields that one MMSE header field makes, as src/mms/field.ts does. */
function fieldsOf(code: number, { name, key, kind }: FieldName): Shape {
	switch (kind) {
		case "time":
			return {
				[`${key}.abs`]: time(`${name}, a date`),
				[`${key}.rel`]: duration(`${name}, from now on`),
			};
		case "class":
			return {
				[`${key}.id`]: number(name, wordsOf(code)),
				[`${key}.str`]: text(`${name} as text`),
			};
		case "count":
			return {
				[`${key}.messages`]: number(`${name} in messages`),
				[`${key}.octets`]: number(`${name} in octets`),
			};
		case "counted":
			return {
				[`${key}.forward_count`]: number(`number of the forwarding of ${name}`),
				...(DATES.includes(key)
					? { [`${key}.date`]: time(name), [key]: time(name) }
					: { [`${key}.address`]: text(name), [key]: text(name) }),
			};
		case "integer":
			return { [key]: DATES.includes(key) ? time(name) : number(name) };
		case "token":
			return { [key]: number(name, wordsOf(code)) };
		case "text":
			return {
				[key]: text(name),
				[`mmstrace.${key.slice(key.indexOf(".") + 1)}_decoded`]: text(
					`${name} with encoded words decoded`,
				),
			};
		default:
			return { [key]: text(name) };
	}
}

/** Fields that belong to no header field of the table. */
const OTHERS: Readonly<Record<string, Entry>> = {
	"mmse.header.uint": number("values of unknown header fields"),
	"mmse.header.string": text("values of unknown header fields"),
	"mmse.header.bytes": text("values of unknown header fields, hexadecimal"),
	"mmse.ffheader": text("names of application headers"),
	"mmstrace.application_header": text("application headers, name and value"),
	"mmstrace.repeated": text("header fields that came again, name and value"),
};

/** All `mmse.` and `mmstrace.` fields of a PDU. */
export const MMSE: Shape = Object.assign(
	{},
	...[...FIELDS].map(([code, name]) => fieldsOf(code, name)),
	OTHERS,
);

const FRAME: Shape = {
	"frame.number": number("frame that completed it"),
	"frame.time_epoch": time("time of that frame"),
	timeNs: text("the same with nine decimals"),
	...CAPTURE,
	"ip.src": address("IPv4 source"),
	"ip.dst": address("IPv4 destination"),
	"ipv6.src": address("IPv6 source"),
	"ipv6.dst": address("IPv6 destination"),
};

export const PDU: Shape = {
	type: text("kind of record"),
	...FRAME,
	transport: text("what carried it", TRANSPORTS),
	repeat: flag("the same PDU was carried before"),
	container: number("frame of the PDU that it was inside"),
	complete: flag("all of it is there"),
	...MMSE,
	parts: PARTS,
	problems: PROBLEMS,
};

export const HTTP_MESSAGE: Shape = {
	type: text("kind of record"),
	...FRAME,
	"tcp.srcport": number("TCP source port"),
	"tcp.dstport": number("TCP destination port"),
	"tcp.stream": number("index of the TCP connection"),
	...HTTP,
	bodyBytes: number("octets of the body that are there"),
	complete: flag("all of it is there"),
	problems: PROBLEMS,
};
