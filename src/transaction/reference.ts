import type { Evidence } from "./evidence.js";
import { textIn } from "./field.js";

/** Message-ID that this notification or retrieval replaces (MMS 1.3). */
export function replacedIdOf(evidence: Evidence): string | undefined {
	const { request, response } = evidence.exchange;
	// Asked of all exchanges, and hardly any has it.
	if (
		request?.["mmstrace.replace_id"] === undefined &&
		response?.["mmstrace.replace_id"] === undefined
	)
		return undefined;
	const id =
		textIn(request?.["mmstrace.replace_id"]) ??
		textIn(response?.["mmstrace.replace_id"]);
	return id?.replace(/[<>\s]/g, "");
}

/** Message-ID of the message that this one answers at its sender's cost (X-Mms-Reply-Charging-ID, MMS 1.1). */
export function chargedIdOf(evidence: Evidence): string | undefined {
	const { request, response } = evidence.exchange;
	if (
		request?.["mmse.reply_charging_id"] === undefined &&
		response?.["mmse.reply_charging_id"] === undefined
	)
		return undefined;
	const id =
		textIn(request?.["mmse.reply_charging_id"]) ??
		textIn(response?.["mmse.reply_charging_id"]);
	return id?.replace(/[<>\s]/g, "");
}
