import type { Confidence } from "../record.js";
import type { MessageDraft } from "./draft.js";
import { type Evidence, isSameClient } from "./evidence.js";
import type { Finding } from "./judge/finding.js";
import { namesLocation } from "./location.js";
import type { Role } from "./role.js";

const RANK: Record<Confidence, number> = { certain: 0, probable: 1, weak: 2 };

/** The lower of two confidences. */
export function lowest(a: Confidence, b: Confidence): Confidence {
	return RANK[a] >= RANK[b] ? a : b;
}

/** The exchanges of one client for one message while they are sorted out (STATES 1, leg); lists are in order of time. */
export class LegDraft {
	readonly exchanges: Evidence[] = [];
	readonly notifications: Evidence[] = [];
	readonly retrievals: Evidence[] = [];
	/** Responses to notifications and acknowledgements. */
	readonly answers: Evidence[] = [];
	/** Exchanges of all other roles. */
	readonly #rest: Evidence[] = [];
	/** Those that name the message of this leg, each once. */
	readonly messageIds: string[] = [];
	/** The message that it was put to. */
	message: MessageDraft | undefined = undefined;
	/** Reports about this leg, by Message-ID. */
	reports: readonly Evidence[] = [];
	/** Reasons that other messages gave: cancelled, replaced. */
	readonly foreign: Finding[] = [];
	lastTime = Number.NEGATIVE_INFINITY;
	/** That of the exchange that is least sure to belong here. */
	confidence: Confidence = "certain";

	constructor(evidence: Evidence) {
		this.add(evidence, "certain");
	}

	add(evidence: Evidence, confidence: Confidence): void {
		this.exchanges.push(evidence);
		this.#listOf(evidence.role).push(evidence);
		this.#addMessageId(evidence);
		this.lastTime = Math.max(this.lastTime, evidence.lastTime);
		this.confidence = lowest(this.confidence, confidence);
	}

	#listOf(role: Role): Evidence[] {
		switch (role) {
			case "notify":
				return this.notifications;
			case "retrieve":
				return this.retrievals;
			case "respond":
			case "acknowledge":
				return this.answers;
			default:
				return this.#rest;
		}
	}

	#addMessageId({ role, messageId }: Evidence): void {
		if (messageId === undefined) return;
		if (role !== "retrieve" && role !== "cancel" && role !== "send") return;
		if (!this.messageIds.includes(messageId)) this.messageIds.push(messageId);
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
