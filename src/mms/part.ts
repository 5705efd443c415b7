import type { Part } from "../record.js";
import { fieldValue } from "../wap/field.js";
import {
	type ContentType,
	type Parameters,
	parseContentType,
	readContentType,
	readParameters,
	unquote,
} from "../wap/parameter.js";
import { problemOf } from "../wap/problem.js";
import { charsetNumber, decodeCharset, decodeWords } from "../wap/text.js";
import type { Tokens } from "../wap/token.js";
import {
	TOKEN_FLAG_MULTIPART,
	TOKEN_FORM_TEXT,
	TOKEN_IS_CONTENT_TYPE,
	TOKEN_IS_PART,
	TOKEN_IS_PROBLEM,
	TOKEN_IS_WSP_FIELD,
} from "../wasm/token.js";
import { isMimeText, type PartFields, readMimeEntries } from "./mime.js";
import type { MmsPdu } from "./pdu.js";

/** Media type of an MMSE PDU. */
export const MMS_MESSAGE = "application/vnd.wap.mms-message";

/** Fields of page 1 (WAP-230 table 39). */
export const CONTENT_LOCATION = 0x0e;
export const CONTENT_ID = 0x40;
const WSP_CONTENT_TYPE = 0x11;
const DISPOSITIONS: ReadonlySet<number> = new Set([0x2e, 0x45]);
const FILE_NAMES: ReadonlySet<number> = new Set([0x06, 0x18]);
const DEFAULT_TYPE = "application/octet-stream";
const NO_PARAMETERS: Parameters = {};

/** File name of a Content-Disposition; its charset parameter counts for the name (DEVIATIONS 1). */
function dispositionName(tokens: Tokens, row: number): string | undefined {
	const rows = tokens.items(row);
	const parameters = readParameters(tokens, rows);
	const charset = charsetNumber(String(parameters.charset ?? ""));
	const named = rows.find((item) => FILE_NAMES.has(tokens.code(item)));
	if (
		named !== undefined &&
		charset !== undefined &&
		tokens.form(named) === TOKEN_FORM_TEXT
	) {
		return unquote(decodeCharset(tokens.octets(named), charset));
	}
	const name = parameters.filename ?? parameters.name;
	return name === undefined ? undefined : String(name);
}

function readPartField(tokens: Tokens, row: number, into: PartFields): void {
	const name = tokens.name(row)?.toLowerCase();
	const onFirstPage = name === undefined && tokens.index(row) === 1;
	const code = onFirstPage ? tokens.code(row) : -1;
	if (code === CONTENT_ID || name === "content-id") {
		into.contentId ??= unquote(String(fieldValue(tokens, row)));
	} else if (code === CONTENT_LOCATION || name === "content-location") {
		into.contentLocation ??= unquote(String(fieldValue(tokens, row)));
	} else if (code === WSP_CONTENT_TYPE) {
		into.type ??= parseContentType(String(fieldValue(tokens, row, code)));
	} else if (DISPOSITIONS.has(code)) {
		const fileName = dispositionName(tokens, row);
		if (fileName !== undefined) into.fileName ??= fileName;
	}
}

/** Name of a part for display: the first that is there (SPEC 4). */
function partName(
	{ name, filename }: Parameters,
	{ fileName, contentLocation, contentId }: PartFields,
): string | undefined {
	let said = name;
	if (!isSaid(said)) said = filename;
	if (!isSaid(said)) said = fileName;
	if (!isSaid(said)) said = contentLocation;
	if (!isSaid(said)) said = contentId;
	if (!isSaid(said)) return undefined;
	const text = String(said);
	return decodeWords(text) ?? text;
}

/** A parameter of 0 is one. */
function isSaid(value: string | number | undefined): boolean {
	return value !== undefined && value !== "";
}

/** @param size octets, with those that are missing */
export function partOf(
	type: ContentType | undefined,
	fields: PartFields,
	size: number,
): Part {
	const parameters = type?.parameters ?? NO_PARAMETERS;
	const part: Part = { contentType: type?.name || DEFAULT_TYPE, size };
	const name = partName(parameters, fields);
	if (name !== undefined) part.name = name;
	const charset = parameters.charset;
	if (charset !== undefined && charset !== "") part.charset = String(charset);
	if (fields.contentId) part.contentId = fields.contentId;
	if (fields.contentLocation) part.contentLocation = fields.contentLocation;
	return part;
}

/** The entry in `row` with the rows up to the next entry. */
export function partAt(tokens: Tokens, row: number): Part {
	const fields: PartFields = {};
	let type: ContentType | undefined;
	for (let next = row + 1; next < tokens.count; next++) {
		const kind = tokens.kind(next);
		if (kind === TOKEN_IS_PART) break;
		if (kind === TOKEN_IS_CONTENT_TYPE) type ??= readContentType(tokens, next);
		else if (kind === TOKEN_IS_WSP_FIELD) readPartField(tokens, next, fields);
	}
	const missing = tokens.value(row);
	const stated = type?.name ? type : fields.type;
	const part = partOf(stated ?? type, fields, tokens.length(row) + missing);
	if (missing > 0) part.missing = missing;
	if (tokens.depth(row) > 0) part.depth = tokens.depth(row);
	return part;
}

function addPart(
	tokens: Tokens,
	row: number,
	start: number,
	pdu: MmsPdu,
): void {
	pdu.fields.parts!.push(partAt(tokens, row));
	const offset = tokens.offset(row) - start;
	pdu.partRanges.push({ offset, length: tokens.length(row) });
}

function bare(id: string): string {
	return id.replace(/^cid:/i, "").replace(/^<|>$/g, "");
}

const SMIL: ReadonlySet<string> = new Set([
	"application/smil",
	"application/vnd.wap.smil",
]);

/** Index of the first part outside nested multiparts that passes a test. */
function findOuter(
	parts: readonly Part[],
	test: (part: Part) => boolean,
): number | undefined {
	for (let index = 0; index < parts.length; index++) {
		const part = parts[index] as Part;
		if (!part.depth && test(part)) return index;
	}
	return undefined;
}

/** Root part (SPEC 5): by `start`, by `type`, the first SMIL part, the first part; none in multipart.mixed. */
function rootPart(
	parts: readonly Part[],
	{ name, parameters }: ContentType,
): number | undefined {
	const { start, type } = parameters;
	let found: number | undefined;
	if (start) {
		const id = bare(String(start));
		found = findOuter(parts, ({ contentId = "" }) => bare(contentId) === id);
	}
	if (found === undefined && type) {
		const rootType = String(type).toLowerCase();
		found = findOuter(parts, ({ contentType }) => contentType === rootType);
	}
	found ??= findOuter(parts, ({ contentType }) => SMIL.has(contentType));
	if (found !== undefined || !name.endsWith("related")) return found;
	return findOuter(parts, () => true);
}

/** Entries of a body that is MIME text where the binary structure is due (SPEC 5). */
function addMimeParts(
	tokens: Tokens,
	body: number,
	start: number,
	pdu: MmsPdu,
): void {
	const offset = tokens.offset(body) - start;
	for (const entry of readMimeEntries(tokens.octets(body))) {
		const part = partOf(entry.type, entry.fields, entry.length);
		pdu.fields.parts!.push(part);
		pdu.partRanges.push({
			offset: offset + entry.offset,
			length: entry.length,
		});
	}
	const problem = { layer: "multipart", code: "mime-text", offset };
	pdu.problems.push(problem);
}

/**
 * Parts of the body in row `body`, depth first; a body that is no multipart is one part.
 *
 * @param type Content-Type of the PDU
 */
export function readParts(
	tokens: Tokens,
	body: number,
	type: ContentType | undefined,
	pdu: MmsPdu,
): void {
	const bodyOffset = pdu.bodyOffset as number;
	const start = tokens.offset(body) - bodyOffset;
	const length = tokens.length(body);
	const isMultipart = tokens.has(body, TOKEN_FLAG_MULTIPART);
	const parts: Part[] = [];
	pdu.fields.parts = parts;
	const isText = isMultipart && isMimeText(tokens.octets(body));
	if (isText) addMimeParts(tokens, body, start, pdu);
	for (let row = body + 1; row < tokens.count && !isText; row++) {
		const kind = tokens.kind(row);
		if (kind === TOKEN_IS_PART) addPart(tokens, row, start, pdu);
		else if (kind === TOKEN_IS_PROBLEM) {
			pdu.problems.push(problemOf(tokens, row, "multipart", start));
		}
	}
	if (isMultipart) {
		const root = type === undefined ? undefined : rootPart(parts, type);
		if (root !== undefined) pdu.root = root;
	} else if (length > 0) {
		parts.push(partOf(type, {}, length));
		pdu.partRanges.push({ offset: bodyOffset, length });
	}
	if (parts.length === 0) delete pdu.fields.parts;
}
