import { formatJson } from "./jsontext.js";
import type { ReportContext, ReportRecord } from "./report.js";

/** One object per line: header, records, summary. */
export async function* reportNdjson(
	records: AsyncIterable<ReportRecord>,
	context: ReportContext,
): AsyncGenerator<string> {
	yield `${formatJson(context.header)}\n`;
	for await (const record of records) yield `${formatJson(record)}\n`;
	const summary = await context.summary();
	if (summary) yield `${formatJson(summary)}\n`;
}
