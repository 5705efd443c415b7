import { type Field, fieldsOf, type RecordKind, SHAPES } from "./names.js";

/** One line of `mmstrace fields`. */
export interface FieldRecord {
	type: "field";
	name: string;
	/** `text`, `number`, `time`, `duration`, `address`, `boolean`, or `group`, which has fields of its own. */
	valueType: string;
	/** Kinds of records that have it. */
	records: RecordKind[];
	about: string;
	/** All values that it can have, or the names of its numbers. */
	words?: string[];
}

/** Fields that have a shorter name as well. */
const LONG = /^(message|leg|send|recipients|request|response)\./;

/**
 * The fields that filters can use, in the order of the records.
 *
 * @param pattern part of the name, or of the name with `*` for anything; without one, each field once, by its short name
 */
export function listFields(pattern?: string): FieldRecord[] {
	const matches = pattern === undefined ? isShortest : matcher(pattern);
	const rows = new Map<string, FieldRecord>();
	for (const kind of Object.keys(SHAPES) as RecordKind[])
		for (const field of fieldsOf(kind).values()) {
			if (!matches(field.name)) continue;
			const key = `${field.name} ${field.type}`;
			const row = rows.get(key);
			if (row) row.records.push(kind);
			else rows.set(key, rowOf(field, kind));
		}
	return [...rows.values()];
}

function isShortest(name: string): boolean {
	return !LONG.test(name) && !/^(detail|phases)\./.test(name);
}

function matcher(pattern: string): (name: string) => boolean {
	const parts = pattern.toLowerCase().split("*");
	if (parts.length === 1)
		return (name) => name.toLowerCase().includes(parts[0] as string);
	return (name) => matchesParts(name.toLowerCase(), parts);
}

/** First part at the start, last one at the end, the others in order between them. */
function matchesParts(name: string, parts: readonly string[]): boolean {
	const [first, last] = [parts[0] as string, parts.at(-1) as string];
	if (!name.startsWith(first) || !name.endsWith(last)) return false;
	let at = first.length;
	for (const part of parts.slice(1, -1)) {
		const found = name.indexOf(part, at);
		if (found < 0) return false;
		at = found + part.length;
	}
	return at <= name.length - last.length;
}

function rowOf(
	{ name, type, about, words }: Field,
	kind: RecordKind,
): FieldRecord {
	const row: FieldRecord = {
		type: "field",
		name,
		valueType: type,
		records: [kind],
		about,
	};
	if (words) row.words = [...words.values()];
	return row;
}
