import type { Confidence } from "../record.js";
import { emptyList } from "../shape.js";
import {
	agrees,
	hasOtherId,
	hasOtherMessage,
	isAccepted,
	isAnswered,
	isJustBefore,
	isOfOtherProgram,
	isOfSubscriber,
	isOver,
	isRemotePush,
	isSameServer,
	isWithinLease,
	isWithinOrder,
	mayBeAskedBy,
	similarity,
} from "./belonging.js";
import {
	type Evidence,
	isBrokenOff,
	isLost,
	locationForms,
} from "./evidence.js";
import { textIn } from "./field.js";
import { isStrongId, looseId } from "./identity.js";
import { LegDraft, sharesConnection } from "./leg.js";
import { isLongLocation, normalLocation, ownLocation } from "./location.js";
import { redirectTarget } from "./redirect.js";

/** An older notification waits so long for an answer before a newer one with the same id has it (STATES 6). */
const ANSWER_SECONDS = 300;

/** Whether more than one subscriber uses an address at a time (STATES 4.4, end). */
export type IsShared = (client: string, time: number) => boolean;

/** The leg that an exchange belongs to. */
interface Found {
	leg: LegDraft;
	confidence: Confidence;
}

const NO_RIVALS = emptyList<LegDraft>();

interface Candidate {
	leg: LegDraft;
	/** The exchange that carried the transaction id. */
	carrier: Evidence;
}

/** Joins the exchanges of recipients into legs (STATES 4.2). Evidence has to come in order of time. */
export class RecipientLegs {
	readonly legs: LegDraft[] = [];
	/** Evidence that belongs to no leg by itself: read reports, answers to a cancellation. */
	readonly left: Evidence[] = [];
	/** Legs that would have been part of another one, had there not been several of these. */
	readonly tied: { leg: LegDraft; by: string; rivals: readonly LegDraft[] }[] =
		[];
	readonly #byLocation = new Map<string, LegDraft[]>();
	/** By where their clients were redirected to. */
	readonly #redirected = new Map<string, LegDraft[]>();
	readonly #byTransaction = new Map<string, Candidate[]>();
	readonly #isShared: IsShared;
	readonly #items: readonly Evidence[];
	/** Clients that ask for each location; made when it is asked for. */
	#askers: Map<string, Set<string>> | undefined;
	/** Legs that the evidence at hand fits as well as others. */
	#rivals = NO_RIVALS;

	/** `items`: everything that will be added, as far as it is known. */
	constructor(isShared: IsShared, items: readonly Evidence[] = []) {
		this.#isShared = isShared;
		this.#items = items;
	}

	/** Recipients of one message may share its URL: then it does not say which of them a push was for. */
	#isAskedBySeveral({ location = "" }: Evidence): boolean {
		this.#askers ??= askersOf(this.#items);
		return (this.#askers.get(location)?.size ?? 0) > 1;
	}

	add(evidence: Evidence): void {
		switch (evidence.role) {
			case "notify":
				this.#notify(evidence);
				break;
			case "retrieve":
				this.#retrieve(evidence);
				break;
			case "respond":
			case "acknowledge":
				this.#answer(evidence);
				break;
			case "forward":
			case "store":
			case "delete":
				this.#dispose(evidence);
				break;
			case "cancel":
			case "read-recipient":
				this.#byMessageId(evidence);
				break;
			case "cancel-answer":
				this.#answerCancel(evidence);
		}
	}

	#notify(evidence: Evidence): void {
		const own = nameOf(evidence);
		const known = own
			? this.#byLocation.get(own)?.findLast((leg) => leg.isOf(evidence))
			: undefined;
		const leg = known && !isOver(known, evidence) ? known : undefined;
		if (leg) leg.add(evidence, "certain");
		const target = leg ?? this.#begin(evidence);
		this.#index(target, evidence);
	}

	#retrieve(evidence: Evidence): void {
		this.#rivals = NO_RIVALS;
		const found =
			this.#byExactLocation(evidence) ??
			this.#byRedirect(evidence) ??
			this.#bySimilarLocation(evidence) ??
			this.#byNotifiedId(evidence);
		if (found) found.leg.add(evidence, found.confidence);
		const leg = found?.leg ?? this.#begin(evidence);
		if (!found) this.#noteRivals(leg, "content-location");
		this.#index(leg, evidence);
		const target = redirectTarget(evidence.exchange);
		if (target !== undefined) put(this.#redirected, target, leg);
	}

	/** The server sent this client from the location to what it asks for now. */
	#byRedirect(evidence: Evidence): Found | undefined {
		const { location } = evidence;
		if (location === undefined || this.#redirected.size === 0) return undefined;
		const legs = this.#redirected.get(location);
		const leg = legs?.findLast((one) => one.isOf(evidence));
		return leg && { leg, confidence: "certain" };
	}

	#noteRivals(leg: LegDraft, by: string): void {
		const rivals = this.#rivals;
		if (rivals.length > 1) this.tied.push({ leg, by, rivals });
	}

	#byExactLocation(evidence: Evidence): Found | undefined {
		const { location } = evidence;
		if (location === undefined) return undefined;
		const known = this.#byLocation.get(location);
		if (!known) return undefined;
		for (let i = known.length - 1; i >= 0; i--) {
			const leg = known[i]!;
			if (!hasOtherMessage(leg, evidence) && leg.isOf(evidence))
				return { leg, confidence: "certain" };
		}
		const legs = known.filter((leg) => !hasOtherMessage(leg, evidence));
		const leg = this.#byLocationAlone(legs, evidence);
		if (!leg) return undefined;
		const confidence = isLongLocation(location) ? "certain" : "probable";
		return { leg, confidence };
	}

	/**
	 * The notification went to an address that is not comparable: over SMS or PAP, or to a phone that asks through a
	 * gateway (STATES 4.2, last row). Two phones that were notified of one location keep their own.
	 */
	#byLocationAlone(
		legs: readonly LegDraft[],
		evidence: Evidence,
	): LegDraft | undefined {
		const isGateway = this.#isShared(evidence.client, evidence.firstTime);
		if (this.#isAskedBySeveral(evidence)) return undefined;
		const fitting = new Set(
			legs.filter(
				(leg) =>
					mayBeAskedBy(leg, evidence) &&
					(isRemotePush(leg.first) ||
						(isGateway &&
							leg.first.role === "notify" &&
							isLongLocation(evidence.location!))),
			),
		);
		if (fitting.size > 1) this.#rivals = [...fitting];
		return fitting.size === 1 ? [...fitting][0] : undefined;
	}

	/** Relative locations, and SPEC 9.1 rules 3 and 4: only when one leg fits. */
	#bySimilarLocation(evidence: Evidence): Found | undefined {
		const { location } = evidence;
		if (location === undefined) return undefined;
		const fitting: Found[] = [];
		for (const leg of this.legs) {
			const isOwn = leg.isOf(evidence);
			const isRemote =
				isRemotePush(leg.first) &&
				!this.#isAskedBySeveral(evidence) &&
				mayBeAskedBy(leg, evidence);
			const match = (isOwn || isRemote) && similarity(leg, location);
			if (!match) continue;
			const confidence = isOwn ? match.confidence : "probable";
			fitting.push({ leg, confidence });
		}
		if (fitting.length > 1) this.#rivals = fitting.map(({ leg }) => leg);
		return fitting.length === 1 ? fitting[0] : undefined;
	}

	/**
	 * The answer carries the transaction id of a notification that nothing fetched yet, under another URL (a gateway that
	 * maps names): only by an id that is nobody else's, as phones and servers count 1, 2, 3 (SPEC 11). Without a URL, as
	 * the request was not captured, the id is all there is.
	 */
	#byNotifiedId(evidence: Evidence): Found | undefined {
		const { location, transactionId = "" } = evidence;
		if (location !== undefined && !isStrongId(transactionId)) return undefined;
		const candidates = this.#candidates(evidence).filter(
			({ leg, carrier }) =>
				carrier.role === "notify" && leg.retrievals.length === 0,
		);
		if (candidates.length !== 1) return undefined;
		const { leg } = candidates[0]!;
		return { leg, confidence: "probable" };
	}

	#answer(evidence: Evidence): void {
		this.#rivals = NO_RIVALS;
		const found =
			this.#byTransactionId(evidence) ??
			this.#byOrder(evidence) ??
			this.#byPostedUrl(evidence);
		if (found) found.leg.add(evidence, found.confidence);
		const leg = found?.leg ?? this.#begin(evidence);
		if (!found) this.#noteRivals(leg, "transaction-id");
		// Said again, it is the same answer.
		this.#index(leg, evidence);
	}

	#byTransactionId(evidence: Evidence): Found | undefined {
		const candidates = this.#candidates(evidence);
		if (candidates.length === 0) return undefined;
		if (areOfOneLeg(candidates)) return foundBy(candidates, evidence);
		const exact = candidates.filter(
			({ carrier }) => carrier.transactionId === evidence.transactionId,
		);
		const alike = exact.length > 0 ? exact : candidates;
		// Who is known to be the subscriber comes before who may be.
		const own = alike.filter(({ leg }) => isOfSubscriber(leg, evidence));
		const fitting = own.length > 0 ? own : alike;
		const legs = new Set(fitting.map(({ leg }) => leg));
		const shared = this.#isShared(evidence.client, evidence.firstTime);
		if (shared && legs.size > 1) this.#rivals = [...legs];
		if (legs.size === 0 || (shared && legs.size > 1)) return undefined;
		const open = fitting.filter(
			({ leg, carrier }) =>
				!isAnswered(leg, evidence) &&
				evidence.firstTime - carrier.firstTime <= ANSWER_SECONDS,
		);
		const { leg } = (open.length > 0 ? open : fitting).at(-1)!;
		const confidence: Confidence = exact.length === 0 ? "weak" : "certain";
		return { leg, confidence };
	}

	/** Legs of the client where this transaction id was given before, oldest first. */
	#candidates(evidence: Evidence): Candidate[] {
		const { transactionId } = evidence;
		const candidates: Candidate[] = [];
		if (transactionId === undefined) return candidates;
		const known = this.#byTransaction.get(looseId(transactionId));
		if (!known) return candidates;
		const isStrong = isStrongId(transactionId);
		const shared =
			!isStrong && this.#isShared(evidence.client, evidence.firstTime);
		for (let i = 0; i < known.length; i++) {
			const candidate = known[i]!;
			const { leg, carrier } = candidate;
			if (carrier.firstTime > evidence.firstTime) continue;
			const isFitting = leg.isOf(evidence)
				? isWithinLease(leg, evidence) &&
					(isStrong || !isOfOtherProgram(leg, evidence)) &&
					(!shared || agrees(leg, evidence))
				: isStrong && isRemotePush(leg.first) && mayBeAskedBy(leg, evidence);
			if (isFitting) candidates.push(candidate);
		}
		return candidates;
	}

	#byOrder(evidence: Evidence): Found | undefined {
		const shared = this.#isShared(evidence.client, evidence.firstTime);
		const open = this.legs.filter(
			(leg) =>
				leg.isOf(evidence) &&
				!isAnswered(leg, evidence) &&
				leg.retrievals.some(
					(one) =>
						(isLost(one)
							? isWithinOrder(one.firstTime, evidence)
							: !hasOtherId(leg, evidence) && isJustBefore(one, evidence)) &&
						(shared
							? sharesConnection(one, evidence)
							: isSameServer(one, evidence)),
				),
		);
		if (open.length > 1) this.#rivals = open;
		if (open.length !== 1) return undefined;
		return { leg: open[0]!, confidence: "probable" };
	}

	/** Some clients post their answer to the location (STATES 8): its id may be one of an answer that was not read. */
	#byPostedUrl(evidence: Evidence): Found | undefined {
		const { url } = evidence.exchange;
		if (url === undefined) return undefined;
		const posted = normalLocation(url);
		const legs = this.legs.filter(
			(leg) =>
				leg.isOf(evidence) &&
				leg.retrievals.some(({ location }) => location === posted),
		);
		if (legs.length > 1) this.#rivals = legs;
		return legs.length === 1
			? { leg: legs[0]!, confidence: "probable" }
			: undefined;
	}

	#dispose(evidence: Evidence): void {
		const { location } = evidence;
		const legs = location === undefined ? [] : this.#byLocation.get(location);
		const leg =
			legs?.findLast((known) => known.isOf(evidence)) ??
			(legs && this.#byLocationAlone(legs, evidence));
		if (leg) leg.add(evidence, "certain");
		else if (evidence.role !== "forward" || isAccepted(evidence))
			this.#index(this.#begin(evidence), evidence);
	}

	#byMessageId(evidence: Evidence): void {
		const { messageId, role } = evidence;
		const leg =
			messageId === undefined
				? undefined
				: this.legs.findLast(
						(known) =>
							known.messageIds.includes(messageId) && known.isOf(evidence),
					);
		if (role === "read-recipient") {
			if (leg) leg.reports = [...leg.reports, evidence];
			else this.left.push(evidence);
			return;
		}
		const named = leg
			? []
			: this.legs.filter(
					(known) => known.isOf(evidence) && known.isNamed(messageId),
				);
		const target = leg ?? (named.length === 1 ? named[0] : undefined);
		if (target) target.add(evidence, leg ? "certain" : "probable");
		else this.#begin(evidence);
	}

	#answerCancel(evidence: Evidence): void {
		const leg = this.legs.findLast(
			(known) =>
				known.isOf(evidence) &&
				known
					.of("cancel")
					.some((one) => one.transactionId === evidence.transactionId),
		);
		if (leg) leg.add(evidence, "certain");
		else this.left.push(evidence);
	}

	#begin(evidence: Evidence): LegDraft {
		const leg = new LegDraft(evidence);
		this.legs.push(leg);
		return leg;
	}

	#index(leg: LegDraft, evidence: Evidence): void {
		const { location, transactionId, role } = evidence;
		if (location !== undefined) {
			const isNotified = role === "notify";
			if (isNotified) put(this.#byLocation, nameOf(evidence)!, leg);
			for (const form of locationForms(evidence))
				put(this.#byLocation, form, leg);
		}
		if (transactionId === undefined || role === "store" || role === "delete")
			return;
		const candidate: Candidate = { leg, carrier: evidence };
		put(this.#byTransaction, looseId(transactionId), candidate);
	}
}

/** What carried the transaction id is all of one leg. */
function areOfOneLeg(candidates: readonly Candidate[]): boolean {
	const { leg } = candidates[0]!;
	for (let i = 1; i < candidates.length; i++)
		if (candidates[i]!.leg !== leg) return false;
	return true;
}

/** The only leg with the transaction id. */
function foundBy(candidates: readonly Candidate[], evidence: Evidence): Found {
	const { leg } = candidates[0]!;
	const { transactionId } = evidence;
	for (let i = 0; i < candidates.length; i++)
		if (candidates[i]!.carrier.transactionId === transactionId)
			return { leg, confidence: "certain" };
	return { leg, confidence: "weak" };
}

function askersOf(items: readonly Evidence[]): Map<string, Set<string>> {
	const askers = new Map<string, Set<string>>();
	for (const { role, location, client } of items) {
		if (role !== "retrieve" || location === undefined) continue;
		const known = askers.get(location);
		if (known) known.add(client);
		else askers.set(location, new Set([client]));
	}
	return askers;
}

function put<T>(map: Map<string, T[]>, key: string, value: T): void {
	const list = map.get(key);
	if (!list) map.set(key, [value]);
	else if (list[list.length - 1] !== value) list.push(value);
}

/** What names the message of a location: a location that breaks off does so only with its transaction id. */
function nameOf(evidence: Evidence): string | undefined {
	const { location, transactionId, role } = evidence;
	if (location === undefined) return undefined;
	return role === "notify" && isBrokenOff(evidence)
		? `${location}\u0000${transactionId ?? ""}`
		: ownLocation(location, transactionId);
}

/** Sender that a notification or a retrieved message names. */
export function senderOf(leg: LegDraft): string | undefined {
	for (let i = 0; i < leg.exchanges.length; i++) {
		const { role, exchange } = leg.exchanges[i]!;
		if (role !== "retrieve" && role !== "notify") continue;
		const told = role === "retrieve" ? exchange.response : exchange.request;
		const from = textIn(told?.["mmse.from"]);
		if (from !== undefined) return from;
	}
	return undefined;
}
