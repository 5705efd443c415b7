import { retrieveStatusClass } from "../../mms/status.js";
import type { Half } from "../../record.js";
import type { Evidence } from "../evidence.js";
import { messageIdOf, messageTypeOf, numberIn, textIn } from "../field.js";
import { RETRIEVE_CONF } from "../pdutype.js";
import type { ReasonId } from "../reasons.js";
import { httpStatus, isUnknownWspError } from "../status.js";
import { framesOf } from "../step.js";
import { type Finding, isCutByEnd, type Judgement } from "./finding.js";

const MESSAGE_NOT_FOUND = 0xe2;

/** What became of one retrieval: a failure, or the message itself. */
export interface Retrieval extends Finding {
	/** All of the message was delivered to the client. */
	isRetrieved: boolean;
	/** The server does not have it (404, 410, message-not-found): expired, when the time fits (STATES 5). */
	isGone: boolean;
}

/** What became of one attempt to retrieve (STATES 3.3 and 5, "Reasons with overlapping evidence"). */
export function judgeRetrieve(
	evidence: Evidence,
	judgement: Judgement,
): Retrieval {
	const { response } = evidence.exchange;
	const verdict = response
		? judgeAnswer(evidence, response, judgement)
		: judgeSilence(evidence, judgement);
	const isRetrieved = verdict === "retrieved";
	const reason = isRetrieved ? "retrieved-unconfirmed" : verdict;
	const at = isRetrieved || response?.complete ? response : undefined;
	const found: Retrieval = {
		reason,
		time: at ? at.time : evidence.lastTime,
		frames: at ? [at.frame] : framesOf(evidence),
		evidence,
		isRetrieved,
		isGone: isMissing(reason, response),
	};
	const problem =
		isRetrieved && !response?.complete ? lossOf(response) : undefined;
	if (problem) found.problem = problem;
	return found;
}

/** An m-retrieve-conf that is all there and reports no error. */
export function isFetched({ exchange }: Evidence): boolean {
	const { response } = exchange;
	if (!response?.complete || messageTypeOf(response) !== RETRIEVE_CONF)
		return false;
	const status = numberIn(response?.["mmse.retrieve_status"]);
	return retrieveStatusClass(status) === "success" && !isErrorText(response);
}

function isMissing(reason: ReasonId, response: Half | undefined): boolean {
	if (reason === "retrieve-http-404") return true;
	return (
		reason === "retrieve-status-permanent" &&
		numberIn(response?.["mmse.retrieve_status"]) === MESSAGE_NOT_FOUND
	);
}

function judgeSilence(evidence: Evidence, judgement: Judgement): ReasonId {
	const { exchange } = evidence;
	if (exchange.abort) return "retrieve-wtp-abort";
	if (exchange.answerInGap) return "retrieve-capture-gap";
	return isCutByEnd(evidence, judgement)
		? "capture-ends-early"
		: "retrieve-no-answer";
}

type Verdict = ReasonId | "retrieved";

function judgeAnswer(
	evidence: Evidence,
	response: Half,
	judgement: Judgement,
): Verdict {
	if (isUnknownWspError(response)) return "retrieve-wsp-error";
	const http = httpStatus(response);
	if (http !== undefined && http >= 300) return reasonOfStatus(http);
	if (messageTypeOf(response) === RETRIEVE_CONF) {
		const refused = judgeRetrieveStatus(response);
		if (refused) return refused;
	}
	if (!response.complete) return judgeCut(evidence, response, judgement);
	if (http === 206) return "retrieve-partial-resumed";
	if (response.garbled && isUnread(evidence)) return "retrieved";
	if (messageTypeOf(response) !== RETRIEVE_CONF) return "retrieve-not-mms";
	return isErrorText(response) ? "retrieve-error-message" : "retrieved";
}

function reasonOfStatus(http: number): ReasonId {
	if (http < 400) return "retrieve-http-redirect";
	if (http >= 500) return "retrieve-http-5xx";
	if (http === 404 || http === 410) return "retrieve-http-404";
	return [401, 402, 403, 407].includes(http)
		? "retrieve-http-403"
		: "retrieve-http-4xx";
}

function judgeRetrieveStatus(response: Half): ReasonId | undefined {
	switch (retrieveStatusClass(numberIn(response?.["mmse.retrieve_status"]))) {
		case "transient":
			return "retrieve-status-transient";
		case "permanent":
			return "retrieve-status-permanent";
		default:
			return undefined;
	}
}

/** Delivered in a content coding that is not decoded here. */
function isUnread({ exchange }: Evidence): boolean {
	return exchange.problems.some(
		({ layer, code }) => layer === "http" && code === "unsupported",
	);
}

function lossOf(half: Half | undefined) {
	const cause = half?.missingCause;
	return cause === "capture-gap" || cause === "sliced" ? cause : undefined;
}

/** An answer that is not all there: lost by the capture, or broken on the way. */
function judgeCut(
	evidence: Evidence,
	response: Half,
	judgement: Judgement,
): Verdict {
	const { ended, endedBy, abort, transport } = evidence.exchange;
	const loss = lossOf(response);
	if (loss) {
		const isNamed = messageTypeOf(response) === RETRIEVE_CONF;
		if (isNamed && response.acknowledged) return "retrieved";
		return loss === "sliced" ? "retrieve-sliced" : "retrieve-capture-gap";
	}
	if (abort) return "retrieve-wtp-abort";
	if (ended === "rst" && endedBy === "client") return "retrieve-reset";
	if (isCutByEnd(evidence, judgement)) return "capture-ends-early";
	return transport === "wsp" ? "retrieve-wtp-incomplete" : "retrieve-truncated";
}

/**
 * MMS 1.0 servers send a text for the user in place of the message: no Message-ID, no sender or no transaction id, and
 * a single text part.
 */
function isErrorText(response: Half): boolean {
	if (messageIdOf(response) !== undefined) return false;
	const from = textIn(response["mmse.from"]);
	const transactionId = textIn(response["mmse.transaction_id"]);
	if (from !== undefined && transactionId !== undefined) return false;
	const leaves = (response.parts ?? []).filter(
		({ contentType }) => !contentType.includes("multipart"),
	);
	return leaves.length === 1 && leaves[0]!.contentType.startsWith("text/");
}
