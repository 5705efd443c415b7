import type { Half, Part } from "../record.js";
import { type Evidence, imsiOfEvidence, recipientSetOf } from "./evidence.js";
import { bareId, textIn } from "./field.js";
import { KEY } from "./keykind.js";
import type { KeyList } from "./keylist.js";
import { normalLocation, ownForm, pathOf } from "./location.js";
import { addNames, addParts } from "./names.js";
import { redirectTarget } from "./redirect.js";
import { chargedIdOf, replacedIdOf } from "./reference.js";
import type { Role } from "./role.js";

/** Length from which a transaction id of letters and digits is taken as unique by itself. */
const STRONG_LENGTH = 16;
const ADDRESSES_LIMIT = 16;
const PATH_LENGTH = 8;
/** Of a body, so many parts that are no layout, and so many recipients, are met by. */
const MEDIA_LIMIT = 4;
const MEDIA_ADDRESSES = 5;

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
	for (let i = 0; i < transactionId.length; i++)
		if (LOOSE[transactionId.charCodeAt(i)] !== 1)
			return bareId(transactionId).toLowerCase();
	return transactionId;
}

/** Characters of ids that are loose as they stand, as most are. */
const LOOSE = looseCharacters();

function looseCharacters(): Uint8Array {
	const loose = new Uint8Array(0x80);
	for (const character of "0123456789abcdefghijklmnopqrstuvwxyz@._-")
		loose[character.charCodeAt(0)] = 1;
	return loose;
}

function isPhoneRole(role: Role): boolean {
	switch (role) {
		case "notify":
		case "respond":
		case "retrieve":
		case "acknowledge":
		case "cancel":
		case "cancel-answer":
			return true;
		default:
			return false;
	}
}

/** On a shared address the connection stands for the client, unless the id is unique itself. */
function addTransactionKeys(
	keys: KeyList,
	evidence: Evidence,
	{ isShared, told }: KeyContext,
): void {
	const { transactionId, role } = evidence;
	if (transactionId === undefined || !isPhoneRole(role)) return;
	const { exchange } = evidence;
	const id = looseId(transactionId);
	const isWeak = isShared && !isMixedId(transactionId);
	keys.addJoined(
		KEY.transaction,
		isWeak ? exchange.connection : evidence.client,
		id,
	);
	const imsi = imsiOfEvidence(evidence);
	if (told !== undefined) keys.addJoined(KEY.transaction, "#", told, id);
	if (imsi !== undefined) keys.addJoined(KEY.transaction, "#", imsi, id);
	// The client of a push over PAP is its gateway: what the phone answers can be known by the id alone.
	if (exchange.transport === "pap" && isMixedId(transactionId))
		keys.add(KEY.anyTransaction, id);
}

/** The location itself, what can name the message in it, or else its path at the same client (SPEC 9.1). */
function addLocationKeys(keys: KeyList, evidence: Evidence): void {
	const { role, location, transactionId } = evidence;
	if (location === undefined) return;
	addKeysOf(keys, evidence, location);
	const own = role === "notify" ? ownForm(location, transactionId) : undefined;
	if (own !== undefined) addKeysOf(keys, evidence, own);
}

function addKeysOf(keys: KeyList, evidence: Evidence, location: string): void {
	keys.add(KEY.location, location);
	if (addNames(keys, location)) return;
	const path = pathOf(location);
	if (path.length <= PATH_LENGTH) return;
	keys.addJoined(KEY.path, evidence.client, path);
	if (evidence.exchange.transport === "pap") keys.add(KEY.anyPath, path);
}

/** A Message-ID; a location may hold it, also without what follows the `@`. */
function addMessageIdKeys(
	keys: KeyList,
	id: string | undefined,
	isSought: boolean,
): void {
	if (id === undefined) return;
	keys.add(KEY.messageId, id);
	if (!isSought) return;
	const at = id.indexOf("@");
	if (at >= PATH_LENGTH) keys.addPiece(KEY.messageId, id, 0, at);
	addParts(keys, id, 0, at < 0 ? id.length : at);
}

function addBodyKeys(
	keys: KeyList,
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
	const subject = textIn(request?.["mmse.subject"]) ?? "";
	const all = recipientSetOf(evidence);
	keys.addJoined(KEY.submission, client, all, subject);
	if (number !== undefined)
		keys.addJoined(KEY.submission, `#${number}`, all, subject);
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
	keys: KeyList,
	recipients: readonly string[],
	half: Half | undefined,
): void {
	if (!half) return;
	const { bodyHash, parts } = half;
	const count = Math.min(recipients.length, ADDRESSES_LIMIT);
	if (bodyHash !== undefined && half.complete)
		for (let i = 0; i < count; i++)
			keys.addJoined(KEY.body, bodyHash, recipients[i]!);
	if (!parts) return;
	let media = 0;
	for (const part of parts) {
		if (part.hash === undefined || part.missing || !isMedia(part)) continue;
		if (++media > MEDIA_LIMIT) return;
		for (let i = 0; i < Math.min(count, MEDIA_ADDRESSES); i++)
			keys.addJoined(KEY.part, part.hash, recipients[i]!);
	}
}

/** What is known of the client besides the exchange. */
export interface KeyContext {
	/** Its address is that of many. */
	isShared: boolean;
	/** Its subscriber's number. */
	number: string | undefined;
	/** The same where the exchange or the network tells it. */
	told: string | undefined;
}

/**
 * Keys by which evidence of one message can meet. Meeting only brings exchanges to one place: what belongs together is
 * decided there, by the rules of STATES 4.
 */
export function addKeys(
	keys: KeyList,
	evidence: Evidence,
	context: KeyContext,
): void {
	const { role, messageId } = evidence;
	addTransactionKeys(keys, evidence, context);
	addLocationKeys(keys, evidence);
	addMessageIdKeys(keys, messageId, role === "send" || role === "cancel");
	addMessageIdKeys(keys, replacedIdOf(evidence), true);
	addMessageIdKeys(keys, chargedIdOf(evidence), false);
	addBodyKeys(keys, evidence, context.number);
	if (role === "retrieve") {
		const target = redirectTarget(evidence.exchange);
		if (target !== undefined)
			keys.addJoined(KEY.redirect, evidence.client, target);
	}
}

/**
 * Keys to meet others by that name nothing themselves: the URL of an acknowledgement, which some clients post to the
 * location (STATES 8), and the client that an address had before it was seen to be shared. `kinds`: a bit for each kind of
 * key that something had; others meet nothing.
 */
export function addHints(
	hints: KeyList,
	evidence: Evidence,
	isShared: boolean,
	kinds: number,
): void {
	const { role } = evidence;
	if (role === "retrieve") addRetrievalHints(hints, evidence, kinds);
	else if (role === "respond" || role === "acknowledge")
		addAnswerHints(hints, evidence, isShared, kinds);
}

function addRetrievalHints(
	hints: KeyList,
	evidence: Evidence,
	kinds: number,
): void {
	addAnyTransaction(hints, evidence, kinds);
	const { location } = evidence;
	if (location === undefined) return;
	if (hasKind(kinds, KEY.redirect))
		hints.addJoined(KEY.redirect, evidence.client, location);
	if (hasKind(kinds, KEY.anyPath)) hints.add(KEY.anyPath, pathOf(location));
}

function addAnswerHints(
	hints: KeyList,
	evidence: Evidence,
	isShared: boolean,
	kinds: number,
): void {
	addAnyTransaction(hints, evidence, kinds);
	const { url } = evidence.exchange;
	if (url !== undefined) hints.add(KEY.location, normalLocation(url));
	const { transactionId } = evidence;
	if (isShared && transactionId !== undefined)
		hints.addJoined(KEY.transaction, evidence.client, looseId(transactionId));
}

function addAnyTransaction(
	hints: KeyList,
	{ transactionId }: Evidence,
	kinds: number,
): void {
	if (!hasKind(kinds, KEY.anyTransaction) || transactionId === undefined)
		return;
	if (isMixedId(transactionId))
		hints.add(KEY.anyTransaction, looseId(transactionId));
}

function hasKind(kinds: number, kind: number): boolean {
	return (kinds & (1 << kind)) !== 0;
}
