export { batchesOf, type Records, recordsIn } from "./batches.js";

import { reportCsv } from "./csv/csv.js";
import { reportJson } from "./json.js";
import { reportNdjson } from "./ndjson.js";
import type { Report } from "./report.js";
import { reportTable } from "./table/table.js";

export { formatJson } from "./jsontext.js";
export type * from "./report.js";
export {
	type FoundMessage,
	MessageFinder,
	UID_CHARACTERS,
	type Wanted,
} from "./show/find.js";
export { formatMessage, type ShowOptions } from "./show/show.js";

/** The output formats. A new one is a file of its own and a line here. */
export const REPORTS = {
	table: reportTable,
	json: reportJson,
	ndjson: reportNdjson,
	csv: reportCsv,
} as const satisfies Readonly<Record<string, Report>>;

export type Format = keyof typeof REPORTS;
