import type { FieldRecord } from "../../filter/fields/list.js";
import { createPalette } from "./colours.js";
import { type Column, fitColumns, formatRows, formatTitles } from "./layout.js";
import type { TableShape } from "./stream.js";

/** The table that `mmstrace fields` prints. */
export function fieldsTable(
	fields: readonly FieldRecord[],
	{ width, colour }: TableShape,
): string {
	const palette = createPalette(colour);
	const fitted = fitColumns(columns(), fields, width);
	return formatTitles(fitted, palette.strong) + formatRows(fitted, fields);
}

function columns(): Column<FieldRecord>[] {
	return [
		{
			title: "Field",
			value: ({ name }) => name,
			minimum: 40,
			maximum: 52,
			dropped: 0,
		},
		{
			title: "Type",
			value: ({ valueType }) => valueType,
			minimum: 8,
			maximum: 8,
			dropped: 0,
		},
		{
			title: "Records",
			value: ({ records }) => records.join(" "),
			minimum: 34,
			maximum: 34,
			dropped: 1,
		},
		{
			title: "What",
			value: ({ about }) => about,
			minimum: 20,
			maximum: 70,
			grows: true,
			dropped: 0,
		},
	];
}
