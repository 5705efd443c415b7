import { addressKey } from "./address.js";
import type { Evidence } from "./evidence.js";
import { numberIn, textIn } from "./field.js";
import { type Answer, answerOf } from "./judge/acknowledge.js";
import type { LegDraft } from "./leg.js";

/** Address of the recipient that a report is about: To of a delivery report, From of a read report. */
export function reportedAddress(report: Evidence): string | undefined {
	const { request } = report.exchange;
	const address = textIn(
		report.role === "delivery" ? request?.["mmse.to"] : request?.["mmse.from"],
	);
	return address?.startsWith("<") && !address.includes("@")
		? undefined
		: address;
}

/** A report to the sender of a submission, about one of its recipients as far as both are told. */
export function isAbout(send: LegDraft, report: Evidence): boolean {
	// What goes to a push proxy has no address to compare.
	if (report.exchange.transport !== "pap" && !send.isOf(report)) return false;
	const address = reportedAddress(report);
	if (address === undefined) return true;
	const key = addressKey(address);
	const submissions = send.of("send");
	if (submissions.some(({ recipients }) => recipients.includes(key)))
		return true;
	return !submissions.some(
		({ exchange, recipients }) =>
			exchange.request?.complete && recipients.length > 0,
	);
}

/** Whether the submission asked for delivery reports. */
export function asksForReport(send: LegDraft): boolean {
	return send
		.of("send")
		.some(
			({ exchange }) =>
				numberIn(exchange.request?.["mmse.delivery_report"]) === 0x80,
		);
}

/** The client of the leg gave the answer that the report tells. */
export function isAnswerOf(leg: LegDraft, report: Evidence): boolean {
	const status = numberIn(report.exchange.request?.["mmse.status"]);
	return leg.answers.some(
		(answer) =>
			answer.firstTime <= report.firstTime &&
			status === ANSWER_STATUS[answerOf(answer)],
	);
}

/** X-Mms-Status of a report by the answer that it tells. */
const ANSWER_STATUS: Readonly<Partial<Record<Answer, number>>> = {
	retrieved: 0x81,
	rejected: 0x82,
	deferred: 0x83,
	unrecognised: 0x84,
};
