import type { Report, ReportContext } from "../report.js";
import { createPalette } from "./colours.js";
import {
	type Column,
	type Fitted,
	fitColumns,
	formatRows,
	formatTitles,
} from "./layout.js";
import { formatDay } from "./text.js";

/** What a table depends on besides its rows. */
export type TableShape = Pick<ReportContext, "colour" | "width">;

/** How the records of one command become lines of a table. */
export interface Lines<R, L> {
	columns(shape: TableShape): Column<L>[];
	lines(record: R): L[];
	/** Time by which lines are put under their day; absent where there is none. */
	time?(line: L): number;
}

// Widths are chosen by the first lines; later ones are written as they come.
const SAMPLE = 200;

/** A report of records of type `R`, the type that the command of the report yields. */
export function createLines<R, L>(kind: Lines<R, L>): Report {
	return async function* (records, context) {
		const table = new LineTable(kind, context);
		// The command decides both the report and the type of its records.
		for await (const record of records as AsyncIterable<R>) {
			table.add(kind.lines(record));
			if (context.live || table.waiting >= SAMPLE) yield table.take();
		}
		if (table.waiting > 0) yield table.take();
	};
}

/** Collects lines and turns them into text, a batch at a time. */
class LineTable<R, L> {
	readonly #kind: Lines<R, L>;
	readonly #context: ReportContext;
	#lines: L[] = [];
	#fitted: Fitted<L>[] | undefined;
	#day = "";

	constructor(kind: Lines<R, L>, context: ReportContext) {
		this.#kind = kind;
		this.#context = context;
	}

	get waiting(): number {
		return this.#lines.length;
	}

	add(lines: readonly L[]): void {
		this.#lines.push(...lines);
	}

	/** Text of the lines that wait; the titles come before the first. */
	take(): string {
		const lines = this.#lines;
		this.#lines = [];
		const palette = createPalette(this.#context.colour);
		let text = "";
		if (!this.#fitted) {
			this.#fitted = fitColumns(
				this.#kind.columns(this.#context),
				this.#context.live ? undefined : lines,
				this.#context.width,
			);
			text = formatTitles(this.#fitted, palette.strong);
		}
		let start = 0;
		for (let i = 0; i < lines.length; i++) {
			const day = this.#dayOf(lines[i] as L);
			if (day === this.#day) continue;
			text += formatRows(this.#fitted, lines.slice(start, i));
			text += `${palette.quiet(`${day} UTC`)}\n`;
			this.#day = day;
			start = i;
		}
		return text + formatRows(this.#fitted, lines.slice(start));
	}

	#dayOf(line: L): string {
		return this.#kind.time ? formatDay(this.#kind.time(line)) : "";
	}
}
