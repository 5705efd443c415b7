import { responseStatusClass } from "../../mms/status.js";
import type { Exchange, Half } from "../../record.js";
import type { Evidence } from "../evidence.js";
import { messageIdOf, messageTypeOf, numberIn } from "../field.js";
import { FORWARD_CONF, SEND_CONF, SEND_REQ } from "../pdutype.js";
import type { ReasonId } from "../reasons.js";
import { httpStatus, majorVersion } from "../status.js";
import {
	type Finding,
	finding,
	isCutByEnd,
	type Judgement,
} from "./finding.js";

const UNSUPPORTED_MESSAGE = 0x88;

/** What became of one attempt to submit (STATES 3.1 and 5, "Reasons with overlapping evidence"). */
export function judgeSend(evidence: Evidence, judgement: Judgement): Finding {
	const { request, response } = evidence.exchange;
	const byAnswer = response && judgeAnswer(request, response);
	if (byAnswer) {
		const found = finding(byAnswer, evidence, response);
		const problem = lostBy(request) ?? lostBy(response);
		return problem ? { ...found, problem } : found;
	}
	return finding(judgeWithoutAnswer(evidence, judgement), evidence);
}

function lostBy(half: Half | undefined) {
	const cause = half?.missingCause;
	return cause === "capture-gap" || cause === "sliced" ? cause : undefined;
}

/** Reason by the answer; undefined when nothing of it can be read. */
function judgeAnswer(
	request: Half | undefined,
	response: Half,
): ReasonId | undefined {
	const type = messageTypeOf(response);
	const status = numberIn(response?.["mmse.response_status"]);
	if ((type === SEND_CONF || type === FORWARD_CONF) && status !== undefined)
		return judgeStatus(request, response, status);
	const http = httpStatus(response);
	if (http !== undefined && http >= 300 && http < 400)
		return "send-http-redirect";
	if (http !== undefined && http >= 400)
		return http < 500 ? "send-http-4xx" : "send-http-5xx";
	const octet = response["wsp.reply.status"];
	if (octet !== undefined && octet >= 0x40 && http === undefined)
		return "send-http-4xx";
	if (!response.complete) return undefined;
	if (type === SEND_CONF || type === FORWARD_CONF || response.garbled)
		return "send-garbled";
	return http !== undefined && http < 200 ? undefined : "send-http-unexpected";
}

function judgeStatus(
	request: Half | undefined,
	response: Half,
	status: number,
): ReasonId {
	switch (responseStatusClass(status)) {
		case "success":
			return messageIdOf(response) === undefined
				? "send-accepted-no-id"
				: "send-accepted";
		case "partly":
			return "send-accepted-partly";
		case "transient":
			return "send-refused-transient";
		case "permanent":
			return status === UNSUPPORTED_MESSAGE && isForeign(request)
				? "send-unsupported"
				: "send-refused-permanent";
	}
}

/** The server may not know the PDU: another type than m-send-req, or another major version than 1. */
function isForeign(request: Half | undefined): boolean {
	const type = messageTypeOf(request);
	if (type === undefined) return false;
	const major = majorVersion(request);
	return type !== SEND_REQ || (major !== undefined && major !== 1);
}

function judgeWithoutAnswer(
	evidence: Evidence,
	judgement: Judgement,
): ReasonId {
	const { exchange } = evidence;
	const { request, response, transport } = exchange;
	if (exchange.abort) return "send-wtp-abort";
	const answerLoss = lostBy(response);
	if (answerLoss)
		return answerLoss === "sliced" ? "send-sliced" : "send-capture-gap";
	if (exchange.answerInGap)
		return lostBy(request) === "sliced" ? "send-sliced" : "send-capture-gap";
	const requestLoss = lostBy(request);
	if (requestLoss === "sliced") return "send-sliced";
	if (isCutByEnd(evidence, judgement)) return "capture-ends-early";
	const isWhole = request?.complete === true || requestLoss !== undefined;
	if (transport === "wsp" && isGivenUp(exchange)) return "send-wtp-timeout";
	if (!isWhole) return "send-upload-broken";
	return transport === "wsp" && exchange.holdOn
		? "send-wtp-timeout"
		: "send-no-answer";
}

/** The client asked until its time was over, or until the network said that nobody is there. */
function isGivenUp({ ended }: Exchange): boolean {
	return ended === "timeout" || ended === "unreachable";
}
