import type { Evidence } from "./evidence.js";
import { KeyLeases } from "./keyleases.js";
import { PhoneKey } from "./phone.js";
import { Trail } from "./trail.js";

/** An attempt to connect belongs to what the client does at the same server within this time (STATES 5). */
export const FOLLOW_SECONDS = 600;
/** A name is asked for again, or the server itself, sooner. */
const QUERY_SECONDS = 180;
/** A notification is fetched within this time, or the address may be another phone's (STATES 4.2). */
export const LEASE_SECONDS = 3600;
/** What a client does over TLS within this time is taken for one message: requests and acknowledgement. */
export const TLS_SECONDS = 120;
const PER_CLIENT = 16;
const NONE: Evidence[] = [];

/** Places in the trail of the latest of a phone, of each kind; 0: there is none. */
export interface Recent {
	attempts: number;
	requests: number;
	notifications: number;
}

/** Attempts to connect, by client, until it is known what they were for. */
export class Attempts {
	/** By addresses and ports, whatever the network: one attempt may be seen at several places. */
	readonly #byPath: KeyLeases<Evidence>;
	readonly #path = new PhoneKey();
	readonly #trail: Trail;
	readonly #hopTime: number;

	constructor(options: { limit: number; hopTime: number }) {
		const { limit, hopTime } = options;
		this.#byPath = new KeyLeases({ seconds: hopTime, limit });
		this.#trail = new Trail({
			seconds: LEASE_SECONDS,
			limit: limit * PER_CLIENT,
		});
		this.#hopTime = hopTime;
	}

	/** Folds an attempt into the same one that was seen elsewhere before (STATES 1, hop); false: there is none. */
	fold(attempt: Evidence): boolean {
		const { client, clientPort, server, serverPort } = attempt.exchange;
		const path = `${client} ${clientPort} ${server} ${serverPort}`;
		const { high, low } = this.#path.of(path);
		const known = this.#byPath.get(high, low);
		if (known && isTwin(known, attempt, this.#hopTime)) {
			attempt.outer = known;
			known.inner = [...known.inner, attempt];
			return true;
		}
		this.#byPath.set(high, low, attempt, attempt.firstTime);
		return false;
	}

	/** Takes an exchange of a phone; returns the evidence that it has to be sorted out with. */
	add(evidence: Evidence, phone: Recent): readonly Evidence[] {
		const { role } = evidence;
		if (role === "attempt") return this.#addAttempt(evidence, phone);
		if (role === "notify") return this.#addNotification(evidence, phone);
		return evidence.exchange.kind === "request"
			? this.#addRequest(evidence, phone)
			: NONE;
	}

	#addAttempt(attempt: Evidence, recent: Recent): readonly Evidence[] {
		const { firstTime } = attempt;
		const earlier = this.#latest(recent.attempts).filter((one) =>
			isRepeat(one, attempt),
		);
		recent.attempts = this.#trail.add(attempt, firstTime, recent.attempts);
		const requests = this.#latest(recent.requests);
		for (const request of requests) follow(attempt, request);
		if (attempt.following) return [attempt.following];
		const told = this.#latest(recent.notifications).filter(
			(one) =>
				isWithin(one, attempt, LEASE_SECONDS) &&
				!isPassedOver(one, attempt, requests),
		);
		const fetched = requests.filter(
			(one) => one.role === "retrieve" && isWithin(one, attempt, LEASE_SECONDS),
		);
		return [...told, ...fetched, ...earlier];
	}

	#addNotification(
		notification: Evidence,
		recent: Recent,
	): readonly Evidence[] {
		recent.notifications = this.#trail.add(
			notification,
			notification.firstTime,
			recent.notifications,
		);
		if (recent.attempts === 0) return NONE;
		// A push that nobody acknowledged is told when it is given up, after what followed it.
		return this.#latest(recent.attempts).filter((one) =>
			isWithin(notification, one, LEASE_SECONDS),
		);
	}

	#addRequest(request: Evidence, recent: Recent): readonly Evidence[] {
		recent.requests = this.#trail.add(
			request,
			request.firstTime,
			recent.requests,
		);
		if (recent.attempts === 0) return NONE;
		return this.#latest(recent.attempts).filter((attempt) =>
			follow(attempt, request),
		);
	}

	#latest(place: number): Evidence[] {
		return this.#trail.latest(place, PER_CLIENT);
	}
}

/** The client did something else since, long after it was told: it may be another phone by now, or left the message. */
function isPassedOver(
	notification: Evidence,
	attempt: Evidence,
	requests: readonly Evidence[],
): boolean {
	const { bundle } = notification;
	if (!bundle || isWithin(notification, attempt, FOLLOW_SECONDS)) return false;
	return requests.some(
		(one) =>
			one.bundle !== undefined &&
			one.bundle !== bundle &&
			one.firstTime > notification.firstTime &&
			one.firstTime < attempt.firstTime,
	);
}

function isWithin(one: Evidence, later: Evidence, seconds: number): boolean {
	const delay = later.firstTime - one.firstTime;
	return delay >= 0 && delay <= seconds;
}

/** The same attempt at another place: in another network or capture. */
function isTwin(known: Evidence, attempt: Evidence, seconds: number): boolean {
	const a = known.exchange;
	const b = attempt.exchange;
	const isElsewhere =
		a.scope !== b.scope || a.connect?.capture !== b.connect?.capture;
	return (
		isElsewhere &&
		a.tls?.serverName === b.tls?.serverName &&
		a.dns?.name === b.dns?.name &&
		Math.abs(attempt.firstTime - known.firstTime) <= seconds
	);
}

/** Notes the exchange as what the attempt was for, when it is the first one after it at the same server. */
function follow(attempt: Evidence, request: Evidence): boolean {
	const { tls, dns, server } = attempt.exchange;
	const seconds = dns ? QUERY_SECONDS : FOLLOW_SECONDS;
	if (tls || !isWithin(attempt, request, seconds)) return false;
	// A name server answered the attempt, and the server of the request is what it asked for.
	if (!dns && server !== request.server) return false;
	if (attempt.following && attempt.following.firstTime <= request.firstTime)
		return false;
	attempt.following = request;
	return true;
}

/** The same was tried before: with the same end, at the same server, for the same name. */
export function isRepeat(one: Evidence, later: Evidence): boolean {
	const a = one.exchange;
	const b = later.exchange;
	const isSameKind =
		a.transport === b.transport &&
		a.tls?.serverName === b.tls?.serverName &&
		a.dns?.name === b.dns?.name;
	const isSameServer = a.dns ? true : a.server === b.server;
	const seconds = b.tls ? TLS_SECONDS : FOLLOW_SECONDS;
	return isSameKind && isSameServer && isWithin(one, later, seconds);
}

/** Makes a message even when it is all there is of it: what hides a message, or keeps from one (STATES 5). */
export function isMessage({ exchange }: Evidence): boolean {
	return Boolean(exchange.tls || exchange.dns || exchange.mmsc);
}
