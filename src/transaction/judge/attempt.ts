import type { Evidence } from "../evidence.js";
import type { LegDraft } from "../leg.js";
import { isFetchedBefore } from "../place.js";
import type { ReasonId } from "../reasons.js";
import { type Finding, finding } from "./finding.js";

/** What a connection that was not made, or that is encrypted, says about a submission (STATES 3.1 and 3.8). */
export function judgeSendAttempt(evidence: Evidence): Finding {
	return finding(sendReason(evidence), evidence);
}

function sendReason({ exchange }: Evidence): ReasonId {
	const { tls, dns, transport } = exchange;
	if (tls) return "send-tls";
	if (dns) return "send-dns-failed";
	if (isUnderWay(exchange)) return "capture-ends-early";
	return transport === "wsp" ? "send-wsp-refused" : "send-connect-failed";
}

/** The same of a retrieval; undefined when it was for something else, or a query that was made up for. */
export function judgeRetrieveAttempt(
	evidence: Evidence,
	leg: LegDraft,
): Finding | undefined {
	const { exchange, following } = evidence;
	const { tls, dns } = exchange;
	if (following && (dns || following.role !== "retrieve")) return undefined;
	if (isFetchedBefore(leg, evidence)) return undefined;
	if (tls) return finding("retrieve-tls", evidence);
	if (dns) return finding("retrieve-dns-failed", evidence);
	return isUnderWay(exchange)
		? finding("capture-ends-early", evidence)
		: finding("retrieve-connect-failed", evidence);
}

/** The capture ends before its answer. */
function isUnderWay({ ended, response }: Evidence["exchange"]): boolean {
	return ended === "open" && !response;
}
