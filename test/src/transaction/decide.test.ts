import { describe, expect, test } from "vitest";
import {
	decideRecipient,
	decideSend,
} from "../../../src/transaction/decide.js";
import type { Evidence } from "../../../src/transaction/evidence.js";
import type { Finding } from "../../../src/transaction/judge/finding.js";
import { REASONS, type ReasonId } from "../../../src/transaction/reasons.js";

function findings(...reasons: readonly ReasonId[]): Finding[] {
	return reasons.map((reason, time) => {
		const evidence = {} as Evidence;
		return { reason, time, frames: [], evidence };
	});
}

const decided = (...reasons: readonly ReasonId[]) =>
	decideRecipient(findings(...reasons))!.reason;

const RETRIEVE = (Object.keys(REASONS) as ReasonId[]).filter(
	(id) =>
		id.startsWith("retrieve-") &&
		id !== "retrieve-repeated" &&
		id !== "retrieve-partial-resumed",
);

/** The list of STATES 5, "Which reason decides a leg"; those of one row by time. */
const ORDER: readonly (readonly ReasonId[])[] = [
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
	RETRIEVE,
	["stored"],
	["deferred"],
	["notify-bearer-refused", "notify-push-aborted", "notify-incomplete"],
	["notify-no-response"],
	["notify-push-acked"],
	["notify-sent"],
	["capture-starts-late"],
];

const NEVER: readonly ReasonId[] = [
	"retrieve-repeated",
	"retrieve-partial-resumed",
	"notify-resent",
	"report-missing",
	"capture-ends-early",
];

const REPORTS = (Object.keys(REASONS) as ReasonId[]).filter(
	(id) => REASONS[id].leg === "report" && id !== "report-missing",
);

describe("the reason that decides a recipient's leg", () => {
	test("is the first of the list, whenever it came", () => {
		for (const [index, row] of ORDER.entries())
			for (const later of ORDER.slice(index + 1))
				for (const one of row)
					for (const other of later) {
						expect(decided(one, other)).toBe(one);
						expect(decided(other, one)).toBe(one);
					}
	});

	test("is the latest of those that are equal", () => {
		for (const row of ORDER)
			for (const one of row)
				for (const other of row) expect(decided(other, one)).toBe(one);
	});

	test.each(NEVER)("is never %s beside another one", (never) => {
		for (const one of ORDER.flat()) {
			expect(decided(one, never)).toBe(one);
			expect(decided(never, one)).toBe(one);
		}
	});

	test("is a report's only where there is nothing else, or a notification", () => {
		const weak: readonly ReasonId[] = [
			"notify-no-response",
			"notify-push-acked",
			"notify-sent",
			"notify-resent",
			"capture-starts-late",
		];
		for (const report of REPORTS) {
			expect(decided(report)).toBe(report);
			for (const one of weak) expect(decided(report, one)).toBe(report);
			for (const one of ORDER.flat())
				if (!weak.includes(one)) expect(decided(one, report)).toBe(one);
		}
	});

	test("is the report that says that it arrived, whatever others say", () => {
		expect(decided("report-retrieved", "report-expired")).toBe(
			"report-retrieved",
		);
		expect(decided("report-expired", "report-retrieved")).toBe(
			"report-retrieved",
		);
		expect(decided("report-deferred", "report-expired")).toBe("report-expired");
		expect(decided("report-expired", "report-deferred")).toBe("report-expired");
		expect(decided("report-retrieved", "read")).toBe("read");
	});

	test("of the client's refusal goes before what the network could not do", () => {
		expect(decided("report-rejected", "report-expired")).toBe(
			"report-rejected",
		);
		expect(decided("report-unreachable", "report-forwarded")).toBe(
			"report-forwarded",
		);
	});
});

describe("the reason that decides a submission", () => {
	const send = (...reasons: readonly ReasonId[]) =>
		decideSend(findings(...reasons)).reason;

	test("is an acceptance, whichever attempt got it", () => {
		expect(send("send-http-5xx", "send-accepted")).toBe("send-accepted");
		expect(send("send-accepted", "send-http-5xx")).toBe("send-accepted");
		expect(send("send-accepted-partly", "send-accepted")).toBe("send-accepted");
	});

	test("is else that of the last attempt that ended", () => {
		expect(send("send-http-5xx", "send-no-answer")).toBe("send-no-answer");
		expect(send("send-http-5xx", "capture-ends-early")).toBe("send-http-5xx");
		expect(send("capture-ends-early")).toBe("capture-ends-early");
	});
});
