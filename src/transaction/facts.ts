import type { Exchange, Half } from "../record.js";
import { addressKey, clientKey, isIpAddress } from "./address.js";
import { messageIdOf, textIn, textsIn } from "./field.js";
import { normalLocation } from "./location.js";
import type { Role } from "./role.js";

/** From of a client that leaves its address to the server. */
export const INSERT_ADDRESS = "<insert address>";
const NO_KEYS: readonly string[] = [];

/** An exchange and what is read from it for its role. */
export interface Facts {
	readonly exchange: Exchange;
	readonly firstTime: number;
	readonly lastTime: number;
	readonly firstFrame: number;
	/** Phone by address (STATES 4.2). */
	readonly client: string;
	readonly transactionId: string | undefined;
	readonly messageId: string | undefined;
	/** Normal form of the URL that was asked for, or of the notified location. */
	readonly location: string | undefined;
	/** Comparable sender of the request; undefined where the server was to put it in. */
	readonly sender: string | undefined;
	/** Comparable recipients of a submission, or of a message that was fetched. */
	readonly recipients: readonly string[];
	/** They are not packed meanwhile. */
	isHeld: boolean;
}

/** Reads an exchange. `position`: of one that names several locations, which of them is meant, from 1. */
export function factsOf(
	role: Role,
	exchange: Exchange,
	position: number,
): Facts {
	const { request, response, scope } = exchange;
	const carrier = role === "retrieve" || !request ? response : request;
	const capture = (request ?? response)?.capture;
	const firstTime = firstTimeOf(exchange);
	return {
		exchange,
		firstTime,
		lastTime: lastTimeOf(exchange, firstTime),
		firstFrame: firstFrameOf(exchange),
		client: clientKey(clientOf(exchange), scope, capture),
		transactionId: textIn(carrier?.["mmse.transaction_id"]),
		messageId:
			messageIdOf(role === "send" ? response : carrier) ??
			(role === "cancel" ? cancelIdOf(request) : undefined),
		location: locationOf(role, exchange, position),
		sender: senderOf(request),
		recipients: recipientKeys(role, exchange),
		isHeld: false,
	};
}

/** What can no longer be asked for. */
export const FORGOTTEN: Facts = factsOf(
	"attempt",
	{
		type: "exchange",
		uid: "",
		kind: "attempt",
		transport: "http",
		client: "",
		clientPort: 0,
		server: "",
		serverPort: 0,
		connection: "",
		ended: "open",
		problems: [],
	},
	1,
);

/** First octet of either side; of an attempt its connection, or else its end. */
function firstTimeOf(exchange: Exchange): number {
	const { kind, request, response, endTime, connect } = exchange;
	if (kind === "attempt" || (!request && !response))
		return connect?.firstTime ?? response?.firstTime ?? endTime ?? 0;
	const asked = request?.firstTime ?? Number.POSITIVE_INFINITY;
	const answered = response?.firstTime ?? Number.POSITIVE_INFINITY;
	return Math.min(asked, answered);
}

/** The last event of an exchange. */
function lastTimeOf(exchange: Exchange, first: number): number {
	const { request, response, connect, endTime, acknowledged } = exchange;
	let last = first;
	if (exchange.kind === "attempt" && connect) last = connect.time;
	if (request && request.time > last) last = request.time;
	if (response && response.time > last) last = response.time;
	if (acknowledged && acknowledged.time > last) last = acknowledged.time;
	if (endTime !== undefined && endTime > last && isBroken(exchange))
		last = endTime;
	return last;
}

/** The end of the carrier is part of the exchange: nothing answered it, or the answer was cut. */
export function isBroken(exchange: Exchange): boolean {
	const { response, ended, dns } = exchange;
	// The answer to a query is its end.
	return dns !== undefined || (!response?.complete && ended !== "open");
}

function firstFrameOf(exchange: Exchange): number {
	const { kind, request, response, endFrame, connect } = exchange;
	if (kind === "attempt" || (!request && !response))
		return connect?.frames[0] ?? response?.frames[0] ?? endFrame ?? 0;
	const asked = request?.frames[0] ?? Number.POSITIVE_INFINITY;
	const answered = response?.frames[0] ?? Number.POSITIVE_INFINITY;
	return Math.min(asked, answered);
}

function locationOf(
	role: Role,
	exchange: Exchange,
	position: number,
): string | undefined {
	const url =
		role === "retrieve"
			? exchange.url
			: textsIn(exchange.request?.["mmse.content_location"])[position - 1];
	return url === undefined ? undefined : normalLocation(url);
}

/** A push over PAP goes to a gateway; its address says who it is for where that is an IP address (WAP-249 5.2). */
export function clientOf({ client, transport, request }: Exchange): string {
	const address = transport === "pap" ? request?.number : undefined;
	return address !== undefined && isIpAddress(address) ? address : client;
}

function cancelIdOf(request: Half | undefined): string | undefined {
	return textIn(request?.["mmstrace.cancel_id"])?.replace(/[<>\s]/g, "");
}

/** Recipients of a PDU with addresses: To, Cc and Bcc in order. */
export function recipientsOf(half: Half | undefined): readonly string[] {
	const to = textsIn(half?.["mmse.to"]);
	const cc = textsIn(half?.["mmse.cc"]);
	const bcc = textsIn(half?.["mmse.bcc"]);
	return cc.length + bcc.length === 0 ? to : [...to, ...cc, ...bcc];
}

function recipientKeys(role: Role, exchange: Exchange): readonly string[] {
	if (role !== "send" && role !== "retrieve") return NO_KEYS;
	const half = role === "send" ? exchange.request : exchange.response;
	const recipients = recipientsOf(half);
	if (recipients.length === 0) return NO_KEYS;
	return recipients.length === 1
		? [addressKey(recipients[0]!)]
		: recipients.map(addressKey);
}

function senderOf(half: Half | undefined): string | undefined {
	const from = textIn(half?.["mmse.from"]);
	// A PDU that breaks off in its header may break off in its sender.
	if (half && !half.complete && !half.parts?.length) return undefined;
	return from === undefined || from === INSERT_ADDRESS
		? undefined
		: addressKey(from);
}
