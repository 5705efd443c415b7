import type { Part } from "../record.js";
import { settle } from "../shape.js";
import { unquote } from "../wap/parameter.js";
import { CONTENT_TYPES } from "../wap/registry/contenttypes.js";
import { PARAMETERS } from "../wap/registry/parameters.js";
import { decodeWords } from "../wap/text.js";
import {
	CODE,
	FIRST,
	FORM_SHIFT,
	HIGH,
	INDEX,
	NAMED,
	SIZE,
	type Tokens,
	VALUE,
} from "../wap/token.js";
import {
	TOKEN_FORM_INTEGER,
	TOKEN_FORM_TEXT,
	TOKEN_IS_CONTENT_TYPE,
	TOKEN_IS_ITEM,
	TOKEN_IS_PARAMETER,
	TOKEN_IS_PART,
	TOKEN_IS_WSP_FIELD,
} from "../wasm/token.js";
import { CONTENT_ID, CONTENT_LOCATION, partAt } from "./part.js";

/** What a parameter of a content type is good for. */
const NAME = 1;
const FILE_NAME = 2;
/** By code. */
const USES = new Uint8Array(128);
/** Media types in lower case by their codes; empty for codes that nobody assigned. */
const TYPES: string[] = [];
for (const [code, name] of PARAMETERS)
	if (name === "name") USES[code] = NAME;
	else if (name === "filename") USES[code] = FILE_NAME;
for (let code = 0; code < 128; code++)
	TYPES.push((CONTENT_TYPES.get(code) ?? "").toLowerCase());

/** What correlation reads of a part: always the same keys, those without a value too. */
export function judgedPart(part: Part): Part {
	const { contentType, name, size, missing, hash } = part;
	return { contentType, name, size, missing, hash } as Part;
}

settle(judgedPart({ contentType: "", size: 0 } as Part), { size: 1 });

/** The rows of a part that matter; -1: there is none. */
interface PartRows {
	type: string;
	name: number;
	fileName: number;
	location: number;
	id: number;
}

/** One for all parts, one at a time. */
const ROWS: PartRows = {
	type: "",
	name: -1,
	fileName: -1,
	location: -1,
	id: -1,
};

/**
 * The entry in `row` as correlation reads it. What nearly every one has is read straight from the rows, whatever else
 * there is the long way.
 */
export function judgedPartAt(
	tokens: Tokens,
	row: number,
	hash: string | undefined,
): Part {
	if (!findRows(tokens, row)) {
		const part = partAt(tokens, row);
		part.hash = hash!;
		return judgedPart(part);
	}
	const missing = tokens.value(row);
	return {
		contentType: ROWS.type,
		name: nameOf(tokens),
		size: tokens.length(row) + missing,
		missing: missing > 0 ? missing : undefined,
		hash,
	} as Part;
}

/** Finds what matters behind the row of a part; false: there is something unusual. */
function findRows(tokens: Tokens, row: number): boolean {
	const { count, words } = tokens;
	ROWS.type = "";
	ROWS.name = -1;
	ROWS.fileName = -1;
	ROWS.location = -1;
	ROWS.id = -1;
	let isOfType = false;
	for (let next = row + 1; next < count; next++) {
		const at = FIRST + next * SIZE;
		const head = words[at] as number;
		const kind = head & 0xff;
		if (kind === TOKEN_IS_PART) break;
		if ((head & NAMED) !== 0) return false;
		const code = words[at + CODE] as number;
		if (kind === TOKEN_IS_PARAMETER) {
			if (isOfType && !noteParameter(next, code, head)) return false;
		} else if (kind === TOKEN_IS_CONTENT_TYPE) {
			if (ROWS.type !== "" || !readType(tokens, next, at)) return false;
			isOfType = true;
		} else if (kind === TOKEN_IS_WSP_FIELD) {
			isOfType = false;
			const isPlain = ((head >>> FORM_SHIFT) & 0xff) === TOKEN_FORM_TEXT;
			if (!isPlain || words[at + INDEX] !== 1) return false;
			if (code === CONTENT_LOCATION) {
				if (ROWS.location < 0) ROWS.location = next;
			} else if (code !== CONTENT_ID) return false;
			else if (ROWS.id < 0) ROWS.id = next;
		} else if (kind !== TOKEN_IS_ITEM) return false;
	}
	return ROWS.type !== "";
}

/** Of several with one name the first counts. */
function noteParameter(row: number, code: number, head: number): boolean {
	const use = code < USES.length ? USES[code] : 0;
	if (use === 0) return true;
	if (((head >>> FORM_SHIFT) & 0xff) !== TOKEN_FORM_TEXT) return false;
	if (use === NAME) {
		if (ROWS.name < 0) ROWS.name = row;
	} else if (ROWS.fileName < 0) ROWS.fileName = row;
	return true;
}

/** A media type that stands alone. */
function readType(tokens: Tokens, row: number, at: number): boolean {
	const { words } = tokens;
	const form = ((words[at] as number) >>> FORM_SHIFT) & 0xff;
	if (form === TOKEN_FORM_INTEGER) {
		const code = words[at + VALUE] as number;
		if (words[at + HIGH] !== 0 || code >= TYPES.length) return false;
		ROWS.type = TYPES[code] as string;
	} else if (form === TOKEN_FORM_TEXT) {
		const text = tokens.text(row);
		if (text.includes(";")) return false;
		ROWS.type = text.trim().toLowerCase();
	}
	return ROWS.type !== "";
}

/** Name of a part for display: the first that is there (SPEC 4). */
function nameOf(tokens: Tokens): string | undefined {
	let text = textAt(tokens, ROWS.name);
	if (text === "") text = textAt(tokens, ROWS.fileName);
	if (text === "") text = textAt(tokens, ROWS.location);
	if (text === "") text = textAt(tokens, ROWS.id);
	return text === "" ? undefined : (decodeWords(text) ?? text);
}

function textAt(tokens: Tokens, row: number): string {
	return row < 0 ? "" : unquote(tokens.text(row));
}
