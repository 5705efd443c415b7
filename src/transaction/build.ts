import type {
	Confidence,
	Exchange,
	Leg,
	Problem,
	ReasonRecord,
	RecipientLeg,
	Report,
	SendLeg,
} from "../record.js";
import { telephoneNumber } from "./address.js";
import { decideRecipient, decideSend } from "./decide.js";
import { detailOf } from "./detail.js";
import { distinctReports, type Entry } from "./entry.js";
import { compareEvidence, type Evidence } from "./evidence.js";
import { faultOf } from "./fault.js";
import { textIn } from "./field.js";
import { judgeSendAttempt } from "./judge/attempt.js";
import { type Finding, finding, type Judgement } from "./judge/finding.js";
import { judgeRecipient } from "./judge/recipient.js";
import { judgeReport } from "./judge/report.js";
import { judgeSend } from "./judge/send.js";
import { type LegDraft, lowest } from "./leg.js";
import { inOrder } from "./order.js";
import { addParty, newLeg, partyOf } from "./party.js";
import { type ReasonId, reasonOf } from "./reasons.js";
import { asksForReport } from "./reported.js";
import { recipientState, reportStateOf, sendState } from "./state.js";
import { firstEventOf, hopsOf, sortedSteps } from "./step.js";
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

/*
 * Records are filled by single assignments in the order of their keys: spreading several objects into one costs V8 ten
 * times as much.
 */

function reasonRecords(findings: readonly Finding[]): ReasonRecord[] {
	const records: ReasonRecord[] = [];
	for (let i = 0; i < findings.length; i++) {
		const { reason, time, frames } = findings[i]!;
		records.push({ reason, time, frames });
	}
	return records;
}

/** What the table says about a reason. */
function addJudged(
	record: Leg,
	reason: ReasonId,
	evidence: Evidence | undefined,
): void {
	const { verdict, outcome } = reasonOf(reason);
	const fault = verdict === "ok" ? undefined : faultOf(reason, evidence);
	record.verdict = verdict;
	if (fault) record.fault = fault;
	record.outcome = outcome;
	record.reason = reason;
}

/** What the sender calls itself is its number when nothing else tells it. */
function addSender(record: Leg, attempts: readonly Evidence[]): void {
	if (record.number !== undefined) return;
	for (let i = 0; i < attempts.length; i++) {
		const { exchange } = attempts[i]!;
		const from = textIn(exchange.request?.["mmse.from"]);
		if (from === undefined) continue;
		const number = telephoneNumber(from);
		if (number === undefined) return;
		record.number = number;
		record.numberSource = "from";
		return;
	}
}

/** Adds what those problems do not tell that findings show. */
function addProblems(
	record: Leg,
	known: Problem[],
	findings: readonly Finding[],
): void {
	for (let i = 0; i < findings.length; i++) {
		const { problem, evidence } = findings[i]!;
		if (problem && !known.some(({ code }) => code === problem))
			known.push(problemOf(problem, evidence.exchange));
	}
	if (known.length > 0) record.problems = known;
}

function problemOf(code: string, exchange: Exchange): Problem {
	const { transport, request, response } = exchange;
	const problem: Problem = {
		layer: transport === "http" ? "tcp" : "wtp",
		code,
	};
	const frame = (response ?? request)?.frame;
	if (frame !== undefined) problem.frame = frame;
	return problem;
}

/** The record of an originator's leg. */
export function buildSend(
	leg: LegDraft,
	judgement: Judgement,
): Built<SendLeg> & { decided: Evidence } {
	const attempts = inOrder(leg.exchanges, compareEvidence);
	const findings: Finding[] = [];
	for (let i = 0; i < attempts.length; i++) {
		const one = attempts[i]!;
		findings.push(
			one.role === "attempt"
				? judgeSendAttempt(one)
				: judgeSend(one, judgement),
		);
	}
	const { evidence, reason } = decideSend(findings);
	const reasons = reasonRecords(findings);
	addLate(reasons, attempts);
	const party = partyOf(attempts);
	const uid = makeUid("l", leg.first.exchange.uid, "send");
	const record: SendLeg = newLeg(uid, party);
	addParty(record, party);
	addSender(record, attempts);
	const transactionId = transactionIdOf(attempts);
	if (transactionId !== undefined) record.transactionId = transactionId;
	record.state = sendState(reason, evidence);
	addJudged(record, reason, evidence);
	record.confidence = leg.confidence;
	record.reasons = reasons;
	record.detail = detailOf(evidence);
	record.steps = sortedSteps(attempts, []);
	record.phases = sendPhases(leg, evidence.exchange);
	record.retransmissions = party.retransmissions;
	record.attempts = attempts.length;
	record.hops = hopsOf(attempts, []);
	if (reasonOf(reason).retryLikely) record.mayRetry = true;
	addProblems(record, party.problems, findings);
	return { leg: record, decided: evidence };
}

/** Adds submissions of which the capture has only the answer. */
function addLate(reasons: ReasonRecord[], attempts: readonly Evidence[]): void {
	for (const evidence of attempts) {
		if (evidence.exchange.request || evidence.role !== "send") continue;
		const { reason, time, frames } = finding("capture-starts-late", evidence);
		reasons.push({ reason, time, frames });
	}
}

/** Of the first attempt that has one, whichever side told it. */
function transactionIdOf(attempts: readonly Evidence[]): string | undefined {
	for (let i = 0; i < attempts.length; i++) {
		const { exchange } = attempts[i]!;
		const id =
			textIn(exchange.request?.["mmse.transaction_id"]) ??
			textIn(exchange.response?.["mmse.transaction_id"]);
		if (id !== undefined) return id;
	}
	return undefined;
}

function reportRecords(reports: readonly Evidence[]): Report[] {
	const records: Report[] = [];
	for (const report of reports) records.push(reportRecord(report));
	return records;
}

function reportRecord(report: Evidence): Report {
	const { request } = report.exchange;
	const status = request?.["mmse.status"];
	const readStatus = request?.["mmse.read_status"];
	const record = {
		event: firstEventOf(report) ?? report.role,
		reason: judgeReport(report),
	} as Report;
	if (typeof status === "number") record["mmse.status"] = status;
	if (typeof readStatus === "number") record["mmse.read_status"] = readStatus;
	record.frame = request?.frame ?? report.firstFrame;
	record.time = request?.time ?? report.firstTime;
	if (!request) return record;
	const { timeNs, capture, captureFrame } = request;
	if (timeNs !== undefined) record.timeNs = timeNs;
	if (capture !== undefined) record.capture = capture;
	if (captureFrame !== undefined) record.captureFrame = captureFrame;
	return record;
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
		? buildLeg(entry, entry.leg, { send, judgement })
		: buildAddress(entry, send);
}

function buildLeg(
	entry: Entry,
	leg: LegDraft,
	context: { send: SendContext | undefined; judgement: Judgement },
): RecipientLeg {
	const { send, judgement } = context;
	const { exchanges } = leg;
	const reports = distinctReports(entry.reports);
	leg.reports = reports;
	const findings = judgeRecipient(leg, judgement);
	if (isReportMissing(entry, send)) findings.push(missingReport(send));
	const { reason, evidence } = decideRecipient(findings)!;
	const party = partyOf(exchanges);
	const uid = makeUid("l", leg.first.exchange.uid, "recipient");
	const record = newLeg(uid, party, entry.address);
	addParty(record, party);
	addIds(record, leg);
	record.state = recipientState(leg, reason);
	const isOwn = exchanges.includes(evidence);
	addJudged(record, reason, isOwn ? evidence : undefined);
	record.confidence = lowest(
		isExpiredByClock(reason, evidence, reports) ? "probable" : "certain",
		lowest(leg.confidence, entry.confidence),
	);
	record.reasons = reasonRecords(findings);
	record.detail = detailOf(evidence);
	record.steps = sortedSteps(exchanges, entry.reports);
	// All reports count for the times, also those that say the same to the other side.
	record.phases = recipientPhases(leg, {
		reports: inOrder(entry.reports, compareEvidence),
		send: send?.decided.exchange,
		decided: evidence,
	});
	record.retransmissions = party.retransmissions;
	record.attempts = leg.retrievals.length + leg.of("attempt").length;
	record.hops = hopsOf(exchanges, entry.reports);
	const { retryLikely, verdict } = reasonOf(reason);
	if (retryLikely && verdict === "failed") record.mayRetry = true;
	addProblems(record, party.problems, findings);
	const notifications = leg.notifications.length;
	if (notifications > 0) record.notifications = notifications;
	record.reportState = reportStateOf(reports);
	record.reports = reportRecords(reports);
	return record;
}

/** Nobody said that the message expired: the capture's clock passed the time (STATES 3.3). */
function isExpiredByClock(
	reason: ReasonId,
	decided: Evidence,
	reports: readonly Evidence[],
): boolean {
	return (
		reason === "expired-before-fetch" &&
		decided.role === "notify" &&
		reports.every((report) => judgeReport(report) !== "report-expired")
	);
}

function addIds(record: RecipientLeg, leg: LegDraft): void {
	const { notifications, retrievals } = leg;
	const answers = answersOf(leg);
	const transactionId =
		firstTransactionId(notifications) ??
		firstTransactionId(retrievals) ??
		firstTransactionId(answers);
	if (transactionId !== undefined) record.transactionId = transactionId;
	const location =
		firstLocation(notifications)?.trim() ??
		firstLocation(answers)?.trim() ??
		firstUrl(retrievals);
	if (location !== undefined) record.contentLocation = location;
}

/** What the client did about the message, in order of time. */
function answersOf(leg: LegDraft): readonly Evidence[] {
	const disposals = leg.of("forward", "store", "delete");
	if (disposals.length === 0) return leg.answers;
	return leg.exchanges.filter(
		(evidence) =>
			leg.answers.includes(evidence) || disposals.includes(evidence),
	);
}

function firstTransactionId(
	exchanges: readonly Evidence[],
): string | undefined {
	for (let i = 0; i < exchanges.length; i++) {
		const { transactionId } = exchanges[i]!;
		if (transactionId !== undefined) return transactionId;
	}
	return undefined;
}

function firstUrl(exchanges: readonly Evidence[]): string | undefined {
	for (let i = 0; i < exchanges.length; i++) {
		const { exchange } = exchanges[i]!;
		if (exchange.url) return exchange.url;
	}
	return undefined;
}

function firstLocation(exchanges: readonly Evidence[]): string | undefined {
	for (let i = 0; i < exchanges.length; i++) {
		const { exchange } = exchanges[i]!;
		const location = textIn(exchange.request?.["mmse.content_location"]);
		if (location !== undefined) return location;
	}
	return undefined;
}

/** A report was asked for and none is there (STATES 3.6). */
function isReportMissing(
	entry: Entry,
	send: SendContext | undefined,
): send is SendContext {
	if (send?.record.verdict !== "ok") return false;
	for (let i = 0; i < entry.reports.length; i++) {
		const { role } = entry.reports[i]!;
		if (role === "delivery") return false;
	}
	return asksForReport(send.draft);
}

function missingReport({ decided }: SendContext): Finding {
	return finding("report-missing", decided, decided.exchange.response);
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
	if (isReportMissing(entry, send)) findings.push(missingReport(send));
	const phases: Phases = {};
	const from = send?.record.verdict === "ok" ? send.decided : undefined;
	putReports(phases, inOrder(entry.reports, compareEvidence), {
		from: from?.exchange.response?.time,
	});
	const first = reports[0]?.exchange.uid ?? send!.draft.first.exchange.uid;
	const record = {
		uid: makeUid("l", first, `address\u0000${entry.address ?? ""}`),
	} as RecipientLeg;
	if (entry.address !== undefined) record.address = entry.address;
	record.state = "none";
	if (decided) addJudged(record, decided.reason, decided.evidence);
	else addSendVerdict(record, send!.record);
	record.confidence = lowest(entry.confidence, confidenceOf(send));
	record.reasons = reasonRecords(findings);
	record.detail = decided ? detailOf(decided.evidence) : {};
	record.steps = sortedSteps([], entry.reports);
	record.phases = phases;
	record.retransmissions =
		reports.length > 0 ? partyOf(reports).retransmissions : 0;
	record.attempts = 0;
	record.hops = hopsOf([], entry.reports);
	record.reportState = reportStateOf(reports);
	record.reports = reportRecords(reports);
	return record;
}

function confidenceOf(send: SendContext | undefined): Confidence {
	return send?.record.confidence ?? "certain";
}

/** Accepted is not delivered: the recipient waits. Otherwise the submission's end is the recipient's. */
function addSendVerdict(record: Leg, send: SendLeg): void {
	record.verdict = send.verdict === "ok" ? "pending" : send.verdict;
	if (send.fault !== undefined) record.fault = send.fault;
	record.outcome = send.outcome;
	record.reason = send.reason;
}
