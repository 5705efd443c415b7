import { type Evidence, isSameClient, recipientSetOf } from "./evidence.js";
import type { Judgement } from "./judge/finding.js";
import { judgeSend } from "./judge/send.js";
import { LegDraft } from "./leg.js";
import { reasonOf } from "./reasons.js";

const DAY_SECONDS = 86_400;
/** Clients repeat a submission within an hour (STATES 6). */
const RETRY_SECONDS = 3600;

/** Joins the attempts of each submission into one leg (STATES 4.3); `sends` in order of time. */
export function formSendLegs(
	sends: readonly Evidence[],
	judgement: Judgement,
): LegDraft[] {
	if (sends.length < 2) return sends.map((send) => new LegDraft(send));
	const legs: LegDraft[] = [];
	const byContent = new Map<string, LegDraft[]>();
	for (let i = 0; i < sends.length; i++) {
		const evidence = sends[i]!;
		const keys = attemptKeys(evidence);
		let leg: LegDraft | undefined;
		for (let j = 0; j < keys.length && !leg; j++)
			leg = byContent
				.get(keys[j]!)
				?.findLast((known) => isNextAttempt(known, evidence, judgement));
		const isSure = leg !== undefined && isSameContent(leg, evidence);
		if (leg) leg.add(evidence, isSure ? "certain" : "probable");
		const own = leg ?? new LegDraft(evidence);
		if (!leg) legs.push(own);
		for (let j = 0; j < keys.length; j++) put(byContent, keys[j]!, own);
	}
	return legs;
}

/** Legs of other clients may have the same content: each key keeps all of them. */
function put(map: Map<string, LegDraft[]>, key: string, leg: LegDraft): void {
	const known = map.get(key);
	if (!known) map.set(key, [leg]);
	else if (!known.includes(leg)) known.push(leg);
}

/** Equal bodies, or one transaction id with equal recipients where a body is cut, are attempts of one message. */
function attemptKeys(evidence: Evidence): string[] {
	const { request } = evidence.exchange;
	if (!request) return [];
	const recipientSet = recipientSetOf(evidence);
	const keys: string[] = [];
	if (request.bodyHash !== undefined && request.complete)
		keys.push(`body ${recipientSet} ${request.bodyHash}`);
	const id = request["mmse.transaction_id"];
	if (id !== undefined) keys.push(`id ${recipientSet} ${String(id)}`);
	const subject = String(request["mmse.subject"] ?? "");
	if (request.parts?.length) keys.push(`parts ${recipientSet} ${subject}`);
	return keys;
}

/** Equal bodies, or one transaction id: there is no doubt. */
function isSameContent(leg: LegDraft, evidence: Evidence): boolean {
	const one = leg.last.exchange.request;
	const other = evidence.exchange.request;
	return (
		(one?.bodyHash !== undefined && one.bodyHash === other?.bodyHash) ||
		one?.["mmse.transaction_id"] === other?.["mmse.transaction_id"]
	);
}

function isNextAttempt(
	leg: LegDraft,
	evidence: Evidence,
	judgement: Judgement,
): boolean {
	const { last } = leg;
	if (!isSameClient(last, evidence) || isOtherHandset(last, evidence))
		return false;
	if (evidence.firstTime - last.firstTime > DAY_SECONDS) return false;
	if (hasOtherBody(last, evidence)) return false;
	if (!isSameContent(leg, evidence) && !isBeginningOf(last, evidence))
		return false;
	const { reason } = judgeSend(last, judgement);
	if (reasonOf(reason).retryLikely || reason === "capture-ends-early")
		return true;
	return isUnheardAnswer(last, evidence);
}

/** Another program or another sender at the same address: the address is shared, or another phone has it now. */
function isOtherHandset(last: Evidence, evidence: Evidence): boolean {
	const one = last.exchange.request?.["http.user_agent"];
	const other = evidence.exchange.request?.["http.user_agent"];
	if (one !== undefined && other !== undefined && one !== other) return true;
	return (
		last.sender !== undefined &&
		evidence.sender !== undefined &&
		last.sender !== evidence.sender
	);
}

/** The body of a broken upload is the beginning of the next one: its parts have the same names and sizes. */
function isBeginningOf(last: Evidence, evidence: Evidence): boolean {
	const one = last.exchange.request;
	const other = evidence.exchange.request;
	if (!one?.parts?.length || one.complete || !other?.parts) return false;
	if (evidence.firstTime - last.firstTime > RETRY_SECONDS) return false;
	return one.parts.every((part, index) => {
		const next = other.parts![index];
		if (!next || part.name !== next.name || part.size !== next.size)
			return false;
		const isWhole = !part.missing && !next.missing;
		return !isWhole || part.hash === next.hash;
	});
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

/**
 * The same submission once more, though it was answered: the answer did not reach the client. Where the capture cannot
 * show that, only the very same octets are a repeat; a new transaction id may be a message that was sent again.
 */
function isUnheardAnswer(last: Evidence, evidence: Evidence): boolean {
	const { request, response } = last.exchange;
	const repeat = evidence.exchange.request;
	if (!request || !repeat || response?.acknowledged === true) return false;
	if (request.pduHash !== undefined && request.pduHash === repeat.pduHash)
		return true;
	return (
		response?.acknowledged === false &&
		request.bodyHash !== undefined &&
		request.bodyHash === repeat.bodyHash
	);
}
