import {
	type Fact,
	type Leg,
	type Mark,
	type MessageLived,
	seen,
	type TruthLeg,
	type TruthMessage,
} from "./truth.js";
import { SECOND } from "./world.js";

/** STATES.md 5: how far after an Expiry one may say expired. */
const TOLERANCE = 300 * SECOND;
/** Message-idle of STATES.md 6. */
const IDLE = 3600 * SECOND;
/** What lies nearer than this to a limit may fall on either side of it. */
const BLUR = 40 * SECOND;

type Of<K extends Fact["kind"]> = Extract<Fact, { kind: K }>;

/** What the capture has of a message, in the words of STATES.md. */
export function settle(
	lived: MessageLived,
	id: number,
	captureEnd: number,
): TruthMessage {
	return {
		id,
		label: lived.label,
		legs: lived.legs.map((leg, index) => {
			const told = lived.reports.filter(
				(report) =>
					present(report.mark) && (report.leg < 0 || report.leg === index),
			);
			const reasons = told.map(({ reason }) => reason);
			return settleLeg(leg, captureEnd, reasons);
		}),
		reports: lived.reports.map((report) => ({
			event: report.event,
			reason: report.reason,
			frames: report.mark.frames,
			leg: report.leg,
			tied: report.tied(),
			address: report.address,
		})),
		addressees: lived.addressees,
	};
}

function settleLeg(
	leg: Leg,
	captureEnd: number,
	told: readonly string[],
): TruthLeg {
	const marks = leg.facts.flatMap((fact) => fact.marks);
	const partly =
		leg.facts.some(isHalved) ||
		(leg.hops !== undefined && leg.facts.some(isUnasked)) ||
		marks.some((one) => seen(one) === "part" && !one.holed);
	const open = leg.facts.some(
		({ certain = 0, marks: [first] }) => certain > captureEnd && present(first),
	);
	const reasons = partly || open ? [] : judge(leg, captureEnd);
	// A report decides a leg that has nothing but its notification, where the two are joined.
	const bare = leg.facts.every(
		({ kind }) => kind === "notified" || kind === "asked",
	);
	if (bare && reasons.length > 0) reasons.push(...told);
	const out: TruthLeg = {
		kind: leg.kind,
		label: leg.label,
		client: leg.client,
		reasons: [...reasons, ...(leg.also ?? [])],
		frames: [...new Set(marks.flatMap((one) => one.frames))],
		steps: marks
			.filter((one) => one.frames.length > 0)
			.map((one) => `${one.name}@${one.frames[0]}`),
		tied: leg.tied(),
	};
	if (leg.number !== undefined) out.number = leg.number;
	if (leg.loose) out.loose = leg.loose;
	if (leg.told && seen(leg.told) === "whole") out.told = true;
	const whole = marks.every((one) => one.passed === one.frames.length);
	if (leg.hops !== undefined && whole) out.hops = leg.hops;
	const untold = leg.kind === "recipient" && !leg.facts.some(isTelling);
	if (leg.optional || untold) out.optional = true;
	return out;
}

function present(one: Mark | undefined): boolean {
	return one !== undefined && one.frames.length > 0;
}

function judge(leg: Leg, captureEnd: number): string[] {
	const facts = leg.facts
		.filter(({ marks }) => marks.length === 0 || marks.some(present))
		.sort((a, b) => a.at - b.at);
	if (facts.length === 0) return [];
	return leg.kind === "send"
		? judgeSend(facts)
		: judgeRecipient(facts, captureEnd);
}

const SENT_OK = new Set([
	"send-accepted",
	"send-accepted-no-id",
	"send-accepted-partly",
]);

/** The first attempt that succeeded, else the last. */
function judgeSend(facts: readonly Fact[]): string[] {
	const sent = facts.filter((fact): fact is Of<"sent"> => fact.kind === "sent");
	const decisive =
		sent.find(({ reason }) => SENT_OK.has(reason)) ?? sent.at(-1);
	if (!decisive) return [];
	if (!present(decisive.request)) return [];
	if (decisive.answer && decisive.answer.passed > 0) {
		if (!present(decisive.answer) && !decisive.answer.holed) return [];
	}
	return [decisive.reason];
}

/** STATES.md 5, "Which reason decides a leg". */
function judgeRecipient(facts: readonly Fact[], captureEnd: number): string[] {
	const fetched = facts.filter(
		(fact): fact is Of<"fetched"> => fact.kind === "fetched",
	);
	const posts = facts.filter(
		(fact): fact is Of<"responded"> | Of<"acknowledged"> =>
			fact.kind === "acknowledged" ||
			(fact.kind === "responded" && fact.status === "retrieved"),
	);
	if (fetched.some(({ reason }) => reason === "retrieved")) {
		if (posts.some(({ post }) => post === "ok")) {
			return ["retrieved-acknowledged"];
		}
		if (posts.some(({ post }) => post === "http-error")) {
			return ["ack-http-error"];
		}
		if (posts.length > 0) return ["retrieved-ack-failed"];
		return ["retrieved-unconfirmed"];
	}
	if (posts.length > 0) {
		// Nothing ties two acknowledgements to each other, or one to a GET that failed.
		const told = facts.some(({ kind }) => kind === "notified");
		const alone = !told && facts.length > 1;
		return alone ? [] : ["acked-not-seen"];
	}
	return unfetched(facts, fetched, captureEnd);
}

function unfetched(
	facts: readonly Fact[],
	fetched: readonly Of<"fetched">[],
	captureEnd: number,
): string[] {
	const responses = facts.filter(
		(fact): fact is Of<"responded"> => fact.kind === "responded",
	);
	const ended = facts.filter(
		(fact): fact is Of<"ended"> => fact.kind === "ended",
	);
	const final = [
		...responses
			.filter(
				({ status }) => status === "rejected" || status === "unrecognised",
			)
			.map(({ status }) => status as string),
		...ended.map(({ reason }) => reason).filter((one) => one !== "stored"),
	];
	if (final.length > 0) return final;
	const failures = fetched.filter(({ reason }) => reason !== "partial");
	const waiting = (): string[] => {
		const last = failures.at(-1);
		if (last) return [last.reason];
		if (isStored(facts)) return ["stored"];
		if (responses.some(({ status }) => status === "deferred")) {
			return ["deferred"];
		}
		return notified(facts, captureEnd);
	};
	const late = expiry(facts, captureEnd);
	if (late === "no") return waiting();
	// STATES.md 5 ranks expired-before-fetch first and says in item 6 that the last failure stays: both are right.
	if (late === "yes" && failures.length === 0) return ["expired-before-fetch"];
	return ["expired-before-fetch", ...waiting()];
}

function expiry(
	facts: readonly Fact[],
	captureEnd: number,
): "yes" | "no" | "perhaps" {
	const dates: number[] = [];
	for (const fact of facts) {
		if (fact.kind !== "notified" || !fact.whole) continue;
		if (fact.expires !== undefined) dates.push(fact.expires);
	}
	if (dates.length === 0) return "no";
	const first = Math.min(...dates);
	const last = Math.max(...dates);
	const quiet = Math.max(...facts.map(({ at }) => at)) + IDLE;
	// STATES.md 6: by then its record may have been written.
	if (captureEnd > quiet && last + TOLERANCE > quiet) return "perhaps";
	if (captureEnd > last + TOLERANCE + BLUR) return "yes";
	return captureEnd < first + TOLERANCE - BLUR ? "no" : "perhaps";
}

function notified(facts: readonly Fact[], captureEnd: number): string[] {
	const pushes = facts.filter(
		(fact): fact is Of<"notified"> => fact.kind === "notified",
	);
	const last = pushes.at(-1);
	if (!last) return [];
	if (pushes.some(({ push }) => push === "aborted")) {
		return ["notify-push-aborted"];
	}
	if (pushes.every(({ whole }) => !whole)) {
		// Its Expiry may have been in the part that came.
		return ["notify-incomplete", "expired-before-fetch"];
	}
	const quiet = captureEnd - last.at;
	const early = captureEnd - (pushes[0]?.at ?? 0);
	const silent = pushes.some(({ push }) => push === "acked")
		? "notify-push-acked"
		: "notify-sent";
	const heard = silent !== "notify-sent" || facts.some(isOther);
	// Whether a WTP Ack, or a PDU that changed nothing, is a response is not said.
	if (quiet > TOLERANCE + BLUR) {
		return heard ? ["notify-no-response", silent] : ["notify-no-response"];
	}
	if (early < TOLERANCE - BLUR) return [silent];
	return ["notify-no-response", silent];
}

/** The capture begins or ends between request and answer, or between two ranges. */
function isHalved(fact: Fact): boolean {
	const [request, answer, ...earlier] = fact.marks;
	if (earlier.some((one) => present(one) !== present(answer))) return true;
	if (!request || !answer || answer.passed === 0 || answer.holed) return false;
	if (present(request) === present(answer)) return false;
	// An m-retrieve-conf speaks for itself.
	return !(
		present(answer) &&
		fact.kind === "fetched" &&
		fact.reason === "retrieved"
	);
}

function isUnasked(fact: Fact): boolean {
	return fact.kind === "fetched" && !present(fact.request);
}

/** Shows that it is about MMS at all: a GET of a short URL and a page in answer do not. */
function isTelling(fact: Fact): boolean {
	if (!fact.marks.some(present)) return false;
	return fact.kind !== "fetched" || TOLD.has(fact.reason);
}

const TOLD = new Set([
	"retrieved",
	"retrieve-status-transient",
	"retrieve-status-permanent",
	"retrieve-error-message",
	"retrieve-truncated",
	"retrieve-reset",
	"retrieve-wtp-incomplete",
]);

function isStored(facts: readonly Fact[]): boolean {
	return facts.some(
		(fact) =>
			(fact.kind === "ended" && fact.reason === "stored") ||
			(fact.kind === "notified" && fact.stored),
	);
}

function isOther(fact: Fact): boolean {
	return fact.kind === "asked";
}
