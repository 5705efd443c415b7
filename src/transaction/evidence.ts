import type { Exchange, Half } from "../record.js";
import { addressKey, clientKey } from "./address.js";
import { messageIdOf, messageTypeOf, textOf, textsOf } from "./field.js";
import { askedForms, normalLocation } from "./location.js";
import * as pdu from "./pdutype.js";

/** What an exchange does in the life of a message. */
export type Role =
	| "send"
	| "notify"
	| "respond"
	| "retrieve"
	| "acknowledge"
	| "delivery"
	| "read-recipient"
	| "read-originator"
	| "forward"
	| "store"
	| "delete"
	| "cancel"
	| "cancel-answer"
	| "attempt";

/** One exchange as the correlator keeps it: its role, its identifiers, and where it belongs in time. */
export interface Evidence {
	readonly role: Role;
	readonly exchange: Exchange;
	/** Phone by address (STATES 4.2). */
	readonly client: string;
	readonly firstTime: number;
	readonly lastTime: number;
	readonly firstFrame: number;
	readonly transactionId?: string;
	readonly messageId?: string;
	/** Normal form of the URL that was asked for, or of the notified location. */
	readonly location?: string;
	/** The same exchange nearer to the handset (STATES 1, hop). */
	outer?: Evidence;
	/** The same exchange farther from the handset. */
	readonly inner: Evidence[];
	/** Of an attempt to connect: the exchange that the client made when it worked. */
	following?: Evidence;
}

const ROLE_OF_REQUEST: Readonly<Record<number, Role>> = {
	[pdu.SEND_REQ]: "send",
	[pdu.NOTIFICATION_IND]: "notify",
	[pdu.NOTIFYRESP_IND]: "respond",
	[pdu.ACKNOWLEDGE_IND]: "acknowledge",
	[pdu.DELIVERY_IND]: "delivery",
	[pdu.READ_REC_IND]: "read-recipient",
	[pdu.READ_ORIG_IND]: "read-originator",
	[pdu.FORWARD_REQ]: "forward",
	[pdu.MBOX_STORE_REQ]: "store",
	[pdu.DELETE_REQ]: "delete",
	[pdu.CANCEL_REQ]: "cancel",
	[pdu.CANCEL_CONF]: "cancel-answer",
};

const ROLE_OF_ANSWER: Readonly<Record<number, Role>> = {
	[pdu.SEND_CONF]: "send",
	[pdu.FORWARD_CONF]: "send",
	[pdu.RETRIEVE_CONF]: "retrieve",
	[pdu.MBOX_STORE_CONF]: "store",
	[pdu.DELETE_CONF]: "delete",
};

/** PDUs that only a server sends: pushed whatever carried them. */
const PUSHED: ReadonlySet<Role> = new Set([
	"notify",
	"delivery",
	"read-originator",
	"cancel",
]);

/** What an exchange does; undefined when it has no part in the life of a message (mailbox views, uploads). */
export function roleOf(exchange: Exchange): Role | undefined {
	if (exchange.kind === "attempt") return "attempt";
	const { request, response } = exchange;
	const asked = messageTypeOf(request);
	if (asked !== undefined) {
		const role = ROLE_OF_REQUEST[asked];
		return role && PUSHED.has(role) && exchange.kind !== "push"
			? undefined
			: role;
	}
	const method = request?.["http.request.method"];
	if (method === "GET") return "retrieve";
	const answered = messageTypeOf(response);
	if (answered !== undefined && (method === undefined || method === "POST"))
		return ROLE_OF_ANSWER[answered];
	if (method === undefined && request && exchange.kind === "request")
		return "retrieve";
	return undefined;
}

/** Times of an exchange from the first octet of either side to its last event. */
function timesOf(exchange: Exchange): { first: number; last: number } {
	const { request, response, endTime, acknowledged, connect } = exchange;
	const first = Math.min(
		request?.firstTime ?? Number.POSITIVE_INFINITY,
		response?.firstTime ?? Number.POSITIVE_INFINITY,
		request || response
			? Number.POSITIVE_INFINITY
			: (connect?.firstTime ?? endTime ?? 0),
	);
	const last = Math.max(
		first,
		request?.time ?? first,
		response?.time ?? first,
		acknowledged?.time ?? first,
		isBroken(exchange) ? (endTime ?? first) : first,
	);
	return { first, last };
}

/** The end of the carrier is part of the exchange: nothing answered it, or the answer was cut. */
function isBroken(exchange: Exchange): boolean {
	return !exchange.response?.complete && exchange.ended !== "open";
}

function firstFrameOf(exchange: Exchange): number {
	const { request, response, endFrame, connect } = exchange;
	return Math.min(
		request?.frames[0] ?? Number.POSITIVE_INFINITY,
		response?.frames[0] ?? Number.POSITIVE_INFINITY,
		request || response
			? Number.POSITIVE_INFINITY
			: (connect?.frames[0] ?? endFrame ?? 0),
	);
}

function locationOf(role: Role, exchange: Exchange): string | undefined {
	if (role === "retrieve")
		return exchange.url === undefined
			? undefined
			: normalLocation(exchange.url);
	const location = textOf(exchange.request, "mmse.content_location");
	return location === undefined ? undefined : normalLocation(location);
}

/** Evidence of an exchange in one role. */
export function makeEvidence(role: Role, exchange: Exchange): Evidence {
	const { request, response } = exchange;
	const carrier = role === "retrieve" || !request ? response : request;
	const { first, last } = timesOf(exchange);
	const transactionId = textOf(carrier, "mmse.transaction_id");
	const messageId =
		messageIdOf(role === "send" ? response : carrier) ??
		(role === "cancel" ? cancelIdOf(request) : undefined);
	const location = locationOf(role, exchange);
	return {
		role,
		exchange,
		client: clientKey(
			exchange.client,
			exchange.scope,
			(request ?? response)?.capture,
		),
		firstTime: first,
		lastTime: last,
		firstFrame: firstFrameOf(exchange),
		...(transactionId !== undefined && { transactionId }),
		...(messageId !== undefined && { messageId }),
		...(location !== undefined && { location }),
		inner: [],
	};
}

function cancelIdOf(request: Half | undefined): string | undefined {
	return textOf(request, "mmstrace.cancel_id")?.replace(/[<>\s]/g, "");
}

/** Message-ID that this notification or retrieval replaces (MMS 1.3). */
export function replacedIdOf(evidence: Evidence): string | undefined {
	const { request, response } = evidence.exchange;
	const id =
		textOf(request, "mmstrace.replace_id") ??
		textOf(response, "mmstrace.replace_id");
	return id?.replace(/[<>\s]/g, "");
}

/** Recipients of a PDU with addresses: To, Cc and Bcc in order. */
export function recipientsOf(half: Half | undefined): string[] {
	return [
		...textsOf(half, "mmse.to"),
		...textsOf(half, "mmse.cc"),
		...textsOf(half, "mmse.bcc"),
	];
}

/** Key of the recipient set: two submissions of one message have the same. */
export function recipientSetKey(half: Half | undefined): string {
	return recipientsOf(half).map(addressKey).sort().join(",");
}

/** Order in which evidence is read: by time, then as captured. */
export function compareEvidence(a: Evidence, b: Evidence): number {
	return (
		a.firstTime - b.firstTime ||
		a.firstFrame - b.firstFrame ||
		(a.exchange.uid < b.exchange.uid ? -1 : 1)
	);
}

/** Forms in which the locations of this evidence can be met again. */
export function locationForms(evidence: Evidence): string[] {
	if (evidence.location === undefined) return [];
	return evidence.role === "notify"
		? askedForms(evidence.location, evidence.transactionId)
		: [evidence.location];
}

/** Subscriber's number that came with the exchange. */
export function numberOfEvidence(evidence: Evidence): string | undefined {
	return (
		evidence.exchange.request?.number ?? evidence.exchange.response?.number
	);
}

const CUT_CODES: ReadonlySet<string> = new Set([
	"truncated",
	"incomplete",
	"missing-nul",
]);

/** The PDU of the exchange breaks off, so that its last field may be shorter than it was. */
export function isBrokenOff({ exchange }: Evidence): boolean {
	return exchange.problems.some(
		({ layer, code }) => layer === "mmse" && CUT_CODES.has(code),
	);
}

/** Two exchanges of one phone: by number where both are known, else by address (STATES 4.2). */
export function isSameClient(a: Evidence, b: Evidence): boolean {
	const one = numberOfEvidence(a);
	const other = numberOfEvidence(b);
	if (one !== undefined && other !== undefined)
		return addressKey(one) === addressKey(other);
	return a.client === b.client;
}
