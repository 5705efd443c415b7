import type { Evidence } from "../evidence.js";
import type { CorrelationLimits } from "../limits.js";
import type { ReasonId } from "../reasons.js";
import { framesOf } from "../step.js";

/** A reason with its evidence: what one exchange says about its leg. */
export interface Finding {
	reason: ReasonId;
	time: number;
	frames: number[];
	evidence: Evidence;
	/** The octets were acknowledged, but the capture does not hold all of them. */
	problem?: "capture-gap" | "sliced";
}

/** What judging needs beyond the exchange. */
export interface Judgement {
	/** Capture time up to which everything is known. */
	now: number;
	limits: CorrelationLimits;
}

/** The finding at the frame that completed the answer, or else at the last event of the exchange. */
export function finding(
	reason: ReasonId,
	evidence: Evidence,
	at?: { time: number; frame: number },
): Finding {
	return {
		reason,
		time: at?.time ?? evidence.lastTime,
		frames: at ? [at.frame] : framesOf(evidence),
		evidence,
	};
}

/** What a finding shows, with another reason. */
export function withReason(found: Finding, reason: ReasonId): Finding {
	const { time, frames, evidence, problem } = found;
	const changed: Finding = { reason, time, frames, evidence };
	if (problem) changed.problem = problem;
	return changed;
}

/** Seconds after which an exchange without an answer counts as unanswered (STATES 6). */
function answerLimit(evidence: Evidence, limits: CorrelationLimits): number {
	const { transport } = evidence.exchange;
	if (transport === "wsp-cl") return limits["connectionless-answer"];
	return transport === "wsp" ? limits["wtp-answer"] : limits["http-answer"];
}

/** The capture ends inside the exchange, before its time limit ran out. */
export function isCutByEnd(
	evidence: Evidence,
	{ now, limits }: Judgement,
): boolean {
	const { exchange } = evidence;
	if (exchange.ended !== "open") return false;
	const last = Math.max(
		exchange.request?.time ?? 0,
		exchange.response?.time ?? 0,
	);
	return now - last < answerLimit(evidence, limits);
}
