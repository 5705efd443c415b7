import type { Path } from "../flow/path.js";
import type { Moment } from "../flow/stamp.js";
import type { Carriage, EndedBy, Problem } from "../record.js";
import type { Handshake, IcmpError } from "../tcp/handshake.js";

/** Name in lower case, value without surrounding white space; in order, repeated names repeated. */
export type HttpHeader = readonly [name: string, value: string];

/** Fields that say where a body ends, and how it is coded. */
export const OF_LENGTH = 1;
export const OF_TRANSFER = 2;
export const OF_CODING = 4;
/** Fields that every message is asked for. */
export const OF_TYPE = 8;
export const OF_HOST = 16;

const MARKS: ReadonlyMap<string, number> = new Map([
	["content-length", OF_LENGTH],
	["transfer-encoding", OF_TRANSFER],
	["content-encoding", OF_CODING],
	["content-type", OF_TYPE],
	["host", OF_HOST],
]);

/** What a field of this name is marked with. */
export function markOf(name: string): number {
	return MARKS.get(name) ?? 0;
}

export function marksOf(headers: readonly HttpHeader[]): number {
	let marks = 0;
	for (const header of headers) marks |= markOf(header[0]);
	return marks;
}

/** Octets of a body that are not there. */
export interface BodyGap {
	/** Place in the body as sent, without transfer coding; missing octets before it are counted. */
	offset: number;
	length: number;
	cause: "capture-gap" | "sliced" | "network-loss";
}

/** Of a body that has none. */
export const NO_GAPS: BodyGap[] = [];

export interface HttpBody {
	/**
	 * Octets that arrived (after chunked decoding and Content-Encoding), gaps left out; with Content-Encoding those
	 * before the first gap. Absent: not kept.
	 */
	bytes?: Uint8Array | undefined;
	/** Octets that arrived, before Content-Encoding. */
	length: number;
	/** Content-Length, when it was given and decided. */
	expected?: number | undefined;
	gaps: BodyGap[];
}

/** One HTTP/1.x message (RFC 9112). */
export interface HttpMessage {
	kind: "request" | "response";
	version: string;
	method?: string | undefined;
	/** Request target as sent (RFC 9112 3.2). */
	target?: string | undefined;
	status?: number | undefined;
	reason?: string | undefined;
	headers: HttpHeader[];
	/** Which headers are among them: `OF_*`. */
	marks: number;
	/** Value of the first Content-Type field, and of the first Host field. */
	contentType: string | undefined;
	host: string | undefined;
	body: HttpBody;
	carriage: Carriage;
	problems: Problem[];
	/** What the receiver of the message keeps with it. */
	found?: unknown;
}

/** The connection that a message travelled on; client is who sends the requests. */
export interface HttpConnection {
	stream: number;
	client: string;
	clientPort: number;
	server: string;
	serverPort: number;
	family: 4 | 6;
	/** The client's side first. */
	path?: Path | undefined;
	/** SYN to the end of the handshake, when it was seen. */
	connect?: Handshake | undefined;
}

/** A request with its response; either may be missing (RFC 9112 9.3: order on the connection). */
export interface HttpPair {
	connection: HttpConnection;
	/** Position on the connection, from 0. */
	index: number;
	request?: HttpMessage;
	/** Final response. */
	response?: HttpMessage;
	/** 1xx responses before the final one (RFC 9110 15.2). */
	interim?: HttpMessage[];
	/** Of the connection, as far as it concerns this pair; `open` when the pair completed before, or nothing ended it. */
	ended: "fin" | "rst" | "timeout" | "open";
	endedBy?: EndedBy;
	end?: Moment;
	/** The answer lies in octets that the peer acknowledged and the capture does not hold. */
	answerInGap?: boolean;
	/** Side whose receive window was closed when an incomplete pair ended. */
	zeroWindow?: "client" | "server";
}

/** A connection that did not come about. The client is who sent the SYN. */
export interface HttpRefusal {
	connection: HttpConnection;
	/** First and last SYN. */
	connect: Handshake;
	/** Answered by a RST, by ICMP, or not at all. */
	ended: "rst" | "unreachable" | "timeout";
	icmp?: IcmpError;
	end?: Moment;
}
