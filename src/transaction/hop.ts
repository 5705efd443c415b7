import type { Evidence } from "./evidence.js";
import { isLongLocation } from "./location.js";
import {
	captureOf,
	hasOtherProgram,
	isAlike,
	isAtOnce,
	isContrary,
	isInStep,
	isInside,
	isNearer,
	isPushedOn,
	isSameCarrier,
	isSameConversation,
	isTranslation,
	type Relay,
	SKEW_SECONDS,
	skewOf,
	TRANSLATION_SECONDS,
} from "./relay.js";
import {
	type AllAlike,
	findByClient,
	findByServer,
	Search,
	Sightings,
} from "./sightings.js";

/** Addresses and connections behind one that are remembered. */
const RELAY_LIMIT = 16;
const RELAYS_LIMIT = 10_000;
const NONE: readonly Evidence[] = [];
const NOTHING: readonly string[] = [];
const HTTP_ERROR = 400;
/** One exchange is put together of so many places, one behind the other: all of them are walked through for each new one. */
const PLACES_LIMIT = 64;

/**
 * Whether equal octets mean one exchange: messages and long URLs do; acknowledgements of two phones that both count
 * 1, 2, 3 are often equal.
 */
function isTelling(evidence: Evidence): boolean {
	const { role, exchange, location } = evidence;
	if (exchange.kind === "push") return true;
	if (role === "send" || role === "forward") return true;
	if (role !== "retrieve") return false;
	return (
		answerHash(evidence) !== undefined ||
		(location !== undefined && isLongLocation(location))
	);
}

/** Hash of the message that was fetched. Errors name none: those that two phones get are often equal. */
function answerHash({ messageId, exchange }: Evidence): string | undefined {
	return messageId === undefined ? undefined : exchange.response?.pduHash;
}

/** What was asked: the octets of a PDU, or the URL. */
function askedOf({ role, exchange, location }: Evidence): string | undefined {
	const hash = exchange.request?.pduHash;
	if (hash !== undefined) return hash;
	return role === "retrieve" ? location : undefined;
}

/** What is known to lie behind something. */
class Behind {
	readonly #known = new Map<string, string[]>();
	/** The keys of it; when they are as many as may be, the oldest one is at `#at`. */
	readonly #keys: string[] = [];
	#at = 0;

	get(key: string): readonly string[] {
		// Asked of most exchanges, where mostly nothing relays.
		if (this.#keys.length === 0) return NOTHING;
		return this.#known.get(key) ?? NOTHING;
	}

	add(key: string, behind: string): void {
		const known = this.#known.get(key);
		if (known?.includes(behind)) return;
		if (known && known.length < RELAY_LIMIT) known.push(behind);
		if (known) return;
		this.#known.set(key, [behind]);
		const keys = this.#keys;
		if (keys.length < RELAYS_LIMIT) {
			keys.push(key);
			return;
		}
		this.#known.delete(keys[this.#at]!);
		keys[this.#at] = key;
		this.#at = (this.#at + 1) % RELAYS_LIMIT;
	}
}

/** Exchanges of the last minutes by what they carried, to find the other hops of a new one. */
export class Hops {
	readonly #sightings: Sightings;
	/** Addresses behind a gateway by that in front of it, and the other way round. */
	readonly #behind = new Behind();
	readonly #front = new Behind();
	/** Connections behind a translation or at another place, by those nearer to the handset. */
	readonly #connections = new Behind();
	readonly #hopTime: number;
	readonly #search = new Search();
	readonly #searchSeconds: number;
	/** Capture of the first exchange; null: there is none yet. */
	#capture: number | undefined | null = null;
	/** Between two sights of one exchange with nothing that relays: more when captures, and so their clocks, are two. */
	#atOnceSeconds = TRANSLATION_SECONDS;

	constructor(options: {
		hopTime: number;
		keepSeconds: number;
		limit: number;
	}) {
		const { hopTime, keepSeconds, limit } = options;
		this.#hopTime = hopTime;
		this.#searchSeconds = Math.max(hopTime, SKEW_SECONDS);
		this.#sightings = new Sightings(keepSeconds, limit);
	}

	/** How often exchanges were forgotten early, because there were too many. */
	get limitHits(): number {
		return this.#sightings.limitHits;
	}

	/** Folds the evidence into an exchange that it repeats, and what repeats it into it; returns those. */
	add(evidence: Evidence, now: number): readonly Evidence[] {
		this.#sightings.advance(now);
		const asked = askedOf(evidence);
		const answer =
			evidence.role === "retrieve" ? answerHash(evidence) : undefined;
		if (asked === undefined && answer === undefined) return NONE;
		this.#noteCapture(evidence);
		const search = this.#search.begin(evidence, this.#searchSeconds);
		if (isTelling(evidence)) this.#meetTelling(search, evidence, asked, answer);
		else if (asked !== undefined) this.#meetSmall(search, evidence, asked);
		const { found } = search;
		const folded = found.length === 0 ? NONE : this.#foldAll(evidence, found);
		const { kind, transport } = evidence.exchange;
		if (kind === "push" && transport !== "pap")
			this.#sightings.addNotified(evidence.client);
		return folded;
	}

	#noteCapture({ exchange }: Evidence): void {
		const capture = captureOf(exchange);
		if (capture === this.#capture) return;
		if (this.#capture !== null) this.#atOnceSeconds = SKEW_SECONDS;
		this.#capture = capture;
	}

	#foldAll(
		evidence: Evidence,
		candidates: readonly Evidence[],
	): readonly Evidence[] {
		const folded: Evidence[] = [];
		const near = this.#nearest(evidence, candidates);
		if (near && this.#fold(evidence, near)) folded.push(near);
		for (const far of candidates)
			if (far !== near && this.#foldBehind(far, evidence)) folded.push(far);
		return folded;
	}

	/** Met by its octets, its URL or its answer, whatever the addresses. */
	#meetTelling(
		search: Search,
		evidence: Evidence,
		asked: string | undefined,
		answer: string | undefined,
	): void {
		const sightings = this.#sightings;
		if (asked !== undefined) sightings.meetTelling(search, asked, evidence);
		if (answer !== undefined && answer !== asked)
			sightings.meetTelling(search, answer, evidence);
	}

	/** Met by its octets between a gateway's two sides, or at the same server. */
	#meetSmall(search: Search, evidence: Evidence, asked: string): void {
		const known = this.#sightings.alike(asked);
		if (known) this.#searchSmall(search, evidence, known);
		this.#sightings.addSmall(evidence, known);
	}

	#searchSmall(search: Search, evidence: Evidence, known: AllAlike): void {
		const { address: client, server } = evidence;
		findByClient(search, known, server);
		findByServer(search, known, client);
		const { seconds } = search;
		const behind = this.#behind.get(server);
		// Where nothing relays, what the server gets twice is seen at once at another place: of all phones it gets much.
		if (behind.length === 0 && client !== server)
			search.seconds = this.#atOnceSeconds;
		findByServer(search, known, server);
		search.seconds = seconds;
		for (let i = 0; i < behind.length; i++)
			findByClient(search, known, behind[i]!);
		const front = this.#front.get(client);
		for (let i = 0; i < front.length; i++)
			findByServer(search, known, front[i]!);
	}

	/** The first of those nearer to the handset that it may be a hop of; rather one whose answer is the same. */
	#nearest(
		evidence: Evidence,
		candidates: readonly Evidence[],
	): Evidence | undefined {
		const fitting = candidates.filter((near) => this.#fits(evidence, near));
		if (fitting.length < 2) return fitting[0];
		// Of a chain of hops the farthest is the one before it.
		const last = fitting.filter(
			(near) => !near.inner.some((mid) => fitting.includes(mid)),
		);
		return last.find((near) => isAlike(evidence, near)) ?? last[0];
	}

	/** Folds what is known already into what comes now; it is taken away from another only that it fits worse. */
	#foldBehind(far: Evidence, near: Evidence): boolean {
		if (!this.#fits(far, near)) return false;
		const { outer } = far;
		if (!outer) return this.#fold(far, near);
		const isBetter =
			near.outer === outer || (isAlike(far, near) && !isAlike(far, outer));
		if (outer === near || !isBetter) return false;
		outer.inner = outer.inner.filter((one) => one !== far);
		far.outer = undefined;
		return this.#fold(far, near);
	}

	/** `far` may be `near` seen again, farther from the handset. */
	#fits(far: Evidence, near: Evidence): boolean {
		if (far === near || !this.#relayOf(far, near)) return false;
		if (isWithin(near, far) || isContrary(far, near)) return false;
		if (!isTelling(far) && hasOtherProgram(far, near)) return false;
		// A gateway asks again only after a failure; a second exchange beside one that worked is another client's.
		return near.inner.every(
			(known) =>
				known === far ||
				!isSameCarrier(known.exchange, far.exchange) ||
				hasFailed(known),
		);
	}

	#relayOf(far: Evidence, near: Evidence): Relay | undefined {
		const a = near.exchange;
		const b = far.exchange;
		if (isSameCarrier(a, b)) return undefined;
		if (a.kind !== b.kind) return undefined;
		if (isSameConversation(a, b))
			return isAtOnce(near, far) && isNearer(near, far) ? "place" : undefined;
		if (a.kind === "push" && isPushedOn(far, near, this.#hopTime))
			return "gateway";
		if (this.#isTranslated(far, near)) return "translation";
		if (a.kind === "push") return undefined;
		return isInside(far, near, this.#hopTime) && this.#isRelayed(far, near)
			? "gateway"
			: undefined;
	}

	/** A gateway between the two: its address on both sides, or WSP before HTTP; of messages also by its answer. */
	#isRelayed(far: Evidence, near: Evidence): boolean {
		const a = near.exchange;
		const b = far.exchange;
		// Gateways speak WAP to the handset's side only.
		if (a.transport === "http" && b.transport !== "http") return false;
		if (a.server === b.client) return true;
		// What the other's server asks is nearer to the handset, and one client's second request is its next attempt.
		if (a.client === b.server) return false;
		if (a.client === b.client && a.transport === b.transport) return false;
		const isKnown = this.#behind.get(a.server).includes(b.client);
		if (isKnown || !isTelling(far)) return isKnown;
		if (askedOf(far) !== askedOf(near) || this.#isPhone(far)) return false;
		const isWap = a.transport !== "http" && b.transport === "http";
		if (isWap && far.role !== "retrieve") return true;
		// Recipients of one message may share its URL: then they are two phones.
		return (
			(isWap || a.server !== b.server) &&
			!hasOtherProgram(far, near) &&
			hasEqualAnswers(far, near) &&
			(b.response?.time ?? 0) <= (a.response?.time ?? 0) + skewOf(a, b)
		);
	}

	/** It was notified itself: no gateway. */
	#isPhone({ client }: Evidence): boolean {
		return this.#sightings.isNotified(client);
	}

	/** The same octets at the same time from another address to the same server, or to it under another address. */
	#isTranslated(far: Evidence, near: Evidence): boolean {
		const a = near.exchange;
		const b = far.exchange;
		if (a.transport !== b.transport || a.client === b.client) return false;
		if (!isAtOnce(near, far) || !isNearer(near, far)) return false;
		if (a.server === b.client || hasOtherProgram(far, near)) return false;
		if (askedOf(far) !== askedOf(near)) return false;
		const isKnown = this.#connections.get(a.connection).includes(b.connection);
		if (isKnown) return true;
		// Two phones that fetch one URL look the same, but two submissions do not get one Message-ID.
		return far.role === "send"
			? hasEqualAnswers(far, near)
			: isTranslation(a, b) &&
					hasEqualAnswers(far, near) &&
					(isTelling(far) || isInStep(far, near));
	}

	#fold(far: Evidence, near: Evidence): boolean {
		if (far.outer) return false;
		const relay = this.#relayOf(far, near);
		far.outer = near;
		near.inner = [...near.inner, far];
		const a = near.exchange;
		const b = far.exchange;
		if (relay !== "gateway") this.#connections.add(a.connection, b.connection);
		else if (a.server !== b.client && a.kind !== "push") {
			this.#behind.add(a.server, b.client);
			this.#front.add(b.client, a.server);
		}
		return true;
	}
}

/** `inner` is a hop of `outer` already, nearer ones counted, or behind as many as may be. */
function isWithin(inner: Evidence, outer: Evidence): boolean {
	let places = 0;
	for (let at = inner.outer; at; at = at.outer)
		if (at === outer || ++places === PLACES_LIMIT) return true;
	return false;
}

/** Both were answered with the same octets, or with the same error, or neither was answered. */
function hasEqualAnswers(a: Evidence, b: Evidence): boolean {
	const one = a.exchange.response;
	const other = b.exchange.response;
	if (!one || !other) return !one && !other;
	return (
		one.pduHash === other.pduHash &&
		one["http.response.code"] === other["http.response.code"]
	);
}

function hasFailed({ exchange }: Evidence): boolean {
	const status = exchange.response?.["http.response.code"];
	return status === undefined || status >= HTTP_ERROR;
}
