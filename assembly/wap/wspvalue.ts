// Rules of WSP header values (WAP-230 8.4.2) as readers: each takes the octets p..end, fills a token row and returns
// where the next value starts. They never look past `end`; what is cut or odd becomes a flag or a problem row.
import {
	PROBLEM_LENGTH_PAST_END,
	PROBLEM_MISSING_NUL,
	PROBLEM_TRUNCATED,
	PROBLEM_UINTVAR,
	PROBLEM_UINTVAR_NOT_SHORTEST,
	PROBLEM_WRONG_FORM,
	TOKEN_FLAG_CUT,
	TOKEN_FLAG_HUGE,
	TOKEN_FLAG_LONG,
	TOKEN_FORM_ENCODED,
	TOKEN_FORM_INTEGER,
	TOKEN_FORM_NONE,
	TOKEN_FORM_OCTETS,
	TOKEN_FORM_TEXT,
	TOKEN_FORM_TOKEN,
	TOKEN_HIGH,
	TOKEN_INDEX,
	TOKEN_LENGTH,
	TOKEN_OFFSET,
	TOKEN_START,
	TOKEN_VALUE,
} from "../../src/wasm/token";
import {
	beNumber,
	findNul,
	noteOf,
	numberOf,
	sizeOf,
	UINTVAR_MALFORMED,
	valueLength,
} from "../bytes";
import { forgetText, internText } from "../intern";
import {
	addFlag,
	addProblem,
	formOf,
	setForm,
	setNumber,
	setOctets,
} from "../token";

const QUOTE: u32 = 0x7f;
const LENGTH_QUOTE: u32 = 31;
/** MIBenums of charsets in which US-ASCII is what it says. */
const US_ASCII: u32 = 3;
const UTF_8: u32 = 106;

/** End of the value whose content starts at p, clamped to `end`; a length that passes it is a problem. */
export function clampedEnd(p: u32, length: u32, end: u32, row: u32): u32 {
	if (length <= end - p) return p + length;
	addFlag(row, TOKEN_FLAG_CUT);
	addProblem(PROBLEM_LENGTH_PAST_END, p, length, end - p);
	return end;
}

/** Reports a uintvar or value-length that could not be read, or was written with too many octets. */
export function reportUintvar(read: u64, p: u32, end: u32): void {
	let note = noteOf(read);
	if (sizeOf(read) == 0) {
		if (note == UINTVAR_MALFORMED) addProblem(PROBLEM_UINTVAR, p, 5, end - p);
		else addProblem(PROBLEM_TRUNCATED, p, 1, end - p);
	} else if (note != 0) {
		addProblem(PROBLEM_UINTVAR_NOT_SHORTEST, p, 0, sizeOf(read));
	}
}

/** Text up to a 00 (Token-text, Extension-media); the 00 may be missing at the end of the container. */
export function readTokenText(p: u32, end: u32, row: u32): u32 {
	let stop = findNul(p, end);
	setOctets(row, TOKEN_FORM_TEXT, p, stop - p);
	internText(row, p, stop - p, 0);
	if (stop < end) return stop + 1;
	addProblem(PROBLEM_MISSING_NUL, stop, 1, 0);
	return end;
}

/** Text-string (WAP-230 8.4.2.1): as Token-text, without one leading Quote octet. */
export function readText(p: u32, end: u32, row: u32): u32 {
	let quoted = p < end && <u32>load<u8>(p) == QUOTE;
	return readTokenText(quoted ? p + 1 : p, end, row);
}

/** Name of a field or parameter, written into start and index of the row. */
export function readName(p: u32, end: u32, row: u32): u32 {
	let stop = findNul(p, end);
	store<u32>(row, p, TOKEN_START);
	store<u32>(row, stop - p, TOKEN_INDEX);
	if (stop < end) return stop + 1;
	addProblem(PROBLEM_MISSING_NUL, stop, 1, 0);
	return end;
}

/** Decimal digits as a number; false when the text is something else. */
function numberFromText(row: u32): bool {
	let p = load<u32>(row, TOKEN_OFFSET);
	let length = load<u32>(row, TOKEN_LENGTH);
	if (length == 0 || length > 15) return false;
	let value: u64 = 0;
	for (let i: u32 = 0; i < length; i++) {
		let digit: u32 = <u32>load<u8>(p + i) - 0x30;
		if (digit > 9) return false;
		value = value * 10 + <u64>digit;
	}
	forgetText(row);
	setNumber(row, TOKEN_FORM_INTEGER, value);
	return true;
}

/** Octets of a Long-integer after its length octet. */
function readLongInteger(p: u32, length: u32, end: u32, row: u32): u32 {
	addFlag(row, TOKEN_FLAG_LONG);
	let stop = clampedEnd(p, length, end, row);
	setOctets(row, TOKEN_FORM_NONE, p, stop - p);
	if (stop - p < length) return end;
	let first = p;
	while (stop - first > 8 && load<u8>(first) == 0) first++;
	if (stop - first > 8) {
		addFlag(row, TOKEN_FLAG_HUGE);
		setForm(row, TOKEN_FORM_OCTETS);
	} else if (length > 0) {
		setNumber(row, TOKEN_FORM_INTEGER, beNumber(first, stop - first));
	} else {
		addProblem(PROBLEM_WRONG_FORM, p - 1, 1, 0);
	}
	return stop;
}

/** Integer-value (WAP-230 8.4.2.3), also written as decimal text. */
export function readInteger(p: u32, end: u32, row: u32): u32 {
	if (p >= end) {
		addProblem(PROBLEM_TRUNCATED, p, 1, 0);
		return end;
	}
	let octet: u32 = load<u8>(p);
	if (octet >= 0x80) {
		setOctets(row, TOKEN_FORM_INTEGER, p, 1);
		store<u32>(row, octet & 0x7f, TOKEN_VALUE);
		return p + 1;
	}
	if (octet < LENGTH_QUOTE) return readLongInteger(p + 1, octet, end, row);
	addProblem(PROBLEM_WRONG_FORM, p, 0, 0);
	let next = readGeneric(p, end, row);
	if (formOf(row) == TOKEN_FORM_TEXT) numberFromText(row);
	return next;
}

/** Any field value by its first octet (SPEC 2.9, WAP-230 8.4.1.2): length, text, or one octet. */
export function readGeneric(p: u32, end: u32, row: u32): u32 {
	if (p >= end) {
		addProblem(PROBLEM_TRUNCATED, p, 1, 0);
		return end;
	}
	let octet: u32 = load<u8>(p);
	if (octet >= 0x80) {
		setOctets(row, TOKEN_FORM_TOKEN, p, 1);
		store<u32>(row, octet, TOKEN_VALUE);
		return p + 1;
	}
	if (octet > LENGTH_QUOTE) return readText(p, end, row);
	let content = readLength(p, end, row);
	if (content == 0) return end;
	let stop = content + load<u32>(row, TOKEN_LENGTH);
	setForm(row, content == stop ? TOKEN_FORM_NONE : TOKEN_FORM_OCTETS);
	return stop;
}

/**
 * Value-length at p (the caller has seen an octet 0..31): offset and length of the row become those of the content,
 * clamped to `end`.
 *
 * @returns where the content starts; 0 when there is no telling
 */
export function readLength(p: u32, end: u32, row: u32): u32 {
	let read = valueLength(p, end);
	reportUintvar(read, p, end);
	if (sizeOf(read) == 0) {
		addFlag(row, TOKEN_FLAG_CUT);
		return 0;
	}
	let content = p + sizeOf(read);
	let stop = clampedEnd(content, numberOf(read), end, row);
	store<u32>(row, content, TOKEN_OFFSET);
	store<u32>(row, stop - content, TOKEN_LENGTH);
	return content;
}

/** UTF-16, UCS-2 and the four-octet charsets: 00 is a part of their characters. */
function isWide(charset: u32): bool {
	if (charset == 1000 || charset == 1001) return true;
	if (charset >= 1013 && charset <= 1015) return true;
	return charset >= 1017 && charset <= 1019;
}

/** The text of an Encoded-string after its charset: the length rules, the 00 is only its last octet. */
function boundText(p: u32, stop: u32, charset: u32, row: u32): void {
	let first = p;
	let last = stop;
	if (isWide(charset)) {
		if (((last - first) & 1) == 1 && load<u8>(last - 1) == 0) last--;
		if (last - first >= 2 && be16Zero(last - 2)) last -= 2;
	} else {
		if (first < last && <u32>load<u8>(first) == QUOTE) first++;
		last = findNul(first, stop);
		if (last == stop) addProblem(PROBLEM_MISSING_NUL, stop, 1, 0);
	}
	forgetText(row);
	setOctets(row, TOKEN_FORM_ENCODED, first, last - first);
	store<u32>(row, charset, TOKEN_HIGH);
	if (charset == UTF_8 || charset == US_ASCII)
		internText(row, first, last - first, charset);
}

function be16Zero(p: u32): bool {
	return load<u16>(p) == 0;
}

/** Encoded-string-value (OMA-TS-MMS_ENC-V1_3 7.3, SPEC 2.5): text, or length, charset and text. */
export function readEncodedString(p: u32, end: u32, row: u32): u32 {
	if (p >= end) {
		addProblem(PROBLEM_TRUNCATED, p, 1, 0);
		return end;
	}
	let octet: u32 = load<u8>(p);
	if (octet > LENGTH_QUOTE && octet < 0x80) return readText(p, end, row);
	if (octet >= 0x80) {
		addProblem(PROBLEM_WRONG_FORM, p, 0, 0);
		return readGeneric(p, end, row);
	}
	let content = readLength(p, end, row);
	if (content == 0) return end;
	let stop = content + load<u32>(row, TOKEN_LENGTH);
	if (content < stop) readCharsetText(content, stop, row);
	return stop;
}

/** Charset and text inside a length. Text at once is taken as text whose charset nobody gave. */
function readCharsetText(p: u32, stop: u32, row: u32): void {
	let octet: u32 = load<u8>(p);
	if (octet > LENGTH_QUOTE && octet < 0x80 && findNul(p, stop) + 1 >= stop) {
		addProblem(PROBLEM_WRONG_FORM, p, 0, 0);
		readText(p, stop, row);
		return;
	}
	let text = readInteger(p, stop, row);
	let known =
		formOf(row) == TOKEN_FORM_INTEGER && load<u32>(row, TOKEN_HIGH) == 0;
	let charset: u32 = known ? load<u32>(row, TOKEN_VALUE) : 0;
	store<u32>(row, 0, TOKEN_VALUE);
	boundText(text, stop, charset, row);
}
