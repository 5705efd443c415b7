import type { TcpLimits } from "../tcp/limits.js";
import type {
	HttpConnection,
	HttpMessage,
	HttpPair,
	HttpRefusal,
} from "./message.js";
import type { ParserOptions } from "./parserhost.js";

/** Limits of HTTP tracking; each one that is hit is counted. */
export interface HttpLimits {
	/** Memory for octets that wait for their turn, each direction of a connection. */
	buffer: number;
	/** Octets of a body that are kept. */
	body: number;
	/** Memory for octets that wait for their turn, all connections. */
	buffers: number;
	/** Octets of all bodies under way that are kept. */
	bodies: number;
	/** Connections at a time. */
	connections: number;
	/** Requests of a connection that wait for their answers. */
	pairs: number;
	/** Octets that are looked through for a message before a connection is only watched for a segment that begins one. */
	search: number;
	/** Seconds from the last octet of a request to the first of its answer (STATES 7.1). */
	answerSeconds: number;
	/** Seconds without any segment in the middle of a message. */
	stallSeconds: number;
	/** Seconds without any segment. */
	idleSeconds: number;
}

/** Longest time until a connection is looked at again, so that closed ones are forgotten by then. */
export const CHECK_SECONDS = 60;

/** No limit ends anything before a connection is looked at again. */
export function isPatient(limits: HttpLimits): boolean {
	const { answerSeconds, stallSeconds, idleSeconds } = limits;
	return (
		answerSeconds > CHECK_SECONDS &&
		stallSeconds >= CHECK_SECONDS &&
		idleSeconds >= CHECK_SECONDS
	);
}

/** What a connection tells, and whom. */
export interface ConversationHost extends ParserOptions {
	readonly limits: HttpLimits;
	/** See `isPatient`. */
	readonly isPatient: boolean;
	/** Somebody looks at pairs before they are told. */
	readonly keepsPairs: boolean;
	/** Of each of its TCP connections. */
	readonly tcp: TcpLimits;
	onMessage(
		message: HttpMessage,
		connection: HttpConnection,
		pair: HttpPair,
	): void;
	onPair(pair: HttpPair): void;
	onRefusal(refusal: HttpRefusal): void;
	/** A message was found: every segment is wanted. */
	onHttp(stream: number): void;
	/** Nothing more of it is wanted. */
	onIgnored(stream: number): void;
	/** Too much that is no HTTP: only a segment that begins a message is wanted, and what follows it. */
	onLost(stream: number): void;
	/** Octets of this direction are not wanted before this number. */
	onSkip(stream: number, direction: 0 | 1, sequenceNumber: number): void;
	onLimit(name: keyof HttpLimits): void;
}
