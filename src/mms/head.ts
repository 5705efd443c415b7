import type { FieldValue } from "../record.js";
import { versionOf } from "../wap/parameter.js";
import { CONTENT_TYPES } from "../wap/registry/contenttypes.js";
import { isDecodable } from "../wap/text.js";
import {
	CODE,
	FIRST,
	FORM_SHIFT,
	HIGH,
	INDEXED,
	INTERNED,
	NAMED,
	SIZE,
	type Tokens,
	VALUE,
} from "../wap/token.js";
import {
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

const CODES = 64;
const MESSAGE_TYPE = 0x0c;
const EXPIRY = 0x08;
/** Where the value of an Expiry in seconds from now is: no field has this code. */
export const EXPIRY_RELATIVE = 0;
/** m-send-req to m-read-orig-ind: all but the PDUs of mailboxes and the like, in which some fields repeat. */
const FIRST_TYPE = 0x80;
const LAST_TYPE = 0x88;

/** What a plain field holds; ODD: what is best looked at closely. From TEXT on it may be a text. */
const ODD = 0;
const TOKEN = 1;
const INTEGER = 2;
const TIME = 3;
const VERSION = 4;
const TYPE = 5;
const TEXT = 6;
const FROM = 7;
const CLASS = 8;
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

export function codesOf(codes: readonly number[]): Codes {
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

/** By code: 1 for media types that somebody assigned. */
const MEDIA = new Uint8Array(1024);
for (const code of CONTENT_TYPES.keys()) MEDIA[code] = 1;

function isContentType(code: number): boolean {
	return code < MEDIA.length ? MEDIA[code] === 1 : CONTENT_TYPES.has(code);
}

const VERSIONS = Array.from({ length: 256 }, (_, octet) => versionOf(octet));

/**
 * The header of a plain PDU, straight from the token rows: one that has nothing odd about it, which is nearly every
 * one. Whatever else there is belongs to `readFields` (`decode.ts`). The same object serves for all PDUs, one at a time.
 */
export class PlainHead {
	/** By field code, of those that are asked for, and under `EXPIRY_RELATIVE`. */
	readonly values: (FieldValue | undefined)[] = [];
	/** Codes of the fields that are there, one bit each: below 32, and from there on. */
	low = 0;
	high = 0;
	/** Row of the body; -1: it has none. */
	body = -1;
	/** Row of the field Content-Type; -1: there is none. */
	type = -1;
	/** By field code: 1 for those whose value is asked for. */
	readonly #wanted = new Uint8Array(CODES);

	/** @param wanted codes of the fields whose values are asked for */
	constructor(wanted: readonly number[]) {
		for (const code of wanted) this.#wanted[code] = 1;
		for (let code = 0; code < CODES; code++) this.values.push(undefined);
	}

	/** Reads the rows up to the body. False: there is something odd, and what was read is worth nothing. */
	read(tokens: Tokens): boolean {
		const { count, words } = tokens;
		const { values } = this;
		// V8 has no quick way to fill lists like this one.
		for (let code = 0; code < CODES; code++) values[code] = undefined;
		this.body = -1;
		this.type = -1;
		this.low = 0;
		this.high = 0;
		for (let row = 0; row < count; row++) {
			const kind = (words[FIRST + row * SIZE] as number) & 0xff;
			if (kind === TOKEN_IS_FIELD) {
				if (!this.#readField(tokens, row)) return false;
			} else if (kind === TOKEN_IS_BODY) {
				this.body = row;
				break;
			} else if (kind !== TOKEN_IS_PARAMETER && kind !== TOKEN_IS_ITEM)
				return false;
		}
		return !tokens.overflow && this.#isWhole();
	}

	/** A message type of the usual ones, with all fields that it has to have. */
	#isWhole(): boolean {
		const codes = this.low;
		const type = this.values[MESSAGE_TYPE];
		if (typeof type !== "number" || type > LAST_TYPE) return false;
		const mandatory = MANDATORY[type - FIRST_TYPE] as number;
		if ((codes & mandatory) !== mandatory) return false;
		const anyOf = ANY_OF[type - FIRST_TYPE] as number;
		return anyOf === 0 || (codes & anyOf) !== 0;
	}

	#readField(tokens: Tokens, row: number): boolean {
		const { words } = tokens;
		const at = FIRST + row * SIZE;
		const head = words[at] as number;
		const code = words[at + CODE] as number;
		if ((head & (NAMED | INDEXED)) !== 0 || code >= CODES) return false;
		const again = this.#note(code);
		const form = (head >>> FORM_SHIFT) & 0xff;
		const holds = HOLDS[code] as number;
		let value: string | number | undefined;
		if (form === TOKEN_FORM_TOKEN) {
			if (holds !== TOKEN && holds !== VERSION && holds !== CLASS) return false;
			const octet = words[at + VALUE] as number;
			if (KNOWN[(code << 8) | octet] !== 1) return false;
			value = holds === VERSION ? VERSIONS[octet] : octet;
		} else if (form === TOKEN_FORM_TEXT || form === TOKEN_FORM_ENCODED) {
			if (holds === TYPE) {
				this.type = row;
				return form === TOKEN_FORM_TEXT && !again;
			}
			if (holds < TEXT) return false;
			if ((head & INTERNED) === 0) value = plainText(tokens, row, form);
			else if (this.#wanted[code] === 0) value = "";
			else value = tokens.internedText(row);
			if (holds === LIST && value !== undefined) {
				this.#add(code, value as string, again);
				return true;
			}
		} else if (form === TOKEN_FORM_INTEGER) {
			if (holds === TYPE) {
				this.type = row;
				return isContentType(words[at + VALUE] as number) && !again;
			}
			if (holds === INTEGER) value = numberAt(words, at);
		} else value = otherValue(words, at, holds, form);
		if (value === undefined || again) return false;
		const isRelative = code === EXPIRY && form === TOKEN_FORM_RELATIVE;
		this.values[isRelative ? EXPIRY_RELATIVE : code] = value;
		return true;
	}

	/** Notes that a field is there. True: it was before. */
	#note(code: number): boolean {
		const bit = 1 << (code & 31);
		const before = code < 32 ? this.low : this.high;
		if (code < 32) this.low = before | bit;
		else this.high = before | bit;
		return (before & bit) !== 0;
	}

	#add(code: number, text: string, again: boolean): void {
		if (this.#wanted[code] === 0) return;
		if (again) (this.values[code] as string[]).push(text);
		else this.values[code] = [text];
	}
}

/** Text that is all there; undefined for one that is empty, or that its charset does not explain. */
function plainText(
	tokens: Tokens,
	row: number,
	form: number,
): string | undefined {
	const text = tokens.text(row);
	if (text === "" || text.includes("\ufffd")) return undefined;
	if (form === TOKEN_FORM_TEXT) return text;
	const charset = tokens.high(row);
	return charset === 0 || isDecodable(charset) ? text : undefined;
}

/** Values of less usual forms. */
function otherValue(
	words: Uint32Array,
	at: number,
	holds: number,
	form: number,
): string | number | undefined {
	if (form === TOKEN_FORM_ABSOLUTE || form === TOKEN_FORM_RELATIVE)
		return holds === TIME ? numberAt(words, at) : undefined;
	const isInsert = form === TOKEN_FORM_INSERT_ADDRESS && holds === FROM;
	return isInsert ? INSERT_ADDRESS : undefined;
}

/** A number below 2^53. */
function numberAt(words: Uint32Array, at: number): number | undefined {
	const high = words[at + HIGH] as number;
	if (high >= 0x200000) return undefined;
	return high * 0x100000000 + (words[at + VALUE] as number);
}
