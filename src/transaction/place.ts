import {
	FOLLOW_SECONDS,
	isMessage,
	isRepeat,
	LEASE_SECONDS,
	TLS_SECONDS,
} from "./attempt.js";
import type { Evidence } from "./evidence.js";
import { answerOf } from "./judge/acknowledge.js";
import type { Judgement } from "./judge/finding.js";
import { isFetched, judgeRetrieve } from "./judge/retrieve.js";
import { LegDraft } from "./leg.js";
import { hostOf } from "./location.js";
import { reasonOf } from "./reasons.js";
import type { IsShared } from "./recipient.js";

/** A client that is to fetch at once tries to within this time. */
const PROMPT_SECONDS = 60;

/** What placing attempts needs to know beyond the exchanges. */
interface PlaceContext extends Judgement {
	isShared: IsShared;
}

/**
 * Puts attempts to connect to the legs that they were for (STATES 3.8 and 5): that of the exchange that follows, or the
 * only notified leg that nothing was done for. Returns the legs of those that fit none and make a message all the same.
 */
export function placeAttempts(
	attempts: readonly Evidence[],
	legs: readonly LegDraft[],
	context: PlaceContext,
): LegDraft[] {
	const alone: LegDraft[] = [];
	for (const attempt of attempts) {
		// Whose attempt it was cannot be told.
		if (context.isShared(attempt.client, attempt.firstTime)) continue;
		const candidates = legsFor(attempt, legs, context);
		const [leg] = candidates;
		if (leg && candidates.length === 1)
			leg.add(attempt, attempt.following ? "certain" : "probable");
		else if (!leg && isMessage(attempt)) standAlone(alone, attempt);
	}
	return alone;
}

/** The legs that the attempt may have been for, by the first rule that finds any. */
function legsFor(
	attempt: Evidence,
	legs: readonly LegDraft[],
	judgement: Judgement,
): readonly LegDraft[] {
	const { following } = attempt;
	if (following) return legs.filter((leg) => leg.exchanges.includes(following));
	const waiting = legs.filter(
		(leg) =>
			(leg.notifications.some((one) => isToldOf(one, attempt)) ||
				leg.retrievals.some((one) => isAskedBefore(one, attempt))) &&
			!isOver(leg, attempt),
	);
	const open = waiting.filter((leg) => isOpenFor(leg, attempt));
	if (open.length > 0) return promptOf(open, attempt);
	const failed = waiting.filter((leg) => mayBeRetried(leg, attempt, judgement));
	if (failed.length > 0) return failed;
	if (waiting.length > 0) return waiting;
	return legs.filter((leg) => isToBeAcknowledged(leg, attempt));
}

/** Of several, the one that the client was told of just now. */
function promptOf(
	open: readonly LegDraft[],
	attempt: Evidence,
): readonly LegDraft[] {
	if (open.length < 2) return open;
	const prompt = open.filter((leg) =>
		leg.notifications.some((one) => {
			const delay = attempt.firstTime - one.firstTime;
			return delay >= 0 && delay <= PROMPT_SECONDS;
		}),
	);
	return prompt.length === 1 ? prompt : open;
}

/** Attempts that repeat each other are one leg. */
function standAlone(alone: LegDraft[], attempt: Evidence): void {
	const known = alone.find((leg) => isRepeat(leg.last, attempt));
	if (known) known.add(attempt, "probable");
	else alone.push(new LegDraft(attempt));
}

/** The client has the message, or said that it does not want it. */
function isOver(leg: LegDraft, attempt: Evidence): boolean {
	return (
		isFetchedBefore(leg, attempt) ||
		leg.exchanges.some(
			(one) =>
				one.firstTime <= attempt.firstTime &&
				(one.role === "delete" ||
					one.role === "forward" ||
					one.role === "acknowledge" ||
					(one.role === "respond" && answerOf(one) !== "deferred")),
		)
	);
}

/** The client did nothing since it was told of it last, but other attempts. */
function isOpenFor(leg: LegDraft, attempt: Evidence): boolean {
	const told = leg.notifications.findLast(
		({ firstTime }) => firstTime <= attempt.firstTime,
	);
	return leg.exchanges.every(
		(evidence) =>
			evidence.role === "notify" ||
			evidence.firstTime > attempt.firstTime ||
			(told !== undefined && evidence.firstTime < told.firstTime) ||
			isEarlierTry(evidence, attempt),
	);
}

/** The last thing that the client did before was to fetch it, and failed so that it may try again. */
function mayBeRetried(
	leg: LegDraft,
	attempt: Evidence,
	judgement: Judgement,
): boolean {
	const last = leg.exchanges.findLast(
		(one) => one.role !== "notify" && one.firstTime <= attempt.firstTime,
	);
	if (last?.role === "attempt") return isEarlierTry(last, attempt);
	if (last?.role !== "retrieve") return false;
	return reasonOf(judgeRetrieve(last, judgement).reason).retryLikely;
}

/** The client knew of the message before, though its notification is not in the capture. */
function isAskedBefore(retrieval: Evidence, attempt: Evidence): boolean {
	const delay = attempt.firstTime - retrieval.firstTime;
	return (
		delay >= 0 &&
		delay <= LEASE_SECONDS &&
		!attempt.exchange.tls &&
		retrieval.client === attempt.client
	);
}

/** The client was notified before; TLS is to the host of the location. */
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
