import type { Exchange, Half } from "../record.js";
import type { Evidence } from "./evidence.js";
import { messageTypeOf, numberOf } from "./field.js";
import { answerOf } from "./judge/acknowledge.js";
import type { LegDraft } from "./leg.js";
import { RETRIEVE_CONF } from "./pdutype.js";

/** Phases of `states-latencies` in seconds, with `_` for `-`. */
export type Phases = Record<string, number>;

/** Adds a phase; negative times mean clocks that differ and are left out (`states-latencies`, notes). */
function put(
	phases: Phases,
	name: string,
	from: number | undefined,
	to: number | undefined,
): void {
	if (from === undefined || to === undefined || to < from) return;
	phases[name] = Math.round((to - from) * 1e6) / 1e6;
}

/** Time of the last octet, when all of it was seen. */
function end(half: Half | undefined): number | undefined {
	return half?.complete ? half.time : undefined;
}

function putConnect(phases: Phases, exchanges: readonly Evidence[]): void {
	for (const { exchange, role } of exchanges) {
		const { connect } = exchange;
		if (!connect || role === "attempt") continue;
		put(phases, "connect", connect.firstTime, connect.time);
		return;
	}
}

/** Phases of a submission: of the attempt that decided it. */
export function sendPhases(leg: LegDraft, decided: Exchange): Phases {
	const { request, response } = decided;
	const phases: Phases = {};
	putConnect(phases, leg.exchanges);
	put(phases, "upload", request?.firstTime, end(request));
	put(phases, "submit_wait", end(request), response?.firstTime);
	put(phases, "submit_total", request?.firstTime, end(response));
	return phases;
}

/** The retrieval that brought the message, else the last one. */
function decisiveRetrieval({ retrievals }: LegDraft): Exchange | undefined {
	for (const { exchange } of retrievals) {
		const { response } = exchange;
		if (response?.complete && messageTypeOf(response) === RETRIEVE_CONF)
			return exchange;
	}
	return retrievals.at(-1)?.exchange;
}

/** Phases of a recipient's leg; those that need the submission only when it is joined. */
export function recipientPhases(
	leg: LegDraft,
	reports: readonly Evidence[],
	send: Exchange | undefined,
): Phases {
	const phases: Phases = {};
	const notification = leg.notifications[0]?.exchange.request;
	const notified = end(notification);
	const retrieval = decisiveRetrieval(leg);
	const get = leg.retrievals[0]?.exchange.request;
	const respond = leg.answers.find(({ role }) => role === "respond");
	const response = respond?.exchange.request;
	putConnect(phases, leg.retrievals);
	put(phases, "relay", end(send?.response), notification?.firstTime);
	put(phases, "notify_transfer", notification?.firstTime, notified);
	put(phases, "notify_to_get", notified, get?.firstTime);
	put(phases, "notify_to_response", notified, response?.firstTime);
	const answer = retrieval?.response;
	put(phases, "retrieve_wait", end(retrieval?.request), answer?.firstTime);
	put(phases, "download", answer?.firstTime, end(answer));
	putConfirmation(phases, leg, { reports, send, answer });
	return phases;
}

/** Phases since the message was delivered: acknowledgement, reports, the way from end to end. */
function putConfirmation(
	phases: Phases,
	leg: LegDraft,
	{
		reports,
		send,
		answer,
	}: {
		reports: readonly Evidence[];
		send: Exchange | undefined;
		answer: Half | undefined;
	},
): void {
	const delivered =
		messageTypeOf(answer) === RETRIEVE_CONF ? end(answer) : undefined;
	const acknowledgement = leg.answers.find(
		(one) => answerOf(one) === "retrieved",
	)?.exchange;
	const confirmed = acknowledgement?.request;
	const answered = acknowledgement?.response?.firstTime;
	put(phases, "ack_delay", delivered, confirmed?.firstTime);
	put(phases, "ack_answer", end(confirmed), answered);
	put(phases, "end_to_end", send?.request?.firstTime, delivered);
	put(phases, "age_at_retrieval", numberOf(answer, "mmse.date"), delivered);
	putReports(phases, reports, {
		from: confirmed?.firstTime ?? end(send?.response),
		delivered,
	});
}

/** Phases that reports end: since the acknowledgement, or since acceptance when the recipient's leg was not seen. */
export function putReports(
	phases: Phases,
	reports: readonly Evidence[],
	since: { from: number | undefined; delivered?: number | undefined },
): void {
	if (reports.length === 0) return;
	const first = (role: Evidence["role"]) =>
		reports.find((report) => report.role === role)?.exchange.request?.firstTime;
	const read = first("read-recipient");
	put(phases, "report_delay", since.from, first("delivery"));
	put(phases, "read_delay", since.delivered, read);
	put(phases, "read_report_delay", read, first("read-originator"));
}
