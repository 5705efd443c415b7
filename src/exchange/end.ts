import type { EndedBy, Exchange, Half, Problem } from "../record.js";

interface Ending {
	ended: Exchange["ended"] | "done";
	endedBy?: EndedBy;
	endTime?: number;
	endFrame?: number;
}

/** How a carrier ended, for the record. */
export function endOf(
	ending: Ending,
): Pick<Exchange, "ended" | "endedBy" | "endTime" | "endFrame"> {
	const { ended, endedBy, endTime, endFrame } = ending;
	return {
		ended: ended === "done" ? "open" : ended,
		...(endedBy && { endedBy }),
		...(endTime !== undefined && { endTime }),
		...(endFrame !== undefined && { endFrame }),
	};
}

/** The answer carries another transaction id than its request (STATES 4.1). */
export function transactionIdMismatch(
	request: Half | undefined,
	response: Half | undefined,
): Problem[] {
	const asked = request?.["mmse.transaction_id"];
	const answered = response?.["mmse.transaction_id"];
	if (asked === undefined || answered === undefined || asked === answered)
		return [];
	return [
		{ layer: "mmse", code: "transaction-id-mismatch", frame: response!.frame },
	];
}
