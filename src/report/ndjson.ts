import { JsonWriter } from "./jsonwriter.js";
import type { ReportContext, ReportRecord } from "./report.js";

/** One object per line: header, records, summary. */
export async function* reportNdjson(
	records: AsyncIterable<ReportRecord>,
	context: ReportContext,
): AsyncGenerator<Uint8Array> {
	const writer = new JsonWriter();
	writer.line(context.header);
	yield writer.take();
	for await (const record of records) {
		writer.line(record);
		yield writer.take();
	}
	const summary = await context.summary();
	if (!summary) return;
	writer.line(summary);
	yield writer.take();
}
