import { FilterError } from "./error.js";
import {
	type Field,
	fieldsOf,
	nearest,
	type RecordKind,
} from "./fields/names.js";
import type { FieldType, Words } from "./fields/shape.js";
import type { CallNode, FieldNode, FunctionName } from "./tree.js";
import { type Values, valuesAt } from "./values.js";

/** What a filter is made for. */
export interface Scope {
	/** The filter, for errors. */
	text: string;
	/** The records that come, and the one of them that the test is made for. */
	kinds: readonly RecordKind[];
	kind: RecordKind;
	/** Country whose national numbers are meant: its code, such as 44. */
	country: string | undefined;
}

/** A side of a comparison that comes from the record. */
export interface Source {
	type: FieldType;
	words: Words | undefined;
	values: Values;
	/** As written, for errors. */
	name: string;
}

/** The field of a name. Names that no record of the command has are mistakes; that this kind has none is not. */
export function findField(
	{ name, span }: FieldNode,
	scope: Scope,
): Field | undefined {
	const own = fieldsOf(scope.kind).get(name);
	if (own || scope.kinds.some((kind) => fieldsOf(kind).has(name))) return own;
	const known = scope.kinds.flatMap((kind) => [...fieldsOf(kind).keys()]);
	const near = nearest(name, known);
	const hint = near ? `; did you mean ${near}?` : elsewhere(name, scope.kinds);
	throw new FilterError(scope.text, span, `unknown field ${name}${hint}`);
}

const COMMANDS: Readonly<Record<RecordKind, string>> = {
	message: "analyze",
	pdu: "pdus",
	http: "http",
	exchange: "exchanges",
	identity: "exchanges",
};

/** Other commands whose records have the field. */
function elsewhere(name: string, kinds: readonly RecordKind[]): string {
	const others = (Object.keys(COMMANDS) as RecordKind[]).filter(
		(kind) => !kinds.includes(kind) && fieldsOf(kind).has(name),
	);
	if (others.length > 0)
		return `; only records of ${[...new Set(others.map((kind) => COMMANDS[kind]))].join(", ")} have it`;
	return `; if it is a text, it needs quotes: "${name}" (mmstrace fields lists the fields)`;
}

/** What a field or a function gives; undefined when records of this kind have nothing of the kind. */
export function sourceOf(
	node: FieldNode | CallNode,
	scope: Scope,
): Source | undefined {
	if (node.kind === "call") return callOf(node, scope);
	const field = findField(node, scope);
	if (!field) return undefined;
	const { type, words, paths, name } = field;
	if (type === "group")
		throw new FilterError(
			scope.text,
			node.span,
			`${name} has no value of its own; name one of its fields, such as ${firstInside(name, scope)}`,
		);
	return { type, words, values: valuesAt(paths), name };
}

function firstInside(name: string, { kind }: Scope): string {
	for (const field of fieldsOf(kind).keys())
		if (field.startsWith(`${name}.`)) return field;
	return `${name}.x`;
}

const TEXT_FUNCTIONS: Readonly<
	Record<Exclude<FunctionName, "count">, (text: string) => string | number>
> = {
	len: (text) => [...text].length,
	lower: (text) => text.toLowerCase(),
	upper: (text) => text.toUpperCase(),
};

function callOf(
	{ name, operand, span }: CallNode,
	scope: Scope,
): Source | undefined {
	const field = findField(operand, scope);
	if (!field) return undefined;
	const values = valuesAt(field.paths);
	const shown = `${name}(${operand.name})`;
	if (name === "count")
		return {
			type: "number",
			words: undefined,
			values: (record) => [values(record).length],
			name: shown,
		};
	if (field.type !== "text" && field.type !== "address")
		throw new FilterError(
			scope.text,
			span,
			`${name} takes a text, and ${operand.name} is a ${field.type}`,
		);
	const change = TEXT_FUNCTIONS[name];
	return {
		type: name === "len" ? "number" : "text",
		words: undefined,
		values: (record) => values(record).map((value) => change(String(value))),
		name: shown,
	};
}
