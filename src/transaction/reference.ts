import type { FieldValue } from "../record.js";
import type { Evidence } from "./evidence.js";
import { bareId, textIn } from "./field.js";

/** Message-ID that this notification or retrieval replaces (MMS 1.3). */
export function replacedIdOf(evidence: Evidence): string | undefined {
	const { request, response } = evidence.exchange;
	return idIn(
		request?.["mmstrace.replace_id"],
		response?.["mmstrace.replace_id"],
	);
}

/** Message-ID of the message that this one answers at its sender's cost (X-Mms-Reply-Charging-ID, MMS 1.1). */
export function chargedIdOf(evidence: Evidence): string | undefined {
	const { request, response } = evidence.exchange;
	return idIn(
		request?.["mmse.reply_charging_id"],
		response?.["mmse.reply_charging_id"],
	);
}

function idIn(
	asked: FieldValue | undefined,
	answered: FieldValue | undefined,
): string | undefined {
	const id = textIn(asked) ?? textIn(answered);
	return id === undefined ? undefined : bareId(id);
}
