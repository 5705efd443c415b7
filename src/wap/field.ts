import {
	TOKEN_FORM_ENCODED,
	TOKEN_FORM_INTEGER,
	TOKEN_FORM_NONE,
	TOKEN_FORM_OCTETS,
	TOKEN_FORM_QVALUE,
	TOKEN_FORM_TEXT,
	TOKEN_FORM_TOKEN,
	TOKEN_IS_ITEM,
} from "../wasm/token.js";
import {
	charsetName,
	contentTypeName,
	qualityOf,
	readParameters,
	unquote,
	versionOf,
} from "./parameter.js";
import { APPLICATION_IDS } from "./registry/applicationids.js";
import { HEADER_NAMES } from "./registry/headers.js";
import { LANGUAGES } from "./registry/languages.js";
import type { Tokens } from "./token.js";

type Value = string | number;
type NumberRule = (value: number) => Value;

function named(names: Record<number, string>): NumberRule {
	return (value) => names[value] ?? value;
}

const language: NumberRule = (value) => LANGUAGES.get(value) ?? value;
const application: NumberRule = (value) => APPLICATION_IDS.get(value) ?? value;
const header: NumberRule = (value) => HEADER_NAMES.get(value) ?? value;
const coding = named({ 0: "gzip", 1: "compress", 2: "deflate", 3: "*" });
const disposition = named({ 0: "form-data", 1: "attachment", 2: "inline" });
const method = named({
	64: "GET",
	65: "OPTIONS",
	66: "HEAD",
	67: "DELETE",
	68: "TRACE",
	96: "POST",
	97: "PUT",
});
const cacheControl = named({
	0: "no-cache",
	1: "no-store",
	2: "max-age",
	3: "max-stale",
	4: "min-fresh",
	5: "only-if-cached",
	6: "public",
	7: "private",
	8: "no-transform",
	9: "must-revalidate",
	10: "proxy-revalidate",
	11: "s-maxage",
});
const warning = named({
	10: "110",
	11: "111",
	12: "112",
	13: "113",
	14: "214",
	99: "199",
});
const profileWarning = named({
	16: "100 OK",
	17: "101 used stale profile",
	18: "102 not used profile",
	32: "200 not applied",
	33: "201 content selection applied",
	34: "202 content generation applied",
	35: "203 transformation applied",
});
const transferCoding = named({
	1: "trailers",
	2: "chunked",
	3: "identity",
	4: "gzip",
	5: "compress",
	6: "deflate",
});

/** What a number means in a field of page 1 (wsp-header-value-tokens); fields not here hold plain numbers. */
const NUMBER_RULES: ReadonlyMap<number, NumberRule> = new Map([
	[0x00, contentTypeName],
	[0x01, charsetName],
	[0x02, coding],
	[0x03, language],
	[0x04, named({ 0: "none", 1: "bytes" })],
	[0x06, method],
	[0x07, named({ 0: "Basic" })],
	[0x08, cacheControl],
	[0x09, named({ 0: "close" })],
	[0x0b, coding],
	[0x0c, language],
	[0x11, contentTypeName],
	[0x1f, named({ 0: "no-cache" })],
	[0x20, named({ 0: "Basic" })],
	[0x21, named({ 0: "Basic" })],
	[0x22, method],
	[0x27, named({ 0: "chunked" })],
	[0x2a, header],
	[0x2c, warning],
	[0x2d, named({ 0: "Basic" })],
	[0x2e, disposition],
	[0x2f, application],
	[0x32, (value) => (value === 0 ? "*" : application(value))],
	[0x37, profileWarning],
	[0x38, named({ 0: "100-continue" })],
	[0x39, transferCoding],
	[0x3a, header],
	[0x3b, charsetName],
	[0x3c, coding],
	[0x3d, cacheControl],
	[0x43, versionOf],
	[0x44, profileWarning],
	[0x45, disposition],
	[0x46, named({ 0: "close-subordinate" })],
	[0x47, cacheControl],
	[0x48, named({ 0: "100-continue" })],
]);

const CONTENT_ID = 0x40;
const CONTENT_MD5 = 0x0f;

/** Value of one row: a number by the field's rule, text, or octets as hexadecimal digits. */
function itemValue(tokens: Tokens, row: number, rule?: NumberRule): Value {
	switch (tokens.form(row)) {
		case TOKEN_FORM_TOKEN: {
			const value = tokens.value(row) & 0x7f;
			return rule === undefined ? value : rule(value);
		}
		case TOKEN_FORM_INTEGER: {
			const value = tokens.integer(row);
			return rule === undefined || typeof value === "string"
				? value
				: rule(value);
		}
		case TOKEN_FORM_TEXT:
		case TOKEN_FORM_ENCODED:
			return tokens.text(row);
		case TOKEN_FORM_QVALUE:
			return qualityOf(tokens.value(row));
		case TOKEN_FORM_NONE:
			return "";
		default:
			return tokens.hex(row);
	}
}

function needsQuotes(text: string): boolean {
	return !/^[\w!#$%&'*+.^`|~-]+$/.test(text);
}

function parameterText(name: string, value: Value): string {
	if (value === "") return name;
	const text = String(value);
	return `${name}=${needsQuotes(text) ? `"${text}"` : text}`;
}

/** Value and parameters as HTTP writes them. */
function withParameters(
	tokens: Tokens,
	rows: number[],
	parts: Value[],
	separator: string,
): string {
	const parameters = Object.entries(readParameters(tokens, rows));
	const texts = parameters.map(([name, value]) => parameterText(name, value));
	return [parts.join(" "), ...texts]
		.filter((text) => text !== "")
		.join(separator);
}

function quality(tokens: Tokens, rows: number[], rule?: NumberRule): string {
	const [first, q] = rows;
	const value = String(itemValue(tokens, first!, rule));
	return q === undefined ? value : `${value};q=${itemValue(tokens, q)}`;
}

function cacheControlText(tokens: Tokens, rows: number[]): string {
	const [first, ...rest] = rows;
	const name = itemValue(tokens, first!, cacheControl);
	if (rest.length === 0) return String(name);
	const isList = name === "no-cache" || name === "private";
	const values = rest.map((row) =>
		itemValue(tokens, row, isList ? header : undefined),
	);
	return isList
		? `${name}="${values.join(", ")}"`
		: `${name}=${values.join(" ")}`;
}

function rangeText(tokens: Tokens, rows: number[]): string {
	const [kind, first, last] = rows.map((row) => itemValue(tokens, row));
	if (kind === 1) return `bytes=-${first ?? ""}`;
	return `bytes=${first ?? ""}-${last ?? ""}`;
}

function contentRangeText(tokens: Tokens, rows: number[]): string {
	const [first, length] = rows.map((row) => itemValue(tokens, row));
	return `bytes ${first ?? ""}-/${length ?? "*"}`;
}

function schemeText(
	tokens: Tokens,
	rows: number[],
	isChallenge: boolean,
): string {
	const items = rows.filter((row) => tokens.kind(row) === TOKEN_IS_ITEM);
	const [scheme = "", ...texts] = items.map((row) =>
		itemValue(tokens, row, named({ 0: "Basic" })),
	);
	const rest = isChallenge
		? texts.map((realm) => `realm="${realm}"`)
		: texts.length === 0
			? []
			: [texts.join(":")];
	const parameters = withParameters(tokens, rows, [], ", ");
	const tail = [...rest, parameters].filter((text) => text !== "").join(", ");
	return `${scheme} ${tail}`.trim();
}

/** Cookies: each item with code 1 opens one and says how long it is. */
function cookieText(tokens: Tokens, rows: number[]): string {
	const cookies: string[][] = [];
	for (const row of rows.slice(1)) {
		if (tokens.code(row) === 1) cookies.push([]);
		else cookies.at(-1)?.push(String(itemValue(tokens, row)));
	}
	return cookies
		.map(([name = "", value = ""]) => `${name}=${value}`)
		.join("; ");
}

function setCookieText(tokens: Tokens, rows: number[]): string {
	const items = rows.filter((row) => tokens.kind(row) === TOKEN_IS_ITEM);
	const [, name = "", value = ""] = items.map((row) => itemValue(tokens, row));
	return withParameters(tokens, rows, [`${name}=${value}`], "; ");
}

function base64(octets: Uint8Array): string {
	return btoa(
		Array.from(octets, (octet) => String.fromCharCode(octet)).join(""),
	);
}

function encodingVersion(tokens: Tokens, rows: number[]): string {
	const [page, version] = rows.map((row) => itemValue(tokens, row));
	if (version === undefined) return `page ${page}`;
	return `page ${page} ${typeof version === "number" ? versionOf(version) : version}`;
}

/** Text of a value inside a length, by the field's code. */
function structuredValue(tokens: Tokens, code: number, rows: number[]): Value {
	const rule = NUMBER_RULES.get(code);
	switch (code) {
		case 0x01:
		case 0x03:
		case 0x3b:
		case 0x3c:
			return quality(tokens, rows, rule);
		case 0x07:
		case 0x21:
			return schemeText(tokens, rows, false);
		case 0x20:
		case 0x2d:
			return schemeText(tokens, rows, true);
		case 0x08:
		case 0x3d:
		case 0x47:
			return cacheControlText(tokens, rows);
		case 0x10:
		case 0x3e:
			return contentRangeText(tokens, rows);
		case 0x23:
			return rangeText(tokens, rows);
		case 0x25:
			return itemValue(tokens, rows.at(-1)!);
		case 0x41:
			return setCookieText(tokens, rows);
		case 0x42:
			return cookieText(tokens, rows);
		case 0x43:
			return encodingVersion(tokens, rows);
		default: {
			const items = rows.filter((row) => tokens.kind(row) === TOKEN_IS_ITEM);
			const [first, ...rest] = items;
			const values =
				first === undefined ? [] : [itemValue(tokens, first, rule)];
			for (const row of rest) values.push(itemValue(tokens, row));
			return withParameters(tokens, rows, values, "; ");
		}
	}
}

/**
 * Value of a WSP field as HTTP would write it; numbers, dates (seconds since 1970) and ages stay numbers.
 *
 * @param code field of page 1; undefined for named fields and other pages
 */
export function fieldValue(tokens: Tokens, row: number, code?: number): Value {
	if (code === undefined) return itemValue(tokens, row);
	const rows = tokens.items(row);
	if (rows.length > 0) return structuredValue(tokens, code, rows);
	const value = itemValue(tokens, row, NUMBER_RULES.get(code));
	if (code === CONTENT_ID && typeof value === "string") return unquote(value);
	if (code === CONTENT_MD5 && tokens.form(row) === TOKEN_FORM_OCTETS) {
		return base64(tokens.octets(row));
	}
	return value;
}
