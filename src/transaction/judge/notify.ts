import { type Evidence, isBrokenOff } from "../evidence.js";
import { numberIn } from "../field.js";
import { type Finding, finding } from "./finding.js";

const YES = 0x80;

/** Adds what one notification shows (STATES 3.2); a repeat of it is judged as a repeat by its leg. */
export function judgeNotification(
	findings: Finding[],
	evidence: Evidence,
	isRepeat: boolean,
): void {
	const { request, abort, acknowledged, ended } = evidence.exchange;
	const sent = isRepeat ? "notify-resent" : "notify-sent";
	findings.push(finding(sent, evidence, request));
	if (abort || ended === "abort") {
		findings.push(finding("notify-push-aborted", evidence));
		return;
	}
	if (acknowledged)
		findings.push(finding("notify-push-acked", evidence, acknowledged));
	else if (isIncomplete(evidence) && !isLostByCapture(evidence))
		findings.push(finding("notify-incomplete", evidence, request));
	if (numberIn(request?.["mmstrace.stored"]) === YES)
		findings.push(finding("stored", evidence, request));
}

/** Less data than the PDU needs: a part is missing, or its last field, the Content-Location, breaks off. */
function isIncomplete(evidence: Evidence): boolean {
	const { request } = evidence.exchange;
	return (
		!request?.complete ||
		evidence.location === undefined ||
		isBrokenOff(evidence)
	);
}

function isLostByCapture(evidence: Evidence): boolean {
	const cause = evidence.exchange.request?.missingCause;
	return cause === "capture-gap" || cause === "sliced";
}

/** When the notified message expires, by the capture's clock (OMA-TS-MMS_ENC-V1_3 7.3.20); absent or 0: unknown. */
export function expiryOf(evidence: Evidence): number | undefined {
	const { request } = evidence.exchange;
	const absolute = numberIn(request?.["mmse.expiry.abs"]);
	if (absolute !== undefined) return absolute > 0 ? absolute : undefined;
	const relative = numberIn(request?.["mmse.expiry.rel"]);
	return relative !== undefined && relative > 0
		? evidence.firstTime + relative
		: undefined;
}
