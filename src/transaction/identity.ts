import type { Half } from "../record.js";
import { addressKey } from "./address.js";
import {
	type Evidence,
	locationForms,
	numberOfEvidence,
	recipientSetKey,
	recipientsOf,
	replacedIdOf,
} from "./evidence.js";
import { textOf } from "./field.js";
import { normalLocation, pathOf, tailsOf, wordsOf } from "./location.js";

/** Length from which a transaction id of letters and digits is taken as unique by itself. */
const STRONG_LENGTH = 16;
const ADDRESSES_LIMIT = 16;
const PATH_LENGTH = 8;

/** Clients and servers count 1, 2, 3: only a long mixed id says something beyond its client. */
export function isStrongId(transactionId: string): boolean {
	return (
		transactionId.length >= STRONG_LENGTH &&
		/\d/.test(transactionId) &&
		/[a-z]/i.test(transactionId)
	);
}

/** Transaction ids meet without case, white space and angle brackets; what is not equal then counts as weak (SPEC 11). */
export function looseId(transactionId: string): string {
	return transactionId.replace(/[<>\s]/g, "").toLowerCase();
}

const PHONE_ROLES: ReadonlySet<string> = new Set([
	"notify",
	"respond",
	"retrieve",
	"acknowledge",
	"cancel",
	"cancel-answer",
]);

function transactionKeys(evidence: Evidence, isShared: boolean): string[] {
	const { transactionId, exchange, role } = evidence;
	if (transactionId === undefined || !PHONE_ROLES.has(role)) return [];
	const id = looseId(transactionId);
	const keys = [`x|${exchange.connection}|${id}`];
	if (!isShared || isStrongId(transactionId))
		keys.push(`x|${evidence.client}|${id}`);
	const number = numberOfEvidence(evidence);
	if (number !== undefined) keys.push(`x|#${addressKey(number)}|${id}`);
	return keys;
}

function locationKeys(evidence: Evidence): string[] {
	const keys: string[] = [];
	for (const location of locationForms(evidence)) {
		keys.push(`u|${location}`);
		const path = pathOf(location);
		if (path.length > PATH_LENGTH) keys.push(`p|${evidence.client}|${path}`);
		for (const tail of tailsOf(location))
			keys.push(`t|${evidence.client}|${tail}`);
		for (const word of wordsOf(location)) keys.push(`m|${word}`);
	}
	return keys;
}

function messageIdKeys(id: string | undefined): string[] {
	if (id === undefined) return [];
	const local = id.split("@")[0]!;
	return local.length >= PATH_LENGTH && local !== id
		? [`m|${id}`, `m|${local}`]
		: [`m|${id}`];
}

function bodyKeys(evidence: Evidence): string[] {
	const { role, exchange, client } = evidence;
	if (role === "send") {
		const { request } = exchange;
		if (!request) return [];
		const recipients = recipientSetKey(request);
		const id = request["mmse.transaction_id"] ?? "";
		return [
			`a|${client}|${recipients}|${request.bodyHash ?? ""}`,
			`i|${client}|${recipients}|${String(id)}`,
			`s|${client}|${recipients}|${String(request["mmse.subject"] ?? "")}`,
			...contentKeys(request),
		];
	}
	return role === "retrieve" ? contentKeys(exchange.response) : [];
}

/** Body and one recipient: how the copy of a recipient meets its submission (STATES 4.4). */
function contentKeys(half: Half | undefined): string[] {
	const hash = half?.bodyHash;
	if (hash === undefined) return [];
	return recipientsOf(half)
		.slice(0, ADDRESSES_LIMIT)
		.map((address) => `b|${hash}|${addressKey(address)}`);
}

/** From and one recipient: how a notification meets the submission that it tells of. `own` is the client's number. */
function peopleKeys(evidence: Evidence, own: string | undefined): string[] {
	const { role, exchange } = evidence;
	if (role === "send") {
		const from = senderKey(exchange.request) ?? own;
		if (from === undefined) return [];
		return recipientsOf(exchange.request)
			.slice(0, ADDRESSES_LIMIT)
			.map((to) => `f|${from}|${addressKey(to)}`);
	}
	if (role !== "notify" || own === undefined) return [];
	const from = senderKey(exchange.request);
	return from === undefined ? [] : [`f|${from}|${own}`];
}

/** Comparable sender of a PDU; undefined where the server was to put it in. */
export function senderKey(half: Half | undefined): string | undefined {
	const from = textOf(half, "mmse.from");
	return from === undefined || from === "<insert address>"
		? undefined
		: addressKey(from);
}

/**
 * Keys by which evidence of one message can meet. Meeting only brings exchanges to one place: what belongs together is
 * decided there, by the rules of STATES 4.
 */
export function keysOf(
	evidence: Evidence,
	isShared: boolean,
	own?: string,
): string[] {
	return [
		...peopleKeys(evidence, own),
		...transactionKeys(evidence, isShared),
		...locationKeys(evidence),
		...messageIdKeys(evidence.messageId),
		...messageIdKeys(replacedIdOf(evidence)),
		...bodyKeys(evidence),
	];
}

/** Some clients post the acknowledgement to the location itself (STATES 8); others to a URL that names nothing. */
export function hintOf(evidence: Evidence): string | undefined {
	const { role, exchange } = evidence;
	if (role !== "respond" && role !== "acknowledge") return undefined;
	return exchange.url === undefined
		? undefined
		: `u|${normalLocation(exchange.url)}`;
}
