// Parameters, media types and content types of WSP (WAP-230 8.4.2.4, 8.4.2.24) as token rows.
import {
	LIMIT_FIELDS,
	PROBLEM_LIMIT_FIELDS,
	PROBLEM_TRUNCATED,
	TOKEN_CODE,
	TOKEN_FLAG_NAMED,
	TOKEN_FORM_INTEGER,
	TOKEN_FORM_NONE,
	TOKEN_FORM_QVALUE,
	TOKEN_IS_CONTENT_TYPE,
	TOKEN_IS_PARAMETER,
	TOKEN_LENGTH,
	TOKEN_VALUE,
} from "../../src/wasm/token";
import { numberOf, sizeOf, uintvar } from "../bytes";
import {
	addFlag,
	addProblem,
	formOf,
	isFull,
	openToken,
	setForm,
	setNumber,
} from "../token";
import {
	readGeneric,
	readInteger,
	readLength,
	readName,
	readText,
	readTokenText,
	reportUintvar,
} from "./wspvalue";

/** Value of a parameter with a uintvar as its type: q. */
function readQValue(p: u32, end: u32, row: u32): u32 {
	let read = uintvar(p, end);
	reportUintvar(read, p, end);
	if (sizeOf(read) == 0) return end;
	setNumber(row, TOKEN_FORM_QVALUE, numberOf(read));
	return p + sizeOf(read);
}

/** Value of a parameter whatever its type says, by its first octet (SPEC 4). */
export function readUntyped(p: u32, end: u32, row: u32): u32 {
	if (p >= end) {
		addProblem(PROBLEM_TRUNCATED, p, 1, 0);
		return end;
	}
	let octet: u32 = load<u8>(p);
	if (octet == 0) {
		setForm(row, TOKEN_FORM_NONE);
		return p + 1;
	}
	if (octet == 31) return readGeneric(p, end, row);
	if (octet > 31 && octet < 0x80) return readText(p, end, row);
	return readInteger(p, end, row);
}

/** One parameter: code or name, then its value. */
function readParameter(p: u32, end: u32, depth: u32): u32 {
	let row = openToken(TOKEN_IS_PARAMETER, 0, p, depth);
	let octet: u32 = load<u8>(p);
	if (octet > 31 && octet < 0x80) {
		addFlag(row, TOKEN_FLAG_NAMED);
		return readUntyped(readName(p, end, row), end, row);
	}
	if (octet == 31) return readGeneric(p, end, row);
	let next = readInteger(p, end, row);
	let coded = formOf(row) == TOKEN_FORM_INTEGER;
	let code = coded ? load<u32>(row, TOKEN_VALUE) : u32.MAX_VALUE;
	store<u32>(row, code, TOKEN_CODE);
	setNumber(row, TOKEN_FORM_NONE, 0);
	if (code == 0 && next < end) return readQValue(next, end, row);
	return readUntyped(next, end, row);
}

/** Parameters up to `end`. */
export function readParameters(p: u32, end: u32, depth: u32): void {
	let count: u32 = 0;
	while (p < end && !isFull()) {
		if (count++ == LIMIT_FIELDS) {
			addProblem(PROBLEM_LIMIT_FIELDS, p, 0, end - p);
			return;
		}
		p = readParameter(p, end, depth);
	}
}

/** Media type: a code of wsp-content-types, or text. */
export function readMedia(p: u32, end: u32, row: u32): u32 {
	let octet: u32 = load<u8>(p);
	if (octet > 31 && octet < 0x80) return readTokenText(p, end, row);
	return readInteger(p, end, row);
}

/** Content-type-value (WAP-230 8.4.2.24) into a row of the caller's; its parameters follow. */
export function readContentTypeInto(
	p: u32,
	end: u32,
	row: u32,
	depth: u32,
): u32 {
	if (p >= end) {
		addProblem(PROBLEM_TRUNCATED, p, 1, 0);
		return end;
	}
	let octet: u32 = load<u8>(p);
	if (octet > 31) return readMedia(p, end, row);
	let content = readLength(p, end, row);
	if (content == 0) return end;
	let stop = content + load<u32>(row, TOKEN_LENGTH);
	if (content == stop) return stop;
	readParameters(readMedia(content, stop, row), stop, depth);
	return stop;
}

/** Content-type-value as a row of its own. */
export function readContentType(p: u32, end: u32, depth: u32): u32 {
	let row = openToken(TOKEN_IS_CONTENT_TYPE, 0, p, depth);
	return readContentTypeInto(p, end, row, depth);
}
