import { join, type Octets, type Piece, u16, utf8 } from "./bytes.js";
import {
	contentType,
	integerValue,
	quotedString,
	shortInteger,
	text,
	uintvar,
	withLength,
} from "./value.js";

export const STATUS = {
	ok: 0x20,
	noContent: 0x24,
	movedTemporarily: 0x32,
	badRequest: 0x40,
	forbidden: 0x43,
	notFound: 0x44,
	gone: 0x4a,
	internalError: 0x60,
	unavailable: 0x63,
} as const;

/** Header fields of page 1; each is the field octet and its value (WAP-230 8.4.2). */
export const header = {
	userAgent: (value: string): Octets => join(0xa9, text(value)),
	accept: (media: string): Octets => join(0x80, contentType(media)),
	host: (value: string): Octets => join(0x96, text(value)),
	location: (value: string): Octets => join(0x9c, text(value)),
	contentLocation: (value: string): Octets => join(0x8e, text(value)),
	contentLength: (value: number): Octets => join(0x8d, integerValue(value)),
	contentId: (value: string): Octets => join(0xc0, quotedString(value)),
	contentDisposition: (token: 0x80 | 0x81 | 0x82, file?: string): Octets =>
		join(0xae, withLength(token, file ? join(0x86, text(file)) : "")),
	applicationId: (code: number): Octets => join(0xaf, integerValue(code)),
	applicationIdText: (value: string): Octets => join(0xaf, text(value)),
	pushFlag: (bits: number): Octets => join(0xb4, shortInteger(bits)),
	encodingVersion: (octet: number): Octets => join(0xc3, octet),
	profile: (uri: string): Octets => join(0xb5, text(uri)),
	named: (name: string, value: string): Octets => join(text(name), text(value)),
	/** The long shift to a code page. */
	shift: (page: number): Octets => Uint8Array.of(0x7f, page),
};

/** Headers that every MMS push has. */
export const PUSH_HEADERS: readonly Octets[] = [
	header.applicationId(4),
	header.pushFlag(4),
];

export const MMS_CONTENT_TYPE: Octets = Uint8Array.of(0xbe);

export interface Content {
	/** Content-type-value; default application/vnd.wap.mms-message. */
	type?: Uint8Array;
	headers?: readonly Uint8Array[];
}

function contentHead(content: Content): Octets {
	return join(content.type ?? MMS_CONTENT_TYPE, ...(content.headers ?? []));
}

/** Capability: identifier and its parameters, with their length. */
export function capability(code: number, ...parameters: Piece[]): Octets {
	const body = join(0x80 | code, ...parameters);
	return join(uintvar(body.length), body);
}

/** SDU sizes of 64 KiB, push and confirmed push on, one method at a time. */
export const USUAL_CAPABILITIES: readonly Octets[] = [
	capability(0, uintvar(65536)),
	capability(1, uintvar(65536)),
	capability(2, 0xe0),
	capability(3, 1),
];

export function connect(
	headers: readonly Uint8Array[] = [],
	capabilities: readonly Uint8Array[] = USUAL_CAPABILITIES,
): Octets {
	const capabilityOctets = join(...capabilities);
	const headerOctets = join(...headers);
	return join(
		0x01,
		0x10,
		uintvar(capabilityOctets.length),
		uintvar(headerOctets.length),
		capabilityOctets,
		headerOctets,
	);
}

export function connectReply(
	sessionId: number,
	headers: readonly Uint8Array[] = [],
	capabilities: readonly Uint8Array[] = [],
): Octets {
	const capabilityOctets = join(...capabilities);
	const headerOctets = join(...headers);
	return join(
		0x02,
		uintvar(sessionId),
		uintvar(capabilityOctets.length),
		uintvar(headerOctets.length),
		capabilityOctets,
		headerOctets,
	);
}

/** Redirect to an IPv4 address and port. */
export function redirect(
	flags: number,
	address: Uint8Array,
	port: number,
): Octets {
	return join(0x03, flags, 0x40 | address.length, u16(port), address);
}

/** Reply; without `data` and content type it is a bare status (headersLen 0). */
export function reply(
	status: number,
	data?: Uint8Array,
	content: Content = {},
): Octets {
	if (!data && !content.type) return join(0x04, status, 0);
	const head = contentHead(content);
	return join(0x04, status, uintvar(head.length), head, data ?? "");
}

export function disconnect(sessionId: number): Octets {
	return join(0x05, uintvar(sessionId));
}

export function suspend(sessionId: number): Octets {
	return join(0x08, uintvar(sessionId));
}

export function resume(
	sessionId: number,
	headers: readonly Uint8Array[] = [],
): Octets {
	return join(0x09, uintvar(sessionId), 0, ...headers);
}

export function push(
	data: Uint8Array,
	content: Content & { confirmed?: boolean } = {},
): Octets {
	const head = contentHead({ headers: PUSH_HEADERS, ...content });
	return join(
		content.confirmed ? 0x07 : 0x06,
		uintvar(head.length),
		head,
		data,
	);
}

/** Get (0x40) and its family up to 0x5F. */
export function get(
	uri: string,
	headers: readonly Uint8Array[] = [],
	type = 0x40,
): Octets {
	const octets = utf8(uri);
	return join(type, uintvar(octets.length), octets, ...headers);
}

/** Post (0x60) and its family up to 0x7F. */
export function post(
	uri: string,
	data: Uint8Array,
	content: Content & { pduType?: number } = {},
): Octets {
	const octets = utf8(uri);
	const head = contentHead(content);
	return join(
		content.pduType ?? 0x60,
		uintvar(octets.length),
		uintvar(head.length),
		octets,
		head,
		data,
	);
}

export function dataFragment(
	headers: readonly Uint8Array[],
	data: Uint8Array,
): Octets {
	const head = join(...headers);
	return join(0x80, uintvar(head.length), head, data);
}

/** Connectionless form: the TID octet before the PDU. */
export function connectionless(tid: number, pdu: Uint8Array): Octets {
	return join(tid, pdu);
}
