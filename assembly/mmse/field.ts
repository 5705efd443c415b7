// Values of MMSE header fields (OMA-TS-MMS_ENC-V1_3 7.3, SPEC 8.2): field code -> rule.
import {
	PROBLEM_LEFTOVER,
	PROBLEM_TRUNCATED,
	PROBLEM_UNKNOWN_FIELD,
	PROBLEM_WRONG_FORM,
	TOKEN_FLAG_INDEXED,
	TOKEN_FORM_ABSOLUTE,
	TOKEN_FORM_INSERT_ADDRESS,
	TOKEN_FORM_INTEGER,
	TOKEN_FORM_NONE,
	TOKEN_FORM_RELATIVE,
	TOKEN_FORM_TOKEN,
	TOKEN_HIGH,
	TOKEN_INDEX,
	TOKEN_LENGTH,
	TOKEN_VALUE,
} from "../../src/wasm/token";
import { addFlag, addProblem, formOf, setForm, setNumber } from "../token";
import { readContentTypeInto, readParameters } from "../wap/wspparameter";
import {
	readEncodedString,
	readGeneric,
	readInteger,
	readLength,
	readText,
} from "../wap/wspvalue";

const RULE_UNKNOWN: u32 = 0;
const RULE_TOKEN: u32 = 1;
const RULE_TEXT: u32 = 2;
const RULE_ENCODED: u32 = 3;
const RULE_INTEGER: u32 = 4;
const RULE_TIME: u32 = 5;
const RULE_FROM: u32 = 6;
const RULE_CONTENT_TYPE: u32 = 7;
const RULE_TOKEN_OR_TEXT: u32 = 8;
const RULE_COUNT_TEXT: u32 = 9;
const RULE_COUNT_DATE: u32 = 10;
// 11: a token, then text (MM-Flags)
const RULE_TOKEN_INTEGER: u32 = 12;
const RULE_ELEMENT: u32 = 13;

const MBOX_DELETE_CONF: u32 = 0x92;
const DELETE_CONF: u32 = 0x95;
const CONTENT_LOCATION: u32 = 0x03;
const RESPONSE_STATUS: u32 = 0x12;
const RESPONSE_TEXT: u32 = 0x13;
const ABSOLUTE: u32 = 0x80;
const RELATIVE: u32 = 0x81;
const ADDRESS_PRESENT: u32 = 0x80;
const INSERT_ADDRESS: u32 = 0x81;

/** One rule for each code 00..3F, as in mmse-headers. */
const RULES = memory.data<u8>([
	0,
	3,
	3,
	2,
	7,
	4,
	1,
	5,
	5,
	6,
	8,
	2,
	1,
	8,
	4,
	1, // 00: Bcc, Cc, Content-Location, Content-Type, Date...
	1,
	1,
	1,
	3,
	1,
	1,
	3,
	3,
	2,
	1,
	3,
	1,
	1,
	5,
	2,
	4, // 10: Read-Report, Report-Allowed, Response-Status...
	9,
	10,
	1,
	1,
	11,
	1,
	3,
	1,
	1,
	1,
	12,
	1,
	12,
	4,
	0,
	4, // 20: Previously-Sent-By, -Date, Store...
	0,
	1,
	13,
	4,
	1,
	3,
	3,
	2,
	2,
	2,
	1,
	1,
	1,
	2,
	2,
	1, // 30: Additional-headers, Distribution-Indicator...
]);

function ruleOf(code: u32): u32 {
	return code < 0x40 ? <u32>load<u8>(RULES + code) : RULE_UNKNOWN;
}

/** In the two delete confirmations some fields are Value-length index value (SPEC 8.2). */
function isIndexed(messageType: u32, code: u32, octet: u32): bool {
	if (octet > 31) return false;
	if (messageType != MBOX_DELETE_CONF && messageType != DELETE_CONF)
		return false;
	return (
		code == CONTENT_LOCATION || code == RESPONSE_STATUS || code == RESPONSE_TEXT
	);
}

/** Value at p of the field in `row`; returns where the next field starts. */
export function readField(
	p: u32,
	end: u32,
	row: u32,
	code: u32,
	messageType: u32,
): u32 {
	let rule = ruleOf(code);
	let octet: u32 = load<u8>(p);
	if (isIndexed(messageType, code, octet))
		return readIndexed(p, end, row, rule);
	if (rule == RULE_TOKEN || rule == RULE_TOKEN_OR_TEXT) {
		return readToken(p, end, row, rule);
	}
	if (rule == RULE_TEXT) return readPlainText(p, end, row);
	if (rule == RULE_ENCODED) return readEncodedString(p, end, row);
	if (rule == RULE_INTEGER) return readInteger(p, end, row);
	if (rule == RULE_CONTENT_TYPE) return readContentTypeInto(p, end, row, 0);
	if (rule == RULE_FROM && octet > 31) {
		addProblem(PROBLEM_WRONG_FORM, p, 0, 0);
		return readEncodedString(p, end, row);
	}
	if (rule == RULE_UNKNOWN) {
		addProblem(PROBLEM_UNKNOWN_FIELD, p - 1, code, 0);
		return readGeneric(p, end, row);
	}
	return readBounded(p, end, row, rule);
}

/** One octet of a table; Message-Class and Version may be text. Anything else is skipped by the generic rule. */
function readToken(p: u32, end: u32, row: u32, rule: u32): u32 {
	let octet: u32 = load<u8>(p);
	let isText = octet > 31 && octet < 0x80;
	if (octet < 0x80 && !(isText && rule == RULE_TOKEN_OR_TEXT)) {
		addProblem(PROBLEM_WRONG_FORM, p, 0, 0);
	}
	return readGeneric(p, end, row);
}

/** Text-string; a length where text is due holds an Encoded-string (SPEC 8.2). */
function readPlainText(p: u32, end: u32, row: u32): u32 {
	let octet: u32 = load<u8>(p);
	if (octet == 0) {
		setForm(row, TOKEN_FORM_NONE);
		return p + 1;
	}
	if (octet > 31 && octet < 0x80) return readText(p, end, row);
	addProblem(PROBLEM_WRONG_FORM, p, 0, 0);
	if (octet < 0x80) return readEncodedString(p, end, row);
	return readGeneric(p, end, row);
}

/** Values inside a Value-length: its end is fixed, whatever the parts are. */
function readBounded(p: u32, end: u32, row: u32, rule: u32): u32 {
	if (<u32>load<u8>(p) > 31) {
		addProblem(PROBLEM_WRONG_FORM, p, 0, 0);
		return readGeneric(p, end, row);
	}
	let content = readLength(p, end, row);
	if (content == 0) return end;
	let stop = content + load<u32>(row, TOKEN_LENGTH);
	if (content == stop) return stop;
	let next = stop;
	if (rule == RULE_TIME) next = readTime(content, stop, row);
	else if (rule == RULE_FROM) next = readFrom(content, stop, row);
	else if (rule == RULE_ELEMENT) next = readElement(content, stop, row);
	else next = readPair(content, stop, row, rule);
	if (next < stop) addProblem(PROBLEM_LEFTOVER, next, 0, stop - next);
	return stop;
}

/** Expiry and the like: 80 date, 81 seconds from now (SPEC 2.6). */
function readTime(p: u32, stop: u32, row: u32): u32 {
	let token: u32 = load<u8>(p);
	if (token != ABSOLUTE && token != RELATIVE) {
		addProblem(PROBLEM_WRONG_FORM, p, token, 0);
		return stop;
	}
	let next = readInteger(p + 1, stop, row);
	if (formOf(row) == TOKEN_FORM_INTEGER) {
		setForm(row, token == ABSOLUTE ? TOKEN_FORM_ABSOLUTE : TOKEN_FORM_RELATIVE);
	}
	return next;
}

/** From: 80 address, 81 insert-address; without a token an Encoded-string (SPEC 8.2, DEVIATIONS 2). */
function readFrom(p: u32, stop: u32, row: u32): u32 {
	let token: u32 = load<u8>(p);
	if (token == INSERT_ADDRESS) {
		setForm(row, TOKEN_FORM_INSERT_ADDRESS);
		return p + 1;
	}
	if (token == ADDRESS_PRESENT) return readEncodedString(p + 1, stop, row);
	addProblem(PROBLEM_WRONG_FORM, p, token, 0);
	return readEncodedString(p, stop, row);
}

/** A count or a token, which goes to `index`, then text or an integer. */
function readPair(p: u32, stop: u32, row: u32, rule: u32): u32 {
	let next = p + 1;
	let first: u32 = load<u8>(p);
	if (rule == RULE_COUNT_TEXT || rule == RULE_COUNT_DATE) {
		next = readInteger(p, stop, row);
		first = load<u32>(row, TOKEN_VALUE);
		setNumber(row, TOKEN_FORM_NONE, 0);
	} else if (first < 0x80) {
		addProblem(PROBLEM_WRONG_FORM, p, first, 0);
	}
	store<u32>(row, first, TOKEN_INDEX);
	store<u32>(row, 0, TOKEN_LENGTH);
	if (next >= stop) {
		addProblem(PROBLEM_TRUNCATED, next, 1, 0);
		return stop;
	}
	if (rule == RULE_COUNT_DATE || rule == RULE_TOKEN_INTEGER) {
		return readInteger(next, stop, row);
	}
	return readEncodedString(next, stop, row);
}

/** Element-Descriptor: the part it speaks of, then parameters. */
function readElement(p: u32, stop: u32, row: u32): u32 {
	let next = readText(p, stop, row);
	readParameters(next, stop, 0);
	return stop;
}

/** Value-length index value: index is the position in the request's list, from 1. */
function readIndexed(p: u32, end: u32, row: u32, rule: u32): u32 {
	let content = readLength(p, end, row);
	if (content == 0) return end;
	let stop = content + load<u32>(row, TOKEN_LENGTH);
	if (content == stop) return stop;
	let next = readInteger(content, stop, row);
	let index = load<u32>(row, TOKEN_VALUE);
	setNumber(row, TOKEN_FORM_NONE, 0);
	store<u32>(row, index, TOKEN_INDEX);
	store<u32>(row, 0, TOKEN_LENGTH);
	store<u32>(row, 0, TOKEN_HIGH);
	addFlag(row, TOKEN_FLAG_INDEXED);
	if (next >= stop) {
		addProblem(PROBLEM_TRUNCATED, next, 1, 0);
		return stop;
	}
	if (rule == RULE_TOKEN) next = readToken(next, stop, row, rule);
	else if (rule == RULE_TEXT) next = readPlainText(next, stop, row);
	else next = readEncodedString(next, stop, row);
	if (next < stop) addProblem(PROBLEM_LEFTOVER, next, 0, stop - next);
	return stop;
}

/** True for a field whose value is one octet of a table. */
export function isTokenValue(row: u32): bool {
	return formOf(row) == TOKEN_FORM_TOKEN;
}
