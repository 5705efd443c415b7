import type { Evidence } from "../evidence.js";
import { numberIn } from "../field.js";
import type { ReasonId } from "../reasons.js";

const REASON_OF_STATUS: Readonly<Record<number, ReasonId>> = {
	128: "report-expired",
	129: "report-retrieved",
	130: "report-rejected",
	131: "report-deferred",
	132: "report-unrecognised",
	133: "report-indeterminate",
	134: "report-forwarded",
	135: "report-unreachable",
};
const DELETED_UNREAD = 0x81;

/** What a delivery or read report says (STATES 3.6); an unknown status says as little as Indeterminate. */
export function judgeReport(evidence: Evidence): ReasonId {
	const { request } = evidence.exchange;
	if (evidence.role === "delivery") {
		const status = numberIn(request?.["mmse.status"]);
		return REASON_OF_STATUS[status ?? 0] ?? "report-indeterminate";
	}
	return numberIn(request?.["mmse.read_status"]) === DELETED_UNREAD
		? "deleted-unread"
		: "read";
}
