// Whether octets may be the start of an HTTP/1.x message (RFC 9112 2.1): a status line, or a method and a target.
import { u8At } from "../cursor";

export const NOT_HTTP: u32 = 0;
export const MAYBE_HTTP: u32 = 1; // too short to tell, or a method we do not know
export const IS_HTTP: u32 = 2;

const METHOD_LIMIT: u32 = 16;

function isUpper(octet: u32): bool {
	return octet - 0x41 < 26 || octet == 0x2d; // A..Z, and the hyphen of M-SEARCH
}

/** "HTTP/1." or a prefix of it. */
function statusLine(p: u32, length: u32): u32 {
	const text: u64 = 0x2e312f50545448; // "HTTP/1." from its last octet to its first
	const n = min<u32>(length, 7);
	for (let i: u32 = 0; i < n; i++) {
		if (u8At(p + i) != <u32>((text >>> (i << 3)) & 0xff)) return NOT_HTTP;
	}
	return length >= 7 ? IS_HTTP : MAYBE_HTTP;
}

/** The methods of RFC 9110 9 and RFC 5789, each as its octets from the last to the first. */
function isKnownMethod(p: u32, length: u32): bool {
	let name: u64 = 0;
	for (let i = length; i > 0; i--) name = (name << 8) | <u64>u8At(p + i - 1);
	switch (length) {
		case 3:
			return name == 0x544547 || name == 0x545550; // GET PUT
		case 4:
			return name == 0x54534f50 || name == 0x44414548; // POST HEAD
		case 5:
			return name == 0x4843544150 || name == 0x4543415254; // PATCH TRACE
		case 6:
			return name == 0x4554454c4544; // DELETE
		case 7:
			return name == 0x534e4f4954504f || name == 0x5443454e4e4f43; // OPTIONS CONNECT
		default:
			return false;
	}
}

function isTargetStart(octet: u32): bool {
	return octet == 0x2f || octet == 0x2a || (octet | 0x20) == 0x68; // "/" "*" "h"
}

/** Octets of empty lines that may stand before a request line (RFC 9112 2.2). */
function emptyLines(p: u32, length: u32): u32 {
	const n = min<u32>(length, 4);
	let i: u32 = 0;
	while (i < n && (u8At(p + i) == 0x0d || u8At(p + i) == 0x0a)) i++;
	return i;
}

/** Looks at the `length` captured octets at `p`. */
export function startLine(p: u32, length: u32): u32 {
	if (length == 0) return NOT_HTTP;
	const empty = emptyLines(p, length);
	if (empty == length) return MAYBE_HTTP;
	p += empty;
	length -= empty;
	const status = statusLine(p, length);
	if (status != NOT_HTTP) return status;
	const n = min<u32>(length, METHOD_LIMIT);
	let i: u32 = 0;
	while (i < n && isUpper(u8At(p + i))) i++;
	if (i == length) return MAYBE_HTTP;
	if (i == 0 || i == n || u8At(p + i) != 0x20) return NOT_HTTP;
	const known = i <= 7 && isKnownMethod(p, i);
	if (i + 1 == length) return known ? IS_HTTP : MAYBE_HTTP;
	const target = u8At(p + i + 1);
	if (known) return target >= 0x20 && target < 0x7f ? IS_HTTP : NOT_HTTP;
	return isTargetStart(target) ? MAYBE_HTTP : NOT_HTTP;
}

/** A TLS record of any version (RFC 8446 5.1). */
export function isTlsRecord(p: u32, length: u32): bool {
	if (length < 3) return false;
	return u8At(p) - 0x14 < 4 && u8At(p + 1) == 3 && u8At(p + 2) <= 4;
}

/** The first octets of a TLS handshake: a ClientHello, as far as can be seen. */
export function isClientHello(p: u32, length: u32): bool {
	return u8At(p) == 0x16 && (length < 6 || u8At(p + 5) == 1);
}
