import type { Problem } from "../record.js";
import { problemOf } from "../wap/problem.js";
import { Tokens } from "../wap/token.js";
import { type Core, placedLength } from "../wasm/instance.js";
import { REGION_TOKENS } from "../wasm/layout.js";
import {
	LIMIT_DEPTH,
	MMSE_NO,
	TOKEN_IS_BODY,
	TOKEN_IS_FIELD,
	TOKEN_IS_PROBLEM,
	TOKENS_BODY_HASH_LOW,
	TOKENS_FIRST,
	TOKENS_HASH_LOW,
	TOKENS_RANGE_HASH,
	TOKENS_RANGE_LENGTH,
	TOKENS_RANGE_OFFSET,
	TOKENS_RANGE_SIZE,
} from "../wasm/token.js";
import { addField } from "./field.js";
import { briefAt, hexAt } from "./hash.js";
import { FIELDS, MESSAGE_TYPES } from "./names.js";
import { MMS_MESSAGE, readParts } from "./part.js";
import { type MmsPdu, openPdu } from "./pdu.js";
import { type FieldContext, hasField } from "./value.js";

/** How many problems of one PDU are kept. */
const LIMIT_PROBLEMS = 100;
const LAYER = "mmse";
/** X-Mms-Message-Type: every PDU begins with it (OMA-TS-MMS_ENC-V1_3 7.3.30). */
export const MESSAGE_TYPE_FIELD = 0x8c;
/** Octets that tell whether it is a PDU. */
const HEAD = 8;
const MESSAGE_TYPE = "mmse.message_type";
const HASH = (REGION_TOKENS + TOKENS_HASH_LOW) >>> 2;
const BODY_HASH = (REGION_TOKENS + TOKENS_BODY_HASH_LOW) >>> 2;
const FIRST_RANGE = (REGION_TOKENS + TOKENS_FIRST) >>> 2;
const RANGE_SIZE = TOKENS_RANGE_SIZE >>> 2;

/** Problems after which something is not there that should be. */
const CUTS: ReadonlySet<string> = new Set([
	"part-cut",
	"limit-size",
	"limit-tokens",
]);

/** The same, when they reach the end of the PDU: elsewhere a length lies, and nothing is missing. */
const CUTS_AT_END: ReadonlySet<string> = new Set([
	"truncated",
	"length-past-end",
	"part-headers-cut",
]);

/** Problems that belong to no field, even after one. */
const OF_UNIT: ReadonlySet<string> = new Set([
	"illegal-octet",
	"trailing",
	"limit-header-fields",
]);

/** Where a PDU is in the core's memory, and in how many others. */
interface Place {
	start: number;
	length: number;
	depth: number;
}

/** Says how much octets look like an MMSE PDU: MMSE_NO, MMSE_LIKELY, MMSE_STRONG (SPEC 1.1). */
export function findMmsPdu(core: Core, octets: Uint8Array): number {
	if (octets[0] !== MESSAGE_TYPE_FIELD) return MMSE_NO;
	const head = octets.length > HEAD ? octets.subarray(0, HEAD) : octets;
	const start = core.place(head);
	return core.exports.findMmse(start, start + head.length);
}

/** Mandatory fields that are not there (SPEC 8.4). */
function addMissing(problems: Problem[], context: FieldContext): void {
	const type = MESSAGE_TYPES.get(context.messageType);
	if (type === undefined) return;
	const { mandatory, anyOf } = type;
	for (const code of mandatory)
		if (!hasField(context, code)) problems.push(missing([code]));
	if (anyOf !== undefined && !anyOf.some((code) => hasField(context, code)))
		problems.push(missing(anyOf));
}

function missing(codes: readonly number[]): Problem {
	const note = codes.map((code) => FIELDS.get(code)!.name).join(", ");
	return { layer: LAYER, code: "missing-field", note };
}

/** All rows of a PDU that starts at `start`. */
function readFields(tokens: Tokens, start: number, pdu: MmsPdu): void {
	const context: FieldContext = {
		start,
		fields: pdu.fields,
		messageType: 0,
		problems: pdu.problems,
		seenLow: 0,
		seenHigh: 0,
		isAgain: false,
		contentType: undefined,
	};
	let field: string | undefined;
	for (let row = 0; row < tokens.count; row++) {
		const kind = tokens.kind(row);
		if (kind === TOKEN_IS_PROBLEM) {
			const problem = problemOf(tokens, row, LAYER, start);
			if (field !== undefined && !OF_UNIT.has(problem.code)) {
				problem.note = field;
			}
			pdu.problems.push(problem);
		} else if (kind === TOKEN_IS_FIELD) {
			field = addField(tokens, row, context);
		} else if (kind === TOKEN_IS_BODY) {
			field = undefined;
			pdu.bodyOffset = tokens.offset(row) - start;
			readParts(tokens, row, context.contentType, pdu);
			break;
		}
	}
	if (context.messageType !== 0) pdu.messageType = context.messageType;
	addMissing(pdu.problems, context);
}

/** A text that runs into the end, and mandatory fields that never came: the PDU was cut between (DEVIATIONS 4). */
function findCut(problems: Problem[], length: number): void {
	if (problems.length < 2) return;
	const open = problems.some(
		({ code, offset }) => code === "missing-nul" && offset === length,
	);
	if (!open || !problems.some(({ code }) => code === "missing-field")) return;
	problems.push({ layer: LAYER, code: "truncated", offset: length });
}

/**
 * Hashes of the PDU, its body and its parts. The tokens are gone after it.
 *
 * @param quick hashes that are only compared
 */
function addHashes(
	core: Core,
	{ start, length }: Place,
	pdu: MmsPdu,
	quick: boolean,
): void {
	const { partRanges, bodyOffset = length } = pdu;
	const { words, exports } = core;
	let at = FIRST_RANGE;
	for (const range of partRanges) {
		words[at + (TOKENS_RANGE_OFFSET >>> 2)] = start + range.offset;
		words[at + (TOKENS_RANGE_LENGTH >>> 2)] = range.length;
		at += RANGE_SIZE;
	}
	const body = Math.min(bodyOffset, length);
	const rest = length - body;
	const count = partRanges.length;
	if (quick) exports.quickHashPdu(start, start + body, start + length, count);
	else exports.hashPdu(start, length, start + body, rest, count);
	const textAt = quick ? briefAt : hexAt;
	pdu.hash = textAt(words, HASH);
	if (rest > 0) pdu.bodyHash = textAt(words, BODY_HASH);
	at = FIRST_RANGE + (TOKENS_RANGE_HASH >>> 2);
	for (let index = 0; index < count; index++) {
		if (partRanges[index]!.length > 0)
			pdu.fields.parts![index]!.hash = textAt(words, at);
		at += RANGE_SIZE;
	}
}

/** PDUs that are parts of this one, such as m-mbox-descr (OMA-TS-MMS_ENC-V1_3 6.9). */
function addInner(core: Core, place: Place, pdu: MmsPdu, quick: boolean): void {
	const { start, depth } = place;
	const { parts } = pdu.fields;
	if (!parts || depth >= LIMIT_DEPTH) return;
	for (let index = 0; index < parts.length; index++) {
		if (parts[index]!.contentType !== MMS_MESSAGE) continue;
		const { offset, length } = pdu.partRanges[index]!;
		const inner = { start: start + offset, length, depth: depth + 1 };
		pdu.inner.push(decodeAt(core, inner, quick));
	}
}

function isCut(problem: Problem, length: number): boolean {
	const { code, offset = 0, available = 0 } = problem;
	if (CUTS_AT_END.has(code)) return offset + available >= length;
	return CUTS.has(code);
}

/** What the rows as a whole say: nothing there, cut, no MMS, too many problems. */
function conclude(pdu: MmsPdu, overflow: boolean, length: number): void {
	const { problems } = pdu;
	findCut(problems, length);
	if (overflow) problems.push({ layer: LAYER, code: "limit-tokens" });
	if (length === 0)
		problems.push({ layer: LAYER, code: "truncated", offset: 0 });
	if (pdu.fields[MESSAGE_TYPE] === undefined) {
		problems.push({ layer: LAYER, code: "not-mms" });
	}
	pdu.complete =
		problems.length === 0 ||
		!problems.some((problem) => isCut(problem, length));
	if (problems.length <= LIMIT_PROBLEMS) return;
	problems.length = LIMIT_PROBLEMS;
	problems.push({ layer: LAYER, code: "limit-problems" });
}

/** Decodes a PDU in the core's memory. */
function decodeAt(core: Core, place: Place, quick: boolean): MmsPdu {
	const { start, length } = place;
	const pdu = openPdu();
	const count = core.exports.decodeMmse(start, start + length);
	const tokens = new Tokens(core, count);
	readFields(tokens, start, pdu);
	conclude(pdu, tokens.overflow, length);
	addHashes(core, place, pdu, quick);
	addInner(core, place, pdu, quick);
	return pdu;
}

/**
 * Decodes one MMSE PDU (OMA-TS-MMS_ENC-V1_3 7) into a record. Never throws: oddities are problems, and what stands
 * before damage is read.
 *
 * @param quick its hashes are only compared
 */
export function decodeMmsPdu(
	core: Core,
	octets: Uint8Array,
	quick = false,
): MmsPdu {
	const length = placedLength(octets);
	const place = { start: core.place(octets), length, depth: 0 };
	const pdu = decodeAt(core, place, quick);
	if (length < octets.length) {
		pdu.complete = false;
		pdu.problems.push({
			layer: LAYER,
			code: "limit-size",
			needed: octets.length,
			available: length,
		});
	}
	return pdu;
}
