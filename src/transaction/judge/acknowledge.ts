import type { Evidence } from "../evidence.js";
import { messageTypeOf, numberIn } from "../field.js";
import { NOTIFYRESP_IND } from "../pdutype.js";
import type { ReasonId } from "../reasons.js";
import { httpStatus, isUnknownWspError } from "../status.js";
import {
	type Finding,
	finding,
	isCutByEnd,
	type Judgement,
} from "./finding.js";

const RETRIEVED = 0x81;

/** The client's word on a notification or a retrieval (OMA-TS-MMS_ENC-V1_3 7.3.54). */
export type Answer =
	| "retrieved"
	| "rejected"
	| "deferred"
	| "unrecognised"
	| "other";

export function answerOf(evidence: Evidence): Answer {
	const { request } = evidence.exchange;
	if (messageTypeOf(request) !== NOTIFYRESP_IND) return "retrieved";
	switch (numberIn(request?.["mmse.status"])) {
		case RETRIEVED:
			return "retrieved";
		case 0x82:
			return "rejected";
		case 0x83:
			return "deferred";
		case 0x84:
			return "unrecognised";
		default:
			return "other";
	}
}

/** Whether an acknowledgement arrived at the server (STATES 3.4 and 3.8). */
export function judgeAcknowledgement(
	evidence: Evidence,
	judgement: Judgement,
): Finding {
	const reason = reasonOf(evidence, judgement);
	// Of a failure the answer or the end is the evidence.
	return reason === "retrieved-acknowledged"
		? finding(reason, evidence, evidence.exchange.request)
		: finding(reason, evidence);
}

function reasonOf(evidence: Evidence, judgement: Judgement): ReasonId {
	const { request, response, answerInGap } = evidence.exchange;
	const http = httpStatus(response);
	if ((http !== undefined && http >= 400) || isUnknownWspError(response))
		return "ack-http-error";
	if (response || answerInGap) return "retrieved-acknowledged";
	const isLost =
		request?.missingCause === "capture-gap" ||
		request?.missingCause === "sliced";
	if (!request?.complete && !isLost) return "retrieved-ack-failed";
	return isCutByEnd(evidence, judgement)
		? "retrieved-acknowledged"
		: "retrieved-ack-failed";
}
