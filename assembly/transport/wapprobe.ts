// WAP on ports that nobody registered: told by content alone, so that little else can look like it.
import { be16, u8At } from "../cursor";

const WSP_PUSH: u32 = 0x06;
const TYPE_MMS: u32 = 0xbe; // application/vnd.wap.mms-message as a Short-integer (WAP-230 8.4.2.24)
const MMS_TEXT_LENGTH: u32 = 31;
const WSP_CONNECT: u32 = 0x01;
const WSP_VERSION: u32 = 0x10;
const WSP_GET: u32 = 0x40;
const WSP_POST: u32 = 0x60;

const NONE: u32 = 0xffffffff;

let valueEnd: u32 = 0;

/**
 * Reads a uintvar (WAP-230 8.1.2) of at most three octets, more than any datagram needs; `valueEnd` is behind it.
 * Returns NONE when there is none.
 */
function uintvar(p: u32, end: u32): u32 {
	let value: u32 = 0;
	for (let i: u32 = 0; i < 3; i++) {
		if (end - p <= i) return NONE;
		const octet = u8At(p + i);
		value = (value << 7) | (octet & 0x7f);
		if (octet < 0x80) {
			valueEnd = p + i + 1;
			return value;
		}
	}
	return NONE;
}

/** Connectionless Push (WAP-230 8.2.4.1) of an MMS PDU: TID, 06, HeadersLen, ContentType. */
export function isPush(p: u32, end: u32): bool {
	if (end - p < 4 || u8At(p + 1) != WSP_PUSH) return false;
	const headersLength = uintvar(p + 2, end);
	if (headersLength == 0 || headersLength > end - valueEnd) return false;
	return isMmsType(valueEnd, valueEnd + headersLength);
}

function isMmsType(p: u32, end: u32): bool {
	const first = u8At(p);
	if (first == TYPE_MMS) return true;
	if (first > 31) return isMmsText(p, end);
	// General form: Value-length, then the type and its parameters.
	let length = first;
	let start = p + 1;
	if (first == 31) {
		length = uintvar(p + 1, end);
		start = valueEnd;
	}
	if (length == 0 || length > end - start) return false;
	return u8At(start) == TYPE_MMS || isMmsText(start, start + length);
}

/** "application/vnd.wap.mms-message" in either case, with its NUL. */
function isMmsText(p: u32, end: u32): bool {
	if (end - p <= MMS_TEXT_LENGTH || u8At(p + MMS_TEXT_LENGTH) != 0)
		return false;
	return (
		lower(p) == 0x746163696c707061 && // applicat
		lower(p + 8) == 0x2e646e762f6e6f69 && // ion/vnd.
		lower(p + 16) == 0x2d736d6d2e706177 && // wap.mms-
		lower(p + 23) == 0x6567617373656d2d // -message
	);
}

/** Eight octets with letters in lower case; hyphens, dots and slashes already have that bit set. */
function lower(p: u32): u64 {
	return load<u64>(p) | 0x2020202020202020;
}

/** WTP Invoke (WAP-224 8.3.1, version 0, class 0 to 2) with WSP Connect, Get or Post (WAP-230 8.2). */
export function isWtpRequest(p: u32, end: u32): bool {
	if (end - p < 10 || (u8At(p) & 0xf8) != 0x08) return false;
	if (be16(p + 1) >= 0x8000) return false; // the responder's TIDs have the top bit
	const octet = u8At(p + 3);
	if ((octet & 0xc0) != 0 || (octet & 3) > 2) return false;
	return isConnect(p + 4, end) || isMethod(p + 4, end);
}

/** Connectionless Get or Post (WAP-230 8.2.3) of an "http" URI: TID, then the PDU. */
export function isWspRequest(p: u32, end: u32): bool {
	return end - p >= 12 && isMethod(p + 1, end);
}

/** Connect of WSP 1.0 whose capabilities and headers fill the packet. */
function isConnect(p: u32, end: u32): bool {
	if (u8At(p) != WSP_CONNECT || u8At(p + 1) != WSP_VERSION) return false;
	const capabilities = uintvar(p + 2, end);
	if (capabilities == NONE) return false;
	const headers = uintvar(valueEnd, end);
	if (headers == NONE) return false;
	const room = end - valueEnd;
	return capabilities + headers == room && room > 0;
}

function isMethod(p: u32, end: u32): bool {
	const type = u8At(p);
	if (type == WSP_GET) return isHttpUri(p + 1, end);
	if (type != WSP_POST) return false;
	const uriLength = uintvar(p + 1, end);
	if (uriLength == NONE || uintvar(valueEnd, end) == NONE) return false;
	return isUri(valueEnd, end, uriLength);
}

function isHttpUri(p: u32, end: u32): bool {
	const uriLength = uintvar(p, end);
	return uriLength != NONE && isUri(valueEnd, end, uriLength);
}

function isUri(p: u32, end: u32, length: u32): bool {
	if (length < 8 || end - p < 4) return false;
	return (load<u32>(p) | 0x20202020) == 0x70747468; // http
}
