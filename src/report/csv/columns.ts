import { fieldsOf, type RecordKind } from "../../filter/fields/names.js";
import { type Values, valuesAt } from "../../filter/values.js";
import type { Message } from "../../record.js";
import type { InfoRecord, ReportCommand } from "../report.js";
import { messageTypeName } from "../table/names.js";
import { formatClock, formatDay } from "../table/text.js";

/** How the records of a command become rows. */
export interface Sheet {
	titles: readonly string[];
	columns: readonly Values[];
	/** The rows of a record, each as a record of its own. */
	split(record: object): readonly object[];
}

/** A column that is no field of the record: its title and its value. */
type Computed = readonly [string, (record: never) => unknown];

/** Columns are fields, by the names that filters use; their titles are those names. */
function sheet(
	kind: RecordKind,
	columns: readonly (string | Computed)[],
	split: Sheet["split"] = (record) => [record],
): Sheet {
	return {
		titles: columns.map((column) =>
			typeof column === "string" ? column : column[0],
		),
		columns: columns.map((column) =>
			typeof column === "string"
				? valuesAt(ownPath(kind, column))
				: computed(column),
		),
		split,
	};
}

/** Filters take `reason` for that of the message or a leg; its column has that of the message. */
function ownPath(kind: RecordKind, name: string) {
	return (fieldsOf(kind).get(name)?.paths ?? []).slice(0, 1);
}

function computed([, value]: Computed): Values {
	return (record) => {
		const found = value(record as never);
		return found === undefined ? [] : [found];
	};
}

/** `2026-02-14 09:00:00.064`, which spreadsheets know as a date and time (UTC). */
function dateTime(seconds: number | undefined): string | undefined {
	if (seconds === undefined) return undefined;
	return `${formatDay(seconds)} ${formatClock(seconds)}`;
}

const LEG = [
	"uid",
	"client",
	"server",
	"serverPort",
	"transport",
	"transactionId",
	"userAgent",
	"number",
	"numberSource",
	"imsi",
	"access.apn",
	"access.rat",
	"access.cell",
	"access.imeisv",
	"state",
	"verdict",
	"fault",
	"outcome",
	"reason",
	"confidence",
	"attempts",
	"retransmissions",
	"detail.http.response.code",
];

const MESSAGE: readonly (string | Computed)[] = [
	["time", ({ firstTime }: Message) => dateTime(firstTime)],
	"uid",
	"id",
	"final",
	"verdict",
	"fault",
	"outcome",
	"reason",
	"messageId",
	"from",
	"to",
	"cc",
	"bcc",
	"subject",
	"size",
	"firstTime",
	"lastTime",
	["frame", ({ frames }: Message) => frames[0]],
	"problems.code",
	...[
		...LEG,
		"detail.mmse.response_status",
		"detail.mmse.response_text",
		"phases.connect",
		"phases.upload",
		"phases.submit_wait",
		"phases.submit_total",
	].map((name) => `send.${name}`),
	...[
		"address",
		...LEG,
		"contentLocation",
		"notifications",
		"reportState",
		"reports.reason",
		"detail.mmse.status",
		"detail.mmse.retrieve_status",
		"detail.mmse.retrieve_text",
		"phases.connect",
		"phases.relay",
		"phases.notify_transfer",
		"phases.notify_to_get",
		"phases.notify_to_response",
		"phases.retrieve_wait",
		"phases.download",
		"phases.ack_delay",
		"phases.ack_answer",
		"phases.report_delay",
		"phases.read_delay",
		"phases.read_report_delay",
		"phases.end_to_end",
		"phases.age_at_retrieval",
	].map((name) => `recipients.${name}`),
];

/** One row for each recipient, one for a message without any. */
function byRecipient(record: object): readonly object[] {
	const message = record as Message;
	if (message.recipients.length < 2) return [message];
	return message.recipients.map((recipient) => ({
		...message,
		recipients: [recipient],
	}));
}

type Typed = { "mmse.message_type"?: number };

const PDU_NAME: Computed = [
	"pdu",
	(pdu: Typed) =>
		pdu["mmse.message_type"] === undefined
			? undefined
			: messageTypeName(pdu["mmse.message_type"]),
];

const PDU_FIELDS = [
	"mmse.message_type",
	"mmse.transaction_id",
	"mmse.mms_version",
	"mmse.message_id",
	"mmse.from",
	"mmse.to",
	"mmse.cc",
	"mmse.bcc",
	"mmse.subject",
	"mmse.date",
	"mmse.message_class.id",
	"mmse.message_class.str",
	"mmse.priority",
	"mmse.message_size",
	"mmse.expiry.abs",
	"mmse.expiry.rel",
	"mmse.delivery_report",
	"mmse.read_report",
	"mmse.content_location",
	"mmse.response_status",
	"mmse.response_text",
	"mmse.retrieve_status",
	"mmse.retrieve_text",
	"mmse.status",
	"mmse.read_status",
	"mmstrace.content_type",
	"parts.contentType",
	"parts.name",
	"parts.size",
	"complete",
	"problems.code",
];

const FRAME: readonly (string | Computed)[] = [
	[
		"time",
		(record: { "frame.time_epoch": number }) =>
			dateTime(record["frame.time_epoch"]),
	],
	"frame.number",
	"frame.time_epoch",
	"capture",
	"captureFrame",
	"ip.src",
	"ip.dst",
	"ipv6.src",
	"ipv6.dst",
];

const HTTP = [
	"tcp.srcport",
	"tcp.dstport",
	"tcp.stream",
	"http.request.method",
	"http.request.uri",
	"http.request.full_uri",
	"http.host",
	"http.user_agent",
	"http.response.code",
	"http.response.phrase",
	"http.server",
	"http.location",
	"http.content_type",
	"http.content_length",
	"bodyBytes",
	"complete",
	"problems.code",
];

const EXCHANGE: readonly (string | Computed)[] = [
	[
		"time",
		({ request, response, connect }: ExchangeTimes) =>
			dateTime((request ?? response ?? connect)?.firstTime),
	],
	"uid",
	"kind",
	"transport",
	"client",
	"clientPort",
	"server",
	"serverPort",
	"scope",
	"url",
	"connection",
	...[
		"http.request.method",
		"mmse.message_type",
		"mmse.transaction_id",
		"number",
		"http.user_agent",
		"frame",
		"firstTime",
		"time",
		"bytes",
		"complete",
		"retransmissions",
	].map((name) => `request.${name}`),
	...[
		"http.response.code",
		"wsp.reply.status",
		"mmse.message_type",
		"mmse.response_status",
		"mmse.retrieve_status",
		"frame",
		"firstTime",
		"time",
		"bytes",
		"complete",
		"retransmissions",
	].map((name) => `response.${name}`),
	"ended",
	"endedBy",
	"endTime",
	"abort.type",
	"abort.reason",
	"problems.code",
];

interface ExchangeTimes {
	request?: { firstTime: number };
	response?: { firstTime: number };
	connect?: { firstTime: number };
}

const CAPTURE_COLUMNS = [
	"file",
	"format",
	"compression",
	"packets",
	"bytes",
	"linktypes",
	"interfaces",
	"firstTime",
	"lastTime",
	"truncatedPackets",
	"problems",
] as const;

/** What is known of one capture; counts and problems in words. */
function captureRows({ captures }: InfoRecord): object[] {
	return captures.map(({ linktypes, problems, ...capture }) => ({
		...capture,
		linktypes: Object.entries(linktypes).map(
			([name, packets]) => `${name} ${packets}`,
		),
		problems: problems.map(({ code }) => code),
	}));
}

/** What can be a sheet; figures are several tables of different columns. */
export type SheetCommand = Exclude<ReportCommand, "statistics">;

/** The sheets of all commands, made when one is wanted: the names of all fields are read for that. */
export const SHEETS: Readonly<Record<SheetCommand, () => Sheet>> = {
	analyze: () => sheet("message", MESSAGE, byRecipient),
	pdus: () =>
		sheet("pdu", [
			...FRAME,
			"transport",
			"repeat",
			"container",
			PDU_NAME,
			...PDU_FIELDS,
		]),
	http: () => sheet("http", [...FRAME, ...HTTP]),
	// Lines of identities are for correlate; they are no exchanges.
	exchanges: () =>
		sheet("exchange", EXCHANGE, (record) =>
			"type" in record && record.type === "exchange" ? [record] : [],
		),
	decode: () =>
		sheet("pdu", [
			["file", ({ file }: { file: string }) => file],
			"container",
			PDU_NAME,
			...PDU_FIELDS,
		]),
	info: () => ({
		titles: CAPTURE_COLUMNS,
		columns: CAPTURE_COLUMNS.map((name) => valuesAt([[name]])),
		split: (record) => captureRows(record as InfoRecord),
	}),
};
