import type { Problem } from "../record.js";
import type { Core } from "../wasm/instance.js";
import { REGION_SCRATCH } from "../wasm/layout.js";
import {
	TOKEN_IS_CONTENT_TYPE,
	TOKEN_IS_PROBLEM,
	TOKEN_IS_WSP_FIELD,
} from "../wasm/token.js";
import { fieldValue } from "./field.js";
import { type ContentType, readContentType } from "./parameter.js";
import { problemOf } from "./problem.js";
import { HEADER_NAMES, OPENWAVE_HEADER_NAMES } from "./registry/headers.js";
import { Tokens } from "./token.js";
import type { WspHeader } from "./transaction.js";

/** A decoded header block (WAP-230 8.4.1), with the content type that stood before it. */
export interface WspHeaderBlock {
	contentType?: ContentType;
	headers: WspHeader[];
	problems: Problem[];
}

/** Names that the Header-Code-Pages capability of a session gives to pages above 15. */
export type CodePages = ReadonlyMap<number, string>;

const DEFAULT_PAGE = 1;
const OPENWAVE_PAGE = "x-up-1";
const NO_PAGES: CodePages = new Map();

function fieldName(tokens: Tokens, row: number, pages: CodePages): string {
	const named = tokens.name(row);
	if (named !== undefined) return named.toLowerCase();
	const page = tokens.index(row);
	const code = tokens.code(row);
	const names =
		page === DEFAULT_PAGE
			? HEADER_NAMES
			: pages.get(page)?.toLowerCase() === OPENWAVE_PAGE
				? OPENWAVE_HEADER_NAMES
				: undefined;
	return names?.get(code) ?? `x-wsp-${page}-${code.toString(16)}`;
}

/** One WSP field of a row, with the rows that belong to it. */
export function readWspHeader(
	tokens: Tokens,
	row: number,
	pages: CodePages = NO_PAGES,
): WspHeader {
	const coded = tokens.name(row) === undefined;
	const known = coded && tokens.index(row) === DEFAULT_PAGE;
	return {
		name: fieldName(tokens, row, pages),
		value: fieldValue(tokens, row, known ? tokens.code(row) : undefined),
	};
}

/** Octets in the core's memory: addresses of the first one, and of the one after the last. */
interface Place {
	start: number;
	end: number;
}

/**
 * Header block in the core's memory.
 *
 * @param typed a content type stands before the fields (Reply, Post, Push)
 */
export function readHeadersAt(
	core: Core,
	{ start, end }: Place,
	typed: boolean,
	pages: CodePages = NO_PAGES,
): WspHeaderBlock {
	const count = core.exports.decodeWspHeaders(start, end, typed ? 1 : 0);
	const tokens = new Tokens(core, count);
	const block: WspHeaderBlock = { headers: [], problems: [] };
	for (let row = 0; row < count; row++) {
		const kind = tokens.kind(row);
		if (kind === TOKEN_IS_CONTENT_TYPE) {
			block.contentType = readContentType(tokens, row);
		} else if (kind === TOKEN_IS_WSP_FIELD) {
			block.headers.push(readWspHeader(tokens, row, pages));
		} else if (kind === TOKEN_IS_PROBLEM) {
			block.problems.push(problemOf(tokens, row, "wsp", start));
		}
	}
	if (tokens.overflow)
		block.problems.push({ layer: "wsp", code: "limit-tokens" });
	return block;
}

/** Header block of octets that are not in the core's memory. */
export function readHeaders(
	core: Core,
	octets: Uint8Array,
	typed: boolean,
	pages: CodePages = NO_PAGES,
): WspHeaderBlock {
	const start = REGION_SCRATCH;
	const end = start + core.toScratch(octets);
	return readHeadersAt(core, { start, end }, typed, pages);
}
