import type { Evidence } from "./evidence.js";
import { Leases } from "./leases.js";
import type { LegDraft } from "./leg.js";
import { hostOf } from "./location.js";

/** An attempt to connect belongs to what the client does at the same server within this time (STATES 5). */
const FOLLOW_SECONDS = 600;
/** A notification is fetched within this time, or the address may be another phone's (STATES 4.2). */
const LEASE_SECONDS = 3600;
const PER_CLIENT = 16;
const NONE: readonly Evidence[] = [];

interface Recent {
	attempts: readonly Evidence[];
	requests: readonly Evidence[];
	notifications: readonly Evidence[];
}

/** Attempts to connect, by client, until it is known what they were for. */
export class Attempts {
	readonly #clients: Leases<Recent>;

	constructor(limit: number) {
		this.#clients = new Leases({ seconds: LEASE_SECONDS, limit });
	}

	/** Takes an exchange of a client; returns the evidence that it has to be sorted out with. */
	add(evidence: Evidence): readonly Evidence[] {
		switch (evidence.role) {
			case "attempt":
				return this.#addAttempt(this.#recentOf(evidence), evidence);
			case "notify":
				return addNotification(this.#recentOf(evidence), evidence);
			case "send":
			case "retrieve":
				return addRequest(this.#recentOf(evidence), evidence);
			default:
				return NONE;
		}
	}

	#addAttempt(recent: Recent, attempt: Evidence): Evidence[] {
		recent.attempts = keep(recent.attempts, attempt);
		for (const request of recent.requests) follow(attempt, request);
		const told = recent.notifications.filter((notification) => {
			const delay = attempt.firstTime - notification.firstTime;
			return delay >= 0 && delay <= LEASE_SECONDS;
		});
		return attempt.following ? [attempt.following, ...told] : told;
	}

	#recentOf({ client, firstTime }: Evidence): Recent {
		return this.#clients.touch(client, firstTime, newRecent);
	}
}

function newRecent(): Recent {
	return { attempts: NONE, requests: NONE, notifications: NONE };
}

function addNotification(
	recent: Recent,
	notification: Evidence,
): readonly Evidence[] {
	recent.notifications = keep(recent.notifications, notification);
	return NONE;
}

function addRequest(recent: Recent, request: Evidence): readonly Evidence[] {
	recent.requests = keep(recent.requests, request);
	if (recent.attempts.length === 0) return NONE;
	return recent.attempts.filter((attempt) => follow(attempt, request));
}

/** The list with one more, without what is too old or too much. A copy is as short as it can be: there are many lists. */
function keep(
	list: readonly Evidence[],
	evidence: Evidence,
): readonly Evidence[] {
	const since = evidence.firstTime - LEASE_SECONDS;
	let start = Math.max(0, list.length - PER_CLIENT + 1);
	while (start < list.length && list[start]!.firstTime < since) start++;
	return list.slice(start).concat(evidence);
}

/** Notes the exchange as what the attempt was for, when it is the first one after it at the same server. */
function follow(attempt: Evidence, request: Evidence): boolean {
	const delay = request.firstTime - attempt.firstTime;
	if (attempt.exchange.tls || delay < 0 || delay > FOLLOW_SECONDS) return false;
	if (attempt.exchange.server !== request.exchange.server) return false;
	if (attempt.following && attempt.following.firstTime <= request.firstTime)
		return false;
	attempt.following = request;
	return true;
}

/**
 * Puts attempts to connect to the legs that they were for (STATES 3.8 and 5): that of the exchange that follows, or the
 * only notified leg that nothing was done for. What fits none makes no message.
 */
export function placeAttempts(
	attempts: readonly Evidence[],
	legs: readonly LegDraft[],
): void {
	for (const attempt of attempts) {
		const { following } = attempt;
		const leg = following
			? legs.find((one) => one.exchanges.includes(following))
			: onlyOpenLeg(attempt, legs);
		if (leg) leg.add(attempt, following ? "certain" : "probable");
	}
}

function onlyOpenLeg(
	attempt: Evidence,
	legs: readonly LegDraft[],
): LegDraft | undefined {
	const open = legs.filter((leg) => isOpenFor(leg, attempt));
	return open.length === 1 ? open[0] : undefined;
}

/** The client was notified before, and did nothing about it until then; TLS is to the host of the location. */
function isOpenFor(leg: LegDraft, attempt: Evidence): boolean {
	const { tls } = attempt.exchange;
	const isNotified = leg.notifications.some((one) => {
		const isBefore = one.firstTime <= attempt.firstTime;
		const host = one.location && hostOf(one.location)?.replace(/:\d+$/, "");
		const isHttps = one.location?.startsWith("https:") === true;
		const isThere = tls ? isHttps && host === tls.serverName : true;
		return isBefore && isThere && one.client === attempt.client;
	});
	return (
		isNotified &&
		leg.exchanges.every(
			(evidence) =>
				evidence.role === "notify" ||
				evidence.role === "attempt" ||
				evidence.firstTime > attempt.firstTime,
		)
	);
}
