import type { LegVerdict, MessageVerdict } from "../record.js";
import { orderOf, type ReasonId } from "./reasons.js";

/** What the verdict of a message is made of. */
export interface Verdictable {
	verdict: LegVerdict;
	fault?: string;
	outcome: string;
	reason: string;
}

const BADNESS: Record<LegVerdict, number> = {
	failed: 0,
	unknown: 1,
	pending: 2,
	ok: 3,
};

/** Verdict of the recipients alone (STATES 5.1). */
function verdictOfRecipients(
	recipients: readonly Verdictable[],
): MessageVerdict {
	let ok = 0;
	let pending = 0;
	let failed = 0;
	for (let i = 0; i < recipients.length; i++) {
		const { verdict } = recipients[i]!;
		if (verdict === "ok") ok++;
		else if (verdict === "pending") pending++;
		else if (verdict === "failed") failed++;
	}
	if (recipients.length === 0) return "unknown";
	if (ok === recipients.length) return "delivered";
	if (ok > 0) return "partly";
	if (pending > 0) return "pending";
	return failed > 0 ? "failed" : "unknown";
}

/** Verdict of a message (STATES 5.1): a failed submission fails it, whatever else; then the recipients decide. */
export function messageVerdict(
	send: Verdictable | undefined,
	recipients: readonly Verdictable[],
): MessageVerdict {
	const byRecipients = verdictOfRecipients(recipients);
	if (!send || send.verdict === "unknown") return byRecipients;
	if (send.verdict === "failed")
		return byRecipients === "delivered" || byRecipients === "partly"
			? byRecipients
			: "failed";
	return recipients.length === 0 ? "pending" : byRecipients;
}

/** The recipient whose outcome the message shows: the worst one when not all is well, else the first. */
export function decidingRecipient<T extends Verdictable>(
	verdict: MessageVerdict,
	recipients: readonly T[],
): T | undefined {
	if (verdict !== "failed" && verdict !== "partly") return recipients[0];
	let worst = recipients[0];
	for (let i = 0; i < recipients.length; i++) {
		const one = recipients[i]!;
		if (worst && compareBadness(one, worst) < 0) worst = one;
	}
	return worst;
}

function compareBadness(a: Verdictable, b: Verdictable): number {
	return (
		BADNESS[a.verdict] - BADNESS[b.verdict] ||
		orderOf(a.reason as ReasonId) - orderOf(b.reason as ReasonId)
	);
}
