// MMSE PDUs (OMA-TS-MMS_ENC-V1_3 7, SPEC 8.1): the header loop, and the body after Content-Type.
import {
	LIMIT_FIELDS,
	MMSE_LIKELY,
	MMSE_NO,
	MMSE_STRONG,
	PROBLEM_ILLEGAL_OCTET,
	PROBLEM_LIMIT_FIELDS,
	PROBLEM_NO_BODY,
	PROBLEM_TRAILING,
	PROBLEM_TRUNCATED,
	TOKEN_CODE,
	TOKEN_FLAG_MULTIPART,
	TOKEN_FLAG_NAMED,
	TOKEN_IS_BODY,
	TOKEN_IS_FIELD,
	TOKEN_KIND,
	TOKEN_LENGTH,
	TOKEN_OFFSET,
	TOKEN_VALUE,
} from "../../src/wasm/token";
import { addFlag, addProblem, isFull, nextRow, openToken } from "../token";
import { readGeneric, readName } from "../wap/wspvalue";
import { isTokenValue, readField } from "./field";
import { isMultipart, readMultipart } from "./multipart";

const CONTENT_TYPE: u32 = 0x04;
const MESSAGE_TYPE: u32 = 0x0c;
const FIRST_TYPE: u32 = 0x80;
const LAST_TYPE: u32 = 0x97;

/** Says whether the octets start like an MMSE PDU (SPEC 1.1): MMSE_NO, MMSE_LIKELY or MMSE_STRONG. */
export function startsLikeMmse(p: u32, end: u32): u32 {
	if (p >= end || end - p < 2 || <u32>load<u8>(p) != 0x8c) return MMSE_NO;
	let type: u32 = load<u8>(p + 1);
	if (type < FIRST_TYPE || type > LAST_TYPE) return MMSE_NO;
	if (end - p < 3) return MMSE_LIKELY;
	let third: u32 = load<u8>(p + 2);
	return third == 0x98 || third == 0x8d ? MMSE_STRONG : MMSE_LIKELY;
}

/** An application header: name and value as text (SPEC 8.1). */
function readApplicationHeader(p: u32, end: u32): u32 {
	let row = openToken(TOKEN_IS_FIELD, 0, p, 0);
	addFlag(row, TOKEN_FLAG_NAMED);
	p = readName(p, end, row);
	if (p < end) return readGeneric(p, end, row);
	addProblem(PROBLEM_TRUNCATED, p, 1, 0);
	return end;
}

/** What is left when no field can start: NULs are seen at the end of PDUs, anything else is illegal. */
function reportRest(p: u32, end: u32): void {
	let q = p;
	while (q < end && load<u8>(q) == 0) q++;
	if (q == end) addProblem(PROBLEM_TRAILING, p, end - p, 0);
	else addProblem(PROBLEM_ILLEGAL_OCTET, p, load<u8>(p), end - p);
}

/** The body: entries of a multipart, or one part; of a `head` its place alone. */
function readBody(p: u32, end: u32, type: u32, head: bool): void {
	let row = openToken(TOKEN_IS_BODY, 0, p, 0);
	store<u32>(row, p, TOKEN_OFFSET);
	store<u32>(row, end - p, TOKEN_LENGTH);
	if (p >= end) {
		addProblem(PROBLEM_NO_BODY, p, 1, 0);
	} else if (isMultipart(type)) {
		addFlag(row, TOKEN_FLAG_MULTIPART);
		if (!head) readMultipart(p, end, 0);
	}
}

/** One field with a code; returns where the next starts, `end` after the body. */
function readCoded(p: u32, end: u32, messageType: u32, head: bool): u32 {
	let code = <u32>load<u8>(p) & 0x7f;
	let row = openToken(TOKEN_IS_FIELD, code, p, 0);
	if (end - p < 2) {
		store<u32>(row, end, TOKEN_OFFSET);
		addProblem(PROBLEM_TRUNCATED, p + 1, 1, 0);
		return end;
	}
	let next = readField(p + 1, end, row, code, messageType);
	if (code != CONTENT_TYPE) return next;
	readBody(next, end, row, head);
	return end;
}

/** Message type, once a row holds it; 0 before. */
function messageTypeIn(row: u32): u32 {
	let isType = load<u8>(row, TOKEN_KIND) == TOKEN_IS_FIELD;
	if (!isType || load<u32>(row, TOKEN_CODE) != MESSAGE_TYPE) return 0;
	return isTokenValue(row) ? load<u32>(row, TOKEN_VALUE) : 0;
}

/** All header fields, then the body; of a `head` only where it is. */
export function readPdu(p: u32, end: u32, head: bool): void {
	let messageType: u32 = 0;
	let count: u32 = 0;
	while (p < end && !isFull()) {
		let octet: u32 = load<u8>(p);
		if (octet < 0x20) {
			reportRest(p, end);
			return;
		}
		if (count++ == LIMIT_FIELDS) {
			addProblem(PROBLEM_LIMIT_FIELDS, p, 0, end - p);
			return;
		}
		if (octet < 0x80) {
			p = readApplicationHeader(p, end);
			continue;
		}
		let row = nextRow();
		p = readCoded(p, end, messageType, head);
		if (messageType == 0) messageType = messageTypeIn(row);
	}
}
