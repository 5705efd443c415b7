import type { CaptureInfo, Summary } from "../../../src/record.js";
import type {
	Report,
	ReportCommand,
	ReportContext,
	ReportRecord,
} from "../../../src/report/index.js";
import { capture, header, summary } from "./samples.js";

/** Runs a report over records and gives its text. */
export async function reportText(
	report: Report,
	command: ReportCommand,
	records: readonly ReportRecord[],
	changes: Partial<ReportContext> = {},
): Promise<string> {
	const context = contextOf(command, changes);
	let text = "";
	for await (const piece of report(asyncOf(records), context))
		text += typeof piece === "string" ? piece : Buffer.from(piece).toString();
	return text;
}

/** What a report needs besides the records. */
export function contextOf(
	command: ReportCommand,
	changes: Partial<ReportContext> = {},
): ReportContext {
	return {
		command,
		header,
		summary: async (): Promise<Summary | undefined> => summary,
		captures: [capture] as CaptureInfo[],
		width: 120,
		colour: false,
		...changes,
	};
}

async function* asyncOf<T>(values: readonly T[]): AsyncGenerator<T> {
	yield* values;
}
