import { compareSubscribers, type Evidence, isSameClient } from "./evidence.js";
import { messageTypeOf, numberIn } from "./field.js";
import { isMixedId } from "./identity.js";
import { expiryOf } from "./judge/notify.js";
import { type LegDraft, sharesConnection } from "./leg.js";
import { matchLocation, normalLocation } from "./location.js";
import { RETRIEVE_CONF } from "./pdutype.js";

/*
 * What speaks for and against an exchange being part of a recipient's leg (STATES 4.2), one question each.
 */

/** An acknowledgement without any id belongs to the retrieval just before it (STATES 4.2). */
const ORDER_SECONDS = 60;
/** X-Mms-Response-Status of what was accepted. */
const OK = 0x80;
/** An address may be another phone's after this time without a sign of the message (STATES 4.2). */
const LEASE_SECONDS = 3600;

/** How the first of a leg's notified locations that fits what was asked for does so. */
export function similarity(leg: LegDraft, asked: string) {
	for (const { location, transactionId } of leg.notifications) {
		if (location === undefined) continue;
		const match = matchLocation(asked, location, transactionId);
		if (match) return match;
	}
	return undefined;
}

/** The push went through a network whose addresses say nothing here. */
export function isRemotePush(evidence: Evidence): boolean {
	return evidence.exchange.transport === "pap";
}

/** What was fetched before under this location was another message (SPEC 9.1: locations are used again). */
export function hasOtherMessage(
	leg: LegDraft,
	{ messageId }: Evidence,
): boolean {
	return (
		messageId !== undefined &&
		leg.messageIds.length > 0 &&
		!leg.messageIds.includes(messageId)
	);
}

/** The server took the forward: the message that it names is gone, seen or not. */
export function isAccepted({ exchange }: Evidence): boolean {
	return numberIn(exchange.response?.["mmse.response_status"]) === OK;
}

/** No other client asked for it, and its number is not another one. */
export function mayBeAskedBy(leg: LegDraft, evidence: Evidence): boolean {
	return (
		!isOtherNumber(leg.first, evidence) &&
		leg.exchanges.every(
			(own) => own.exchange.kind !== "request" || isSameClient(own, evidence),
		)
	);
}

/** Both subscribers are known, and they are two. */
function isOtherNumber(a: Evidence, b: Evidence): boolean {
	return compareSubscribers(a, b) === false;
}

/**
 * After the message expired, or after an hour without a sign of it, the address may be another phone's: then a
 * transaction id says nothing without the URL (STATES 4.2). Known numbers say whose it is.
 */
export function isWithinLease(leg: LegDraft, evidence: Evidence): boolean {
	if (hasSameNumber(leg.first, evidence)) return true;
	const gap = evidence.firstTime - leg.lastTime;
	const last = leg.notifications.at(-1);
	const expiry = last && expiryOf(last);
	const life = expiry === undefined ? 0 : expiry - last!.firstTime;
	return gap <= (life > 0 ? Math.min(life, LEASE_SECONDS) : LEASE_SECONDS);
}

/** Some servers use a location again after its message expired (SPEC 9.1); a repeat has the same transaction id. */
export function isOver(leg: LegDraft, evidence: Evidence): boolean {
	const { transactionId } = evidence;
	const isRepeat = leg.notifications.some(
		(one) => transactionId !== undefined && one.transactionId === transactionId,
	);
	if (isRepeat) return false;
	const expiries = leg.notifications.map(expiryOf);
	const last = expiries.at(-1);
	return last !== undefined && evidence.firstTime > last;
}

export function isAnswered(leg: LegDraft, evidence: Evidence): boolean {
	for (const { role } of leg.answers) if (role === evidence.role) return true;
	return false;
}

/** The leg's notification has an id, and it is not that of the response; an m-acknowledge-ind has one of its own. */
export function hasOtherId(
	leg: LegDraft,
	{ role, transactionId }: Evidence,
): boolean {
	if (role !== "respond") return false;
	const ids = leg.notifications.map((one) => one.transactionId);
	return (
		transactionId !== undefined &&
		ids.length > 0 &&
		!ids.includes(transactionId)
	);
}

/** A message without a transaction id that was fetched within the last minute. */
export function isJustBefore(retrieval: Evidence, evidence: Evidence): boolean {
	return (
		retrieval.transactionId === undefined &&
		messageTypeOf(retrieval.exchange.response) === RETRIEVE_CONF &&
		retrieval.exchange.response?.complete === true &&
		isWithinOrder(retrieval.lastTime, evidence)
	);
}

export function isWithinOrder(since: number, { firstTime }: Evidence): boolean {
	const delay = firstTime - since;
	return delay >= 0 && delay <= ORDER_SECONDS;
}

/** Both went to one server; through a gateway that is the gateway. */
export function isSameServer(a: Evidence, b: Evidence): boolean {
	return (
		a.exchange.transport !== b.exchange.transport ||
		a.exchange.server === b.exchange.server
	);
}

/** What ties an answer on a shared address to a leg, besides its transaction id. */
export function agrees(leg: LegDraft, evidence: Evidence): boolean {
	const url = evidence.exchange.url;
	const posted = url === undefined ? undefined : normalLocation(url);
	const isMixed = isMixedId(evidence.transactionId ?? "");
	return leg.exchanges.some(
		(member) =>
			sharesConnection(member, evidence) ||
			(posted !== undefined && member.location === posted) ||
			hasSameNumber(member, evidence) ||
			(isMixed && hasSameProgram(member, evidence)),
	);
}

/** The leg's subscriber is known, and is that of the exchange. */
export function isOfSubscriber(leg: LegDraft, evidence: Evidence): boolean {
	for (const own of leg.exchanges)
		if (compareSubscribers(own, evidence) === true) return true;
	return false;
}

/** Another program asked for the leg's message: the address has another phone now. */
export function isOfOtherProgram(leg: LegDraft, evidence: Evidence): boolean {
	const own = evidence.exchange.request?.["http.user_agent"];
	if (own === undefined) return false;
	let isKnown = false;
	for (const { exchange } of leg.exchanges) {
		if (exchange.kind !== "request") continue;
		const asked = exchange.request?.["http.user_agent"];
		if (asked === own) return false;
		isKnown ||= asked !== undefined;
	}
	return isKnown;
}

function hasSameProgram(a: Evidence, b: Evidence): boolean {
	const one = a.exchange.request?.["http.user_agent"];
	return one !== undefined && one === b.exchange.request?.["http.user_agent"];
}

function hasSameNumber(a: Evidence, b: Evidence): boolean {
	return compareSubscribers(a, b) === true;
}
