/** What a generated capture holds, in the words of `STATES.md`: one line of a truth file. */
export interface TruthMessage {
	id: number;
	/** The ending's name, for reading a list of wrong ones. */
	ending: string;
	transport: "http" | "wsp" | "wsp-cl";
	send?: TruthLeg;
	recipients: TruthLeg[];
}

export interface TruthLeg {
	client: string;
	/** Of m-send-req and m-notification-ind; several when attempts or repeats had their own. */
	transactionIds: string[];
	contentLocation?: string;
	messageId?: string;
	/** Of a report about somebody of whom nothing else was seen. */
	address?: string;
	reason: string;
	verdict: "ok" | "failed" | "pending" | "unknown";
	/** Reasons that the leg must list besides the deciding one. */
	also?: string[];
	/** Reasons of its reports. */
	reports?: string[];
}

/** Verdict of each reason that generated captures use (`states-reasons`). */
export const VERDICTS: Readonly<Record<string, TruthLeg["verdict"]>> = {
	"send-accepted": "ok",
	"send-accepted-no-id": "ok",
	"send-accepted-partly": "ok",
	"send-refused-permanent": "failed",
	"send-refused-transient": "failed",
	"send-unsupported": "failed",
	"send-http-4xx": "failed",
	"send-http-5xx": "failed",
	"send-http-redirect": "failed",
	"send-http-unexpected": "failed",
	"send-garbled": "unknown",
	"send-no-answer": "unknown",
	"send-upload-broken": "failed",
	"send-wtp-abort": "failed",
	"send-wtp-timeout": "failed",
	"send-capture-gap": "unknown",
	"send-sliced": "unknown",
	"notify-sent": "pending",
	"notify-incomplete": "failed",
	"notify-push-aborted": "failed",
	"notify-push-acked": "pending",
	"notify-no-response": "pending",
	deferred: "pending",
	rejected: "failed",
	unrecognised: "failed",
	"deleted-unfetched": "failed",
	stored: "pending",
	"forwarded-unfetched": "failed",
	"expired-before-fetch": "failed",
	"retrieved-acknowledged": "ok",
	"retrieved-unconfirmed": "ok",
	"retrieved-ack-failed": "ok",
	"ack-http-error": "ok",
	"acked-not-seen": "ok",
	"retrieve-http-404": "failed",
	"retrieve-http-403": "failed",
	"retrieve-http-4xx": "failed",
	"retrieve-http-5xx": "failed",
	"retrieve-http-redirect": "failed",
	"retrieve-not-mms": "failed",
	"retrieve-status-transient": "failed",
	"retrieve-status-permanent": "failed",
	"retrieve-error-message": "failed",
	"retrieve-truncated": "failed",
	"retrieve-reset": "failed",
	"retrieve-no-answer": "failed",
	"retrieve-connect-failed": "failed",
	"retrieve-partial-resumed": "pending",
	"retrieve-tls": "unknown",
	"retrieve-wtp-abort": "failed",
	"retrieve-wtp-incomplete": "failed",
	"retrieve-wsp-error": "failed",
	"retrieve-capture-gap": "unknown",
	"report-retrieved": "ok",
	"report-deferred": "pending",
	"report-expired": "failed",
	"report-rejected": "failed",
	"report-unrecognised": "failed",
	"report-indeterminate": "unknown",
	"report-forwarded": "failed",
	"report-unreachable": "failed",
	read: "ok",
	"deleted-unread": "ok",
};

export function verdictOf(reason: string): TruthLeg["verdict"] {
	const verdict = VERDICTS[reason];
	if (!verdict) throw new RangeError(`no verdict for ${reason}`);
	return verdict;
}
