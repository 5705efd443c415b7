import type { Problem } from "../record.js";
import { hex32 } from "../uid.js";
import { problemOf } from "../wap/problem.js";
import { Tokens } from "../wap/token.js";
import type { Core } from "../wasm/instance.js";
import { REGION_SCRATCH, REGION_TOKENS } from "../wasm/layout.js";
import {
	LIMIT_DEPTH,
	TOKEN_IS_BODY,
	TOKEN_IS_FIELD,
	TOKEN_IS_PROBLEM,
	TOKENS_HASH_HIGH,
	TOKENS_HASH_LOW,
} from "../wasm/token.js";
import { addField } from "./field.js";
import { FIELDS, MESSAGE_TYPES } from "./names.js";
import { MMS_MESSAGE, readParts } from "./part.js";
import type { MmsPdu } from "./pdu.js";
import type { FieldContext } from "./value.js";

/** How many problems of one PDU are kept. */
const LIMIT_PROBLEMS = 100;
const LAYER = "mmse";
const MESSAGE_TYPE = "mmse.message_type";

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

function hashAt(core: Core, start: number, length: number): string {
	core.exports.hash(start, length);
	const high = core.view.getUint32(REGION_TOKENS + TOKENS_HASH_HIGH, true);
	const low = core.view.getUint32(REGION_TOKENS + TOKENS_HASH_LOW, true);
	return hex32(high) + hex32(low);
}

/** 64-bit hash of octets as 16 hexadecimal digits, for joining by content; not cryptographic. */
export function octetsHash(core: Core, octets: Uint8Array): string {
	return hashAt(core, REGION_SCRATCH, core.toScratch(octets));
}

/** Says how much octets look like an MMSE PDU: MMSE_NO, MMSE_LIKELY, MMSE_STRONG (SPEC 1.1). */
export function findMmsPdu(core: Core, octets: Uint8Array): number {
	const head = octets.length > 8 ? octets.subarray(0, 8) : octets;
	const length = core.toScratch(head);
	return core.exports.findMmse(REGION_SCRATCH, REGION_SCRATCH + length);
}

/** Mandatory fields that are not there (SPEC 8.4). */
function missingFields(
	messageType: number,
	seen: ReadonlySet<number>,
): Problem[] {
	const type = MESSAGE_TYPES.get(messageType);
	if (type === undefined) return [];
	const problem = (note: string): Problem => ({
		layer: LAYER,
		code: "missing-field",
		note,
	});
	const missing = type.mandatory
		.filter((code) => !seen.has(code))
		.map((code) => problem(FIELDS.get(code)!.name));
	const { anyOf } = type;
	if (anyOf !== undefined && !anyOf.some((code) => seen.has(code))) {
		missing.push(
			problem(anyOf.map((code) => FIELDS.get(code)!.name).join(", ")),
		);
	}
	return missing;
}

/** All rows of a PDU that starts at `start`. */
function readFields(tokens: Tokens, start: number, pdu: MmsPdu): void {
	const context: FieldContext = {
		start,
		fields: pdu.fields,
		messageType: 0,
		problems: pdu.problems,
		seen: new Set(),
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
			readParts(tokens, row, start, pdu);
			break;
		}
	}
	if (context.messageType !== 0) pdu.messageType = context.messageType;
	pdu.problems.push(...missingFields(context.messageType, context.seen));
}

/** A text that runs into the end, and mandatory fields that never came: the PDU was cut between (DEVIATIONS 4). */
function findCut(problems: Problem[], length: number): void {
	const open = problems.some(
		({ code, offset }) => code === "missing-nul" && offset === length,
	);
	if (!open || !problems.some(({ code }) => code === "missing-field")) return;
	problems.push({ layer: LAYER, code: "truncated", offset: length });
}

/** Hashes of the PDU, its body and its parts. */
function addHashes(
	core: Core,
	start: number,
	length: number,
	pdu: MmsPdu,
): void {
	pdu.hash = hashAt(core, start, length);
	if (pdu.bodyOffset !== undefined && pdu.bodyOffset < length) {
		pdu.bodyHash = hashAt(
			core,
			start + pdu.bodyOffset,
			length - pdu.bodyOffset,
		);
	}
	for (const [index, range] of pdu.partRanges.entries()) {
		const part = pdu.fields.parts![index]!;
		if (range.length > 0)
			part.hash = hashAt(core, start + range.offset, range.length);
	}
}

/** PDUs that are parts of this one, such as m-mbox-descr (OMA-TS-MMS_ENC-V1_3 6.9). */
function addInner(core: Core, start: number, pdu: MmsPdu, depth: number): void {
	for (const [index, range] of pdu.partRanges.entries()) {
		const part = pdu.fields.parts![index]!;
		if (part.contentType !== MMS_MESSAGE || depth >= LIMIT_DEPTH) continue;
		pdu.inner.push(
			decodeAt(core, start + range.offset, range.length, depth + 1),
		);
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
	pdu.complete = !problems.some((problem) => isCut(problem, length));
	if (problems.length <= LIMIT_PROBLEMS) return;
	problems.length = LIMIT_PROBLEMS;
	problems.push({ layer: LAYER, code: "limit-problems" });
}

/** Decodes the PDU at `start` in the core's memory. */
function decodeAt(
	core: Core,
	start: number,
	length: number,
	depth: number,
): MmsPdu {
	const pdu: MmsPdu = {
		fields: {},
		partRanges: [],
		hash: "",
		inner: [],
		complete: false,
		problems: [],
	};
	const count = core.exports.decodeMmse(start, start + length);
	const tokens = new Tokens(core, count);
	readFields(tokens, start, pdu);
	conclude(pdu, tokens.overflow, length);
	addHashes(core, start, length, pdu);
	addInner(core, start, pdu, depth);
	return pdu;
}

/**
 * Decodes one MMSE PDU (OMA-TS-MMS_ENC-V1_3 7) into a record. Never throws: oddities are problems, and what stands
 * before damage is read.
 */
export function decodeMmsPdu(core: Core, octets: Uint8Array): MmsPdu {
	const length = core.toScratch(octets);
	const pdu = decodeAt(core, REGION_SCRATCH, length, 0);
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
