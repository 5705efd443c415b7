// Token rows as plain objects, and what must hold for every row whatever the octets are.
import { expect } from "vitest";
import type { Core } from "../../src/wasm/instance.js";
import { REGION_SCRATCH, REGION_TOKENS } from "../../src/wasm/layout.js";
import {
	TOKEN_CODE,
	TOKEN_DEPTH,
	TOKEN_FLAG_INTERNED,
	TOKEN_FLAGS,
	TOKEN_FORM,
	TOKEN_HIGH,
	TOKEN_INDEX,
	TOKEN_IS_PROBLEM,
	TOKEN_KIND,
	TOKEN_LENGTH,
	TOKEN_OFFSET,
	TOKEN_SIZE,
	TOKEN_START,
	TOKEN_VALUE,
	TOKENS_CAPACITY,
	TOKENS_FIRST,
} from "../../src/wasm/token.js";

export interface Token {
	kind: number;
	form: number;
	flags: number;
	depth: number;
	code: number;
	/** From the start of the unit, like `start`. */
	offset: number;
	length: number;
	value: number;
	high: number;
	index: number;
	start: number;
}

function tokenAt(core: Core, index: number): Token {
	const row = REGION_TOKENS + TOKENS_FIRST + index * TOKEN_SIZE;
	const octet = (field: number) => core.view.getUint8(row + field);
	const word = (field: number) => core.view.getUint32(row + field, true);
	const offset = word(TOKEN_OFFSET);
	// Where the string of a text is kept depends on what came before.
	const isInterned = (octet(TOKEN_FLAGS) & TOKEN_FLAG_INTERNED) !== 0;
	return {
		kind: octet(TOKEN_KIND),
		form: octet(TOKEN_FORM),
		flags: octet(TOKEN_FLAGS) & ~TOKEN_FLAG_INTERNED,
		depth: octet(TOKEN_DEPTH),
		code: word(TOKEN_CODE),
		offset: offset === 0 ? 0 : offset - REGION_SCRATCH,
		length: word(TOKEN_LENGTH),
		value: isInterned ? 0 : word(TOKEN_VALUE),
		high: word(TOKEN_HIGH) & (isInterned ? 0xffff : -1),
		index: word(TOKEN_INDEX),
		start: word(TOKEN_START) - REGION_SCRATCH,
	};
}

/** Rows of a decoding of `octets` by one of the core's exports, checked to lie inside the octets. */
export function decodeTokens(
	core: Core,
	octets: Uint8Array,
	decode: (start: number, end: number) => number,
): Token[] {
	// What lies behind the unit must not matter: fill it with octets that go on as text, lengths and codes would.
	core.bytes.fill(
		0x81,
		REGION_SCRATCH + octets.length,
		REGION_SCRATCH + octets.length + 64,
	);
	core.toScratch(octets);
	const count = decode(REGION_SCRATCH, REGION_SCRATCH + octets.length);
	expect(count).toBeLessThanOrEqual(TOKENS_CAPACITY);
	const tokens: Token[] = [];
	for (let index = 0; index < count; index++) {
		const token = tokenAt(core, index);
		const inside =
			token.offset >= 0 && token.start >= 0 && token.start <= octets.length;
		const ends =
			token.kind === TOKEN_IS_PROBLEM ||
			token.offset + token.length <= octets.length;
		if (!inside || !ends)
			expect.fail(`row ${index} leaves the unit: ${JSON.stringify(token)}`);
		tokens.push(token);
	}
	return tokens;
}

/** Where a field value ends by the generic rule (SPEC 2.9), never beyond the end. */
export function genericEnd(octets: Uint8Array, at: number): number {
	const octet = octets[at]!;
	if (octet >= 0x80) return at + 1;
	if (octet >= 0x20) {
		const nul = octets.indexOf(0, at);
		return nul < 0 ? octets.length : nul + 1;
	}
	if (octet < 31) return Math.min(at + 1 + octet, octets.length);
	let length = 0;
	let next = at + 1;
	for (let size = 0; size < 5 && next < octets.length; size++) {
		const digit = octets[next++]!;
		length = length * 128 + (digit & 0x7f);
		if (digit < 0x80) return Math.min(next + length, octets.length);
	}
	return octets.length;
}
