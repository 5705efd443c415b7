import { addressKey } from "./address.js";
import type { Evidence } from "./evidence.js";
import { numberOf, textOf } from "./field.js";
import { type Answer, answerOf } from "./judge/acknowledge.js";
import type { LegDraft } from "./leg.js";

/** Address of the recipient that a report is about: To of a delivery report, From of a read report. */
export function reportedAddress(report: Evidence): string | undefined {
	const { request } = report.exchange;
	const field = report.role === "delivery" ? "mmse.to" : "mmse.from";
	const address = textOf(request, field);
	return address?.startsWith("<") && !address.includes("@")
		? undefined
		: address;
}

/** A report about a recipient of a submission; to its sender, when not all of the recipients or none of them is told. */
export function isAbout(send: LegDraft, report: Evidence): boolean {
	const address = reportedAddress(report);
	if (address === undefined) return send.isOf(report);
	const key = addressKey(address);
	const submissions = send.of("send");
	if (submissions.some(({ recipients }) => recipients.includes(key)))
		return true;
	const isWhole = submissions.some(
		({ exchange, recipients }) =>
			exchange.request?.complete && recipients.length > 0,
	);
	return !isWhole && send.isOf(report);
}

/** Whether the submission asked for delivery reports. */
export function asksForReport(send: LegDraft): boolean {
	return send
		.of("send")
		.some(
			({ exchange }) =>
				numberOf(exchange.request, "mmse.delivery_report") === 0x80,
		);
}

/** The client of the leg gave the answer that the report tells. */
export function isAnswerOf(leg: LegDraft, report: Evidence): boolean {
	const status = numberOf(report.exchange.request, "mmse.status");
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
