import { parseHeaderFields } from "./header.js";
import type { HttpHeader } from "./message.js";
import { findLineEnd } from "./startline.js";

/** One entry of a multipart in MIME text form. */
export interface MimePart {
	headers: HttpHeader[];
	/** Octets of its content within the body. */
	start: number;
	end: number;
}

export interface MimeMultipart {
	parts: MimePart[];
	/** The closing delimiter is there. */
	isClosed: boolean;
}

/** Entries of one multipart. */
export const MIME_PART_LIMIT = 1000;

/** Value of a parameter of a header field such as Content-Type, without its quotation marks (RFC 2045 5.1). */
export function headerParameter(
	value: string,
	name: string,
): string | undefined {
	const pattern = /;\s*([^\s=;]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"?|([^;]*))/gs;
	for (const match of value.matchAll(pattern)) {
		if (match[1]!.toLowerCase() !== name) continue;
		return match[2]?.replace(/\\(.)/gs, "$1") ?? match[3]!.trim();
	}
	return undefined;
}

/**
 * Splits a multipart in MIME text form (RFC 2046 5.1): PAP pushes, and MMS bodies of odd senders. Bare LF counts as line
 * end; without a closing delimiter the last entry lasts to the end.
 */
export function splitMultipart(
	bytes: Uint8Array,
	boundary: string,
): MimeMultipart {
	const delimiter = Uint8Array.from(`--${boundary}`, (character) =>
		character.charCodeAt(0),
	);
	const parts: MimePart[] = [];
	let contentStart = -1;
	let at = 0;
	while (at < bytes.length && parts.length < MIME_PART_LIMIT) {
		const lineEnd = findLineEnd(bytes, at, bytes.length);
		const next = lineEnd < 0 ? bytes.length : lineEnd + 1;
		if (isDelimiter(bytes, at, next, delimiter)) {
			if (contentStart >= 0) {
				parts.push(readPart(bytes, contentStart, beforeLineEnd(bytes, at)));
			}
			contentStart = next;
			const tail = at + delimiter.length;
			if (bytes[tail] === 0x2d && bytes[tail + 1] === 0x2d) {
				return { parts, isClosed: true };
			}
		}
		at = next;
	}
	if (contentStart >= 0 && parts.length < MIME_PART_LIMIT) {
		parts.push(readPart(bytes, contentStart, bytes.length));
	}
	return { parts, isClosed: false };
}

/** The line is the delimiter, maybe the closing one, maybe with white space behind it. */
function isDelimiter(
	bytes: Uint8Array,
	start: number,
	end: number,
	delimiter: Uint8Array,
): boolean {
	if (end - start < delimiter.length) return false;
	for (let at = 0; at < delimiter.length; at++) {
		if (bytes[start + at] !== delimiter[at]) return false;
	}
	let at = start + delimiter.length;
	if (bytes[at] === 0x2d && bytes[at + 1] === 0x2d) at += 2;
	for (; at < end; at++) {
		const octet = bytes[at]!;
		if (octet > 0x20) return false;
	}
	return true;
}

/** The line end before a delimiter belongs to the delimiter. */
function beforeLineEnd(bytes: Uint8Array, at: number): number {
	let end = at;
	if (bytes[end - 1] === 0x0a) end--;
	if (bytes[end - 1] === 0x0d) end--;
	return end;
}

function readPart(bytes: Uint8Array, from: number, to: number): MimePart {
	const end = Math.max(from, to);
	let at = from;
	while (at < end) {
		const lineEnd = findLineEnd(bytes, at, end);
		if (lineEnd < 0) break;
		const isEmpty =
			lineEnd === at || (lineEnd === at + 1 && bytes[at] === 0x0d);
		if (isEmpty) {
			const { headers } = parseHeaderFields(bytes, from, at);
			return { headers, start: lineEnd + 1, end };
		}
		at = lineEnd + 1;
	}
	return { headers: [], start: from, end };
}
