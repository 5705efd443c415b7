import {
	FOLLOW_SECONDS,
	isMessage,
	isRepeat,
	LEASE_SECONDS,
	TLS_SECONDS,
} from "./attempt.js";
import type { Evidence } from "./evidence.js";
import { messageTypeOf, numberOf } from "./field.js";
import { LegDraft } from "./leg.js";
import { hostOf } from "./location.js";
import { RETRIEVE_CONF } from "./pdutype.js";
import type { IsShared } from "./recipient.js";
import { retrieveClass } from "./status.js";

/**
 * Puts attempts to connect to the legs that they were for (STATES 3.8 and 5): that of the exchange that follows, or the
 * only notified leg that nothing was done for. Returns the legs of those that fit none and make a message all the same.
 */
export function placeAttempts(
	attempts: readonly Evidence[],
	legs: readonly LegDraft[],
	isShared: IsShared,
): LegDraft[] {
	const alone: LegDraft[] = [];
	for (const attempt of attempts) {
		// Whose attempt it was cannot be told.
		if (isShared(attempt.client, attempt.firstTime)) continue;
		const candidates = legsFor(attempt, legs);
		const [leg] = candidates;
		if (leg && candidates.length === 1)
			leg.add(attempt, attempt.following ? "certain" : "probable");
		else if (!leg && isMessage(attempt)) standAlone(alone, attempt);
	}
	return alone;
}

function legsFor(
	attempt: Evidence,
	legs: readonly LegDraft[],
): readonly LegDraft[] {
	const { following } = attempt;
	if (following) return legs.filter((leg) => leg.exchanges.includes(following));
	const open = legs.filter((leg) => isOpenFor(leg, attempt));
	if (open.length > 0) return open;
	return legs.filter((leg) => isToBeAcknowledged(leg, attempt));
}

/** Attempts that repeat each other are one leg. */
function standAlone(alone: LegDraft[], attempt: Evidence): void {
	const known = alone.find((leg) => isRepeat(leg.last, attempt));
	if (known) known.add(attempt, "probable");
	else alone.push(new LegDraft(attempt));
}

/** The client was notified before, and did nothing about it until then that brought it; TLS is to the host of the location. */
function isOpenFor(leg: LegDraft, attempt: Evidence): boolean {
	return (
		leg.notifications.some((one) => isToldOf(one, attempt)) &&
		leg.exchanges.every(
			(evidence) =>
				evidence.role === "notify" ||
				evidence.firstTime > attempt.firstTime ||
				(evidence.role === "retrieve" && !isFetched(evidence)) ||
				isEarlierTry(evidence, attempt),
		)
	);
}

function isToldOf(notification: Evidence, attempt: Evidence): boolean {
	const { tls } = attempt.exchange;
	const { location } = notification;
	const delay = attempt.firstTime - notification.firstTime;
	if (delay < 0 || delay > LEASE_SECONDS) return false;
	if (notification.client !== attempt.client) return false;
	if (!tls) return true;
	const host = location && hostOf(location)?.replace(/:\d+$/, "");
	return location?.startsWith("https:") === true && host === tls.serverName;
}

/** What a client did over TLS long ago is over, as far as that can be told. */
function isEarlierTry(evidence: Evidence, attempt: Evidence): boolean {
	if (evidence.role !== "attempt") return false;
	const { tls } = evidence.exchange;
	const seconds = tls ? TLS_SECONDS : FOLLOW_SECONDS * 6;
	return attempt.firstTime - evidence.lastTime <= seconds;
}

/** All of the message was there before: what is tried then is to acknowledge it, or something else. */
export function isFetchedBefore(leg: LegDraft, attempt: Evidence): boolean {
	return leg.retrievals.some(
		(one) => one.lastTime <= attempt.firstTime && isFetched(one),
	);
}

function isFetched({ exchange }: Evidence): boolean {
	const { response } = exchange;
	return (
		response?.complete === true &&
		messageTypeOf(response) === RETRIEVE_CONF &&
		retrieveClass(numberOf(response, "mmse.retrieve_status")) === "success"
	);
}

/** The message was fetched just before: what is tried now is to acknowledge it. */
function isToBeAcknowledged(leg: LegDraft, attempt: Evidence): boolean {
	return (
		leg.answers.every(({ firstTime }) => firstTime > attempt.firstTime) &&
		leg.retrievals.some((one) => {
			const delay = attempt.firstTime - one.lastTime;
			const isJustBefore = delay >= 0 && delay <= TLS_SECONDS;
			return one.client === attempt.client && isJustBefore && isFetched(one);
		})
	);
}
