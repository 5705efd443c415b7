import type { Evidence } from "../evidence.js";
import { numberFor, numberIn } from "../field.js";
import type { LegDraft } from "../leg.js";
import { sortAlmost } from "../order.js";
import type { ReasonId } from "../reasons.js";
import { redirectTarget } from "../redirect.js";
import { type Answer, answerOf, judgeAcknowledgement } from "./acknowledge.js";
import { judgeRetrieveAttempt } from "./attempt.js";
import {
	type Finding,
	finding,
	type Judgement,
	withReason,
} from "./finding.js";
import { expiryOf, judgeNotification } from "./notify.js";
import { PARTIAL, putTogether } from "./range.js";
import { judgeReport } from "./report.js";
import { judgeRetrieve, type Retrieval } from "./retrieve.js";

const OK = 0x80;
const REDIRECT = "retrieve-http-redirect";
/** What ends a leg before the message expires. */
const ENDINGS: readonly ReasonId[] = [
	"rejected",
	"unrecognised",
	"deleted-unfetched",
	"forwarded-unfetched",
	"cancelled",
	"replaced",
];

const REASON_OF_ANSWER: Readonly<Partial<Record<Answer, ReasonId>>> = {
	rejected: "rejected",
	deferred: "deferred",
	unrecognised: "unrecognised",
};

/** Everything that the exchanges of a recipient's leg say, in order of time (STATES 3.2 to 3.8). */
export function judgeRecipient(leg: LegDraft, judgement: Judgement): Finding[] {
	const judged: Retrieval[] = [];
	for (let i = 0; i < leg.retrievals.length; i++)
		judged.push(judgeRetrieve(leg.retrievals[i]!, judgement));
	const retrievals = putTogether(judged);
	const findings: Finding[] = [];
	for (let i = 0; i < leg.notifications.length; i++)
		judgeNotification(findings, leg.notifications[i]!, i > 0);
	addAnswers(findings, leg);
	addDisposals(findings, leg);
	for (let i = 0; i < leg.foreign.length; i++) findings.push(leg.foreign[i]!);
	addRetrievals(findings, { leg, retrievals, judgement });
	addAttempts(findings, leg);
	for (let i = 0; i < leg.reports.length; i++) {
		const report = leg.reports[i]!;
		findings.push(
			finding(judgeReport(report), report, report.exchange.request),
		);
	}
	addAcknowledgements(findings, { leg, retrievals, judgement });
	addSilence(findings, leg, judgement);
	addLate(findings, leg);
	if (findings.length === 0)
		findings.push(finding("capture-starts-late", leg.first));
	return sortAlmost(findings, compareTimes);
}

function compareTimes(a: Finding, b: Finding): number {
	return a.time - b.time;
}

/** A leg with its retrievals, judged one by one. */
interface Judged {
	leg: LegDraft;
	retrievals: readonly Retrieval[];
	judgement: Judgement;
}

function addAnswers(findings: Finding[], leg: LegDraft): void {
	for (let i = 0; i < leg.answers.length; i++) {
		const evidence = leg.answers[i]!;
		if (evidence.role !== "respond") continue;
		const reason = REASON_OF_ANSWER[answerOf(evidence)];
		if (reason)
			findings.push(finding(reason, evidence, evidence.exchange.request));
	}
}

/** Failures, repeats, and the expiry; the first complete retrieval is judged with its acknowledgement. */
function addRetrievals(findings: Finding[], judged: Judged): void {
	const { leg, retrievals, judgement } = judged;
	const expiry = lastExpiry(leg);
	const limit =
		expiry === undefined
			? Number.POSITIVE_INFINITY
			: expiry + judgement.limits["clock-tolerance"];
	let isKnown = false;
	for (let i = 0; i < retrievals.length; i++) {
		const found = retrievals[i]!;
		if (found.isRetrieved && found.reason !== PARTIAL) continue;
		if (found.reason === REDIRECT && isFollowed(found, leg)) continue;
		const isExpired = found.isGone && found.time > limit;
		isKnown ||= isExpired;
		findings.push(
			isExpired ? withReason(found, "expired-before-fetch") : found,
		);
	}
	let whole = 0;
	for (let i = 0; i < retrievals.length; i++) {
		const found = retrievals[i]!;
		if (found.isRetrieved && ++whole > 1)
			findings.push(withReason(found, "retrieve-repeated"));
	}
	if (whole > 0 || isKnown) return;
	if (leg.answers.some(isAcknowledgement)) return;
	if (findings.some(({ reason }) => ENDINGS.includes(reason))) return;
	if (judgement.now > limit)
		findings.push({
			reason: "expired-before-fetch",
			time: expiry!,
			frames: leg.notifications.map((one) => one.exchange.request!.frame),
			evidence: leg.notifications.at(-1)!,
		});
}

/** The client asked for what the redirect names. */
function isFollowed({ evidence }: Retrieval, leg: LegDraft): boolean {
	const target = redirectTarget(evidence.exchange);
	return leg.retrievals.some(
		({ location, firstTime }) =>
			location !== undefined &&
			location === target &&
			firstTime >= evidence.firstTime,
	);
}

function lastExpiry(leg: LegDraft): number | undefined {
	for (let i = leg.notifications.length - 1; i >= 0; i--) {
		const expiry = expiryOf(leg.notifications[i]!);
		if (expiry !== undefined) return expiry;
	}
	return undefined;
}

function isAcknowledgement(answer: Evidence): boolean {
	return answerOf(answer) === "retrieved";
}

/** How a delivered message was acknowledged (STATES 3.4): the best acknowledgement counts. */
function addAcknowledgements(
	findings: Finding[],
	{ leg, retrievals, judgement }: Judged,
): void {
	let delivered: Retrieval | undefined;
	let problem: Finding["problem"];
	for (let i = 0; i < retrievals.length; i++) {
		const found = retrievals[i]!;
		if (found.isRetrieved) delivered ??= found;
		problem ??= found.problem;
	}
	const answers: Finding[] = [];
	let good: Finding | undefined;
	for (let i = 0; i < leg.answers.length; i++) {
		const evidence = leg.answers[i]!;
		if (!isAcknowledgement(evidence)) continue;
		const found = judgeAcknowledgement(evidence, judgement);
		if (found.reason === "retrieved-acknowledged") good ??= found;
		answers.push(found);
	}
	const answer = answers[0];
	if (!delivered) {
		if (answer) findings.push(withReason(answer, "acked-not-seen"));
		return;
	}
	if (!answer) {
		findings.push(withReason(delivered, "retrieved-unconfirmed"));
		return;
	}
	if (problem)
		for (let i = 0; i < answers.length; i++) answers[i]!.problem = problem;
	if (good) {
		good.frames = bothInOrder(delivered.frames, good.frames);
		findings.push(good);
	} else for (let i = 0; i < answers.length; i++) findings.push(answers[i]!);
}

/** Mostly one frame each: calls that sort lists of other things would make V8 keep this one as such a list. */
function bothInOrder(one: number[], other: number[]): number[] {
	const first = one[0]!;
	const second = other[0]!;
	if (one.length === 1 && other.length === 1)
		return first <= second ? [first, second] : [second, first];
	return one.concat(other).sort((a, b) => a - b);
}

/** Nothing from the client, not even an acknowledgement of the push, though the capture went on (STATES 5). */
function addSilence(
	findings: Finding[],
	leg: LegDraft,
	{ now, limits }: Judgement,
): void {
	const last = leg.notifications.at(-1);
	if (!last || leg.exchanges.length > leg.notifications.length) return;
	if (last.exchange.acknowledged) return;
	const until = last.lastTime + limits["notification-answer"];
	if (now <= until) return;
	const found = finding("notify-no-response", last);
	found.time = until;
	findings.push(found);
}

/** Connections that were not made, or that carry what cannot be read (STATES 3.8). */
function addAttempts(findings: Finding[], leg: LegDraft): void {
	if (!leg.hasOthers) return;
	for (const evidence of leg.of("attempt")) {
		const found = judgeRetrieveAttempt(evidence, leg);
		if (found) findings.push(found);
	}
}

function addDisposals(findings: Finding[], leg: LegDraft): void {
	if (!leg.hasOthers) return;
	const disposals = leg.of("forward", "store", "delete", "cancel-answer");
	for (let i = 0; i < disposals.length; i++) {
		const evidence = disposals[i]!;
		const reason = disposalReason(evidence);
		if (reason) findings.push(finding(reason, evidence));
	}
}

function disposalReason(evidence: Evidence): ReasonId | undefined {
	const { request, response } = evidence.exchange;
	const status = numberFor(response, "mmse.response_status", evidence.position);
	switch (evidence.role) {
		case "forward":
			return status === OK ? "forwarded-unfetched" : undefined;
		case "delete":
			return status === OK ? "deleted-unfetched" : undefined;
		case "store":
			return numberIn(response?.["mmstrace.store_status"]) === OK
				? "stored"
				: undefined;
		default:
			return numberIn(request?.["mmstrace.cancel_status"]) === OK
				? "cancelled"
				: undefined;
	}
}

/** An answer without its request (STATES 3.7). */
function addLate(findings: Finding[], leg: LegDraft): void {
	for (let i = 0; i < leg.exchanges.length; i++) {
		const evidence = leg.exchanges[i]!;
		if (!evidence.exchange.request && evidence.role !== "attempt")
			findings.push(finding("capture-starts-late", evidence));
	}
}
