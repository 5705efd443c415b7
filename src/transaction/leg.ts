import type { Confidence } from "../record.js";
import { type Evidence, isSameClient, type Role } from "./evidence.js";
import type { Finding } from "./judge/finding.js";

/** An exchange of a leg, and how it was joined to it. */
export interface Member {
	evidence: Evidence;
	by: string;
	confidence: Confidence;
}

const RANK: Record<Confidence, number> = { certain: 0, probable: 1, weak: 2 };

/** The lower of two confidences. */
export function lowest(a: Confidence, b: Confidence): Confidence {
	return RANK[a] >= RANK[b] ? a : b;
}

/** The exchanges of one client for one message while they are sorted out (STATES 1, leg). */
export class LegDraft {
	readonly members: Member[] = [];
	/** Reports about this leg, by Message-ID. */
	readonly reports: Evidence[] = [];
	/** Reasons that other messages gave: cancelled, replaced. */
	readonly foreign: Finding[] = [];
	/** Recipient's address, where something said it. */
	address?: string;

	constructor(evidence: Evidence) {
		this.add(evidence, "first", "certain");
	}

	add(evidence: Evidence, by: string, confidence: Confidence): void {
		this.members.push({ evidence, by, confidence });
	}

	get first(): Evidence {
		return this.members[0]!.evidence;
	}

	get lastTime(): number {
		return this.members.reduce(
			(last, { evidence }) => Math.max(last, evidence.lastTime),
			this.first.lastTime,
		);
	}

	get confidence(): Confidence {
		return this.members.reduce<Confidence>(
			(low, member) => lowest(low, member.confidence),
			"certain",
		);
	}

	/** Exchanges of these roles, in order of time. */
	of(...roles: Role[]): Evidence[] {
		return this.members
			.map(({ evidence }) => evidence)
			.filter(({ role }) => roles.includes(role));
	}

	/** A push through another network has no address to compare; otherwise one exchange of the client decides. */
	isOf(evidence: Evidence): boolean {
		return this.members.some((member) =>
			isSameClient(member.evidence, evidence),
		);
	}

	get messageIds(): string[] {
		const ids = this.of("retrieve", "cancel", "send").map(
			({ messageId }) => messageId,
		);
		return [...new Set(ids.filter((id) => id !== undefined))];
	}
}

/** The evidence and its hops, nearest to the handset first. */
export function withHops(evidence: Evidence): Evidence[] {
	return [evidence, ...evidence.inner.flatMap(withHops)];
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
