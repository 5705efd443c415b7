import type { FilePdu } from "../../mms/file.js";
import type { FieldValue, PduFields, PduRecord } from "../../record.js";
import { createPalette, type Palette } from "./colours.js";
import { frameColumn, problemsColumn, timeColumn } from "./columns.js";
import type { Column } from "./layout.js";
import { formatAddress } from "./messages.js";
import { messageTypeName, STATUS_FIELDS, statusName } from "./names.js";
import type { Lines, TableShape } from "./stream.js";
import { formatSize } from "./text.js";

/** The table that `pdus` prints. */
export const pduLines: Lines<PduRecord, PduRecord> = {
	columns: pduColumns,
	lines: (pdu) => [pdu],
	time: (pdu) => pdu["frame.time_epoch"],
};

/** The table that `decode` prints. */
export const filePduLines: Lines<FilePdu, FilePdu> = {
	columns: filePduColumns,
	lines: (pdu) => [pdu],
};

function pduColumns({ colour, width }: TableShape): Column<PduRecord>[] {
	const palette = createPalette(colour);
	return [
		frameColumn(),
		timeColumn(palette, width, (pdu) => pdu["frame.time_epoch"]),
		{
			title: "Source",
			value: (pdu) => pdu["ip.src"] ?? pdu["ipv6.src"] ?? "",
			minimum: 15,
			maximum: 20,
			dropped: 1,
		},
		{
			title: "Destination",
			value: (pdu) => pdu["ip.dst"] ?? pdu["ipv6.dst"] ?? "",
			minimum: 15,
			maximum: 20,
			dropped: 1,
		},
		{
			title: "Over",
			value: (pdu) => pdu.transport,
			minimum: 8,
			maximum: 8,
			dropped: 4,
		},
		...contentColumns(palette),
	];
}

function filePduColumns({ colour }: TableShape): Column<FilePdu>[] {
	return [
		{
			title: "File",
			value: (pdu) => pdu.file,
			minimum: 12,
			maximum: 48,
			dropped: 0,
		},
		...contentColumns(createPalette(colour)),
	];
}

type AnyPdu = PduFields & Pick<PduRecord, "complete" | "problems">;

function contentColumns(palette: Palette): Column<AnyPdu>[] {
	return [
		{
			title: "PDU",
			value: (pdu) => messageTypeName(pdu["mmse.message_type"]),
			minimum: 18,
			maximum: 20,
			dropped: 0,
			paint: palette.strong,
		},
		{
			title: "Transaction",
			value: (pdu) => text(pdu["mmse.transaction_id"]),
			minimum: 11,
			maximum: 20,
			dropped: 2,
		},
		{
			title: "Says",
			value: contentText,
			minimum: 16,
			maximum: 80,
			grows: true,
			dropped: 0,
		},
		problemsColumn(palette, 3),
	];
}

// The fields that tell one PDU of a type from another, as far as it has them.
function contentText(pdu: AnyPdu): string {
	const said: string[] = [];
	for (const [field, header] of STATUS_FIELDS) {
		const value = pdu[field];
		if (typeof value === "number") said.push(statusName(header, value));
	}
	if (pdu["mmse.from"] !== undefined)
		said.push(`from ${formatAddress(text(pdu["mmse.from"]))}`);
	if (pdu["mmse.to"] !== undefined)
		said.push(`to ${addresses(pdu["mmse.to"])}`);
	if (pdu["mmse.subject"] !== undefined)
		said.push(`"${text(pdu["mmse.subject"])}"`);
	if (pdu["mmse.content_location"] !== undefined)
		said.push(text(pdu["mmse.content_location"]));
	if (pdu.parts && pdu.parts.length > 0) said.push(partsText(pdu.parts));
	if (pdu["mmse.message_id"] !== undefined)
		said.push(`id ${text(pdu["mmse.message_id"])}`);
	return said.join(", ");
}

function partsText(parts: NonNullable<PduFields["parts"]>): string {
	const octets = parts.reduce((sum, part) => sum + part.size, 0);
	const noun = parts.length === 1 ? "part" : "parts";
	return `${parts.length} ${noun} of ${formatSize(octets)}`;
}

function addresses(value: FieldValue): string {
	return (Array.isArray(value) ? value : [value])
		.map((one) => formatAddress(text(one)))
		.join(" ");
}

function text(value: FieldValue | undefined): string {
	if (value === undefined) return "";
	if (Array.isArray(value)) return value.map(text).join(" ");
	return typeof value === "object" ? String(value.value) : String(value);
}
