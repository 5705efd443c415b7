import {
	TOKEN_FORM_INTEGER,
	TOKEN_FORM_NONE,
	TOKEN_FORM_QVALUE,
	TOKEN_FORM_TEXT,
	TOKEN_IS_ITEM,
	TOKEN_IS_PARAMETER,
	TOKEN_IS_PROBLEM,
} from "../wasm/token.js";
import { CHARSET_NAMES } from "./registry/charsets.js";
import { CONTENT_TYPES } from "./registry/contenttypes.js";
import { PARAMETERS } from "./registry/parameters.js";
import type { Tokens } from "./token.js";

/** Parameters by name (SPEC 4). */
export type Parameters = Record<string, string | number>;

/** Where neither a code nor a name could be read. */
const NO_CODE = 0xffffffff;
const PROTOTYPE = "__proto__";
const CHARSET = 0x01;
const LEVEL = 0x02;
const TYPES: ReadonlySet<number> = new Set([0x03, 0x09]);

/** Media type of a code, as registered; unknown codes as hexadecimal digits. */
export function contentTypeName(code: number): string {
	return CONTENT_TYPES.get(code) ?? `0x${code.toString(16)}`;
}

/** IANA name of a MIBenum; unknown numbers as digits. */
export function charsetName(charset: number): string {
	return CHARSET_NAMES.get(charset) ?? String(charset);
}

/** Q-value (WAP-230 8.4.2.3): hundredths up to 100, then thousandths. */
export function qualityOf(wire: number): number {
	return wire <= 100 ? (wire - 1) / 100 : (wire - 100) / 1000;
}

/** Version-value (WAP-230 8.4.2.3): minor 15 means that there is none. */
export function versionOf(octet: number): string {
	const major = (octet >> 4) & 7;
	const minor = octet & 15;
	return minor === 15 ? String(major) : `${major}.${minor}`;
}

/** Quoted-string without its quotation marks (the closing one is left out on the wire). */
export function unquote(text: string): string {
	if (!text.startsWith('"')) return text;
	return text.length > 1 && text.endsWith('"')
		? text.slice(1, -1)
		: text.slice(1);
}

function integerParameter(tokens: Tokens, row: number): string | number {
	const value = tokens.integer(row);
	const code = tokens.code(row);
	if (typeof value === "string" || tokens.name(row) !== undefined) return value;
	if (code === CHARSET) return charsetName(value);
	if (TYPES.has(code)) return contentTypeName(value);
	return code === LEVEL ? versionOf(value) : value;
}

function parameterValue(tokens: Tokens, row: number): string | number {
	switch (tokens.form(row)) {
		case TOKEN_FORM_INTEGER:
			return integerParameter(tokens, row);
		case TOKEN_FORM_QVALUE:
			return qualityOf(tokens.value(row));
		case TOKEN_FORM_TEXT:
			return unquote(tokens.text(row));
		case TOKEN_FORM_NONE:
			return "";
		default:
			return tokens.hex(row);
	}
}

/** Parameters among the rows; of several with one name the first counts. */
export function readParameters(tokens: Tokens, rows: number[]): Parameters {
	const parameters: Parameters = {};
	for (const row of rows)
		if (tokens.kind(row) === TOKEN_IS_PARAMETER)
			addParameter(tokens, row, parameters);
	return parameters;
}

/** Those that belong to the content type in `row`. */
function readParametersOf(tokens: Tokens, row: number): Parameters {
	const parameters: Parameters = {};
	for (let next = row + 1; next < tokens.count; next++) {
		const kind = tokens.kind(next);
		if (kind === TOKEN_IS_PARAMETER) addParameter(tokens, next, parameters);
		else if (kind !== TOKEN_IS_ITEM && kind !== TOKEN_IS_PROBLEM) break;
	}
	return parameters;
}

function addParameter(
	tokens: Tokens,
	row: number,
	parameters: Parameters,
): void {
	const code = tokens.code(row);
	if (code === NO_CODE) return;
	const name =
		tokens.name(row)?.toLowerCase() ??
		PARAMETERS.get(code) ??
		`0x${code.toString(16)}`;
	if (!Object.hasOwn(parameters, name))
		define(parameters, name, parameterValue(tokens, row));
}

/** Names come from the network: `__proto__` must become an ordinary key. */
function define(
	target: Parameters,
	name: string,
	value: string | number,
): void {
	if (name !== PROTOTYPE) {
		target[name] = value;
		return;
	}
	Object.defineProperty(target, name, {
		value,
		writable: true,
		enumerable: true,
		configurable: true,
	});
}

/** A media type with its parameters. */
export interface ContentType {
	/** Lower case, without parameters; empty when there is none. */
	name: string;
	parameters: Parameters;
}

/** Parameters that a sender wrote into the text of the media type, as in HTTP. */
function textParameters(pieces: string[], parameters: Parameters): void {
	for (const piece of pieces) {
		const equals = piece.indexOf("=");
		if (equals < 1) continue;
		const name = piece.slice(0, equals).trim().toLowerCase();
		if (Object.hasOwn(parameters, name)) continue;
		define(parameters, name, unquote(piece.slice(equals + 1).trim()));
	}
}

/** Content type as HTTP and MIME write it. */
export function parseContentType(text: string): ContentType {
	const parameters: Parameters = {};
	const [name = "", ...pieces] = text.split(";");
	textParameters(pieces, parameters);
	return { name: name.trim().toLowerCase(), parameters };
}

/** Content type of a row (a content type, or the field Content-Type) and the rows of its parameters. */
export function readContentType(tokens: Tokens, row: number): ContentType {
	const parameters = readParametersOf(tokens, row);
	const form = tokens.form(row);
	if (form === TOKEN_FORM_INTEGER) {
		const code = tokens.integer(row);
		const name = typeof code === "number" ? contentTypeName(code) : code;
		return { name: name.toLowerCase(), parameters };
	}
	if (form !== TOKEN_FORM_TEXT) return { name: "", parameters };
	const text = tokens.text(row);
	if (!text.includes(";"))
		return { name: text.trim().toLowerCase(), parameters };
	const [name = "", ...pieces] = text.split(";");
	textParameters(pieces, parameters);
	return { name: name.trim().toLowerCase(), parameters };
}
