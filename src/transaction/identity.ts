import type { Half } from "../record.js";
import { addressKey } from "./address.js";
import {
	type Evidence,
	locationForms,
	numberOfEvidence,
	type Role,
	recipientSetOf,
	replacedIdOf,
} from "./evidence.js";
import { textOf } from "./field.js";
import { namesOf, normalLocation, pathOf } from "./location.js";

/** Length from which a transaction id of letters and digits is taken as unique by itself. */
const STRONG_LENGTH = 16;
const ADDRESSES_LIMIT = 16;
const PATH_LENGTH = 8;
const NONE: readonly string[] = [];

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
function addTransactionKeys(
	keys: string[],
	evidence: Evidence,
	isShared: boolean,
): void {
	const { transactionId, exchange, role } = evidence;
	if (transactionId === undefined || !PHONE_ROLES.has(role)) return;
	const id = looseId(transactionId);
	const isWeak = isShared && !isStrongId(transactionId);
	keys.push(`x|${isWeak ? exchange.connection : evidence.client}|${id}`);
	const number = numberOfEvidence(evidence);
	if (number !== undefined) keys.push(`x|#${addressKey(number)}|${id}`);
}

/** The location itself, what can name the message in it, or else its path at the same client (SPEC 9.1). */
function addLocationKeys(keys: string[], evidence: Evidence): void {
	if (evidence.location === undefined) return;
	for (const location of locationForms(evidence)) {
		keys.push(`u|${location}`);
		const names = namesOf(location);
		for (const name of names) keys.push(`m|${name}`);
		if (names.length > 0) continue;
		const path = pathOf(location);
		if (path.length > PATH_LENGTH) keys.push(`p|${evidence.client}|${path}`);
	}
}

/** A Message-ID; a location may hold that of a submission without what follows the `@`. */
function addMessageIdKeys(
	keys: string[],
	id: string | undefined,
	role: Role,
): void {
	if (id === undefined) return;
	keys.push(`m|${id}`);
	const at = role === "send" ? id.indexOf("@") : -1;
	if (at >= PATH_LENGTH) keys.push(`m|${id.slice(0, at)}`);
}

function addBodyKeys(keys: string[], evidence: Evidence): void {
	const { role, exchange, client } = evidence;
	if (role === "retrieve") addContentKeys(keys, evidence, exchange.response);
	const { request } = exchange;
	if (role !== "send" || !request) return;
	const subject = textOf(request, "mmse.subject") ?? "";
	keys.push(`s|${client}|${recipientSetOf(evidence)}|${subject}`);
	addContentKeys(keys, evidence, request);
}

/** Body and one recipient: how the copy of a recipient meets its submission (STATES 4.4). */
function addContentKeys(
	keys: string[],
	{ recipients }: Evidence,
	half: Half | undefined,
): void {
	const hash = half?.bodyHash;
	if (hash === undefined || !half?.complete) return;
	const count = Math.min(recipients.length, ADDRESSES_LIMIT);
	for (let i = 0; i < count; i++) keys.push(`b|${hash}|${recipients[i]!}`);
}

/**
 * Keys by which evidence of one message can meet. Meeting only brings exchanges to one place: what belongs together is
 * decided there, by the rules of STATES 4.
 */
export function keysOf(evidence: Evidence, isShared: boolean): string[] {
	const { role, messageId } = evidence;
	const keys: string[] = [];
	addTransactionKeys(keys, evidence, isShared);
	addLocationKeys(keys, evidence);
	addMessageIdKeys(keys, messageId, role);
	addMessageIdKeys(keys, replacedIdOf(evidence), role);
	addBodyKeys(keys, evidence);
	return keys;
}

/**
 * Keys to meet others by that name nothing themselves: the URL of an acknowledgement, which some clients post to the
 * location (STATES 8), and the client that an address had before it was seen to be shared.
 */
export function hintsOf(
	evidence: Evidence,
	isShared: boolean,
): readonly string[] {
	const { role, exchange, transactionId } = evidence;
	if (role !== "respond" && role !== "acknowledge") return NONE;
	const hints: string[] = [];
	if (exchange.url !== undefined)
		hints.push(`u|${normalLocation(exchange.url)}`);
	if (isShared && transactionId !== undefined)
		hints.push(`x|${evidence.client}|${looseId(transactionId)}`);
	return hints;
}
