import { UsageError } from "./error.js";
import type { Identity } from "./record.js";
import { formatBlock, parseBlock } from "./subscriber/prefix.js";

/** A field of a line and the column it begins in, from 1. */
interface Cell {
	text: string;
	column: number;
}

type Name = "number" | "imsi" | "address" | "from" | "to";

/** Names of columns, and other words for them. */
const COLUMNS: Readonly<Record<string, Name>> = {
	number: "number",
	msisdn: "number",
	imsi: "imsi",
	address: "address",
	ip: "address",
	from: "from",
	to: "to",
};

/** Of a file whose first line names none. */
const USUAL: readonly Name[] = ["number", "imsi", "address", "from", "to"];

const TIME =
	/^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?)(Z|[+-]\d\d:?\d\d)?)?$/i;

/** Where in the file something is wrong. */
class Place {
	readonly #file: string;
	readonly #line: number;

	constructor(file: string, line: number) {
		this.#file = file;
		this.#line = line;
	}

	fail(column: number, message: string): never {
		throw new UsageError(`${this.#file}:${this.#line}:${column}: ${message}`, {
			file: this.#file,
			line: this.#line,
			column,
		});
	}
}

/**
 * Reads who had which address when from comma-separated values (docs/subscribers.md): the first line names the columns
 * `number`, `imsi`, `address`, `from` and `to`, in any order; without it they have this one. Semicolons and tabs separate, too.
 *
 * @param file its name, for errors
 * @throws {UsageError} for the first value that is wrong: `FILE:LINE:COLUMN: ...`
 */
export function parseIdentities(text: string, file: string): Identity[] {
	const lines = text.replace(/^\ufeff/, "").split(/\r\n|\n|\r/);
	const identities: Identity[] = [];
	let columns: readonly (Name | undefined)[] | undefined;
	let separator = ",";
	for (const [index, line] of lines.entries()) {
		if (line.trim() === "" || line.startsWith("#")) continue;
		const place = new Place(file, index + 1);
		if (!columns) separator = /[;\t]/.exec(line)?.[0] ?? ",";
		const cells = split(line, separator, place);
		const isHeader = !columns && cells.some(({ text }) => nameOf(text));
		if (isHeader) {
			columns = readColumns(cells, place);
			continue;
		}
		columns ??= USUAL;
		identities.push(readIdentity(columns, cells, place));
	}
	if (!columns) new Place(file, 1).fail(1, "nothing in it");
	return identities;
}

/** Fields of a line; those in quotes may hold separators, and quotes twice. */
function split(line: string, separator: string, place: Place): Cell[] {
	const cells: Cell[] = [];
	let at = 0;
	while (at <= line.length) {
		const column = at + 1;
		const quoted = /^\s*"((?:[^"]|"")*)"\s*/.exec(line.slice(at));
		if (quoted) {
			at += quoted[0].length;
			cells.push({ text: quoted[1]!.replaceAll('""', '"').trim(), column });
			if (at < line.length && line[at] !== separator)
				place.fail(at + 1, `expected ${separator} after the quotes`);
			at++;
			continue;
		}
		const end = line.indexOf(separator, at);
		const cell = line.slice(at, end < 0 ? line.length : end);
		if (cell.trimStart().startsWith('"')) place.fail(column, "quotes are open");
		cells.push({ text: cell.trim(), column });
		at += cell.length + 1;
	}
	return cells;
}

function nameOf(text: string): Name | undefined {
	const key = text.toLowerCase();
	return Object.hasOwn(COLUMNS, key) ? COLUMNS[key] : undefined;
}

function readColumns(
	cells: readonly Cell[],
	place: Place,
): (Name | undefined)[] {
	const names: (Name | undefined)[] = [];
	for (const { text, column } of cells) {
		const name = nameOf(text);
		if (name !== undefined && names.includes(name))
			place.fail(column, `a second column ${text}`);
		names.push(name);
	}
	if (!names.includes("address")) place.fail(1, "no column address");
	if (!names.includes("number") && !names.includes("imsi"))
		place.fail(1, "neither a column number nor imsi");
	return names;
}

function readIdentity(
	columns: readonly (Name | undefined)[],
	cells: readonly Cell[],
	place: Place,
): Identity {
	const extra = cells.slice(columns.length).find(({ text }) => text !== "");
	if (extra)
		place.fail(
			extra.column,
			`${cells.length} fields, and ${columns.length} columns`,
		);
	const cellOf = (name: Name): Cell | undefined => {
		const cell = cells[columns.indexOf(name)];
		return cell?.text ? cell : undefined;
	};
	const number = cellOf("number");
	const imsi = cellOf("imsi");
	if (!number && !imsi) place.fail(1, "neither number nor imsi");
	const identity: Identity = {
		type: "identity",
		address: readAddress(cellOf("address"), place),
		from: readTime(cellOf("from"), place) ?? 0,
		source: "file",
	};
	const to = cellOf("to");
	const end = readTime(to, place);
	if (end !== undefined && end <= identity.from)
		place.fail(to!.column, "to is not after from");
	if (end !== undefined) identity.to = end;
	if (number) identity.number = readNumber(number, place);
	if (imsi) identity.imsi = readImsi(imsi, place);
	return identity;
}

function readAddress(cell: Cell | undefined, place: Place): string {
	if (!cell) return place.fail(1, "no address");
	const block = parseBlock(cell.text);
	if (!block)
		return place.fail(cell.column, `${cell.text} is no address or prefix`);
	return formatBlock(block);
}

function readNumber({ text, column }: Cell, place: Place): string {
	const digits = text.replace(/[\s().-]/g, "");
	if (!/^\+?\d{3,15}$/.test(digits))
		place.fail(column, `${text} is no telephone number`);
	return digits;
}

function readImsi({ text, column }: Cell, place: Place): string {
	if (!/^\d{6,15}$/.test(text)) place.fail(column, `${text} is no IMSI`);
	return text;
}

/** Seconds since 1970, or ISO 8601: UTC, unless it names another zone. */
function readTime(cell: Cell | undefined, place: Place): number | undefined {
	if (!cell) return undefined;
	const { text, column } = cell;
	if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
	const [, day, clock = "00:00", zone = "Z"] = TIME.exec(text) ?? [];
	const iso = `${day}T${clock.replace(",", ".")}${zone.toUpperCase()}`;
	const time = day === undefined ? Number.NaN : Date.parse(iso);
	if (Number.isNaN(time))
		place.fail(column, `${text} is no time: seconds since 1970, or ISO 8601`);
	return time / 1000;
}
