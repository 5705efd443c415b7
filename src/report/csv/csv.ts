import { stringify } from "csv-stringify/sync";
import type { Report } from "../report.js";
import { cell } from "./cell.js";
import { SHEETS, type Sheet, type SheetCommand } from "./columns.js";

/** Rows that are made into text at once. */
const BATCH = 200;

/** Lets spreadsheets know that the text is UTF-8. */
const BYTE_ORDER_MARK = "\ufeff";

/**
 * Rows for spreadsheets (RFC 4180): the same columns whatever the records hold, with a line of titles; nothing in them
 * is taken for a formula. There is no summary.
 */
export const reportCsv: Report = async function* (records, context) {
	// The command line writes figures in other formats.
	const sheet = SHEETS[context.command as SheetCommand]();
	yield (context.bom ? BYTE_ORDER_MARK : "") + linesOf([sheet.titles]);
	let rows: string[][] = [];
	for await (const record of records) {
		rows.push(...rowsOf(sheet, record));
		if (rows.length < BATCH) continue;
		yield linesOf(rows);
		rows = [];
	}
	if (rows.length > 0) yield linesOf(rows);
};

function rowsOf({ split, columns }: Sheet, record: object): string[][] {
	return split(record).map((part) =>
		columns.map((values) => cell(values(part))),
	);
}

function linesOf(rows: readonly (readonly string[])[]): string {
	return stringify(rows as string[][], { record_delimiter: "\r\n" });
}
