// What lies inside the length of a WSP field's value (WAP-230 8.4.2), as item and parameter rows after the field's row.
import {
	PROBLEM_TRUNCATED,
	TOKEN_FORM_INTEGER,
	TOKEN_FORM_QVALUE,
	TOKEN_IS_ITEM,
	TOKEN_LENGTH,
	TOKEN_OFFSET,
	TOKEN_VALUE,
} from "../../src/wasm/token";
import { numberOf, sizeOf, uintvar } from "../bytes";
import { addProblem, isFull, openToken, setNumber, setOctets } from "../token";
import { readMedia, readParameters, readUntyped } from "./wspparameter";
import { readText, reportUintvar } from "./wspvalue";

/** Integer-value or Date-value. */
export const SHAPE_INTEGER: u32 = 1;
/** Media type, disposition or coding, then parameters. */
const SHAPE_MEDIA: u32 = 2;
/** Charset, language or coding, then a q-value. */
const SHAPE_QUALITY: u32 = 3;
/** Parameters alone. */
const SHAPE_PARAMETERS: u32 = 4;
/** Integers and texts to the end. */
const SHAPE_ITEMS: u32 = 5;
/** uintvars, or one octet 80..FF where a uintvar of one octet would be less. */
const SHAPE_CONTENT_RANGE: u32 = 6;
/** Octet, then uintvars. */
const SHAPE_RANGE: u32 = 7;
/** Basic: two texts; otherwise scheme and parameters. */
const SHAPE_CREDENTIALS: u32 = 8;
/** Basic: realm; otherwise scheme, realm, parameters. */
const SHAPE_CHALLENGE: u32 = 9;
/** Version, name, value, parameters. */
const SHAPE_SET_COOKIE: u32 = 10;
/** Version, then cookies of a length each. */
const SHAPE_COOKIE: u32 = 11;

/** The rule of a field of code page 1 (wsp-header-codepage1); 0: the octets are all there is. */
export function fieldShape(code: u32): u32 {
	switch (code) {
		case 0x05: // Age
		case 0x0c: // Content-Language
		case 0x0d: // Content-Length
		case 0x12: // Date
		case 0x14: // Expires
		case 0x17: // If-Modified-Since
		case 0x1a: // If-Range
		case 0x1b: // If-Unmodified-Since
		case 0x1d: // Last-Modified
		case 0x1e: // Max-Forwards
		case 0x2f: // X-Wap-Application-Id
		case 0x32: // Accept-Application
		case 0x33: // Bearer-Indication
		case 0x34: // Push-Flag
		case 0x3f: // X-Wap-Tod
			return SHAPE_INTEGER;
		case 0x00: // Accept
		case 0x11: // Content-Type
		case 0x2e: // Content-Disposition
		case 0x39: // TE
		case 0x38: // Expect
		case 0x45: // Content-Disposition
		case 0x48: // Expect
			return SHAPE_MEDIA;
		case 0x01: // Accept-Charset
		case 0x03: // Accept-Language
		case 0x3b: // Accept-Charset
		case 0x3c: // Accept-Encoding
			return SHAPE_QUALITY;
		case 0x1f: // Pragma
			return SHAPE_PARAMETERS;
		default:
			return rareShape(code);
	}
}

function rareShape(code: u32): u32 {
	switch (code) {
		case 0x08: // Cache-Control
		case 0x25: // Retry-After
		case 0x2c: // Warning
		case 0x37: // Profile-Warning
		case 0x3d: // Cache-Control
		case 0x43: // Encoding-Version
		case 0x44: // Profile-Warning
		case 0x47: // Cache-Control
			return SHAPE_ITEMS;
		case 0x10: // Content-Range
		case 0x3e:
			return SHAPE_CONTENT_RANGE;
		case 0x23: // Range
			return SHAPE_RANGE;
		case 0x07: // Authorization
		case 0x21: // Proxy-Authorization
			return SHAPE_CREDENTIALS;
		case 0x20: // Proxy-Authenticate
		case 0x2d: // WWW-Authenticate
			return SHAPE_CHALLENGE;
		case 0x41: // Set-Cookie
			return SHAPE_SET_COOKIE;
		case 0x42: // Cookie
			return SHAPE_COOKIE;
		default:
			return 0;
	}
}

function readItem(p: u32, end: u32, depth: u32): u32 {
	let row = openToken(TOKEN_IS_ITEM, 0, p, depth);
	return readUntyped(p, end, row);
}

function readTextItem(p: u32, end: u32, depth: u32): u32 {
	if (p >= end) return end;
	return readText(p, end, openToken(TOKEN_IS_ITEM, 0, p, depth));
}

/** Media type or token as an item; `readMedia` reads both. */
function readMediaItem(p: u32, end: u32, depth: u32): u32 {
	return readMedia(p, end, openToken(TOKEN_IS_ITEM, 0, p, depth));
}

function readItemList(p: u32, end: u32, depth: u32): void {
	while (p < end && !isFull()) p = readItem(p, end, depth);
}

function readUintvarItem(p: u32, end: u32, form: u32, depth: u32): u32 {
	let row = openToken(TOKEN_IS_ITEM, 0, p, depth);
	let read = uintvar(p, end);
	reportUintvar(read, p, end);
	if (sizeOf(read) == 0) return end;
	setOctets(row, form, p, sizeOf(read));
	setNumber(row, form, numberOf(read));
	return p + sizeOf(read);
}

/** first-byte-pos, then the length, where 80 alone means that it is not known (WAP-230 8.4.2.23). */
function readContentRange(p: u32, end: u32, depth: u32): void {
	p = readUintvarItem(p, end, TOKEN_FORM_INTEGER, depth);
	if (p >= end) return;
	if (end - p == 1 && <u32>load<u8>(p) == 0x80) return;
	readUintvarItem(p, end, TOKEN_FORM_INTEGER, depth);
}

function readRange(p: u32, end: u32, depth: u32): void {
	p = readItem(p, end, depth);
	while (p < end && !isFull()) {
		p = readUintvarItem(p, end, TOKEN_FORM_INTEGER, depth);
	}
}

/** 80 is the scheme Basic; text names another. */
function isBasic(p: u32): bool {
	return <u32>load<u8>(p) >= 0x80;
}

/** Credentials: Basic has user and password, another scheme parameters. */
function readCredentials(p: u32, end: u32, depth: u32): void {
	let basic = isBasic(p);
	p = readItem(p, end, depth);
	if (basic) readTextItem(readTextItem(p, end, depth), end, depth);
	else readParameters(p, end, depth);
}

/** Challenge: a realm follows the scheme, parameters unless it is Basic. */
function readChallenge(p: u32, end: u32, depth: u32): void {
	let basic = isBasic(p);
	p = readTextItem(readItem(p, end, depth), end, depth);
	if (!basic) readParameters(p, end, depth);
}

function readSetCookie(p: u32, end: u32, depth: u32): void {
	p = readItem(p, end, depth);
	p = readTextItem(p, end, depth);
	readParameters(readTextItem(p, end, depth), end, depth);
}

function readCookies(p: u32, end: u32, depth: u32): void {
	p = readItem(p, end, depth);
	while (p < end && !isFull()) {
		let row = openToken(TOKEN_IS_ITEM, 1, p, depth);
		let read = uintvar(p, end);
		reportUintvar(read, p, end);
		if (sizeOf(read) == 0) return;
		p += sizeOf(read);
		let stop = p + min<u32>(numberOf(read), end - p);
		store<u32>(row, stop - p, TOKEN_LENGTH);
		store<u32>(row, p, TOKEN_OFFSET);
		store<u32>(row, numberOf(read), TOKEN_VALUE);
		while (p < stop) p = readTextItem(p, stop, depth);
	}
}

/** Rows for the content p..end of a field's value by the field's shape. */
export function readItems(shape: u32, p: u32, end: u32, depth: u32): void {
	if (p >= end) {
		addProblem(PROBLEM_TRUNCATED, p, 1, 0);
		return;
	}
	if (shape == SHAPE_MEDIA) {
		readParameters(readMediaItem(p, end, depth), end, depth);
	} else if (shape == SHAPE_QUALITY) {
		p = readMediaItem(p, end, depth);
		if (p < end) readUintvarItem(p, end, TOKEN_FORM_QVALUE, depth);
	} else if (shape == SHAPE_PARAMETERS) readParameters(p, end, depth);
	else if (shape == SHAPE_ITEMS) readItemList(p, end, depth);
	else if (shape == SHAPE_CONTENT_RANGE) readContentRange(p, end, depth);
	else if (shape == SHAPE_RANGE) readRange(p, end, depth);
	else if (shape == SHAPE_CREDENTIALS) readCredentials(p, end, depth);
	else if (shape == SHAPE_CHALLENGE) readChallenge(p, end, depth);
	else if (shape == SHAPE_SET_COOKIE) readSetCookie(p, end, depth);
	else if (shape == SHAPE_COOKIE) readCookies(p, end, depth);
}
