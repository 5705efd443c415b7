import type { FieldValue } from "../record.js";
import { versionOf } from "../wap/parameter.js";
import { CONTENT_TYPES } from "../wap/registry/contenttypes.js";
import { isDecodable } from "../wap/text.js";
import { FIRST, SIZE, type Tokens } from "../wap/token.js";
import {
	TOKEN_FLAG_INDEXED,
	TOKEN_FLAG_INTERNED,
	TOKEN_FLAG_NAMED,
	TOKEN_FLAGS,
	TOKEN_FORM,
	TOKEN_FORM_ABSOLUTE,
	TOKEN_FORM_ENCODED,
	TOKEN_FORM_INSERT_ADDRESS,
	TOKEN_FORM_INTEGER,
	TOKEN_FORM_RELATIVE,
	TOKEN_FORM_TEXT,
	TOKEN_FORM_TOKEN,
	TOKEN_IS_BODY,
	TOKEN_IS_FIELD,
	TOKEN_IS_ITEM,
	TOKEN_IS_PARAMETER,
} from "../wasm/token.js";
import { INSERT_ADDRESS, knownOctets } from "./field.js";
import { FIELDS, type FieldKind, MESSAGE_TYPES } from "./names.js";

const FORM = 8 * TOKEN_FORM;
const NAMED = TOKEN_FLAG_NAMED << (8 * TOKEN_FLAGS);
const INDEXED = TOKEN_FLAG_INDEXED << (8 * TOKEN_FLAGS);
const INTERNED = TOKEN_FLAG_INTERNED << (8 * TOKEN_FLAGS);

const CODES = 64;
const MESSAGE_TYPE = 0x0c;
const EXPIRY = 0x08;
/** Where the value of an Expiry in seconds from now is: no field has this code. */
export const EXPIRY_RELATIVE = 0;
/** m-send-req to m-read-orig-ind: all but the PDUs of mailboxes and the like, in which some fields repeat. */
const FIRST_TYPE = 0x80;
const LAST_TYPE = 0x88;

/** What a plain field holds; ODD: what is best looked at closely. */
const ODD = 0;
const TOKEN = 1;
const TEXT = 2;
const INTEGER = 3;
const TIME = 4;
const FROM = 5;
const CLASS = 6;
const VERSION = 7;
const TYPE = 8;
const LIST = 9;

const HELD: Readonly<Partial<Record<FieldKind, number>>> = {
	token: TOKEN,
	text: TEXT,
	integer: INTEGER,
	time: TIME,
	from: FROM,
	class: CLASS,
	version: VERSION,
	"content-type": TYPE,
};

/** By field code. */
const HOLDS = new Uint8Array(CODES);
/** By field code and octet: 1 for octets that have a meaning. */
const KNOWN = new Uint8Array(CODES << 8).fill(1);
for (const [code, { kind, repeats }] of FIELDS) {
	HOLDS[code] = HELD[kind] ?? ODD;
	if (repeats === true) HOLDS[code] = HOLDS[code] === TEXT ? LIST : ODD;
	const known = knownOctets(code);
	if (known) KNOWN.set(known, code << 8);
}

/** A set of field codes: those below 32, and the others. */
type Codes = readonly [low: number, high: number];

function codesOf(codes: readonly number[]): Codes {
	let low = 0;
	let high = 0;
	for (const code of codes)
		if (code < 32) low |= 1 << code;
		else high |= 1 << (code - 32);
	return [low, high];
}

/** By message type: fields that have to be there (all below 32), and those of which one has to be. */
const MANDATORY: number[] = [];
const ANY_OF: number[] = [];
for (let type = FIRST_TYPE; type <= LAST_TYPE; type++) {
	const { mandatory, anyOf = [] } = MESSAGE_TYPES.get(type)!;
	MANDATORY.push(codesOf(mandatory)[0]);
	ANY_OF.push(codesOf(anyOf)[0]);
}

const VERSIONS = Array.from({ length: 256 }, (_, octet) => versionOf(octet));

/**
 * The header of a plain PDU, straight from the token rows: one that has nothing odd about it, which is nearly every
 * one. Whatever else there is belongs to `readFields` (`decode.ts`). The same object serves for all PDUs, one at a time.
 */
export class PlainHead {
	/** By field code, of those that are asked for, and under `EXPIRY_RELATIVE`. */
	readonly values: (FieldValue | undefined)[] = new Array(CODES).fill(
		undefined,
	);
	/** Row of the body; -1: it has none. */
	body = -1;
	/** Row of the field Content-Type; -1: there is none. */
	type = -1;
	/** By field code: 1 for those whose value is asked for. */
	readonly #wanted = new Uint8Array(CODES);

	/** @param wanted codes of the fields whose values are asked for */
	constructor(wanted: readonly number[]) {
		for (const code of wanted) this.#wanted[code] = 1;
	}

	/** Reads the rows up to the body. False: there is something odd, and what was read is worth nothing. */
	read(tokens: Tokens): boolean {
		const { count, words } = tokens;
		const { values } = this;
		values.fill(undefined);
		this.body = -1;
		this.type = -1;
		let low = 0;
		let high = 0;
		for (let row = 0; row < count; row++) {
			const at = FIRST + row * SIZE;
			const head = words[at] as number;
			const kind = head & 0xff;
			if (kind === TOKEN_IS_FIELD) {
				const code = words[at + 1] as number;
				if ((head & (NAMED | INDEXED)) !== 0 || code >= CODES) return false;
				const bit = 1 << (code & 31);
				const again = ((code < 32 ? low : high) & bit) !== 0;
				if (code < 32) low |= bit;
				else high |= bit;
				if (!this.#readField(tokens, row, head, again)) return false;
			} else if (kind === TOKEN_IS_BODY) {
				this.body = row;
				break;
			} else if (kind !== TOKEN_IS_PARAMETER && kind !== TOKEN_IS_ITEM)
				return false;
		}
		return !tokens.overflow && this.#isWhole(low);
	}

	/** A message type of the usual ones, with all fields that it has to have. */
	#isWhole(codes: number): boolean {
		const type = this.values[MESSAGE_TYPE];
		if (typeof type !== "number" || type > LAST_TYPE) return false;
		const mandatory = MANDATORY[type - FIRST_TYPE] as number;
		if ((codes & mandatory) !== mandatory) return false;
		const anyOf = ANY_OF[type - FIRST_TYPE] as number;
		return anyOf === 0 || (codes & anyOf) !== 0;
	}

	#readField(
		tokens: Tokens,
		row: number,
		head: number,
		again: boolean,
	): boolean {
		const code = tokens.code(row);
		const form = (head >>> FORM) & 0xff;
		const holds = HOLDS[code] as number;
		let value: string | number | undefined;
		switch (holds) {
			case TOKEN:
				value = tokenAt(tokens, row, code, form);
				break;
			case INTEGER:
				if (form === TOKEN_FORM_INTEGER) value = numberAt(tokens, row);
				break;
			case TIME:
				if (form === TOKEN_FORM_ABSOLUTE || form === TOKEN_FORM_RELATIVE)
					value = numberAt(tokens, row);
				break;
			case VERSION:
				value = tokenAt(tokens, row, code, form);
				if (value !== undefined) value = VERSIONS[value];
				break;
			case CLASS:
				value = tokenAt(tokens, row, code, form);
				value ??= this.#textAt(tokens, row, head);
				break;
			case TYPE:
				value = typeAt(tokens, row, form);
				this.type = row;
				break;
			case FROM:
				value =
					form === TOKEN_FORM_INSERT_ADDRESS
						? INSERT_ADDRESS
						: this.#textAt(tokens, row, head);
				break;
			case TEXT:
			case LIST:
				value = this.#textAt(tokens, row, head);
		}
		if (value === undefined) return false;
		if (holds === LIST) this.#add(code, value as string, again);
		else if (again) return false;
		else if (code === EXPIRY && form === TOKEN_FORM_RELATIVE)
			this.values[EXPIRY_RELATIVE] = value;
		else this.values[code] = value;
		return true;
	}

	#add(code: number, text: string, again: boolean): void {
		if (this.#wanted[code] === 0) return;
		if (again) (this.values[code] as string[]).push(text);
		else this.values[code] = [text];
	}

	/** Text that is all there; undefined for one that is empty, or that its charset does not explain. */
	#textAt(tokens: Tokens, row: number, head: number): string | undefined {
		const form = (head >>> FORM) & 0xff;
		if (form !== TOKEN_FORM_TEXT && form !== TOKEN_FORM_ENCODED)
			return undefined;
		if ((head & INTERNED) !== 0)
			return this.#wanted[tokens.code(row)] === 0
				? ""
				: tokens.internedText(row);
		const text = tokens.text(row);
		if (text === "" || text.includes("\ufffd")) return undefined;
		if (form === TOKEN_FORM_TEXT) return text;
		const charset = tokens.high(row);
		return charset === 0 || isDecodable(charset) ? text : undefined;
	}
}

/** An octet that has a meaning. */
function tokenAt(
	tokens: Tokens,
	row: number,
	code: number,
	form: number,
): number | undefined {
	if (form !== TOKEN_FORM_TOKEN) return undefined;
	const value = tokens.value(row);
	return KNOWN[(code << 8) | value] === 1 ? value : undefined;
}

/** A number below 2^53. */
function numberAt(tokens: Tokens, row: number): number | undefined {
	const high = tokens.high(row);
	if (high >= 0x200000) return undefined;
	return high * 0x100000000 + tokens.value(row);
}

/** A number, where the media type is one that is known or a text. */
function typeAt(tokens: Tokens, row: number, form: number): number | undefined {
	if (form === TOKEN_FORM_TEXT) return 0;
	if (form !== TOKEN_FORM_INTEGER) return undefined;
	return CONTENT_TYPES.has(tokens.value(row)) ? 0 : undefined;
}
