/** A table of text columns, numbers to the right. */
export function table(rows: readonly (readonly string[])[]): string {
	const widths = (rows[0] ?? []).map((_, column) =>
		Math.max(...rows.map((row) => row[column]?.length ?? 0)),
	);
	const line = (row: readonly string[]): string =>
		row
			.map((cell, column) =>
				column === 0
					? cell.padEnd(widths[column] ?? 0)
					: cell.padStart(widths[column] ?? 0),
			)
			.join("  ");
	return rows.map(line).join("\n");
}

/** The same for Markdown. */
export function markdown(rows: readonly (readonly string[])[]): string {
	const [head = [], ...rest] = rows;
	const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
	const rule = head.map((_, column) => (column === 0 ? "---" : "--:"));
	return [line(head), line(rule), ...rest.map(line)].join("\n");
}
