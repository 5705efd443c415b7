import type { FilePdu } from "../mms/file.js";
import type {
	CaptureInfo,
	Exchange,
	Header,
	HttpRecord,
	Info,
	Message,
	PduRecord,
	Summary,
} from "../record.js";
import type { Statistics } from "../statistics/record.js";
import type { Records } from "./batches.js";

/** What `mmstrace info` prints: one object. */
export type InfoRecord = Info & { type: "info" };

/** Records by the command that prints them. */
export interface RecordsByCommand {
	analyze: Message;
	pdus: PduRecord;
	http: HttpRecord;
	exchanges: Exchange;
	decode: FilePdu;
	info: InfoRecord;
	statistics: Statistics;
}

export type ReportCommand = keyof RecordsByCommand;
export type ReportRecord = RecordsByCommand[ReportCommand];

/** What a report needs besides the records. */
export interface ReportContext {
	command: ReportCommand;
	header: Header;
	/** Known once the records have been read to their end; absent when there is none (interrupted, `info`). */
	summary(): Promise<Summary | undefined>;
	/** What is known of the captures; complete once the records have been read. */
	captures: readonly CaptureInfo[];
	/** Records are to be seen as they come. */
	live?: boolean;
	/** A byte order mark comes first (csv). */
	bom?: boolean;
	/** Characters per line. */
	width: number;
	colour: boolean;
}

/**
 * An output format: records in, text out, nothing held back longer than a layout needs. Text as octets is valid until the
 * next piece is asked for.
 */
export type Report = (
	records: Records<ReportRecord>,
	context: ReportContext,
) => AsyncIterable<string | Uint8Array>;
