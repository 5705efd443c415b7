import { type ContentType, parseContentType } from "../wap/parameter.js";
import { decodeUnknown } from "../wap/text.js";

/** What the header block of an entry says, besides its type. */
export interface PartFields {
	contentId?: string;
	contentLocation?: string;
	fileName?: string;
	/** Content-Type inside the block: counts where the entry states none (SPEC 3). */
	type?: ContentType;
}

/** An entry of a MIME multipart (RFC 2046 5.1); offset from the start of the body. */
export interface MimeEntry {
	type: ContentType;
	fields: PartFields;
	offset: number;
	length: number;
}

const DASH = 0x2d;
const LINE_FEED = 0x0a;
const RETURN = 0x0d;
const LIMIT_ENTRIES = 1000;
const MAX_BOUNDARY = 72;
const TEXT_PLAIN: ContentType = { name: "text/plain", parameters: {} };

/** True when a body starts as MIME text does: with a boundary line. */
export function isMimeText(body: Uint8Array): boolean {
	return (
		body[0] === DASH && body[1] === DASH && lineEnd(body, 0) <= MAX_BOUNDARY
	);
}

/** Where the line at `at` ends: its line feed, or the end. */
function lineEnd(body: Uint8Array, at: number): number {
	const feed = body.indexOf(LINE_FEED, at);
	return feed < 0 ? body.length : feed;
}

function lineText(body: Uint8Array, at: number): string {
	return decodeUnknown(body.subarray(at, lineEnd(body, at))).trimEnd();
}

/** Start of the next line that begins with the boundary, or the end. */
function nextBoundary(
	body: Uint8Array,
	from: number,
	boundary: string,
): number {
	for (let at = from; at < body.length; at = lineEnd(body, at) + 1) {
		if (body[at] !== DASH || body[at + 1] !== DASH) continue;
		if (lineText(body, at).startsWith(boundary)) return at;
	}
	return body.length;
}

/** Header lines from `at` to the empty line; returns where the data starts. */
function readHeader(
	body: Uint8Array,
	at: number,
	end: number,
	into: Map<string, string>,
): number {
	let last = "";
	while (at < end) {
		const line = lineText(body, at);
		at = lineEnd(body, at) + 1;
		if (line === "") break;
		const colon = line.indexOf(":");
		if (/^\s/.test(line) && last !== "") {
			into.set(last, `${into.get(last)} ${line.trim()}`);
		} else if (colon > 0) {
			last = line.slice(0, colon).trim().toLowerCase();
			into.set(last, line.slice(colon + 1).trim());
		}
	}
	return Math.min(at, end);
}

/** The line break before a boundary belongs to the boundary. */
function withoutLineBreak(
	body: Uint8Array,
	start: number,
	end: number,
): number {
	if (end > start && end < body.length && body[end - 1] === LINE_FEED) end--;
	if (end > start && end < body.length && body[end - 1] === RETURN) end--;
	return end;
}

function entryOf(
	header: Map<string, string>,
	offset: number,
	length: number,
): MimeEntry {
	const type = header.get("content-type");
	const fields: PartFields = {};
	const id = header.get("content-id");
	const location = header.get("content-location");
	const disposition = parseContentType(header.get("content-disposition") ?? "");
	const fileName = disposition.parameters.filename;
	if (id) fields.contentId = id;
	if (location) fields.contentLocation = location;
	if (fileName !== undefined) fields.fileName = String(fileName);
	return {
		type: type ? parseContentType(type) : TEXT_PLAIN,
		fields,
		offset,
		length,
	};
}

/** Entries of a MIME multipart body; its first line is the boundary. */
export function readMimeEntries(body: Uint8Array): MimeEntry[] {
	const boundary = lineText(body, 0);
	const entries: MimeEntry[] = [];
	let at = lineEnd(body, 0) + 1;
	while (at < body.length && entries.length < LIMIT_ENTRIES) {
		const next = nextBoundary(body, at, boundary);
		const header = new Map<string, string>();
		const start = readHeader(body, at, next, header);
		entries.push(
			entryOf(header, start, withoutLineBreak(body, start, next) - start),
		);
		if (lineText(body, next).startsWith(`${boundary}--`)) break;
		at = lineEnd(body, next) + 1;
	}
	return entries;
}
