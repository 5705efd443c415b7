import type { Report, ReportCommand } from "../report.js";
import { exchangeLines } from "./exchanges.js";
import { httpLines } from "./http.js";
import { infoText } from "./info.js";
import { messageLines } from "./messages.js";
import { filePduLines, pduLines } from "./pdus.js";
import { statisticsText } from "./statistics.js";
import { createLines } from "./stream.js";
import { summaryText } from "./summary.js";

const TABLES: Readonly<Record<ReportCommand, Report>> = {
	analyze: createLines(messageLines),
	pdus: createLines(pduLines),
	http: createLines(httpLines),
	exchanges: createLines(exchangeLines),
	decode: createLines(filePduLines),
	info: infoText,
	statistics: statisticsText,
};

/** Tables for people, with a summary below. */
export const reportTable: Report = async function* (records, context) {
	let lines = false;
	for await (const text of TABLES[context.command](records, context)) {
		lines = true;
		yield text;
	}
	const summary = await context.summary();
	if (summary) yield (lines ? "\n" : "") + summaryText(summary, context);
};
