import type { Evidence } from "../evidence.js";
import { numberOf } from "../field.js";
import type { LegDraft } from "../leg.js";
import type { ReasonId } from "../reasons.js";
import { type Answer, answerOf, judgeAcknowledgement } from "./acknowledge.js";
import { type Finding, finding, type Judgement } from "./finding.js";
import { expiryOf, judgeNotification } from "./notify.js";
import { putTogether } from "./range.js";
import { judgeReport } from "./report.js";
import { judgeRetrieve, type Retrieval } from "./retrieve.js";

const OK = 0x80;
const PARTIAL = "retrieve-partial-resumed";

const REASON_OF_ANSWER: Readonly<Partial<Record<Answer, ReasonId>>> = {
	rejected: "rejected",
	deferred: "deferred",
	unrecognised: "unrecognised",
};

/** Everything that the exchanges of a recipient's leg say, in order of time (STATES 3.2 to 3.8). */
export function judgeRecipient(leg: LegDraft, judgement: Judgement): Finding[] {
	const retrievals = putTogether(
		leg.of("retrieve").map((evidence) => judgeRetrieve(evidence, judgement)),
	);
	const findings = [
		...notificationFindings(leg),
		...answerFindings(leg),
		...retrievalFindings(leg, retrievals, judgement),
		...disposalFindings(leg),
		...attemptFindings(leg),
		...leg.foreign,
		...leg.reports.map((report) =>
			finding(judgeReport(report), report, report.exchange.request),
		),
	];
	findings.push(
		...acknowledgementFindings(leg, retrievals, judgement),
		...silenceFindings(leg, judgement),
		...lateFindings(leg),
	);
	return findings.sort((a, b) => a.time - b.time);
}

function notificationFindings(leg: LegDraft): Finding[] {
	return leg
		.of("notify")
		.flatMap((evidence, index) => judgeNotification(evidence, index > 0));
}

function answerFindings(leg: LegDraft): Finding[] {
	return leg.of("respond").flatMap((evidence) => {
		const reason = REASON_OF_ANSWER[answerOf(evidence)];
		return reason ? [finding(reason, evidence, evidence.exchange.request)] : [];
	});
}

/** Failures, repeats, and the expiry; the first complete retrieval is judged with its acknowledgement. */
function retrievalFindings(
	leg: LegDraft,
	retrievals: Retrieval[],
	{ now, limits }: Judgement,
): Finding[] {
	const expiry = lastExpiry(leg);
	const limit =
		expiry === undefined
			? Number.POSITIVE_INFINITY
			: expiry + limits["clock-tolerance"];
	const failures = retrievals
		.filter(({ isRetrieved, reason }) => !isRetrieved || reason === PARTIAL)
		.map((found) =>
			found.isGone && found.time > limit
				? { ...found, reason: "expired-before-fetch" as const }
				: found,
		);
	const repeats = retrievals
		.filter(({ isRetrieved }) => isRetrieved)
		.slice(1)
		.map((found) => ({ ...found, reason: "retrieve-repeated" as const }));
	const findings: Finding[] = [...failures, ...repeats];
	const isFetched = retrievals.some(({ isRetrieved }) => isRetrieved);
	const isKnown = findings.some(
		({ reason }) => reason === "expired-before-fetch",
	);
	if (!isFetched && !isKnown && now > limit && !isAcknowledged(leg))
		findings.push({
			reason: "expired-before-fetch",
			time: expiry!,
			frames: leg.of("notify").map((one) => one.exchange.request!.frame),
			evidence: leg.of("notify").at(-1)!,
		});
	return findings;
}

function lastExpiry(leg: LegDraft): number | undefined {
	return leg
		.of("notify")
		.map(expiryOf)
		.findLast((expiry) => expiry !== undefined);
}

function acknowledgements(leg: LegDraft): Evidence[] {
	return leg
		.of("respond", "acknowledge")
		.filter((evidence) => answerOf(evidence) === "retrieved");
}

function isAcknowledged(leg: LegDraft): boolean {
	return acknowledgements(leg).length > 0;
}

/** How a delivered message was acknowledged (STATES 3.4): the best acknowledgement counts. */
function acknowledgementFindings(
	leg: LegDraft,
	retrievals: Retrieval[],
	judgement: Judgement,
): Finding[] {
	const delivered = retrievals.find(({ isRetrieved }) => isRetrieved);
	const answers = acknowledgements(leg).map((evidence) =>
		judgeAcknowledgement(evidence, judgement),
	);
	if (!delivered)
		return answers.slice(0, 1).map((answer) => ({
			...answer,
			reason: "acked-not-seen" as const,
		}));
	const lost = retrievals.find(({ problem }) => problem)?.problem;
	const problem = lost && { problem: lost };
	if (answers.length === 0)
		return [{ ...delivered, reason: "retrieved-unconfirmed" }];
	const good = answers.find(
		({ reason }) => reason === "retrieved-acknowledged",
	);
	if (good) {
		const frames = [...delivered.frames, ...good.frames].sort((a, b) => a - b);
		return [{ ...good, frames, ...problem }];
	}
	return answers.map((answer) => ({ ...answer, ...problem }));
}

/** Nothing from the client, not even an acknowledgement of the push, though the capture went on (STATES 5). */
function silenceFindings(leg: LegDraft, { now, limits }: Judgement): Finding[] {
	const notifications = leg.of("notify");
	const last = notifications.at(-1);
	if (!last || leg.members.length > notifications.length) return [];
	if (last.exchange.acknowledged) return [];
	const until = last.lastTime + limits["notification-answer"];
	if (now <= until) return [];
	return [{ ...finding("notify-no-response", last), time: until }];
}

/** Connections that were not made, or that carry what cannot be read (STATES 3.8). */
function attemptFindings(leg: LegDraft): Finding[] {
	return leg
		.of("attempt")
		.map((evidence) =>
			finding(
				evidence.exchange.tls ? "retrieve-tls" : "retrieve-connect-failed",
				evidence,
			),
		);
}

function disposalFindings(leg: LegDraft): Finding[] {
	const findings: Finding[] = [];
	for (const evidence of leg.of(
		"forward",
		"store",
		"delete",
		"cancel-answer",
	)) {
		const reason = disposalReason(evidence);
		if (reason) findings.push(finding(reason, evidence));
	}
	return findings;
}

function disposalReason(evidence: Evidence): ReasonId | undefined {
	const { request, response } = evidence.exchange;
	const status = numberOf(response, "mmse.response_status");
	switch (evidence.role) {
		case "forward":
			return status === OK ? "forwarded-unfetched" : undefined;
		case "delete":
			return status === OK ? "deleted-unfetched" : undefined;
		case "store":
			return numberOf(response, "mmstrace.store_status") === OK
				? "stored"
				: undefined;
		default:
			return numberOf(request, "mmstrace.cancel_status") === OK
				? "cancelled"
				: undefined;
	}
}

/** An answer without its request, or an acknowledgement of something that was not seen (STATES 3.7). */
function lateFindings(leg: LegDraft): Finding[] {
	return leg.members
		.filter(
			({ evidence: { exchange, role } }) =>
				!exchange.request && role !== "attempt",
		)
		.map(({ evidence }) => finding("capture-starts-late", evidence));
}
