import type { Half } from "../record.js";
import { addressKey } from "./address.js";
import {
	type Evidence,
	locationForms,
	numberOfEvidence,
	type Role,
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

/** On a shared address the connection stands for the client, unless the id is unique itself. */
function transactionKeys(evidence: Evidence, isShared: boolean): string[] {
	const { transactionId, exchange, role } = evidence;
	if (transactionId === undefined || !PHONE_ROLES.has(role)) return [];
	const id = looseId(transactionId);
	const isWeak = isShared && !isStrongId(transactionId);
	const keys = [`x|${isWeak ? exchange.connection : evidence.client}|${id}`];
	const number = numberOfEvidence(evidence);
	if (number !== undefined) keys.push(`x|#${addressKey(number)}|${id}`);
	return keys;
}

/** The location itself, what can name the message in it, or else its path at the same client (SPEC 9.1). */
function locationKeys(evidence: Evidence): string[] {
	const keys: string[] = [];
	for (const location of locationForms(evidence)) {
		keys.push(`u|${location}`);
		const names = new Set([...wordsOf(location), ...tailsOf(location)]);
		for (const name of names) keys.push(`m|${name}`);
		const path = pathOf(location);
		if (names.size === 0 && path.length > PATH_LENGTH)
			keys.push(`p|${evidence.client}|${path}`);
	}
	return keys;
}

/** A Message-ID; a location may hold that of a submission without what follows the `@`. */
function messageIdKeys(id: string | undefined, role: Role): string[] {
	if (id === undefined) return [];
	const local = id.split("@")[0]!;
	return role === "send" && local.length >= PATH_LENGTH && local !== id
		? [`m|${id}`, `m|${local}`]
		: [`m|${id}`];
}

function bodyKeys(evidence: Evidence): string[] {
	const { role, exchange, client } = evidence;
	if (role === "retrieve") return contentKeys(exchange.response);
	const { request } = exchange;
	if (role !== "send" || !request) return [];
	const subject = textOf(request, "mmse.subject") ?? "";
	return [
		`s|${client}|${recipientSetKey(request)}|${subject}`,
		...contentKeys(request),
	];
}

/** Body and one recipient: how the copy of a recipient meets its submission (STATES 4.4). */
function contentKeys(half: Half | undefined): string[] {
	const hash = half?.bodyHash;
	if (hash === undefined || !half?.complete) return [];
	return recipientsOf(half)
		.slice(0, ADDRESSES_LIMIT)
		.map((address) => `b|${hash}|${addressKey(address)}`);
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
export function keysOf(evidence: Evidence, isShared: boolean): string[] {
	const { role, messageId } = evidence;
	return [
		...transactionKeys(evidence, isShared),
		...locationKeys(evidence),
		...messageIdKeys(messageId, role),
		...messageIdKeys(replacedIdOf(evidence), role),
		...bodyKeys(evidence),
	];
}

/**
 * Keys to meet others by that name nothing themselves: the URL of an acknowledgement, which some clients post to the
 * location (STATES 8), and the client that an address had before it was seen to be shared.
 */
export function hintsOf(evidence: Evidence, isShared: boolean): string[] {
	const { role, exchange, transactionId } = evidence;
	if (role !== "respond" && role !== "acknowledge") return [];
	const hints: string[] = [];
	if (exchange.url !== undefined)
		hints.push(`u|${normalLocation(exchange.url)}`);
	if (isShared && transactionId !== undefined)
		hints.push(`x|${evidence.client}|${looseId(transactionId)}`);
	return hints;
}
