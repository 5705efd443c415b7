import type { Core } from "../wasm/instance.js";
import { REGION_TOKENS } from "../wasm/layout.js";
import {
	TOKEN_CODE,
	TOKEN_DEPTH,
	TOKEN_FLAG_INDEXED,
	TOKEN_FLAG_INTERNED,
	TOKEN_FLAG_NAMED,
	TOKEN_FLAGS,
	TOKEN_FORM,
	TOKEN_FORM_ENCODED,
	TOKEN_FORM_NONE,
	TOKEN_FORM_OCTETS,
	TOKEN_HIGH,
	TOKEN_INDEX,
	TOKEN_IS_ITEM,
	TOKEN_IS_PARAMETER,
	TOKEN_IS_PROBLEM,
	TOKEN_LENGTH,
	TOKEN_OFFSET,
	TOKEN_SIZE,
	TOKEN_START,
	TOKEN_VALUE,
	TOKENS_FIRST,
	TOKENS_OVERFLOW,
} from "../wasm/token.js";
import { asciiAt, decodeCharset, decodeUnknown } from "./text.js";

/** Where the rows are and how long one is, in words of 32 bits. */
export const FIRST = (REGION_TOKENS + TOKENS_FIRST) >>> 2;
export const SIZE = TOKEN_SIZE >>> 2;
/** Words of a row, for who reads rows by themselves. */
export const CODE = TOKEN_CODE >>> 2;
export const VALUE = TOKEN_VALUE >>> 2;
export const HIGH = TOKEN_HIGH >>> 2;
export const INDEX = TOKEN_INDEX >>> 2;
/** In the first word: by how much the form is shifted, and flags. */
export const FORM_SHIFT = 8 * TOKEN_FORM;
export const NAMED = TOKEN_FLAG_NAMED << (8 * TOKEN_FLAGS);
export const INDEXED = TOKEN_FLAG_INDEXED << (8 * TOKEN_FLAGS);
export const INTERNED = TOKEN_FLAG_INTERNED << (8 * TOKEN_FLAGS);

/** Read-only view of the token rows that the core wrote last (`src/wasm/token.ts`). Good until the next decoding. */
export class Tokens {
	count = 0;
	/** Rows were dropped because the region was full. */
	overflow = false;
	readonly #core: Core;
	#bytes: Uint8Array;
	/** The core's memory, for who reads rows by themselves. */
	words: Uint32Array;
	readonly #texts: string[];
	readonly #versions: Uint32Array;

	constructor(core: Core, count = 0) {
		this.#core = core;
		this.#bytes = core.bytes;
		this.words = core.words;
		this.#texts = core.texts;
		this.#versions = core.textVersions;
		this.begin(count);
	}

	/** For who decodes much: the same object again, for the rows that were written since. */
	begin(count: number): this {
		const words = this.#core.words;
		this.count = count;
		this.#bytes = this.#core.bytes;
		this.words = words;
		this.overflow = words[(REGION_TOKENS + TOKENS_OVERFLOW) >>> 2] !== 0;
		return this;
	}

	kind(row: number): number {
		return (this.words[FIRST + row * SIZE] as number) & 0xff;
	}

	/** The first word: kind, form, flags and depth, one octet each. */
	head(row: number): number {
		return this.words[FIRST + row * SIZE] as number;
	}

	form(row: number): number {
		return ((this.words[FIRST + row * SIZE] as number) >>> FORM_SHIFT) & 0xff;
	}

	has(row: number, flag: number): boolean {
		const head = this.words[FIRST + row * SIZE] as number;
		return (head & (flag << (8 * TOKEN_FLAGS))) !== 0;
	}

	depth(row: number): number {
		return (this.words[FIRST + row * SIZE] as number) >>> (8 * TOKEN_DEPTH);
	}

	code(row: number): number {
		return this.words[FIRST + row * SIZE + CODE] as number;
	}

	/** Address of the value's octets. */
	offset(row: number): number {
		return this.words[FIRST + row * SIZE + (TOKEN_OFFSET >>> 2)] as number;
	}

	length(row: number): number {
		return this.words[FIRST + row * SIZE + (TOKEN_LENGTH >>> 2)] as number;
	}

	value(row: number): number {
		return this.words[FIRST + row * SIZE + VALUE] as number;
	}

	high(row: number): number {
		return this.words[FIRST + row * SIZE + HIGH] as number;
	}

	index(row: number): number {
		return this.words[FIRST + row * SIZE + INDEX] as number;
	}

	/** Address of the first octet of the whole element. */
	start(row: number): number {
		return this.words[FIRST + row * SIZE + (TOKEN_START >>> 2)] as number;
	}

	/** The value's octets, in the core's memory. */
	octets(row: number): Uint8Array {
		const offset = this.offset(row);
		return this.#bytes.subarray(offset, offset + this.length(row));
	}

	/** An integer; beyond 2^53 its digits as text, beyond 64 bits in hex. */
	integer(row: number): number | string {
		if (this.form(row) === TOKEN_FORM_OCTETS) return `0x${this.hex(row)}`;
		const high = this.high(row);
		if (high < 0x200000) return high * 0x100000000 + this.value(row);
		return ((BigInt(high) << 32n) | BigInt(this.value(row))).toString();
	}

	/** Text that is US-ASCII without encoded words, whatever its charset; made once, however often it comes. */
	internedText(row: number): string {
		const words = this.words;
		const at = FIRST + row * SIZE;
		const slot = (words[at + HIGH] as number) >>> 16;
		const version = words[at + VALUE] as number;
		if (this.#versions[slot] === version) return this.#texts[slot] as string;
		const start = this.offset(row);
		const text = asciiAt(this.#bytes, start, start + this.length(row));
		this.#versions[slot] = version;
		this.#texts[slot] = text;
		return text;
	}

	/** Text by its charset, or by SPEC 2.4 where none is given. */
	text(row: number): string {
		if (this.has(row, TOKEN_FLAG_INTERNED)) return this.internedText(row);
		const octets = this.octets(row);
		return this.form(row) === TOKEN_FORM_ENCODED
			? decodeCharset(octets, this.high(row))
			: decodeUnknown(octets);
	}

	/** Name of a field or parameter that has no code. */
	name(row: number): string | undefined {
		if (!this.has(row, TOKEN_FLAG_NAMED)) return undefined;
		const start = this.start(row);
		return decodeUnknown(this.#bytes.subarray(start, start + this.index(row)));
	}

	hex(row: number): string {
		return hexOf(this.octets(row));
	}

	/** Octets from the start of the element to the end of its value. */
	element(row: number): Uint8Array {
		const start = this.start(row);
		// Of a value that is not there at all nothing is behind the code.
		const isCut = this.offset(row) === start + 1 && this.length(row) === 0;
		const isOctet = this.form(row) === TOKEN_FORM_NONE && !isCut;
		const end = isOctet ? start + 2 : 0;
		const stop = Math.max(end, this.offset(row) + this.length(row));
		return this.#bytes.subarray(start, stop);
	}

	/** Rows of the items and parameters that belong to the field or content type in `row`. */
	items(row: number): number[] {
		const rows: number[] = [];
		for (let next = row + 1; next < this.count; next++) {
			const kind = this.kind(next);
			if (kind === TOKEN_IS_PROBLEM) continue;
			if (kind !== TOKEN_IS_ITEM && kind !== TOKEN_IS_PARAMETER) break;
			rows.push(next);
		}
		return rows;
	}
}

/** Octets as hexadecimal digits. */
export function hexOf(octets: Uint8Array): string {
	let text = "";
	for (const octet of octets) text += octet.toString(16).padStart(2, "0");
	return text;
}
