import type { Problem, ProblemCode } from "../record.js";
import {
	PROBLEM_COUNT_ZERO,
	PROBLEM_ILLEGAL_OCTET,
	PROBLEM_LEFTOVER,
	PROBLEM_LENGTH_PAST_END,
	PROBLEM_LIMIT_DEPTH,
	PROBLEM_LIMIT_FIELDS,
	PROBLEM_LIMIT_PARTS,
	PROBLEM_MISSING_NUL,
	PROBLEM_MORE_ENTRIES,
	PROBLEM_NO_BODY,
	PROBLEM_PART_CUT,
	PROBLEM_PART_HEADERS_CUT,
	PROBLEM_PARTS_MISSING,
	PROBLEM_TRAILING,
	PROBLEM_TRUNCATED,
	PROBLEM_UINTVAR,
	PROBLEM_UINTVAR_NOT_SHORTEST,
	PROBLEM_UNKNOWN_FIELD,
	PROBLEM_WRONG_FORM,
} from "../wasm/token.js";
import type { Tokens } from "./token.js";

/** Problem numbers of the core and the codes of records (`src/problem.ts`). */
const CODES: ReadonlyMap<number, ProblemCode> = new Map([
	[PROBLEM_TRUNCATED, "truncated"],
	[PROBLEM_LENGTH_PAST_END, "length-past-end"],
	[PROBLEM_MISSING_NUL, "missing-nul"],
	[PROBLEM_UINTVAR, "uintvar"],
	[PROBLEM_UINTVAR_NOT_SHORTEST, "uintvar-not-shortest"],
	[PROBLEM_ILLEGAL_OCTET, "illegal-octet"],
	[PROBLEM_WRONG_FORM, "wrong-form"],
	[PROBLEM_LEFTOVER, "leftover"],
	[PROBLEM_TRAILING, "trailing"],
	[PROBLEM_NO_BODY, "no-body"],
	[PROBLEM_COUNT_ZERO, "count-zero"],
	[PROBLEM_MORE_ENTRIES, "more-entries-than-count"],
	[PROBLEM_PARTS_MISSING, "parts-missing"],
	[PROBLEM_PART_CUT, "part-cut"],
	[PROBLEM_PART_HEADERS_CUT, "part-headers-cut"],
	[PROBLEM_LIMIT_FIELDS, "limit-header-fields"],
	[PROBLEM_LIMIT_PARTS, "limit-parts"],
	[PROBLEM_LIMIT_DEPTH, "limit-part-depth"],
	[PROBLEM_UNKNOWN_FIELD, "unknown-field"],
]);

/** A problem row as a record; `start` is the address of the unit's first octet. */
export function problemOf(
	tokens: Tokens,
	row: number,
	layer: string,
	start: number,
): Problem {
	const code = CODES.get(tokens.code(row)) ?? "malformed";
	const problem: Problem = { layer, code, offset: tokens.offset(row) - start };
	const counted = code !== "wrong-form" && code !== "unknown-field";
	if (counted && tokens.value(row) > 0) {
		problem.needed = tokens.value(row);
		problem.available = tokens.high(row);
	}
	return problem;
}
