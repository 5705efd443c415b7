// What the core offers for MMSE PDUs, WSP header blocks and content types: start and end of the octets in, number of
// token rows (src/wasm/token.ts) out.
import { REGION_TOKENS } from "../../src/wasm/layout";
import {
	TOKEN_IS_BODY,
	TOKEN_IS_PART,
	TOKEN_LENGTH,
	TOKEN_OFFSET,
	TOKEN_PART_HASH,
	TOKEN_SIZE,
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
	readPdu(start, end, false);
	return tokenCount();
}

/**
 * Decodes the header of one MMSE PDU. Its last row is the body, whose entries `decodeMultipart` decodes. Quick hashes of
 * the PDU and of its body are in the head of the token region.
 */
export function decodeMmseHead(start: u32, end: u32): u32 {
	beginTokens();
	readPdu(start, end, true);
	const count = tokenCount();
	const last: u32 = REGION_TOKENS + TOKENS_FIRST + (count - 1) * TOKEN_SIZE;
	let body = end;
	if (count > 0 && load<u8>(last) == TOKEN_IS_BODY)
		body = load<u32>(last, TOKEN_OFFSET);
	storeQuickHashes(start, body, end);
	return count;
}

/** Quick hashes of the parts among the rows, each in its row where index and start were. */
export function hashParts(): void {
	let row: u32 = REGION_TOKENS + TOKENS_FIRST;
	for (let i = tokenCount(); i > 0; i--) {
		if (load<u8>(row) == TOKEN_IS_PART)
			store<u64>(
				row,
				quickHash(load<u32>(row, TOKEN_OFFSET), load<u32>(row, TOKEN_LENGTH)),
				TOKEN_PART_HASH,
			);
		row += TOKEN_SIZE;
	}
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

/** Hashes that are only compared: of the PDU those of its header and its body in one. */
function storeQuickHashes(start: u32, body: u32, end: u32): void {
	const value = quickHash(body, end - body);
	storeHashes(quickJoin(quickHash(start, body - start), value), value);
}

/** As `hashPdu`, with hashes that are only compared. */
export function quickHashPdu(
	start: u32,
	body: u32,
	end: u32,
	count: u32,
): void {
	let range: u32 = REGION_TOKENS + TOKENS_FIRST;
	for (let i: u32 = 0; i < count; i++) {
		const part = load<u32>(range);
		const value = quickHash(part, load<u32>(range, TOKENS_RANGE_LENGTH));
		store<u64>(range, value, TOKENS_RANGE_HASH);
		range += TOKENS_RANGE_SIZE;
	}
	storeQuickHashes(start, body, end);
}
