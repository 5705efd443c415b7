import type { Exchange, Half } from "../record.js";
import { settle } from "../shape.js";
import { addressKey, clientKey, isIpAddress } from "./address.js";
import type { Times } from "./arena.js";
import { bareId, messageIdOf, textIn, textsIn } from "./field.js";
import { normalLocation } from "./location.js";
import type { Role } from "./role.js";

/** From of a client that leaves its address to the server. */
export const INSERT_ADDRESS = "<insert address>";
const NO_KEYS: readonly string[] = [];

/** In place of what was not asked for yet. */
const UNREAD = null;
const UNREAD_FRAME = -1;

/**
 * An exchange and what is read from it for its role. What it costs to read is read when it is asked for: of an exchange
 * that is unpacked only for its message's record nobody asks for most of it.
 */
export class Facts {
	readonly exchange: Exchange;
	readonly firstTime: number;
	readonly lastTime: number;
	/** They are not packed meanwhile. */
	isHeld = false;
	readonly #role: Role;
	readonly #position: number;
	#firstFrame = UNREAD_FRAME;
	#client: string | typeof UNREAD = UNREAD;
	#messageId: string | undefined | typeof UNREAD = UNREAD;
	#location: string | undefined | typeof UNREAD = UNREAD;
	#sender: string | undefined | typeof UNREAD = UNREAD;
	#recipients: readonly string[] | typeof UNREAD = UNREAD;

	/** `position`: of one that names several locations, which of them is meant, from 1. */
	constructor(role: Role, exchange: Exchange, position: number, times: Times) {
		this.exchange = exchange;
		this.firstTime = times.firstTime;
		this.lastTime = times.lastTime;
		this.#role = role;
		this.#position = position;
	}

	get firstFrame(): number {
		if (this.#firstFrame === UNREAD_FRAME)
			this.#firstFrame = firstFrameOf(this.exchange);
		return this.#firstFrame;
	}

	/** Phone by address (STATES 4.2). */
	get client(): string {
		this.#client ??= clientKeyOf(this.exchange);
		return this.#client;
	}

	get transactionId(): string | undefined {
		const carrier = carrierOf(this.#role, this.exchange);
		return textIn(carrier?.["mmse.transaction_id"]);
	}

	get messageId(): string | undefined {
		if (this.#messageId === UNREAD)
			this.#messageId = readMessageId(this.#role, this.exchange);
		return this.#messageId;
	}

	/** Normal form of the URL that was asked for, or of the notified location. */
	get location(): string | undefined {
		if (this.#location === UNREAD)
			this.#location = locationOf(this.#role, this.exchange, this.#position);
		return this.#location;
	}

	/** Comparable sender of the request; undefined where the server was to put it in. */
	get sender(): string | undefined {
		if (this.#sender === UNREAD) this.#sender = senderOf(this.exchange.request);
		return this.#sender;
	}

	/** Comparable recipients of a submission, or of a message that was fetched. */
	get recipients(): readonly string[] {
		this.#recipients ??= recipientKeys(this.#role, this.exchange);
		return this.#recipients;
	}
}

function carrierOf(
	role: Role,
	{ request, response }: Exchange,
): Half | undefined {
	return role === "retrieve" || !request ? response : request;
}

function readMessageId(role: Role, exchange: Exchange): string | undefined {
	const { request, response } = exchange;
	return (
		messageIdOf(role === "send" ? response : carrierOf(role, exchange)) ??
		(role === "cancel" ? cancelIdOf(request) : undefined)
	);
}

/** When an exchange began and when it was over. */
export function timesOf(exchange: Exchange): Times {
	const firstTime = firstTimeOf(exchange);
	return { firstTime, lastTime: lastTimeOf(exchange, firstTime) };
}

function clientKeyOf(exchange: Exchange): string {
	const { request, response, scope } = exchange;
	const capture = (request ?? response)?.capture;
	return clientKey(clientOf(exchange), scope, capture);
}

const NO_EXCHANGE: Exchange = {
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
};

/** Zero that V8 keeps as the fractions that other times are. */
const NO_TIMES: Times = { firstTime: -0, lastTime: -0 };

/** What can no longer be asked for. */
export const FORGOTTEN = new Facts("attempt", NO_EXCHANGE, 1, NO_TIMES);

settle(new Facts("attempt", NO_EXCHANGE, 1, NO_TIMES), { isHeld: true });

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
	const id = textIn(request?.["mmstrace.cancel_id"]);
	return id === undefined ? undefined : bareId(id);
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
