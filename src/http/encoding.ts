import { type Inflated, inflate } from "./inflate.js";

export interface DecodedContent {
	bytes: Uint8Array;
	/** Code of a problem record: the octets were cut, damaged, too many, or in a coding that is not decoded. */
	problem?: string;
}

/** Takes the content codings off, last one first (RFC 9110 8.4.1). What can be read of cut or damaged content is given. */
export function decodeContent(
	bytes: Uint8Array,
	codings: readonly string[],
	limit: number,
): DecodedContent {
	let decoded: DecodedContent = { bytes };
	for (let n = codings.length - 1; n >= 0; n--) {
		const next = decodeOne(decoded.bytes, codings[n]!, limit);
		if (!next) return { bytes: decoded.bytes, problem: "unsupported" };
		const problem = decoded.problem ?? next.problem;
		decoded = { bytes: next.bytes, ...(problem && { problem }) };
	}
	return decoded;
}

function decodeOne(
	bytes: Uint8Array,
	coding: string,
	limit: number,
): DecodedContent | undefined {
	if (coding === "gzip" || coding === "x-gzip") return gunzip(bytes, limit);
	if (coding === "deflate") return unzlib(bytes, limit);
	return undefined;
}

function toContent(inflated: Inflated): DecodedContent {
	switch (inflated.outcome) {
		case "done":
			return { bytes: inflated.bytes };
		case "truncated":
			return { bytes: inflated.bytes, problem: "incomplete" };
		case "limit":
			return { bytes: inflated.bytes, problem: "limit-body" };
		default:
			return { bytes: inflated.bytes, problem: "malformed" };
	}
}

/** Length of a gzip header (RFC 1952 2.3); -1: cut; -2: none. */
function gzipHeader(bytes: Uint8Array, start: number): number {
	const size = bytes.length - start;
	if (size > 0 && bytes[start] !== 0x1f) return -2;
	if (size > 1 && bytes[start + 1] !== 0x8b) return -2;
	if (size < 10) return -1;
	const flags = bytes[start + 3]!;
	let at = start + 10;
	if (flags & 4) {
		if (bytes.length - at < 2) return -1;
		at += 2 + (bytes[at]! | (bytes[at + 1]! << 8));
	}
	for (let flag = 8; flag <= 16; flag *= 2) {
		if ((flags & flag) === 0) continue;
		while (at < bytes.length && bytes[at] !== 0) at++;
		at++;
	}
	if (flags & 2) at += 2;
	return at > bytes.length ? -1 : at - start;
}

/** One or several members (RFC 1952 2.2). */
function gunzip(bytes: Uint8Array, limit: number): DecodedContent {
	const parts: Uint8Array[] = [];
	let size = 0;
	let at = 0;
	let problem: string | undefined;
	while (at < bytes.length && problem === undefined) {
		const header = gzipHeader(bytes, at);
		if (header < 0) {
			// Zeros and the like behind the last member are no damage.
			if (parts.length === 0) {
				if (header === -2) return { bytes, problem: "malformed" };
				problem = "incomplete";
			}
			break;
		}
		const member = inflate(bytes, at + header, limit - size);
		parts.push(member.bytes);
		size += member.bytes.length;
		problem = toContent(member).problem;
		at = member.used + 8;
	}
	return { bytes: joined(parts, size), ...(problem && { problem }) };
}

function joined(parts: readonly Uint8Array[], size: number): Uint8Array {
	const only = parts[0];
	if (only && parts.length === 1) return only;
	const all = new Uint8Array(size);
	let at = 0;
	for (const part of parts) {
		all.set(part, at);
		at += part.length;
	}
	return all;
}

/** "deflate" is zlib (RFC 1950) by the book, and bare deflate from some servers (RFC 9110 8.4.1.2). */
function unzlib(bytes: Uint8Array, limit: number): DecodedContent {
	const isZlib =
		bytes.length >= 2 &&
		(bytes[0]! & 0x0f) === 8 &&
		((bytes[0]! << 8) | bytes[1]!) % 31 === 0;
	return toContent(inflate(bytes, isZlib ? 2 : 0, limit));
}
