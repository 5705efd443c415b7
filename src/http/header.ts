import { latin1 } from "./latin.js";
import { LineCache } from "./linecache.js";
import type { HttpHeader } from "./message.js";
import { findLineEnd } from "./startline.js";

/** Octets of start line and header fields together. */
export const HEADER_LIMIT = 65_536;
/** Header fields of one message. */
export const FIELD_LIMIT = 1000;

/** End of the header: the octet after the empty line; -1: not there yet. Bare LF ends lines as well (RFC 9112 2.2). */
export function findHeaderEnd(
	bytes: Uint8Array,
	from: number,
	end: number,
): number {
	let at = findLineEnd(bytes, from, end);
	while (at >= 0) {
		if (at + 1 < end && bytes[at + 1] === 0x0a) return at + 2;
		if (at + 2 < end && bytes[at + 1] === 0x0d && bytes[at + 2] === 0x0a) {
			return at + 3;
		}
		at = findLineEnd(bytes, at + 1, end);
	}
	return -1;
}

export interface HeaderFields {
	headers: HttpHeader[];
	/** Lines that are no header field. */
	malformed: number;
}

/** Fields that most messages have. */
const fields = new LineCache(parseField, 2048);

/**
 * Header fields between `start` and `end` (RFC 9112 5), as tolerant as they come: bare LF, white space before the colon,
 * folded lines. Only whole lines count.
 */
export function parseHeaderFields(
	bytes: Uint8Array,
	start: number,
	end: number,
): HeaderFields {
	const headers: HttpHeader[] = [];
	let malformed = 0;
	for (let at = start; at < end; ) {
		const lineEnd = findLineEnd(bytes, at, end);
		if (lineEnd < 0) break;
		const first = bytes[at];
		if (first === 0x20 || first === 0x09)
			return parseFolded(latin1(bytes, start, end));
		let stop = lineEnd;
		while (stop > at && bytes[stop - 1] === 0x0d) stop--;
		if (stop > at) {
			const field = fields.at(bytes, at, stop);
			if (field && headers.length < FIELD_LIMIT) headers.push(field);
			else malformed++;
		}
		at = lineEnd + 1;
	}
	return { headers, malformed };
}

/** Names that are looked for, by how they are mostly written: comparing one with itself takes no time. */
const NAMES = new Map(
	[
		"Accept",
		"Content-Encoding",
		"Content-Length",
		"Content-Type",
		"Host",
		"Transfer-Encoding",
		"User-Agent",
	].flatMap((name): [string, string][] => {
		const lower = name.toLowerCase();
		return [
			[name, lower],
			[lower, lower],
		];
	}),
);

/** A line with its folded parts; undefined: it is no header field. */
export function parseField(line: string): HttpHeader | undefined {
	const colon = line.indexOf(":");
	if (colon <= 0) return undefined;
	const written = line.slice(0, colon);
	const known = NAMES.get(written);
	const name = known ?? lowerName(written);
	return name === "" ? undefined : [name, line.slice(colon + 1).trim()];
}

function lowerName(written: string): string {
	const name = written.trim().toLowerCase();
	return NAMES.get(name) ?? name;
}

/** Fields of which some go on in lines that begin with white space (RFC 9112 5.2). */
function parseFolded(text: string): HeaderFields {
	const lines: string[] = [];
	let malformed = 0;
	for (let at = 0; at < text.length; ) {
		const lineEnd = text.indexOf("\n", at);
		if (lineEnd < 0) break;
		const line = withoutReturns(text, at, lineEnd);
		at = lineEnd + 1;
		if (line === "") continue;
		const isFolded = line[0] === " " || line[0] === "\t";
		const last = lines.length - 1;
		if (!isFolded) lines.push(line);
		else if (last >= 0) lines[last] += ` ${line.trim()}`;
		else malformed++;
	}
	const headers: HttpHeader[] = [];
	for (const line of lines) {
		const field = parseField(line);
		if (field && headers.length < FIELD_LIMIT) headers.push(field);
		else malformed++;
	}
	return { headers, malformed };
}

/** The line from `start` to `end` without the CRs before its end. */
function withoutReturns(text: string, start: number, end: number): string {
	let stop = end;
	while (stop > start && text[stop - 1] === "\r") stop--;
	return text.slice(start, stop);
}

/** Value of the first header field of this name. */
export function headerValue(
	headers: readonly HttpHeader[],
	name: string,
): string | undefined {
	for (let i = 0; i < headers.length; i++) {
		const header = headers[i]!;
		if (header[0] === name) return header[1];
	}
	return undefined;
}

const NO_VALUES: readonly string[] = [];

/** The values of lists that most messages have. */
const LISTS: ReadonlyMap<string, readonly string[]> = new Map(
	["chunked", "gzip", "deflate", "identity"].map((value) => [value, [value]]),
);

/** Values of a list that may be spread over several fields (RFC 9110 5.6.1), in lower case. */
export function headerList(
	headers: readonly HttpHeader[],
	name: string,
): readonly string[] {
	let first = 0;
	while (first < headers.length && headers[first]![0] !== name) first++;
	if (first === headers.length) return NO_VALUES;
	let last = headers.length - 1;
	while (headers[last]![0] !== name) last--;
	const known = first === last ? LISTS.get(headers[first]![1]) : undefined;
	if (known !== undefined) return known;
	const values: string[] = [];
	for (let i = first; i <= last; i++) {
		const [field, value] = headers[i]!;
		if (field !== name) continue;
		for (const item of value.split(",")) {
			const text = item.trim().toLowerCase();
			if (text !== "") values.push(text);
		}
	}
	return values;
}
