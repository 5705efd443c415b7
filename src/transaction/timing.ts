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
	const connect = exchanges.find(({ exchange }) => exchange.connect)?.exchange
		.connect;
	if (connect) put(phases, "connect", connect.firstTime, connect.time);
}

/** Phases of a submission: of the attempt that decided it. */
export function sendPhases(leg: LegDraft, decided: Exchange): Phases {
	const { request, response } = decided;
	const phases: Phases = {};
	putConnect(phases, leg.of("send"));
	put(phases, "upload", request?.firstTime, end(request));
	put(phases, "submit_wait", end(request), response?.firstTime);
	put(phases, "submit_total", request?.firstTime, end(response));
	return phases;
}

/** The exchanges of a recipient's leg that its phases are measured between. */
interface Milestones {
	notification?: Half;
	get?: Half;
	/** The retrieval that brought the message, else the last one. */
	retrieval?: Exchange;
	response?: Half;
	acknowledgement?: Exchange;
}

function milestonesOf(leg: LegDraft): Milestones {
	const notification = leg.of("notify")[0]?.exchange.request;
	const retrievals = leg.of("retrieve").map(({ exchange }) => exchange);
	const complete = retrievals.find(
		({ response }) =>
			response?.complete && messageTypeOf(response) === RETRIEVE_CONF,
	);
	const retrieval = complete ?? retrievals.at(-1);
	const get = retrievals[0]?.request;
	const response = leg.of("respond")[0]?.exchange.request;
	const acknowledgement = leg
		.of("respond", "acknowledge")
		.find((one) => answerOf(one) === "retrieved")?.exchange;
	return {
		...(notification && { notification }),
		...(get && { get }),
		...(retrieval && { retrieval }),
		...(response && { response }),
		...(acknowledgement && { acknowledgement }),
	};
}

/** Phases of a recipient's leg; those that need the submission only when it is joined. */
export function recipientPhases(
	leg: LegDraft,
	send: Exchange | undefined,
): Phases {
	const phases: Phases = {};
	const { notification, get, retrieval, response, acknowledgement } =
		milestonesOf(leg);
	const answer = retrieval?.response;
	putConnect(phases, leg.of("retrieve"));
	put(phases, "relay", end(send?.response), notification?.firstTime);
	put(phases, "notify_transfer", notification?.firstTime, end(notification));
	put(phases, "notify_to_get", end(notification), get?.firstTime);
	put(phases, "notify_to_response", end(notification), response?.firstTime);
	put(phases, "retrieve_wait", end(retrieval?.request), answer?.firstTime);
	put(phases, "download", answer?.firstTime, end(answer));
	const delivered =
		messageTypeOf(answer) === RETRIEVE_CONF ? end(answer) : undefined;
	const confirmed = acknowledgement?.request;
	put(phases, "ack_delay", delivered, confirmed?.firstTime);
	put(
		phases,
		"ack_answer",
		end(confirmed),
		acknowledgement?.response?.firstTime,
	);
	put(phases, "end_to_end", send?.request?.firstTime, delivered);
	put(phases, "age_at_retrieval", numberOf(answer, "mmse.date"), delivered);
	putReports(phases, leg.reports, {
		from: confirmed?.firstTime ?? end(send?.response),
		delivered,
	});
	return phases;
}

/** Phases that reports end: since the acknowledgement, or since acceptance when the recipient's leg was not seen. */
export function putReports(
	phases: Phases,
	reports: readonly Evidence[],
	since: { from: number | undefined; delivered?: number | undefined },
): void {
	const first = (role: Evidence["role"]) =>
		reports.find((report) => report.role === role)?.exchange.request?.firstTime;
	const read = first("read-recipient");
	put(phases, "report_delay", since.from, first("delivery"));
	put(phases, "read_delay", since.delivered, read);
	put(phases, "read_report_delay", read, first("read-originator"));
}
