import Table from "cli-table3";
import { harmless, textWidth } from "./text.js";

/** One column of a table over rows of type `T`. */
export interface Column<T> {
	title: string;
	/** Text as found; control characters are neutralised by the table. */
	value(row: T): string;
	/** Adds colour to a cell that is already cut to its width. */
	paint?(text: string, row: T): string;
	/** Fewer characters than this are no use. */
	minimum: number;
	/** More characters than this are not given to it. */
	maximum: number;
	/** Is the last to be made narrower, and has no maximum. */
	grows?: boolean;
	align?: "left" | "right";
	/** The column with the highest number is left out first when the line is too short; 0 stays. */
	dropped: number;
}

/** A column with the width it got. */
export interface Fitted<T> extends Column<T> {
	width: number;
}

const GAP = 2;

/**
 * Gives every column a width, so that a line fits. Columns that do not fit are left out, least important first.
 *
 * @param sample rows by which natural widths are measured; without them every column is as wide as it may be
 */
export function fitColumns<T>(
	columns: readonly Column<T>[],
	sample: readonly T[] | undefined,
	width: number,
): Fitted<T>[] {
	const fitted = columns
		.map((column) => ({
			...column,
			width: sample ? naturalWidth(column, sample) : fullWidth(column),
		}))
		.filter((column) => column.width > 0);
	while (fitted.length > 1 && floorWidth(fitted) > width) {
		const least = fitted.reduce((found, column) =>
			column.dropped >= found.dropped ? column : found,
		);
		if (least.dropped === 0) break;
		fitted.splice(fitted.indexOf(least), 1);
	}
	shrink(fitted, width, ({ grows, width: own, minimum }) =>
		grows ? own : minimum,
	);
	shrink(fitted, width, (column) => column.minimum);
	// A terminal as narrow as that cuts something of use; better than lines that break.
	shrink(fitted, width, () => 4);
	return fitted;
}

function fullWidth<T>({ title, minimum, maximum, grows }: Column<T>): number {
	return Math.max(title.length, grows ? 2 * minimum : maximum);
}

// 0 when no row has anything to show there.
function naturalWidth<T>(column: Column<T>, sample: readonly T[]): number {
	let width = 0;
	for (const row of sample)
		width = Math.max(width, textWidth(harmless(column.value(row))));
	if (width === 0 && column.dropped > 0) return 0;
	width = Math.max(width, column.title.length);
	return column.grows ? width : Math.min(width, column.maximum);
}

function gaps(columns: readonly unknown[]): number {
	return GAP * (columns.length - 1);
}

function floorWidth<T>(columns: readonly Fitted<T>[]): number {
	return columns.reduce(
		(sum, column) => sum + Math.min(column.width, column.minimum),
		gaps(columns),
	);
}

// Takes characters from the column that is widest above its floor, one at a time, until the line fits.
function shrink<T>(
	columns: Fitted<T>[],
	width: number,
	floor: (column: Fitted<T>) => number,
): void {
	const spare = (column: Fitted<T>) =>
		Math.max(0, column.width - floor(column));
	let excess =
		columns.reduce((sum, column) => sum + column.width, gaps(columns)) - width;
	while (excess > 0) {
		const widest = columns.reduce((best, column) =>
			spare(column) > spare(best) ? column : best,
		);
		if (spare(widest) <= 0) return;
		widest.width--;
		excess--;
	}
}

const NO_LINES = Object.fromEntries(
	[
		"top",
		"top-mid",
		"top-left",
		"top-right",
		"bottom",
		"bottom-mid",
		"bottom-left",
		"bottom-right",
		"left",
		"left-mid",
		"mid",
		"mid-mid",
		"right",
		"right-mid",
		"middle",
	].map((name) => [name, ""]),
);

/** Text of rows in the columns' widths, each line ended, without white space at line ends. */
export function formatRows<T>(
	columns: readonly Fitted<T>[],
	rows: readonly T[],
): string {
	return formatCells(
		columns,
		rows.map((row) =>
			columns.map((column) => {
				const text = cut(harmless(column.value(row)), column.width);
				return column.paint && text !== "" ? column.paint(text, row) : text;
			}),
		),
	);
}

/** The line with the titles. */
export function formatTitles<T>(
	columns: readonly Fitted<T>[],
	paint: (text: string) => string,
): string {
	return formatCells(columns, [
		columns.map((column) => paint(cut(column.title, column.width))),
	]);
}

function formatCells<T>(
	columns: readonly Fitted<T>[],
	cells: string[][],
): string {
	if (cells.length === 0) return "";
	const table = new Table({
		chars: NO_LINES,
		style: { "padding-left": 0, "padding-right": GAP, head: [], border: [] },
		colWidths: columns.map((column) => column.width + GAP),
		colAligns: columns.map((column) => column.align ?? "left"),
	});
	table.push(...cells);
	return `${table.toString().replace(/ +$/gm, "")}\n`;
}

/** The text in at most `width` columns of a terminal; what is cut off is marked. */
export function cut(text: string, width: number): string {
	if (textWidth(text) <= width) return text;
	let kept = "";
	let used = 0;
	for (const character of text) {
		const more = textWidth(character);
		if (used + more > width - 1) break;
		kept += character;
		used += more;
	}
	return `${kept}…`;
}
