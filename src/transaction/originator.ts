import { type Evidence, isSameClient, recipientSetKey } from "./evidence.js";
import type { Judgement } from "./judge/finding.js";
import { judgeSend } from "./judge/send.js";
import { LegDraft } from "./leg.js";
import { REASONS } from "./reasons.js";

const DAY_SECONDS = 86_400;

/** Joins the attempts of each submission into one leg (STATES 4.3); `sends` in order of time. */
export function formSendLegs(
	sends: readonly Evidence[],
	judgement: Judgement,
): LegDraft[] {
	const legs: LegDraft[] = [];
	const byContent = new Map<string, LegDraft>();
	for (const evidence of sends) {
		const keys = attemptKeys(evidence);
		const leg = keys
			.map((key) => byContent.get(key))
			.find((known) => known && isNextAttempt(known, evidence, judgement));
		if (leg) leg.add(evidence, "attempt", "certain");
		const own = leg ?? new LegDraft(evidence);
		if (!leg) legs.push(own);
		for (const key of keys) byContent.set(key, own);
	}
	return legs;
}

/** Equal bodies, or one transaction id with equal recipients where a body is cut, are attempts of one message. */
function attemptKeys(evidence: Evidence): string[] {
	const { request } = evidence.exchange;
	if (!request) return [];
	const recipients = recipientSetKey(request);
	const keys: string[] = [];
	if (request.bodyHash !== undefined && request.complete)
		keys.push(`body ${recipients} ${request.bodyHash}`);
	const id = request["mmse.transaction_id"];
	if (id !== undefined) keys.push(`id ${recipients} ${String(id)}`);
	return keys;
}

function isNextAttempt(
	leg: LegDraft,
	evidence: Evidence,
	judgement: Judgement,
): boolean {
	const last = leg.members[leg.members.length - 1]!.evidence;
	if (!isSameClient(last, evidence)) return false;
	if (evidence.firstTime - last.firstTime > DAY_SECONDS) return false;
	if (hasOtherBody(last, evidence)) return false;
	const { reason } = judgeSend(last, judgement);
	if (REASONS[reason].retryLikely || reason === "capture-ends-early")
		return true;
	return isUnheardAnswer(last, evidence);
}

/** Both bodies are whole and differ: one transaction id was used twice. */
function hasOtherBody(last: Evidence, evidence: Evidence): boolean {
	const one = last.exchange.request;
	const other = evidence.exchange.request;
	return (
		one?.complete === true &&
		other?.complete === true &&
		one.bodyHash !== undefined &&
		other.bodyHash !== undefined &&
		one.bodyHash !== other.bodyHash
	);
}

/** The same submission once more, though it was answered: the answer did not reach the client. */
function isUnheardAnswer(last: Evidence, evidence: Evidence): boolean {
	const { request, response } = last.exchange;
	const hash = request?.pduHash;
	return (
		hash !== undefined &&
		hash === evidence.exchange.request?.pduHash &&
		response?.acknowledged !== true
	);
}
