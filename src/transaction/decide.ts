import type { Finding } from "./judge/finding.js";
import { orderOf, type ReasonId, reasonOf } from "./reasons.js";

/** Reasons of a recipient's leg in the order in which they decide it (STATES 5); those of one row by time, latest first. */
const PRECEDENCE: readonly (readonly ReasonId[])[] = [
	["retrieved-acknowledged"],
	["ack-http-error"],
	["retrieved-ack-failed"],
	["retrieved-unconfirmed"],
	["acked-not-seen"],
	[
		"rejected",
		"unrecognised",
		"deleted-unfetched",
		"cancelled",
		"replaced",
		"forwarded-unfetched",
	],
	["expired-before-fetch"],
	[
		"retrieve-http-404",
		"retrieve-http-403",
		"retrieve-http-4xx",
		"retrieve-http-5xx",
		"retrieve-not-mms",
		"retrieve-status-transient",
		"retrieve-status-permanent",
		"retrieve-error-message",
		"retrieve-truncated",
		"retrieve-reset",
		"retrieve-no-answer",
		"retrieve-wtp-abort",
		"retrieve-wtp-incomplete",
		"retrieve-wsp-error",
		"retrieve-connect-failed",
		"retrieve-dns-failed",
		"retrieve-tls",
		"retrieve-http-redirect",
		"retrieve-capture-gap",
		"retrieve-sliced",
	],
	["stored"],
	["deferred"],
	["notify-bearer-refused", "notify-push-aborted", "notify-incomplete"],
	["notify-no-response"],
	["notify-push-acked"],
	["notify-sent"],
	["capture-starts-late"],
];

const RANK: ReadonlyMap<ReasonId, number> = new Map(
	PRECEDENCE.flatMap((row, rank) => row.map((id) => [id, rank] as const)),
);
/** From here on the leg has only a notification, and a report says more. */
const NOTIFIED_RANK = RANK.get("notify-no-response")!;
/** Reasons that decide only where nothing else is. */
const LAST_RESORT: readonly ReasonId[] = [
	"capture-ends-early",
	"retrieve-partial-resumed",
	"notify-resent",
	"retrieve-repeated",
	"report-missing",
];

/** The finding that decides a recipient's leg; findings in order of time. */
export function decideRecipient(
	findings: readonly Finding[],
): Finding | undefined {
	let best: Finding | undefined;
	let bestRank = Number.POSITIVE_INFINITY;
	for (let i = 0; i < findings.length; i++) {
		const found = findings[i]!;
		const rank = RANK.get(found.reason);
		if (rank === undefined || rank > bestRank) continue;
		best = found;
		bestRank = rank;
	}
	if (best && bestRank < NOTIFIED_RANK) return best;
	return decideReport(findings) ?? best ?? lastResort(findings);
}

/** What the recipient did, as reports tell it. */
const TOLD_BY_RECIPIENT: readonly ReasonId[] = [
	"report-rejected",
	"report-unrecognised",
	"report-forwarded",
];

/**
 * The report that counts (STATES 5, list of outcomes): the latest that says that the message arrived, else that the
 * recipient did not want it, else that it ended, else the latest. Reading after delivery says more, and is later.
 */
function decideReport(findings: readonly Finding[]): Finding | undefined {
	const reports = findings.filter(
		({ reason }) =>
			reasonOf(reason).leg === "report" && reason !== "report-missing",
	);
	if (reports.length === 0) return undefined;
	return (
		reports.findLast(({ reason }) => reasonOf(reason).verdict === "ok") ??
		reports.findLast(({ reason }) => TOLD_BY_RECIPIENT.includes(reason)) ??
		reports.findLast(({ reason }) => reasonOf(reason).final) ??
		reports.at(-1)
	);
}

function lastResort(findings: readonly Finding[]): Finding | undefined {
	for (const reason of LAST_RESORT) {
		const found = findings.findLast((one) => one.reason === reason);
		if (found) return found;
	}
	return findings.at(-1);
}

/** The finding that decides an originator's leg: acceptance if any attempt got it, else the last attempt. */
export function decideSend(findings: readonly Finding[]): Finding {
	let best: Finding | undefined;
	for (let i = 0; i < findings.length; i++) {
		const found = findings[i]!;
		if (reasonOf(found.reason).verdict !== "ok") continue;
		if (!best || orderOf(found.reason) < orderOf(best.reason)) best = found;
	}
	if (best) return best;
	return (
		findings.findLast(
			({ reason }) =>
				reason !== "capture-starts-late" && reason !== "capture-ends-early",
		) ?? findings.at(-1)!
	);
}
