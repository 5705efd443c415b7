// WSP PDUs (WAP-230 8.2).

export const WSP_CONNECT: u32 = 0x01;
export const WSP_CONNECT_REPLY: u32 = 0x02;
export const WSP_REDIRECT: u32 = 0x03;
export const WSP_REPLY: u32 = 0x04;
export const WSP_DISCONNECT: u32 = 0x05;
export const WSP_PUSH: u32 = 0x06;
export const WSP_CONFIRMED_PUSH: u32 = 0x07;
export const WSP_SUSPEND: u32 = 0x08;
export const WSP_RESUME: u32 = 0x09;
export const WSP_DATA_FRAGMENT: u32 = 0x80;

/** Get, Options, Head, Delete, Trace and the extended methods of that family (WAP-230 8.2.3.1). */
export function isGetFamily(type: u32): bool {
	return (type >= 0x40 && type <= 0x44) || (type >= 0x50 && type <= 0x5f);
}

/** Post, Put and the extended methods of that family (WAP-230 8.2.3.2). */
export function isPostFamily(type: u32): bool {
	return type == 0x60 || type == 0x61 || (type >= 0x70 && type <= 0x7f);
}

/** Octets of a uintvar (WAP-230 8.1.2); 0 when it is cut off or too long. */
function uintvarSize(p: u32, end: u32): u32 {
	for (let n: u32 = 0; n < 5 && n < end - p; n++) {
		if (load<u8>(p + n) < 0x80) return n + 1;
	}
	return 0;
}

function uintvarValue(p: u32, size: u32): u32 {
	let value: u32 = 0;
	for (let n: u32 = 0; n < size; n++) {
		value = (value << 7) | (<u32>load<u8>(p + n) & 0x7f);
	}
	return value;
}

/** Does the user data of an Invoke of this WTP class begin as its WSP PDU does (SPEC 1.1)? */
export function looksLikeWspOf(p: u32, end: u32, wtpClass: u32): bool {
	if (end - p < 2) return false;
	const type: u32 = load<u8>(p);
	if (wtpClass == 0) {
		if (type == WSP_PUSH) return headersFit(p + 1, end);
		if (type != WSP_DISCONNECT && type != WSP_SUSPEND) return false;
		return uintvarSize(p + 1, end) == end - p - 1;
	}
	if (wtpClass == 1)
		return type == WSP_CONFIRMED_PUSH && headersFit(p + 1, end);
	if (type == WSP_CONNECT) return load<u8>(p + 1) >> 4 == 1;
	if (type == WSP_RESUME) return uintvarSize(p + 1, end) != 0;
	return looksLikeMethod(p, end, type);
}

/** Does the datagram begin as connectionless WSP does (SPEC 1.1)? */
export function looksLikeWsp(start: u32, end: u32): bool {
	if (end - start < 4) return false;
	const p: u32 = start + 1;
	const type: u32 = load<u8>(p);
	if (type == WSP_PUSH) return headersFit(p + 1, end);
	if (type == WSP_REPLY) {
		const status: u32 = load<u8>(p + 1);
		if (status < 0x10 || status > 0x65) return false;
		return load<u8>(p + 2) == 0 || headersFit(p + 2, end);
	}
	if (type > 0x61) return false;
	return looksLikeMethod(p, end, type);
}

function headersFit(p: u32, end: u32): bool {
	const size: u32 = uintvarSize(p, end);
	if (size == 0) return false;
	const length: u32 = uintvarValue(p, size);
	return length > 0 && length <= end - p - size;
}

/** A URI of the length it claims, beginning with a character that URIs begin with. */
function looksLikeMethod(start: u32, end: u32, type: u32): bool {
	const post = isPostFamily(type);
	if (!post && !isGetFamily(type)) return false;
	let p: u32 = start + 1;
	const size: u32 = uintvarSize(p, end);
	if (size == 0) return false;
	const uriLength: u32 = uintvarValue(p, size);
	p += size;
	if (post) {
		const headersSize: u32 = uintvarSize(p, end);
		if (headersSize == 0) return false;
		p += headersSize;
	}
	if (uriLength == 0 || uriLength > end - p) return false;
	const first: u32 = load<u8>(p);
	return first > 0x20 && first < 0x7f;
}
