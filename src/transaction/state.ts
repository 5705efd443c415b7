import type { RecipientLeg } from "../record.js";
import type { Evidence } from "./evidence.js";
import type { LegDraft } from "./leg.js";
import type { ReasonId } from "./reasons.js";

const SEND_STATES: Readonly<Partial<Record<ReasonId, string>>> = {
	"send-accepted": "accepted",
	"send-accepted-no-id": "accepted",
	"send-accepted-partly": "accepted",
	"send-tls": "hidden",
	"send-no-answer": "broken",
	"send-upload-broken": "broken",
	"send-connect-failed": "broken",
	"send-dns-failed": "broken",
	"send-wtp-abort": "broken",
	"send-wtp-timeout": "broken",
	"send-wsp-refused": "broken",
	"send-capture-gap": "broken",
	"send-sliced": "broken",
};

/** As `reasonOf`: looked up as texts. */
const SEND_STATE: ReadonlyMap<string, string> = new Map(
	Object.entries(SEND_STATES),
);

/** State of an originator's leg (STATES 2): the one that its deciding reason leads to. */
export function sendState(reason: ReasonId, decided: Evidence): string {
	if (reason === "capture-ends-early" && decided.role === "attempt")
		return "connecting";
	if (reason === "capture-ends-early" || reason === "capture-starts-late")
		return decided.exchange.request?.complete ? "submitted" : "submitting";
	return SEND_STATE.get(reason) ?? "refused";
}

const RECIPIENT_STATES: Readonly<Partial<Record<ReasonId, string>>> = {
	"retrieved-acknowledged": "acknowledged",
	"acked-not-seen": "acknowledged",
	"ack-http-error": "retrieved",
	"retrieved-ack-failed": "retrieved",
	"retrieved-unconfirmed": "retrieved",
	"retrieve-repeated": "retrieved",
	"retrieve-partial-resumed": "retrieving",
	"retrieve-tls": "hidden",
	"expired-before-fetch": "ended",
	rejected: "ended",
	unrecognised: "ended",
	"deleted-unfetched": "ended",
	cancelled: "ended",
	replaced: "ended",
	"forwarded-unfetched": "ended",
	deferred: "deferred",
	"notify-bearer-refused": "notification-failed",
	"notify-push-aborted": "notification-failed",
	"notify-incomplete": "notification-failed",
};

const RECIPIENT_STATE: ReadonlyMap<string, string> = new Map(
	Object.entries(RECIPIENT_STATES),
);

/** State of a recipient's leg (STATES 2): the furthest that was reached. */
export function recipientState(leg: LegDraft, reason: ReasonId): string {
	const byReason = RECIPIENT_STATE.get(reason);
	if (byReason !== undefined) return byReason;
	if (reason.startsWith("retrieve-")) return "failed";
	if (leg.retrievals.length > 0) return "retrieving";
	if (leg.of("store", "delete", "forward").length > 0) return "notified";
	if (leg.notifications.length === 0) return "idle";
	return leg.notifications.some(({ exchange }) => exchange.request?.complete)
		? "notified"
		: "notifying";
}

export function reportStateOf(
	reports: readonly Evidence[],
): NonNullable<RecipientLeg["reportState"]> {
	if (reports.length === 0) return "none";
	return reports.some(({ role }) => role !== "delivery") ? "read" : "reported";
}
