// What the core offers for MMSE PDUs, WSP header blocks and content types: start and end of the octets in, number of
// token rows (src/wasm/token.ts) out.
import { REGION_TOKENS } from "../../src/wasm/layout";
import {
	TOKENS_BODY_HASH_HIGH,
	TOKENS_BODY_HASH_LOW,
	TOKENS_FIRST,
	TOKENS_HASH_HIGH,
	TOKENS_HASH_LOW,
	TOKENS_RANGE_HASH,
	TOKENS_RANGE_LENGTH,
	TOKENS_RANGE_SIZE,
} from "../../src/wasm/token";
import {
	beginNested,
	endBody,
	endOuter,
	hash64,
	hashPart,
	quickHash,
	quickJoin,
} from "../hash";
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

/**
 * Hashes of a PDU, of its body and of `count` parts in it, whose ranges stand where the first token was: each gets its
 * hash, those of PDU and body go to the head of the token region.
 */
export function hashPdu(
	start: u32,
	length: u32,
	body: u32,
	bodyLength: u32,
	count: u32,
): void {
	beginNested(start, length, body, bodyLength);
	let range: u32 = REGION_TOKENS + TOKENS_FIRST;
	for (let i: u32 = 0; i < count; i++) {
		const part = load<u32>(range);
		const value = hashPart(part, load<u32>(range, TOKENS_RANGE_LENGTH));
		store<u64>(range, value, TOKENS_RANGE_HASH);
		range += TOKENS_RANGE_SIZE;
	}
	storeHashes(endOuter(), endBody());
}

function storeHashes(whole: u64, body: u64): void {
	store<u32>(REGION_TOKENS + TOKENS_HASH_LOW, <u32>whole);
	store<u32>(REGION_TOKENS + TOKENS_HASH_HIGH, <u32>(whole >> 32));
	store<u32>(REGION_TOKENS + TOKENS_BODY_HASH_LOW, <u32>body);
	store<u32>(REGION_TOKENS + TOKENS_BODY_HASH_HIGH, <u32>(body >> 32));
}

/**
 * The same with hashes that are only compared. Every octet is read once: that of the body is made of those of its parts
 * and of what lies between them, that of the PDU of its header and its body.
 */
export function quickHashPdu(
	start: u32,
	length: u32,
	body: u32,
	bodyLength: u32,
	count: u32,
): void {
	const end = body + bodyLength;
	let p = body;
	let joined: u64 = 0;
	let range: u32 = REGION_TOKENS + TOKENS_FIRST;
	for (let i: u32 = 0; i < count; i++) {
		const part = load<u32>(range);
		const octets = load<u32>(range, TOKENS_RANGE_LENGTH);
		const value = quickHash(part, octets);
		store<u64>(range, value, TOKENS_RANGE_HASH);
		range += TOKENS_RANGE_SIZE;
		// Parts of a part come behind it and are in it already.
		if (part < p || part > end || octets > end - part) continue;
		joined = quickJoin(joined, quickHash(p, part - p));
		joined = quickJoin(joined, value);
		p = part + octets;
	}
	joined = quickJoin(joined, quickHash(p, end - p));
	storeHashes(quickJoin(quickHash(start, length - bodyLength), joined), joined);
}
