import type {
	Confidence,
	Leg,
	LegVerdict,
	Problem,
	ReasonRecord,
	RecipientLeg,
	Report,
	SendLeg,
	Step,
} from "../record.js";
import { decideRecipient, decideSend } from "./decide.js";
import { detailOf, faultOf } from "./detail.js";
import { distinctReports, type Entry } from "./entry.js";
import {
	compareEvidence,
	type Evidence,
	numberOfEvidence,
} from "./evidence.js";
import { textOf } from "./field.js";
import { type Finding, finding, type Judgement } from "./judge/finding.js";
import { judgeRecipient } from "./judge/recipient.js";
import { judgeReport } from "./judge/report.js";
import { judgeSend } from "./judge/send.js";
import { type LegDraft, lowest, withHops } from "./leg.js";
import { type ReasonId, reasonOf } from "./reasons.js";
import { asksForReport } from "./reported.js";
import { recipientState, reportStateOf, sendState } from "./state.js";
import { compareSteps, hopsOf, stepsOf } from "./step.js";
import {
	type Phases,
	putReports,
	recipientPhases,
	sendPhases,
} from "./timing.js";
import { makeUid } from "./uid.js";

/** A leg of a record with the exchange that decided it. */
export interface Built<T extends Leg> {
	leg: T;
	decided?: Evidence;
}

function reasonRecords(findings: readonly Finding[]): ReasonRecord[] {
	return findings.map(({ reason, time, frames }) => ({ reason, time, frames }));
}

/** What the table says about a reason. */
function judged(reason: ReasonId, evidence: Evidence | undefined) {
	const { verdict, outcome } = reasonOf(reason);
	const fault =
		verdict === "ok" ? undefined : faultOf(reason, evidence?.exchange);
	return { verdict, ...(fault && { fault }), outcome, reason };
}

/** Who and where, from the exchanges of the client itself; a push says it only when nothing else does. */
function identity(exchanges: readonly Evidence[]): Partial<Leg> {
	const main =
		exchanges.find(({ exchange }) => exchange.kind === "request") ??
		exchanges[0]!;
	const { client, server, serverPort, transport } = main.exchange;
	const all = exchanges.flatMap(withHops);
	const userAgent = exchanges
		.map(({ exchange }) => exchange.request?.["http.user_agent"])
		.find((value) => value !== undefined);
	const number = all.map(numberOfEvidence).find((value) => value !== undefined);
	const via = all
		.flatMap(({ exchange }) => [
			exchange.request?.["http.via"],
			exchange.response?.["http.via"],
		])
		.filter((value) => value !== undefined);
	return {
		client,
		server,
		serverPort,
		transport,
		...(userAgent !== undefined && { userAgent }),
		...(number !== undefined && { number, numberSource: "header" }),
		...(via.length > 0 && { via: [...new Set(via)] }),
	};
}

function retransmissionsOf(exchanges: readonly Evidence[]): number {
	return exchanges.reduce(
		(count, { exchange: { request, response } }) =>
			count +
			(request?.retransmissions ?? 0) +
			(response?.retransmissions ?? 0),
		0,
	);
}

function problemsOf(
	exchanges: readonly Evidence[],
	findings: readonly Finding[],
): { problems?: Problem[] } {
	const problems = exchanges.flatMap(({ exchange }) => exchange.problems);
	for (const { problem, evidence } of findings) {
		if (!problem || problems.some(({ code }) => code === problem)) continue;
		const { request, response } = evidence.exchange;
		const frame = (response ?? request)?.frame;
		problems.push({
			layer: evidence.exchange.transport === "http" ? "tcp" : "wtp",
			code: problem,
			...(frame !== undefined && { frame }),
		});
	}
	return problems.length > 0 ? { problems } : {};
}

function sortedSteps(exchanges: readonly Evidence[]): Step[] {
	return exchanges.flatMap(stepsOf).sort(compareSteps);
}

/** The record of an originator's leg. */
export function buildSend(
	leg: LegDraft,
	judgement: Judgement,
): Built<SendLeg> & { decided: Evidence } {
	const attempts = leg.of("send", "attempt").sort(compareEvidence);
	const findings = attempts.map((evidence) =>
		evidence.role === "attempt"
			? finding("send-connect-failed", evidence)
			: judgeSend(evidence, judgement),
	);
	const late = attempts
		.filter(({ exchange, role }) => !exchange.request && role === "send")
		.map((evidence) => finding("capture-starts-late", evidence));
	const decided = decideSend(findings);
	const { evidence, reason } = decided;
	const transactionId = attempts
		.map(({ exchange }) => transactionIdOf(exchange))
		.find((id) => id !== undefined);
	const record: SendLeg = {
		uid: makeUid("l", leg.first.exchange.uid, "send"),
		...identity(attempts),
		...(transactionId !== undefined && { transactionId }),
		state: sendState(reason, evidence),
		...judged(reason, evidence),
		confidence: leg.confidence,
		reasons: reasonRecords([...findings, ...late]),
		detail: detailOf(evidence),
		steps: sortedSteps(attempts),
		phases: sendPhases(leg, evidence.exchange),
		retransmissions: retransmissionsOf(attempts),
		attempts: attempts.length,
		hops: hopsOf(attempts),
		...(reasonOf(reason).retryLikely && { mayRetry: true as const }),
		...problemsOf(attempts, findings),
	};
	return { leg: record, decided: evidence };
}

function transactionIdOf({
	request,
	response,
}: Evidence["exchange"]): string | undefined {
	return (
		textOf(request, "mmse.transaction_id") ??
		textOf(response, "mmse.transaction_id")
	);
}

function reportRecords(reports: readonly Evidence[]): Report[] {
	return reports.map((report) => {
		const { request } = report.exchange;
		const status = request?.["mmse.status"];
		const readStatus = request?.["mmse.read_status"];
		return {
			event: stepsOf(report)[0]?.event ?? report.role,
			reason: judgeReport(report),
			...(typeof status === "number" && { "mmse.status": status }),
			...(typeof readStatus === "number" && { "mmse.read_status": readStatus }),
			frame: request?.frame ?? report.firstFrame,
			time: request?.time ?? report.firstTime,
		};
	});
}

/** A submission as its recipients need it. */
export interface SendContext {
	draft: LegDraft;
	record: SendLeg;
	decided: Evidence;
}

/** The record of one recipient: of its leg, or of what the submission or a report says about it. */
export function buildRecipient(
	entry: Entry,
	send: SendContext | undefined,
	judgement: Judgement,
): RecipientLeg {
	return entry.leg
		? buildLeg({ ...entry, leg: entry.leg }, send, judgement)
		: buildAddress(entry, send);
}

function buildLeg(
	entry: Entry & { leg: LegDraft },
	send: SendContext | undefined,
	judgement: Judgement,
): RecipientLeg {
	const { leg } = entry;
	const reports = distinctReports(entry.reports);
	leg.reports.splice(0, leg.reports.length, ...reports);
	const findings = judgeRecipient(leg, judgement);
	findings.push(...missingReport(entry, send));
	const decided = decideRecipient(findings)!;
	const exchanges = leg.members.map(({ evidence }) => evidence);
	const { reason, evidence } = decided;
	const isOwn = exchanges.includes(evidence);
	return {
		uid: makeUid("l", leg.first.exchange.uid, "recipient"),
		...(entry.address !== undefined && { address: entry.address }),
		...identity(exchanges),
		...idsOf(leg),
		state: recipientState(leg, reason),
		...judged(reason, isOwn ? evidence : undefined),
		confidence: lowest(leg.confidence, entry.confidence),
		reasons: reasonRecords(findings),
		detail: detailOf(evidence),
		steps: sortedSteps([...exchanges, ...entry.reports]),
		phases: phasesWithReports(entry, send),
		retransmissions: retransmissionsOf(exchanges),
		attempts: leg.of("retrieve", "attempt").length,
		hops: hopsOf([...exchanges, ...entry.reports]),
		...(reasonOf(reason).retryLikely &&
			reasonOf(reason).verdict === "failed" && { mayRetry: true as const }),
		...problemsOf(exchanges, findings),
		...notificationCount(leg),
		reportState: reportStateOf(reports),
		reports: reportRecords(reports),
	};
}

/** All reports count for the times, also those that say the same to the other side. */
function phasesWithReports(
	entry: Entry & { leg: LegDraft },
	send: SendContext | undefined,
): Phases {
	const { leg } = entry;
	const distinct = [...leg.reports];
	leg.reports.splice(0, leg.reports.length, ...entry.reports);
	const phases = recipientPhases(leg, send?.decided.exchange);
	leg.reports.splice(0, leg.reports.length, ...distinct);
	return phases;
}

function notificationCount(leg: LegDraft): { notifications?: number } {
	const notifications = leg.of("notify").length;
	return notifications > 0 ? { notifications } : {};
}

function idsOf(leg: LegDraft): Partial<RecipientLeg> {
	const notified = leg.of("notify");
	const fetched = leg.of("retrieve");
	const answers = leg.of(
		"respond",
		"acknowledge",
		"forward",
		"store",
		"delete",
	);
	const transactionId = [...notified, ...fetched, ...answers]
		.map((evidence) => evidence.transactionId)
		.find((id) => id !== undefined);
	const location = [...notified, ...answers]
		.map(({ exchange }) => textOf(exchange.request, "mmse.content_location"))
		.find((url) => url !== undefined);
	const asked = fetched.map(({ exchange }) => exchange.url).find(Boolean);
	const contentLocation = location?.trim() ?? asked;
	return {
		...(transactionId !== undefined && { transactionId }),
		...(contentLocation !== undefined && { contentLocation }),
	};
}

/** A report was asked for and none is there (STATES 3.6). */
function missingReport(entry: Entry, send: SendContext | undefined): Finding[] {
	const isDue =
		send?.record.verdict === "ok" &&
		asksForReport(send.draft) &&
		!entry.reports.some(({ role }) => role === "delivery");
	if (!isDue) return [];
	return [
		finding("report-missing", send.decided, send.decided.exchange.response),
	];
}

/** A recipient of whom nothing but the submission or reports is known. */
function buildAddress(
	entry: Entry,
	send: SendContext | undefined,
): RecipientLeg {
	const reports = distinctReports(entry.reports);
	const findings = reports.map((report) =>
		finding(judgeReport(report), report, report.exchange.request),
	);
	const decided = decideRecipient(findings);
	const phases: Phases = {};
	const from = send?.record.verdict === "ok" ? send.decided : undefined;
	putReports(phases, entry.reports, { from: from?.exchange.response?.time });
	const own = decided
		? judged(decided.reason, decided.evidence)
		: ofSend(send!.record);
	const first = reports[0]?.exchange.uid ?? send!.draft.first.exchange.uid;
	return {
		uid: makeUid("l", first, "address", entry.address ?? ""),
		...(entry.address !== undefined && { address: entry.address }),
		state: "none",
		...own,
		confidence: lowest(entry.confidence, confidenceOf(send)),
		reasons: reasonRecords([...findings, ...missingReport(entry, send)]),
		detail: decided ? detailOf(decided.evidence) : {},
		steps: sortedSteps(entry.reports),
		phases,
		retransmissions: retransmissionsOf(reports),
		attempts: 0,
		hops: hopsOf(entry.reports),
		reportState: reportStateOf(reports),
		reports: reportRecords(reports),
	};
}

function confidenceOf(send: SendContext | undefined): Confidence {
	return send?.record.confidence ?? "certain";
}

/** Accepted is not delivered: the recipient waits. Otherwise the submission's end is the recipient's. */
function ofSend(send: SendLeg) {
	const verdict: LegVerdict = send.verdict === "ok" ? "pending" : send.verdict;
	return {
		verdict,
		...(send.fault !== undefined && { fault: send.fault }),
		outcome: send.outcome,
		reason: send.reason,
	};
}
