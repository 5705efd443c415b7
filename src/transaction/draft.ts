import type { Confidence } from "../record.js";
import type { Evidence } from "./evidence.js";
import type { LegDraft } from "./leg.js";

/** A recipient's leg in a message, and what tied it to the submission. */
export interface JoinedLeg {
	leg: LegDraft;
	by: string;
	confidence: Confidence;
}

/** Another message that this one names: it forwards, replaces or answers it, or is forwarded, replaced or answered. */
export interface Related {
	/** The leg that says so. */
	leg: LegDraft;
	other: MessageDraft;
	by: string;
	confidence: Confidence;
}

/** One message: a submission with its recipients' legs and the reports that belong to neither of them alone. */
export interface MessageDraft {
	/** Set once all that belongs to it is there. */
	uid: string;
	send: LegDraft | undefined;
	recipients: JoinedLeg[];
	reports: Evidence[];
	related: Related[];
	/** Messages that a leg or a report of this one fits as well as others: it is joined to none of them. */
	rivals: Rivals[];
}

/** What several messages fit by. */
export interface Rivals {
	by: string;
	others: MessageDraft[];
}

/** A message of a submission, or of none. */
export function newDraft(send?: LegDraft): MessageDraft {
	const draft: MessageDraft = {
		uid: "",
		send,
		recipients: [],
		reports: [],
		related: [],
		rivals: [],
	};
	if (send) send.message = draft;
	return draft;
}
