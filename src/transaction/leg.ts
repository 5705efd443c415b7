import type { Confidence } from "../record.js";
import { emptyList } from "../shape.js";
import type { MessageDraft } from "./draft.js";
import { type Evidence, isSameClient } from "./evidence.js";
import type { Finding } from "./judge/finding.js";
import { namesLocation } from "./location.js";
import type { Role } from "./role.js";

/** The lower of two confidences. */
export function lowest(a: Confidence, b: Confidence): Confidence {
	if (a === "weak" || b === "weak") return "weak";
	return a === "probable" ? a : b;
}

const NONE = emptyList<Evidence>();
const NO_IDS = emptyList<string>();
const NO_FINDINGS = emptyList<Finding>();

/**
 * The list with one more. Most have one or two, and some thousands of legs wait at the end: an array that V8 lets grow has
 * room for seventeen.
 */
function withOne<T>(list: readonly T[], one: T): readonly T[] {
	switch (list.length) {
		case 0:
			return [one];
		case 1:
			return [list[0]!, one];
		case 2:
			return [list[0]!, list[1]!, one];
		case 3:
			return [list[0]!, list[1]!, list[2]!, one];
		default:
			(list as T[]).push(one);
			return list;
	}
}

/** The exchanges of one client for one message while they are sorted out (STATES 1, leg); lists are in order of time. */
export class LegDraft {
	exchanges: readonly Evidence[] = NONE;
	notifications: readonly Evidence[] = NONE;
	retrievals: readonly Evidence[] = NONE;
	/** Responses to notifications and acknowledgements. */
	answers: readonly Evidence[] = NONE;
	/** Exchanges of all other roles. */
	#rest: readonly Evidence[] = NONE;
	/** Those that name the message of this leg, each once. */
	messageIds: readonly string[] = NO_IDS;
	/** The message that it was put to. */
	message: MessageDraft | undefined = undefined;
	/** Reports about this leg, by Message-ID. */
	reports: readonly Evidence[] = NONE;
	/** Reasons that other messages gave: cancelled, replaced. */
	foreign: readonly Finding[] = NO_FINDINGS;
	lastTime = Number.NEGATIVE_INFINITY;
	/** That of the exchange that is least sure to belong here. */
	confidence: Confidence = "certain";

	constructor(evidence: Evidence) {
		this.add(evidence, "certain");
	}

	add(evidence: Evidence, confidence: Confidence): void {
		this.exchanges = withOne(this.exchanges, evidence);
		this.#addByRole(evidence.role, evidence);
		this.#addMessageId(evidence);
		this.lastTime = Math.max(this.lastTime, evidence.lastTime);
		this.confidence = lowest(this.confidence, confidence);
	}

	#addByRole(role: Role, evidence: Evidence): void {
		switch (role) {
			case "notify":
				this.notifications = withOne(this.notifications, evidence);
				break;
			case "retrieve":
				this.retrievals = withOne(this.retrievals, evidence);
				break;
			case "respond":
			case "acknowledge":
				this.answers = withOne(this.answers, evidence);
				break;
			default:
				this.#rest = withOne(this.#rest, evidence);
		}
	}

	#addMessageId({ role, messageId }: Evidence): void {
		if (messageId === undefined) return;
		if (role !== "retrieve" && role !== "cancel" && role !== "send") return;
		if (!this.messageIds.includes(messageId))
			this.messageIds = withOne(this.messageIds, messageId);
	}

	get first(): Evidence {
		return this.exchanges[0]!;
	}

	get last(): Evidence {
		return this.exchanges[this.exchanges.length - 1]!;
	}

	/** Some are of roles that have no list of their own. */
	get hasOthers(): boolean {
		return this.#rest.length > 0;
	}

	/** Exchanges of roles that have no list of their own. */
	of(...roles: Role[]): readonly Evidence[] {
		return this.#rest.length === 0
			? this.#rest
			: this.#rest.filter(({ role }) => roles.includes(role));
	}

	/** The Message-ID stands in a location of the leg. */
	isNamed(messageId: string | undefined): boolean {
		return (
			messageId !== undefined &&
			this.exchanges.some(
				({ location }) =>
					location !== undefined && namesLocation(messageId, location),
			)
		);
	}

	/** A push through another network has no address to compare; otherwise one exchange of the client decides. */
	isOf(evidence: Evidence): boolean {
		const { exchanges } = this;
		for (let i = 0; i < exchanges.length; i++)
			if (isSameClient(exchanges[i]!, evidence)) return true;
		return false;
	}
}

/** The evidence and its hops, nearest to the handset first. */
export function withHops(evidence: Evidence): readonly Evidence[] {
	return evidence.inner.length === 0
		? [evidence]
		: [evidence, ...evidence.inner.flatMap(withHops)];
}

/** All of the exchanges, each with its hops. */
export function allHops(exchanges: readonly Evidence[]): readonly Evidence[] {
	for (let i = 0; i < exchanges.length; i++)
		if (exchanges[i]!.inner.length > 0) return exchanges.flatMap(withHops);
	return exchanges;
}

/** Both travelled on one TCP connection or WSP session, on any of their hops. */
export function sharesConnection(a: Evidence, b: Evidence): boolean {
	const connections = new Set(
		withHops(a).map(({ exchange }) => exchange.connection),
	);
	return withHops(b).some(({ exchange }) =>
		connections.has(exchange.connection),
	);
}
