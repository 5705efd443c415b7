// Header blocks of WSP (WAP-230 8.4.1) as token rows.
import {
	LIMIT_FIELDS,
	PROBLEM_ILLEGAL_OCTET,
	PROBLEM_LIMIT_FIELDS,
	PROBLEM_TRUNCATED,
	TOKEN_CODE,
	TOKEN_FLAG_NAMED,
	TOKEN_FORM_OCTETS,
	TOKEN_INDEX,
	TOKEN_IS_WSP_FIELD,
	TOKEN_OFFSET,
} from "../../src/wasm/token";
import { addFlag, addProblem, formOf, isFull, openToken } from "../token";
import { fieldShape, readItems, SHAPE_INTEGER } from "./wspfield";
import { readGeneric, readInteger, readName } from "./wspvalue";

const PAGE_SHIFT: u32 = 0x7f;

/** Value of a field of page 1 or any other page; the end is always that of the generic rule. */
function readFieldValue(p: u32, end: u32, row: u32, depth: u32): u32 {
	if (p >= end) {
		addProblem(PROBLEM_TRUNCATED, p, 1, 0);
		return end;
	}
	let page = load<u32>(row, TOKEN_INDEX);
	let shape = page == 1 ? fieldShape(load<u32>(row, TOKEN_CODE)) : 0;
	let octet: u32 = load<u8>(p);
	if (shape == SHAPE_INTEGER && octet < 31) return readInteger(p, end, row);
	let next = readGeneric(p, end, row);
	if (formOf(row) == TOKEN_FORM_OCTETS && shape != 0) {
		let content = load<u32>(row, TOKEN_OFFSET);
		readItems(shape, content, next, depth);
	}
	return next;
}

/** A field with its name as text. */
function readNamedField(p: u32, end: u32, depth: u32): u32 {
	let row = openToken(TOKEN_IS_WSP_FIELD, 0, p, depth);
	addFlag(row, TOKEN_FLAG_NAMED);
	p = readName(p, end, row);
	if (p < end) return readGeneric(p, end, row);
	addProblem(PROBLEM_TRUNCATED, p, 1, 0);
	return end;
}

/** A field with a code of the current page. */
function readCodedField(p: u32, end: u32, page: u32, depth: u32): u32 {
	let code = <u32>load<u8>(p) & 0x7f;
	let row = openToken(TOKEN_IS_WSP_FIELD, code, p, depth);
	store<u32>(row, page, TOKEN_INDEX);
	return readFieldValue(p + 1, end, row, depth);
}

/** Header block (WAP-230 8.4.1): fields and shifts of the code page up to `end`; it starts on page 1. */
export function readHeaders(p: u32, end: u32, depth: u32): void {
	let page: u32 = 1;
	let count: u32 = 0;
	while (p < end && !isFull()) {
		if (count++ == LIMIT_FIELDS) {
			addProblem(PROBLEM_LIMIT_FIELDS, p, 0, end - p);
			return;
		}
		let octet: u32 = load<u8>(p);
		if (octet >= 0x80) p = readCodedField(p, end, page, depth);
		else if (octet == PAGE_SHIFT && end - p > 1) {
			page = load<u8>(p + 1);
			p += 2;
		} else if (octet == PAGE_SHIFT) {
			addProblem(PROBLEM_TRUNCATED, p, 2, 1);
			return;
		} else if (octet >= 0x20) p = readNamedField(p, end, depth);
		else if (octet != 0) {
			page = octet;
			p++;
		} else {
			addProblem(PROBLEM_ILLEGAL_OCTET, p, octet, end - p);
			return;
		}
	}
}
