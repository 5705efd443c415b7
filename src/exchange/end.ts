import type { EndedBy, Exchange, Half, Problem } from "../record.js";
import { uidOf } from "../uid.js";

/** Who spoke with whom. */
export type Ends = Pick<
	Exchange,
	"client" | "clientPort" | "server" | "serverPort"
>;

/** Name of an exchange: its ends, and `what` names it among theirs. */
export function exchangeUid(ends: Ends, what: string): string {
	const { client, clientPort, server, serverPort } = ends;
	return uidOf("x", `${client} ${clientPort} ${server} ${serverPort} ${what}`);
}

interface Ending {
	endedBy?: EndedBy | undefined;
	endTime?: number | undefined;
	endFrame?: number | undefined;
}

/** How a carrier ended, for the record. */
export function addEnd(exchange: Exchange, ending: Ending): void {
	const { endedBy, endTime, endFrame } = ending;
	if (endedBy) exchange.endedBy = endedBy;
	if (endTime !== undefined) exchange.endTime = endTime;
	if (endFrame !== undefined) exchange.endFrame = endFrame;
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
	const { frame } = response!;
	return [{ layer: "mmse", code: "transaction-id-mismatch", frame }];
}
