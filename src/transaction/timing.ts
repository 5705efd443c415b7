import type { Exchange, Half } from "../record.js";
import type { Evidence } from "./evidence.js";
import { messageTypeOf, numberIn } from "./field.js";
import { answerOf } from "./judge/acknowledge.js";
import { isFetched } from "./judge/retrieve.js";
import type { LegDraft } from "./leg.js";
import { FORWARD_CONF, SEND_CONF } from "./pdutype.js";

/** Phases of `states-latencies` in seconds, with `_` for `-`. */
export type Phases = Record<string, number>;

/**
 * Length of a phase; negative times mean clocks that differ and are left out (`states-latencies`, notes). It is added under
 * a name that stands there: one that is handed on takes V8 much longer.
 */
function span(
	from: number | undefined,
	to: number | undefined,
): number | undefined {
	if (from === undefined || to === undefined || to < from) return undefined;
	return Math.round((to - from) * 1e6) / 1e6;
}

/** Time of the packet that first carried the last octet, when all of it was seen (STATES 6). */
function end(half: Half | undefined): number | undefined {
	return half?.complete ? (half.lastDataTime ?? half.time) : undefined;
}

/** The same of the PDU that accepts a submission. */
function endOfConfirmation(half: Half | undefined): number | undefined {
	const type = messageTypeOf(half);
	return type === SEND_CONF || type === FORWARD_CONF ? end(half) : undefined;
}

/** The connection of the exchange that decided, whichever exchange of the leg opened it. */
function putConnect(
	phases: Phases,
	decided: Exchange | undefined,
	exchanges: readonly Evidence[],
): void {
	if (!decided || decided.kind === "attempt") return;
	const connect = decided.connect ?? connectOf(decided.connection, exchanges);
	const took = span(connect?.firstTime, connect?.time);
	if (took !== undefined) phases.connect = took;
}

function connectOf(
	connection: string,
	exchanges: readonly Evidence[],
): Exchange["connect"] {
	for (let i = 0; i < exchanges.length; i++) {
		const { role, exchange } = exchanges[i]!;
		if (
			role !== "attempt" &&
			exchange.connect !== undefined &&
			exchange.connection === connection
		)
			return exchange.connect;
	}
	return undefined;
}

/** Phases of a submission: of the attempt that decided it. */
export function sendPhases(leg: LegDraft, decided: Exchange): Phases {
	const { request, response } = decided;
	const phases: Phases = {};
	const answered = endOfConfirmation(response);
	putConnect(phases, decided, leg.exchanges);
	const uploaded = end(request);
	const upload = span(request?.firstTime, uploaded);
	if (upload !== undefined) phases.upload = upload;
	const submitWait = span(uploaded, response?.firstTime);
	if (submitWait !== undefined) phases.submit_wait = submitWait;
	const submitTotal = span(request?.firstTime, answered);
	if (submitTotal !== undefined) phases.submit_total = submitTotal;
	return phases;
}

/** What the phases of a recipient's leg are made of besides its own exchanges. */
export interface PhaseContext {
	/** All reports about it. */
	reports: readonly Evidence[];
	/** The attempt that decided the submission, when that is joined. */
	send: Exchange | undefined;
	/** The exchange that decided the leg. */
	decided: Evidence;
}

/** The retrieval that decided the leg: by itself, or by what it brought; or else the last one. */
function retrievalOf({ retrievals }: LegDraft, decided: Evidence) {
	if (decided.role === "retrieve") return decided;
	for (let i = 0; i < retrievals.length; i++) {
		const retrieval = retrievals[i]!;
		if (isFetched(retrieval)) return retrieval;
	}
	return retrievals[retrievals.length - 1];
}

/** Phases of a recipient's leg; those that need the submission only when it is joined. */
export function recipientPhases(leg: LegDraft, context: PhaseContext): Phases {
	const { send, decided } = context;
	const fetched = retrievalOf(leg, decided);
	const retrieval = fetched?.exchange;
	const phases: Phases = {};
	const notification = leg.notifications[0]?.exchange.request;
	const notified = end(notification);
	const get = leg.retrievals[0]?.exchange.request;
	const accepted = endOfConfirmation(send?.response);
	const answer = retrieval?.response;
	putConnect(phases, retrieval, leg.exchanges);
	const relay = span(accepted, notification?.firstTime);
	if (relay !== undefined) phases.relay = relay;
	const notifyTransfer = span(notification?.firstTime, notified);
	if (notifyTransfer !== undefined) phases.notify_transfer = notifyTransfer;
	const notifyToGet = span(notified, get?.firstTime);
	if (notifyToGet !== undefined) phases.notify_to_get = notifyToGet;
	const notifyToResponse = span(notified, respondedAt(leg));
	if (notifyToResponse !== undefined)
		phases.notify_to_response = notifyToResponse;
	const retrieveWait = span(end(retrieval?.request), answer?.firstTime);
	if (retrieveWait !== undefined) phases.retrieve_wait = retrieveWait;
	const downloaded = end(answer);
	const download = span(answer?.firstTime, downloaded);
	if (download !== undefined) phases.download = download;
	const delivered = fetched && isFetched(fetched) ? downloaded : undefined;
	const ageAtRetrieval = span(numberIn(answer?.["mmse.date"]), delivered);
	if (ageAtRetrieval !== undefined) phases.age_at_retrieval = ageAtRetrieval;
	putConfirmation(phases, leg, { context, delivered });
	return phases;
}

/** When the client first answered a notification. */
function respondedAt({ answers }: LegDraft): number | undefined {
	for (let i = 0; i < answers.length; i++) {
		const { role, exchange } = answers[i]!;
		if (role === "respond") return exchange.request?.firstTime;
	}
	return undefined;
}

/** Phases since the message was delivered: acknowledgement, reports, the way from end to end. */
function putConfirmation(
	phases: Phases,
	leg: LegDraft,
	known: { context: PhaseContext; delivered: number | undefined },
): void {
	const { context, delivered } = known;
	const { reports, send } = context;
	const acknowledgement = acknowledgementOf(leg, delivered);
	const confirmed = acknowledgement?.request;
	const ackDelay = span(delivered, confirmed?.firstTime);
	if (ackDelay !== undefined) phases.ack_delay = ackDelay;
	const answered = acknowledgement?.response?.firstTime;
	const acknowledged = end(confirmed);
	const ackAnswer = span(acknowledged, answered);
	if (ackAnswer !== undefined) phases.ack_answer = ackAnswer;
	const endToEnd = span(send?.request?.firstTime, delivered);
	if (endToEnd !== undefined) phases.end_to_end = endToEnd;
	putReports(phases, reports, { from: acknowledged, delivered });
}

/** The first acknowledgement after the message was there. */
function acknowledgementOf(
	leg: LegDraft,
	delivered = Number.NEGATIVE_INFINITY,
): Exchange | undefined {
	let first: Evidence | undefined;
	for (let i = 0; i < leg.answers.length; i++) {
		const one = leg.answers[i]!;
		if (answerOf(one) !== "retrieved") continue;
		if (one.firstTime >= delivered) return one.exchange;
		first ??= one;
	}
	return first?.exchange;
}

/** Phases that reports end: since the acknowledgement, or since acceptance when the recipient's leg was not seen. */
export function putReports(
	phases: Phases,
	reports: readonly Evidence[],
	since: { from: number | undefined; delivered?: number | undefined },
): void {
	if (reports.length === 0) return;
	const { from, delivered } = since;
	const read = firstAfter(reports, "read-recipient", delivered);
	const told = firstAfter(reports, "read-originator", read?.firstTime);
	const reported = firstAfter(reports, "delivery", from);
	const reportDelay = span(from, reported?.firstTime);
	if (reportDelay !== undefined) phases.report_delay = reportDelay;
	const readDelay = span(delivered, read?.firstTime);
	if (readDelay !== undefined) phases.read_delay = readDelay;
	const readReportDelay = span(end(read), told?.firstTime);
	if (readReportDelay !== undefined) phases.read_report_delay = readReportDelay;
}

/** The first report of its kind, not before this time. */
function firstAfter(
	reports: readonly Evidence[],
	role: Evidence["role"],
	time = Number.NEGATIVE_INFINITY,
): Half | undefined {
	for (let i = 0; i < reports.length; i++) {
		const one = reports[i]!;
		if (one.role === role && one.firstTime >= time) return one.exchange.request;
	}
	return undefined;
}
