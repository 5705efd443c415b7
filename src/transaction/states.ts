/** What a state of a leg means (STATES 2), for people. */
export interface State {
	leg: "originator" | "recipient" | "both";
	entered: string;
	title: string;
	next: string;
}

/** States by the words of the records; a leg shows the furthest that it reached. */
export const STATES: Readonly<Record<string, State>> = {
	idle: {
		leg: "both",
		entered: "Nothing of the leg itself was seen.",
		title: "Only others spoke of the message.",
		next: "Look for an earlier capture, or for the other side.",
	},
	connecting: {
		leg: "originator",
		entered: "SYN, or WSP Connect.",
		title: "The client opens a connection to the MMSC or proxy.",
		next: "The capture ended before it was known whether it succeeded.",
	},
	submitting: {
		leg: "originator",
		entered: "First octet of the request with m-send-req.",
		title: "The message is on its way to the MMSC.",
		next: "The capture ended before the request did.",
	},
	submitted: {
		leg: "originator",
		entered: "Last octet of the request.",
		title: "All of the message was sent, and the answer is awaited.",
		next: "The capture ended before the answer and before its time limit.",
	},
	accepted: {
		leg: "originator",
		entered: "m-send-conf with Response-Status Ok or partial success.",
		title: "The MMSC took the message over.",
		next: "Follow the recipients: acceptance is no delivery.",
	},
	refused: {
		leg: "originator",
		entered: "Any other answer to the submission.",
		title: "The MMSC, or a gateway before it, did not take the message.",
		next: "The reason and `detail` say why, `mayRetry` whether another attempt is likely.",
	},
	broken: {
		leg: "originator",
		entered: "A transport failure, no answer, or an answer that was lost.",
		title: "The submission did not come to an answer.",
		next: "`fault` names the side that broke it; the message may have arrived all the same.",
	},
	hidden: {
		leg: "both",
		entered: "TLS to a server that is known as an MMSC.",
		title: "What happened is encrypted.",
		next: "Capture behind the TLS end.",
	},
	notifying: {
		leg: "recipient",
		entered: "First part of a notification.",
		title: "The notification is not there whole.",
		next: "Its other parts may have passed elsewhere, or the capture lost them.",
	},
	notified: {
		leg: "recipient",
		entered: "Notification complete.",
		title: "The phone was told of the message.",
		next: "Look for what the phone did afterwards, on this path or another.",
	},
	"notification-failed": {
		leg: "recipient",
		entered: "notify-incomplete, notify-bearer-refused or notify-push-aborted.",
		title: "The notification did not reach the phone, or the phone refused it.",
		next: "The MMSC usually notifies again (notify-resent).",
	},
	deferred: {
		leg: "recipient",
		entered: "m-notifyresp-ind Deferred.",
		title: "The phone knows of the message and fetches it later, or never.",
		next: "Look for a GET until the expiry.",
	},
	retrieving: {
		leg: "recipient",
		entered: "GET.",
		title: "The download began and did not end within the capture.",
		next: "Look at a later capture.",
	},
	retrieved: {
		leg: "recipient",
		entered: "A complete m-retrieve-conf without error.",
		title:
			"The phone has the message; its acknowledgement was not seen or failed.",
		next: "If the MMSC notifies again, the acknowledgement is what it misses.",
	},
	acknowledged: {
		leg: "recipient",
		entered: "m-notifyresp-ind Retrieved or m-acknowledge-ind.",
		title: "The phone says that it has the message.",
		next: "Nothing to do.",
	},
	ended: {
		leg: "recipient",
		entered:
			"Rejected, unrecognised, deleted, forwarded, cancelled, replaced or expired.",
		title: "The message will not be fetched.",
		next: "The reason says by whose choice.",
	},
	failed: {
		leg: "recipient",
		entered: "Any failure of the download.",
		title: "The download failed, and no later one succeeded.",
		next: "The reason and `fault` say why and where; `mayRetry` whether another attempt is likely.",
	},
	none: {
		leg: "recipient",
		entered: "A recipient of whom only the submission or a report tells.",
		title: "Nothing of this recipient's own leg is in the capture.",
		next: "Capture on the recipient's side, or read the reports.",
	},
};
