import {
	contentTypeName,
	readContentType,
	versionOf,
} from "../wap/parameter.js";
import { CONTENT_TYPES } from "../wap/registry/contenttypes.js";
import { decodeWords } from "../wap/text.js";
import {
	FORM_SHIFT,
	hexOf,
	INDEXED,
	INTERNED,
	NAMED,
	type Tokens,
} from "../wap/token.js";
import {
	TOKEN_FLAG_INDEXED,
	TOKEN_FORM_ABSOLUTE,
	TOKEN_FORM_ENCODED,
	TOKEN_FORM_INSERT_ADDRESS,
	TOKEN_FORM_INTEGER,
	TOKEN_FORM_RELATIVE,
	TOKEN_FORM_TEXT,
	TOKEN_FORM_TOKEN,
	TOKEN_IS_PARAMETER,
} from "../wasm/token.js";
import {
	ENUMERATIONS,
	FIELDS,
	type FieldKind,
	type FieldName,
	MESSAGE_TYPES,
} from "./names.js";
import {
	addProblem,
	append,
	type FieldContext,
	hasField,
	type Key,
	noteField,
	plainValue,
	put,
	textOf,
} from "./value.js";

const MESSAGE_TYPE = 0x0c;
/** From of a client that leaves its address to the server. */
export const INSERT_ADDRESS = "<insert address>";
const ELEMENT_TYPE = 0x02;
const MESSAGES = 0x80;

/** Fields of codes that nobody assigned, as Wireshark shows them. */
function addUnknown(
	tokens: Tokens,
	row: number,
	{ fields }: FieldContext,
): void {
	const form = tokens.form(row);
	if (form === TOKEN_FORM_TOKEN) {
		append(fields, "mmse.header.uint", tokens.value(row));
	} else if (form === TOKEN_FORM_TEXT) {
		const text = tokens.text(row);
		if (text !== "") append(fields, "mmse.header.string", text);
	} else {
		append(fields, "mmse.header.bytes", hexOf(tokens.element(row)));
	}
}

/** Application header: Wireshark's field has its name, ours name and value. */
function addNamed(
	tokens: Tokens,
	row: number,
	name: string,
	context: FieldContext,
): void {
	const value = plainValue(tokens, row, name, context);
	if (name !== "") append(context.fields, "mmse.ffheader", name);
	append(
		context.fields,
		"mmstrace.application_header",
		`${name}: ${value ?? ""}`,
	);
}

function addTime(
	tokens: Tokens,
	row: number,
	name: FieldName,
	context: FieldContext,
): void {
	const form = tokens.form(row);
	if (form === TOKEN_FORM_ABSOLUTE) {
		put(context, name, `${name.key}.abs`, tokens.integer(row));
	} else if (form === TOKEN_FORM_RELATIVE) {
		put(context, name, `${name.key}.rel`, tokens.integer(row));
	}
}

function noteUnknownValue(
	tokens: Tokens,
	row: number,
	{ name }: FieldName,
	context: FieldContext,
): void {
	const note = `${name}: 0x${tokens.value(row).toString(16)}`;
	addProblem(context, "unknown-value", tokens.start(row), note);
}

/** Previously-Sent-By and -Date: forward count and value in arrays side by side, as in Wireshark. */
function addCounted(
	tokens: Tokens,
	row: number,
	name: FieldName,
	context: FieldContext,
): void {
	const value = plainValue(tokens, row, name.name, context);
	if (value === undefined) return;
	const isDate = name.key === "mmse.previously_sent_date";
	const part: Key = isDate ? `${name.key}.date` : `${name.key}.address`;
	append(context.fields, `${name.key}.forward_count`, tokens.index(row));
	append(context.fields, part, value);
	append(context.fields, name.key, value);
}

/** Element-Descriptor: content reference and parameters in one text. */
function elementText(
	tokens: Tokens,
	row: number,
	context: FieldContext,
): string {
	let text = textOf(tokens, row, "X-Mms-Element-Descriptor", context);
	for (const item of tokens.items(row)) {
		if (tokens.kind(item) !== TOKEN_IS_PARAMETER) continue;
		const value = plainValue(tokens, item, "X-Mms-Element-Descriptor", context);
		const code = tokens.code(item);
		const isType = code === ELEMENT_TYPE && typeof value === "number";
		const shown = isType ? contentTypeName(value) : value;
		const name =
			tokens.name(item) ??
			(code === ELEMENT_TYPE ? "type" : `0x${code.toString(16)}`);
		text += `;${name}=${shown ?? ""}`;
	}
	return text;
}

function addContentType(
	tokens: Tokens,
	row: number,
	name: FieldName,
	context: FieldContext,
): void {
	const type = readContentType(tokens, row);
	context.contentType = type;
	if (type.name !== "") put(context, name, name.key, type.name);
	const code = tokens.value(row);
	if (tokens.form(row) === TOKEN_FORM_INTEGER && !CONTENT_TYPES.has(code)) {
		addProblem(
			context,
			"unknown-value",
			tokens.start(row),
			`Content-Type: 0x${code.toString(16)}`,
		);
	}
}

/** Text, numbers and octets; subjects with encoded words get a second value (SPEC 2.5). */
function addPlain(
	tokens: Tokens,
	row: number,
	name: FieldName,
	context: FieldContext,
): void {
	const value = plainValue(tokens, row, name.name, context);
	if (value === undefined) return;
	const indexed = tokens.has(row, TOKEN_FLAG_INDEXED);
	put(
		context,
		name,
		name.key,
		indexed ? { index: tokens.index(row), value } : value,
	);
	if (indexed || name.repeats === true || typeof value !== "string") return;
	const decoded = decodeWords(value);
	if (decoded === undefined || decoded === "") return;
	const key = name.key.slice(name.key.indexOf(".") + 1);
	context.fields[`mmstrace.${key}_decoded`] ??= decoded;
}

function addFrom(
	tokens: Tokens,
	row: number,
	name: FieldName,
	context: FieldContext,
): void {
	if (tokens.form(row) === TOKEN_FORM_INSERT_ADDRESS)
		put(context, name, name.key, INSERT_ADDRESS);
	else addPlain(tokens, row, name, context);
}

function addClass(
	tokens: Tokens,
	row: number,
	name: FieldName,
	context: FieldContext,
): void {
	const value = plainValue(tokens, row, name.name, context);
	if (typeof value === "number") put(context, name, `${name.key}.id`, value);
	else if (value !== undefined) put(context, name, `${name.key}.str`, value);
}

function addVersion(
	tokens: Tokens,
	row: number,
	name: FieldName,
	context: FieldContext,
): void {
	const isToken = tokens.form(row) === TOKEN_FORM_TOKEN;
	if (isToken) put(context, name, name.key, versionOf(tokens.value(row)));
	else addPlain(tokens, row, name, context);
}

/** MM-Flags: the token (add, remove, filter) and the keyword. */
function addFlags(
	tokens: Tokens,
	row: number,
	name: FieldName,
	context: FieldContext,
): void {
	const value = plainValue(tokens, row, name.name, context);
	if (value !== undefined)
		put(context, name, name.key, { index: tokens.index(row), value });
}

/** Mbox-Totals and -Quotas: a number of messages or of octets. */
function addCount(
	tokens: Tokens,
	row: number,
	name: FieldName,
	context: FieldContext,
): void {
	if (tokens.form(row) !== TOKEN_FORM_INTEGER) return;
	const unit = tokens.index(row) === MESSAGES ? "messages" : "octets";
	put(context, name, `${name.key}.${unit}`, tokens.integer(row));
}

function addElement(
	tokens: Tokens,
	row: number,
	name: FieldName,
	context: FieldContext,
): void {
	const text = elementText(tokens, row, context);
	if (text !== "") put(context, name, name.key, text);
}

type AddValue = (
	tokens: Tokens,
	row: number,
	name: FieldName,
	context: FieldContext,
) => void;

const ADD_VALUE: Readonly<Record<FieldKind, AddValue>> = {
	token: addPlain,
	text: addPlain,
	integer: addPlain,
	time: addTime,
	from: addFrom,
	class: addClass,
	version: addVersion,
	"content-type": addContentType,
	counted: addCounted,
	flags: addFlags,
	count: addCount,
	element: addElement,
};

/** What a field's code says, at hand for each row. */
interface Rule {
	name: FieldName;
	add: AddValue;
	/** Kinds whose value goes under their key as it is. */
	isPlain: boolean;
	/** By octet: 1 for those that have a meaning; absent where there is no table. */
	known: Uint8Array | undefined;
}

const PLAIN_KINDS: ReadonlySet<FieldKind> = new Set<FieldKind>([
	"token",
	"text",
	"integer",
	"from",
]);

/** By octet of a field: 1 for those that have a meaning; undefined where there is no table. */
export function knownOctets(code: number): Uint8Array | undefined {
	const names = code === MESSAGE_TYPE ? MESSAGE_TYPES : ENUMERATIONS.get(code);
	if (names === undefined) return undefined;
	const known = new Uint8Array(256);
	for (const value of names.keys()) known[value] = 1;
	return known;
}

/** By code. */
const RULES: (Rule | undefined)[] = Array.from({ length: 128 }, (_, code) => {
	const name = FIELDS.get(code);
	return (
		name && {
			name,
			add: ADD_VALUE[name.kind],
			isPlain: PLAIN_KINDS.has(name.kind) && name.repeats === undefined,
			known: knownOctets(code),
		}
	);
});

/** Value of nearly every field: one octet, a short plain text, or an integer; undefined for what needs a closer look. */
function simpleValue(
	tokens: Tokens,
	row: number,
	head: number,
): string | number | undefined {
	if ((head & INDEXED) !== 0) return undefined;
	const form = (head >>> FORM_SHIFT) & 0xff;
	if (form === TOKEN_FORM_TOKEN) return tokens.value(row);
	if (form === TOKEN_FORM_INTEGER) return tokens.integer(row);
	if ((head & INTERNED) === 0) return undefined;
	return form === TOKEN_FORM_TEXT || form === TOKEN_FORM_ENCODED
		? tokens.internedText(row)
		: undefined;
}

/**
 * Adds the MMSE field of a row to the record.
 *
 * @returns its name, for problems that follow
 */
export function addField(
	tokens: Tokens,
	row: number,
	context: FieldContext,
): string {
	const head = tokens.head(row);
	if ((head & NAMED) !== 0) {
		const applicationName = tokens.name(row) as string;
		addNamed(tokens, row, applicationName, context);
		return applicationName;
	}
	const code = tokens.code(row);
	const rule = RULES[code];
	if (rule === undefined) {
		addUnknown(tokens, row, context);
		return `0x${(code | 0x80).toString(16)}`;
	}
	const { name, known } = rule;
	if (((head >>> FORM_SHIFT) & 0xff) === TOKEN_FORM_TOKEN) {
		const value = tokens.value(row);
		if (code === MESSAGE_TYPE && context.messageType === 0)
			context.messageType = value;
		if (known !== undefined && known[value] !== 1)
			noteUnknownValue(tokens, row, name, context);
	}
	context.isAgain = hasField(context, code);
	noteField(context, code);
	if (rule.isPlain && !context.isAgain) {
		const value = simpleValue(tokens, row, head);
		if (value !== undefined) {
			context.fields[name.key] = value;
			return name.name;
		}
	}
	rule.add(tokens, row, name, context);
	return name.name;
}
