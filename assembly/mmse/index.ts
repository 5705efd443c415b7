// What the core offers for MMSE PDUs, WSP header blocks and content types: start and end of the octets in, number of
// token rows (src/wasm/token.ts) out.
import { REGION_TOKENS } from "../../src/wasm/layout";
import { TOKENS_HASH_HIGH, TOKENS_HASH_LOW } from "../../src/wasm/token";
import { hash64 } from "../bytes";
import { beginTokens, tokenCount } from "../token";
import { readHeaders } from "../wap/wspheader";
import { readContentType } from "../wap/wspparameter";
import { readMultipart } from "./multipart";
import { readPdu, startsLikeMmse } from "./pdu";

/** Decodes one MMSE PDU. */
export function decodeMmse(start: u32, end: u32): u32 {
	beginTokens();
	readPdu(start, end);
	return tokenCount();
}

/** Decodes a WSP header block; with `typed` 1 a content type stands before it (Reply, Post, Push). */
export function decodeWspHeaders(start: u32, end: u32, typed: u32): u32 {
	beginTokens();
	let p = start;
	if (typed != 0 && p < end) p = readContentType(p, end, 0);
	readHeaders(p, end, 0);
	return tokenCount();
}

/** Decodes a content type with its parameters. */
export function decodeContentType(start: u32, end: u32): u32 {
	beginTokens();
	readContentType(start, end, 0);
	return tokenCount();
}

/** Decodes a multipart body on its own. */
export function decodeMultipart(start: u32, end: u32): u32 {
	beginTokens();
	readMultipart(start, end, 0);
	return tokenCount();
}

/** Says whether the octets start like an MMSE PDU: MMSE_NO, MMSE_LIKELY or MMSE_STRONG. */
export function findMmse(start: u32, end: u32): u32 {
	return startsLikeMmse(start, end);
}

/** 64-bit hash of octets; its halves are in the head of the token region. */
export function hash(start: u32, length: u32): void {
	let value = hash64(start, length);
	store<u32>(REGION_TOKENS + TOKENS_HASH_LOW, <u32>value);
	store<u32>(REGION_TOKENS + TOKENS_HASH_HIGH, <u32>(value >> 32));
}
