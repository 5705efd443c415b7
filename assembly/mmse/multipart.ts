// Bodies of application/vnd.wap.multipart.* (WAP-230 8.5.2) as token rows, entries inside entries included.
import {
	LIMIT_DEPTH,
	LIMIT_PARTS,
	PROBLEM_COUNT_ZERO,
	PROBLEM_LIMIT_DEPTH,
	PROBLEM_LIMIT_PARTS,
	PROBLEM_MORE_ENTRIES,
	PROBLEM_PART_CUT,
	PROBLEM_PART_HEADERS_CUT,
	PROBLEM_PARTS_MISSING,
	PROBLEM_TRAILING,
	TOKEN_FLAG_CUT,
	TOKEN_FLAG_MULTIPART,
	TOKEN_FORM_INTEGER,
	TOKEN_FORM_TEXT,
	TOKEN_HIGH,
	TOKEN_IS_CONTENT_TYPE,
	TOKEN_IS_PART,
	TOKEN_LENGTH,
	TOKEN_OFFSET,
	TOKEN_VALUE,
} from "../../src/wasm/token";
import { numberOf, sizeOf, uintvar } from "../bytes";
import { addFlag, addProblem, formOf, isFull, openToken } from "../token";
import { readHeaders } from "../wap/wspheader";
import { readContentTypeInto } from "../wap/wspparameter";
import { reportUintvar } from "../wap/wspvalue";

/** "multipar" as eight octets, little-endian, in lower case; "applicat" likewise. */
const MULTIPAR: u64 = 0x72617069746c756d;
const APPLICAT: u64 = 0x746163696c707061;
const LOWER_CASE: u64 = 0x2020202020202020;
/** Octets of "application/vnd.wap.". */
const WAP_PREFIX: u32 = 20;

function isMultipartText(p: u32, length: u32): bool {
	if (length >= 10 && (load<u64>(p) | LOWER_CASE) == MULTIPAR) return true;
	if (length < WAP_PREFIX + 10) return false;
	if ((load<u64>(p) | LOWER_CASE) != APPLICAT) return false;
	return (load<u64>(p + WAP_PREFIX) | LOWER_CASE) == MULTIPAR;
}

/** Codes of multipart types in wsp-content-types: vnd.wap and plain MIME names alike. */
function isMultipartCode(code: u32): bool {
	if (code >= 0x0b && code <= 0x0f) return true;
	return (code >= 0x22 && code <= 0x26) || code == 0x33;
}

/** True when the content type in the row is that of a multipart. */
export function isMultipart(row: u32): bool {
	if (formOf(row) == TOKEN_FORM_TEXT) {
		return isMultipartText(
			load<u32>(row, TOKEN_OFFSET),
			load<u32>(row, TOKEN_LENGTH),
		);
	}
	if (formOf(row) != TOKEN_FORM_INTEGER || load<u32>(row, TOKEN_HIGH) != 0)
		return false;
	return isMultipartCode(load<u32>(row, TOKEN_VALUE));
}

/** True when an entry with sensible lengths stands at p: asked after nEntries entries, where nobody announced one. */
function entryFits(p: u32, end: u32): bool {
	let headers = uintvar(p, end);
	if (sizeOf(headers) == 0 || numberOf(headers) < 1) return false;
	p += sizeOf(headers);
	let data = uintvar(p, end);
	if (sizeOf(data) == 0) return false;
	p += sizeOf(data);
	if (numberOf(headers) > end - p) return false;
	return numberOf(data) <= end - p - numberOf(headers);
}

/** Data of an entry: clamped to what is there, what is missing is counted. */
function setData(row: u32, p: u32, length: u32, end: u32): u32 {
	let there = min<u32>(length, end - p);
	store<u32>(row, p, TOKEN_OFFSET);
	store<u32>(row, there, TOKEN_LENGTH);
	store<u32>(row, length - there, TOKEN_VALUE);
	if (there < length) {
		addFlag(row, TOKEN_FLAG_CUT);
		addProblem(PROBLEM_PART_CUT, p, length, there);
	}
	return p + there;
}

/** One entry: lengths, content type, headers, data. headersLen fixes where the data starts. */
function readEntry(p: u32, end: u32, index: u32, depth: u32): u32 {
	let headers = uintvar(p, end);
	reportUintvar(headers, p, end);
	if (sizeOf(headers) == 0) return end;
	let at = p + sizeOf(headers);
	let data = uintvar(at, end);
	reportUintvar(data, at, end);
	if (sizeOf(data) == 0) return end;
	at += sizeOf(data);
	let row = openToken(TOKEN_IS_PART, index, p, depth);
	let stop = at + min<u32>(numberOf(headers), end - at);
	store<u32>(row, numberOf(headers), TOKEN_HIGH);
	if (stop - at < numberOf(headers)) {
		addFlag(row, TOKEN_FLAG_CUT);
		addProblem(PROBLEM_PART_HEADERS_CUT, at, numberOf(headers), stop - at);
	}
	let type = openToken(TOKEN_IS_CONTENT_TYPE, 0, at, depth);
	if (at < stop)
		readHeaders(readContentTypeInto(at, stop, type, depth), stop, depth);
	let next = setData(row, stop, numberOf(data), end);
	if (isMultipart(type) && stop < next) {
		addFlag(row, TOKEN_FLAG_MULTIPART);
		if (depth + 1 < <u32>LIMIT_DEPTH) readMultipart(stop, next, depth + 1);
		else addProblem(PROBLEM_LIMIT_DEPTH, stop, depth + 1, next - stop);
	}
	return next;
}

/** Entries to the end of the body; nEntries says only how many are due (SPEC 5). */
export function readMultipart(p: u32, end: u32, depth: u32): void {
	let count = uintvar(p, end);
	reportUintvar(count, p, end);
	if (sizeOf(count) == 0) return;
	let due = numberOf(count);
	p += sizeOf(count);
	let entry: u32 = 0;
	while (p < end && !isFull()) {
		if (entry == LIMIT_PARTS) {
			addProblem(PROBLEM_LIMIT_PARTS, p, 0, end - p);
			return;
		}
		if (entry >= due && !entryFits(p, end)) break;
		if (entry == due) {
			addProblem(due == 0 ? PROBLEM_COUNT_ZERO : PROBLEM_MORE_ENTRIES, p, 0, 0);
		}
		p = readEntry(p, end, entry, depth);
		entry++;
	}
	if (entry < due) addProblem(PROBLEM_PARTS_MISSING, p, due - entry, 0);
	if (p < end) addProblem(PROBLEM_TRAILING, p, end - p, 0);
}
