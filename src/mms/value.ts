import type {
	FieldValue,
	IndexedValue,
	PduFields,
	Problem,
} from "../record.js";
import type { ContentType } from "../wap/parameter.js";
import { isDecodable } from "../wap/text.js";
import type { Tokens } from "../wap/token.js";
import {
	TOKEN_FLAG_HUGE,
	TOKEN_FLAG_INTERNED,
	TOKEN_FORM_ENCODED,
	TOKEN_FORM_INTEGER,
	TOKEN_FORM_OCTETS,
	TOKEN_FORM_TEXT,
	TOKEN_FORM_TOKEN,
} from "../wasm/token.js";
import type { FieldName } from "./names.js";

/** What is known of the PDU while its fields are read. */
export interface FieldContext {
	/** Address of the PDU. */
	start: number;
	fields: PduFields;
	/** 0 until X-Mms-Message-Type is read. */
	messageType: number;
	problems: Problem[];
	/** Codes of the fields that are there, one bit each: below 32, and from there on. */
	seenLow: number;
	seenHigh: number;
	/** The field at hand was there before. */
	isAgain: boolean;
	/** Of the newest Content-Type. */
	contentType: ContentType | undefined;
}

/** Is a field with this code there? */
export function hasField(context: FieldContext, code: number): boolean {
	const seen = code < 32 ? context.seenLow : context.seenHigh;
	return (seen & (1 << (code & 31))) !== 0;
}

export function noteField(context: FieldContext, code: number): void {
	const bit = 1 << (code & 31);
	if (code < 32) context.seenLow |= bit;
	else context.seenHigh |= bit;
}

/** Key of a record field. */
export type Key = FieldName["key"];
type Scalar = string | number | IndexedValue;

export function addProblem(
	context: FieldContext,
	code: string,
	offset: number,
	note: string,
): void {
	context.problems.push({
		layer: "mmse",
		code,
		offset: offset - context.start,
		note,
	});
}

export function append(fields: PduFields, key: Key, value: Scalar): void {
	const list = fields[key];
	if (Array.isArray(list)) list.push(value);
	else fields[key] = [value];
}

/** Sets a field; where it may repeat it is an array, else the first counts and the others are noted. */
export function put(
	context: FieldContext,
	name: FieldName,
	key: Key,
	value: FieldValue,
): void {
	const { repeats } = name;
	const isList =
		repeats === true || (repeats?.includes(context.messageType) ?? false);
	const { fields } = context;
	if (!context.isAgain) fields[key] = isList ? [value as Scalar] : value;
	else if (isList) append(fields, key, value as Scalar);
	else if (fields[key] === undefined) fields[key] = value;
	else {
		append(fields, "mmstrace.repeated", `${name.name}: ${String(value)}`);
		addProblem(context, "repeated-field", context.start, name.name);
	}
}

/** Text of a row; what its charset cannot explain is noted. */
export function textOf(
	tokens: Tokens,
	row: number,
	name: string,
	context: FieldContext,
): string {
	if (tokens.has(row, TOKEN_FLAG_INTERNED)) return tokens.internedText(row);
	const text = tokens.text(row);
	if (text.includes("\ufffd")) {
		addProblem(context, "charset-error", tokens.offset(row), name);
	} else if (tokens.form(row) === TOKEN_FORM_ENCODED) {
		const charset = tokens.high(row);
		if (charset !== 0 && !isDecodable(charset)) {
			addProblem(
				context,
				"unknown-charset",
				tokens.offset(row),
				`${name}: ${charset}`,
			);
		}
	}
	return text;
}

/** Value of a row by its form alone; undefined where it is empty. */
export function plainValue(
	tokens: Tokens,
	row: number,
	name: string,
	context: FieldContext,
): string | number | undefined {
	switch (tokens.form(row)) {
		case TOKEN_FORM_TOKEN:
			return tokens.value(row);
		case TOKEN_FORM_INTEGER:
			return tokens.integer(row);
		case TOKEN_FORM_TEXT:
		case TOKEN_FORM_ENCODED:
			return textOf(tokens, row, name, context) || undefined;
		case TOKEN_FORM_OCTETS:
			if (tokens.has(row, TOKEN_FLAG_HUGE)) return tokens.integer(row);
			return tokens.hex(row) || undefined;
		default:
			return undefined;
	}
}
