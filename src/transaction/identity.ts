import type { Half, Part } from "../record.js";
import { addressKey } from "./address.js";
import {
	chargedIdOf,
	type Evidence,
	imsiOfEvidence,
	locationForms,
	numberOfEvidence,
	recipientSetOf,
	replacedIdOf,
} from "./evidence.js";
import { textOf } from "./field.js";
import {
	namePartsOf,
	namesOf,
	normalLocation,
	partsOf,
	pathOf,
	redirectTarget,
} from "./location.js";

/** Length from which a transaction id of letters and digits is taken as unique by itself. */
const STRONG_LENGTH = 16;
const ADDRESSES_LIMIT = 16;
const PATH_LENGTH = 8;
/** Of a body, so many parts that are no layout, and so many recipients, are met by. */
const MEDIA_LIMIT = 4;
const MEDIA_ADDRESSES = 5;
const NONE: readonly string[] = [];

/** Length from which an id of letters and digits is hardly given twice to phones with one User-Agent. */
const MIXED_LENGTH = 8;

/** An id that a counter does not make. */
export function isMixedId(transactionId: string): boolean {
	return (
		transactionId.length >= MIXED_LENGTH &&
		/\d/.test(transactionId) &&
		/[a-z]/i.test(transactionId)
	);
}

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
	const isWeak = isShared && !isMixedId(transactionId);
	keys.push(`x|${isWeak ? exchange.connection : evidence.client}|${id}`);
	const number = numberOfEvidence(evidence);
	const imsi = imsiOfEvidence(evidence);
	if (number !== undefined) keys.push(`x|#${addressKey(number)}|${id}`);
	if (imsi !== undefined) keys.push(`x|#${imsi}|${id}`);
	// The client of a push over PAP is its gateway: what the phone answers can be known by the id alone.
	if (exchange.transport === "pap" && isMixedId(transactionId))
		keys.push(`x|*|${id}`);
}

/** The location itself, what can name the message in it, or else its path at the same client (SPEC 9.1). */
function addLocationKeys(keys: string[], evidence: Evidence): void {
	if (evidence.location === undefined) return;
	for (const location of locationForms(evidence)) {
		keys.push(`u|${location}`);
		const names = namesOf(location);
		for (const name of names) keys.push(`m|${name}`);
		for (const part of namePartsOf(location)) keys.push(`m|${part}`);
		if (names.length > 0) continue;
		const path = pathOf(location);
		if (path.length <= PATH_LENGTH) continue;
		keys.push(`p|${evidence.client}|${path}`);
		if (evidence.exchange.transport === "pap") keys.push(`p|*|${path}`);
	}
}

/** A Message-ID; a location may hold it, also without what follows the `@`. */
function addMessageIdKeys(
	keys: string[],
	id: string | undefined,
	isSought: boolean,
): void {
	if (id === undefined) return;
	keys.push(`m|${id}`);
	if (!isSought) return;
	const at = id.indexOf("@");
	const local = at < 0 ? id : id.slice(0, at);
	if (at >= PATH_LENGTH) keys.push(`m|${local}`);
	for (const part of partsOf(local)) keys.push(`m|${part}`);
}

function addBodyKeys(
	keys: string[],
	evidence: Evidence,
	number: string | undefined,
): void {
	const { role, exchange, client, recipients } = evidence;
	if (role === "retrieve") {
		const own =
			number === undefined || recipients.includes(number)
				? recipients
				: [number, ...recipients];
		addContentKeys(keys, own, exchange.response);
	}
	const { request } = exchange;
	if (role !== "send" || !request) return;
	const subject = textOf(request, "mmse.subject") ?? "";
	keys.push(`s|${client}|${recipientSetOf(evidence)}|${subject}`);
	if (number !== undefined)
		keys.push(`s|#${number}|${recipientSetOf(evidence)}|${subject}`);
	addContentKeys(keys, recipients, request);
}

/** Parts that carry content: not the layout, and not what only holds other parts. */
export function isMedia({ contentType }: Part): boolean {
	return (
		contentType !== "application/smil" && !contentType.includes("multipart")
	);
}

/** Body, or a part of it, and one recipient: how the copy of a recipient meets its submission (STATES 4.4). */
function addContentKeys(
	keys: string[],
	recipients: readonly string[],
	half: Half | undefined,
): void {
	if (!half) return;
	const { bodyHash, parts } = half;
	const count = Math.min(recipients.length, ADDRESSES_LIMIT);
	if (bodyHash !== undefined && half.complete)
		for (let i = 0; i < count; i++)
			keys.push(`b|${bodyHash}|${recipients[i]!}`);
	if (!parts) return;
	let media = 0;
	for (const part of parts) {
		if (part.hash === undefined || part.missing || !isMedia(part)) continue;
		if (++media > MEDIA_LIMIT) return;
		for (let i = 0; i < Math.min(count, MEDIA_ADDRESSES); i++)
			keys.push(`h|${part.hash}|${recipients[i]!}`);
	}
}

/**
 * Keys by which evidence of one message can meet. Meeting only brings exchanges to one place: what belongs together is
 * decided there, by the rules of STATES 4.
 */
export function keysOf(
	evidence: Evidence,
	isShared: boolean,
	number: string | undefined,
): string[] {
	const { role, messageId } = evidence;
	const keys: string[] = [];
	addTransactionKeys(keys, evidence, isShared);
	addLocationKeys(keys, evidence);
	addMessageIdKeys(keys, messageId, role === "send" || role === "cancel");
	addMessageIdKeys(keys, replacedIdOf(evidence), true);
	addMessageIdKeys(keys, chargedIdOf(evidence), false);
	addBodyKeys(keys, evidence, number);
	if (role === "retrieve") {
		const target = redirectTarget(evidence.exchange);
		if (target !== undefined) keys.push(`r|${evidence.client}|${target}`);
	}
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
	const { role, exchange, transactionId, location } = evidence;
	if (role !== "respond" && role !== "acknowledge" && role !== "retrieve")
		return NONE;
	const hints: string[] = [];
	if (transactionId !== undefined && isMixedId(transactionId))
		hints.push(`x|*|${looseId(transactionId)}`);
	if (role === "retrieve") {
		if (location === undefined) return hints;
		hints.push(`r|${evidence.client}|${location}`);
		hints.push(`p|*|${pathOf(location)}`);
		return hints;
	}
	if (exchange.url !== undefined)
		hints.push(`u|${normalLocation(exchange.url)}`);
	if (isShared && transactionId !== undefined)
		hints.push(`x|${evidence.client}|${looseId(transactionId)}`);
	return hints;
}
