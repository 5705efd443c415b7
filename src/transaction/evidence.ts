import type { Exchange, Half } from "../record.js";
import type { FoundSubscriber } from "../subscriber/subscribers.js";
import { addressKey, clientKey, isIpAddress } from "./address.js";
import type { Archive } from "./archive.js";
import type { Written } from "./continuation.js";
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

/** Evidence that may belong together, until it is sorted out. */
export interface Bundle {
	/** Its number among those that are open. */
	readonly number: number;
	/** Its evidence, chained by `next`. */
	first: Evidence | undefined;
	last: Evidence | undefined;
	count: number;
	/** Entry of its keys, which are chained as well; -1: it has none. */
	firstKey: number;
	firstFrame: number;
	lastTime: number;
	isOpen: boolean;
	/** It waits for its deadline. */
	isQueued: boolean;
	/** The bundle that took its evidence over. */
	into: Bundle | undefined;
	/** Neighbours in the order of events. */
	older: Bundle | undefined;
	newer: Bundle | undefined;
}

/** One exchange as the correlator keeps it: its role, its identifiers, and where it belongs in time. */
export class Evidence {
	readonly role: Role;
	readonly firstTime: number;
	readonly lastTime: number;
	readonly firstFrame: number;
	/** Phone by address (STATES 4.2). */
	readonly client: string;
	/** The addresses of the exchange. */
	readonly address: string;
	readonly server: string;
	readonly transactionId: string | undefined;
	readonly messageId: string | undefined;
	/** Normal form of the URL that was asked for, or of the notified location. */
	readonly location: string | undefined;
	/** Of one that names several locations: which of them this is, from 1. */
	readonly position: number;
	/** Comparable sender of the request; undefined where the server was to put it in. */
	readonly sender: string | undefined;
	/** Comparable recipients of a submission, or of a message that was fetched. */
	readonly recipients: readonly string[];
	/** The same exchange nearer to the handset (STATES 1, hop). */
	outer: Evidence | undefined = undefined;
	/** The same exchange farther from the handset. */
	inner: readonly Evidence[] = NONE;
	/** Of an attempt to connect: the exchange that the client made when it worked. */
	following: Evidence | undefined = undefined;
	/** The message that was written before and that it goes on with. */
	continues: Written | undefined = undefined;
	/** Who had the client's address, by the network's signalling or a file. */
	subscriber: FoundSubscriber | undefined = undefined;
	/** Where it was put, which may be part of another one by now. */
	bundle: Bundle | undefined = undefined;
	/** The next evidence of that. */
	next: Evidence | undefined = undefined;
	#exchange: Exchange | undefined;
	#packed: string | undefined = undefined;
	#archive: Archive | undefined = undefined;
	#isHeld = false;
	/** The evidence that holds the exchange, where this is not the only one of it. */
	readonly #main: Evidence | undefined;

	constructor(role: Role, exchange: Exchange, position = 1, main?: Evidence) {
		const { request, response, scope } = exchange;
		const carrier = role === "retrieve" || !request ? response : request;
		this.role = role;
		this.firstTime = firstTimeOf(exchange);
		this.lastTime = lastTimeOf(exchange, this.firstTime);
		this.firstFrame = firstFrameOf(exchange);
		const capture = (request ?? response)?.capture;
		this.client = clientKey(clientOf(exchange), scope, capture);
		this.address = exchange.client;
		this.server = exchange.server;
		this.transactionId = textOf(carrier, "mmse.transaction_id");
		this.messageId =
			messageIdOf(role === "send" ? response : carrier) ??
			(role === "cancel" ? cancelIdOf(request) : undefined);
		this.location = locationOf(role, exchange, position);
		this.position = position;
		this.sender = senderOf(request);
		this.recipients = recipientKeys(role, exchange);
		this.#main = main;
		this.#exchange = main ? undefined : exchange;
	}

	get exchange(): Exchange {
		return this.#exchange ?? this.#reopen();
	}

	/** Lets the archive pack the exchange when others come. */
	archive(archive: Archive): void {
		if (this.#main) return;
		this.#archive = archive;
		archive.add(this);
	}

	/** Keeps the exchange as it is until `release`. */
	hold(): void {
		const holder = this.#main ?? this;
		holder.#isHeld = true;
		holder.#exchange ??= holder.#unpack();
	}

	release(): void {
		const holder = this.#main ?? this;
		holder.#isHeld = false;
		if (holder.#packed !== undefined) holder.#exchange = undefined;
	}

	pack(): void {
		if (this.#isHeld || !this.#exchange || !this.#archive) return;
		this.#packed ??= this.#archive.pack(this.#exchange);
		this.#exchange = undefined;
	}

	#reopen(): Exchange {
		if (this.#main) return this.#main.exchange;
		const exchange = this.#unpack();
		this.#exchange = exchange;
		this.#archive!.add(this);
		return exchange;
	}

	#unpack(): Exchange {
		return this.#archive!.unpack(this.#packed!);
	}
}

/** From of a client that leaves its address to the server. */
export const INSERT_ADDRESS = "<insert address>";
const NONE: readonly Evidence[] = [];
const NO_KEYS: readonly string[] = [];
/** Messages that one m-delete-req is taken to name. */
const LOCATIONS_LIMIT = 64;

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
	// Only a submission and the like is answered with a PDU, even where neither can be read.
	if (request?.garbled && response?.garbled) return "send";
	if (answered !== undefined && (method === undefined || method === "POST"))
		return ROLE_OF_ANSWER[answered];
	if (method === undefined && request && exchange.kind === "request")
		return "retrieve";
	return undefined;
}

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
			: textsOf(exchange.request, "mmse.content_location")[position - 1];
	return url === undefined ? undefined : normalLocation(url);
}

/** Everything that an exchange does: a deletion may name several messages, a forward ends one and submits another. */
export function evidenceIn(exchange: Exchange): readonly Evidence[] {
	const role = roleOf(exchange);
	if (!role) return NONE;
	const main = new Evidence(role, exchange);
	const all = [main];
	if (role === "forward") all.push(new Evidence("send", exchange, 1, main));
	if (role !== "delete") return all;
	const { length } = textsOf(exchange.request, "mmse.content_location");
	const count = Math.min(length, LOCATIONS_LIMIT);
	for (let position = 2; position <= count; position++)
		all.push(new Evidence(role, exchange, position, main));
	return all;
}

/** A push over PAP goes to a gateway; its address says who it is for where that is an IP address (WAP-249 5.2). */
export function clientOf({ client, transport, request }: Exchange): string {
	const address = transport === "pap" ? request?.number : undefined;
	return address !== undefined && isIpAddress(address) ? address : client;
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

/** Message-ID of the message that this one answers at its sender's cost (X-Mms-Reply-Charging-ID, MMS 1.1). */
export function chargedIdOf(evidence: Evidence): string | undefined {
	const { request, response } = evidence.exchange;
	const id =
		textOf(request, "mmse.reply_charging_id") ??
		textOf(response, "mmse.reply_charging_id");
	return id?.replace(/[<>\s]/g, "");
}

/** Recipients of a PDU with addresses: To, Cc and Bcc in order. */
export function recipientsOf(half: Half | undefined): readonly string[] {
	const to = textsOf(half, "mmse.to");
	const cc = textsOf(half, "mmse.cc");
	const bcc = textsOf(half, "mmse.bcc");
	return cc.length + bcc.length === 0 ? to : [...to, ...cc, ...bcc];
}

function recipientKeys(role: Role, exchange: Exchange): readonly string[] {
	if (role !== "send" && role !== "retrieve") return NO_KEYS;
	const half = role === "send" ? exchange.request : exchange.response;
	const recipients = recipientsOf(half);
	return recipients.length === 0 ? NO_KEYS : recipients.map(addressKey);
}

/** Key of the recipients: two submissions of one message have the same. */
export function recipientSetOf({ recipients }: Evidence): string {
	return recipients.length === 1
		? recipients[0]!
		: [...recipients].sort().join(",");
}

function senderOf(half: Half | undefined): string | undefined {
	const from = textOf(half, "mmse.from");
	// A PDU that breaks off in its header may break off in its sender.
	if (half && !half.complete && !half.parts?.length) return undefined;
	return from === undefined || from === INSERT_ADDRESS
		? undefined
		: addressKey(from);
}

/** What a bundle holds. */
export function evidenceOfBundle(bundle: Bundle): Evidence[] {
	const items: Evidence[] = [];
	for (let one = bundle.first; one; one = one.next) items.push(one);
	return items;
}

/** Empties a bundle. */
export function takeEvidence(bundle: Bundle): Evidence[] {
	const items = evidenceOfBundle(bundle);
	for (const one of items) one.next = undefined;
	bundle.first = undefined;
	bundle.last = undefined;
	return items;
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
	const { role, location, transactionId } = evidence;
	if (location === undefined) return [];
	if (role === "notify") return askedForms(location, transactionId);
	return [location];
}

/** Subscriber's number that came with the exchange itself, from its headers. */
export function headerNumberOf({ exchange }: Evidence): string | undefined {
	const { request, response } = exchange;
	const number = request?.number ?? response?.number;
	return number === undefined || isIpAddress(number) ? undefined : number;
}

/** Subscriber's number: of the headers, else of who had the address then. */
export function numberOfEvidence(evidence: Evidence): string | undefined {
	return headerNumberOf(evidence) ?? evidence.subscriber?.number;
}

/** Subscriber's IMSI: of the headers, else of who had the address then. */
export function imsiOfEvidence(evidence: Evidence): string | undefined {
	const { request, response } = evidence.exchange;
	return request?.imsi ?? response?.imsi ?? evidence.subscriber?.imsi;
}

/** The capture lost the answer of a retrieval, or its beginning, with the ids that an acknowledgement would name. */
export function isLost({ role, transactionId, exchange }: Evidence): boolean {
	const { response, answerInGap } = exchange;
	if (role !== "retrieve" || transactionId !== undefined) return false;
	if (messageTypeOf(response) !== undefined) return false;
	const cause = response?.missingCause;
	return answerInGap === true || cause === "capture-gap" || cause === "sliced";
}

const CUT_CODES: ReadonlySet<string> = new Set([
	"truncated",
	"incomplete",
	"missing-nul",
]);

/** The PDU of the exchange breaks off, so that its last field may be shorter than it was. */
export function isBrokenOff({ exchange }: Evidence): boolean {
	if (exchange.problems.length === 0) return false;
	return exchange.problems.some(
		({ layer, code }) => layer === "mmse" && CUT_CODES.has(code),
	);
}

/** Whether two exchanges are of one subscriber; undefined: of one of them nobody is known. */
export function compareSubscribers(
	a: Evidence,
	b: Evidence,
): boolean | undefined {
	const one = numberOfEvidence(a);
	const other = one === undefined ? undefined : numberOfEvidence(b);
	if (one !== undefined && other !== undefined)
		return one === other || addressKey(one) === addressKey(other);
	const imsi = imsiOfEvidence(a);
	const otherImsi = imsi === undefined ? undefined : imsiOfEvidence(b);
	return imsi === undefined || otherImsi === undefined
		? undefined
		: imsi === otherImsi;
}

/**
 * Two exchanges of one phone: by subscriber where both are known, else by address within one lease of it (STATES 4.2):
 * an address of which a lease began or ended in between is somebody else's.
 */
export function isSameClient(a: Evidence, b: Evidence): boolean {
	const isSame = compareSubscribers(a, b);
	if (isSame !== undefined) return isSame;
	if (a.client !== b.client) return false;
	return isInLease(a, b) && isInLease(b, a);
}

/** The lease of the one covers the other; true as well where nothing is known of a lease. */
function isInLease({ subscriber }: Evidence, other: Evidence): boolean {
	if (!subscriber) return true;
	const { firstTime } = other;
	return (
		other.subscriber !== undefined ||
		(firstTime >= subscriber.from && firstTime <= subscriber.to)
	);
}
