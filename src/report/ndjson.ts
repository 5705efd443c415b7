import { batchesOf, type Records } from "./batches.js";
import { JsonWriter } from "./jsonwriter.js";
import type { ReportContext, ReportRecord } from "./report.js";

/** What is written at once: it is still in the processor's cache when it is copied. */
const PIECE_OCTETS = 65_536;

/** One object per line: header, records, summary. */
export async function* reportNdjson(
	records: Records<ReportRecord>,
	context: ReportContext,
): AsyncGenerator<Uint8Array> {
	const writer = new JsonWriter();
	writer.line(context.header);
	yield writer.take();
	for await (const batch of batchesOf(records)) {
		for (let i = 0; i < batch.length; i++) {
			writer.line(batch[i]);
			if (writer.length >= PIECE_OCTETS) yield writer.take();
		}
		if (writer.length > 0) yield writer.take();
	}
	const summary = await context.summary();
	if (!summary) return;
	writer.line(summary);
	yield writer.take();
}
