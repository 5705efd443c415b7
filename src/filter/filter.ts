/**
 * Filters on records, in the manner of Wireshark's display filters (docs/filters.md).
 *
 * ```ts
 * const isSlow = compileFilter('verdict == "delivered" && end_to_end > 5s', ["message"]);
 * if (isSlow(message)) ...
 * ```
 *
 * text -> tokens (token) -> tree (parse) -> one predicate per kind of record (compile), with the names of fields/.
 *
 * @module
 */
export {
	compileFilter,
	type FilterRecord,
	type RecordFilter,
} from "./compile.js";
export { FilterError } from "./error.js";
export { type Field, fieldsOf, type RecordKind } from "./fields/names.js";
export { parseFilter } from "./parse.js";
export { printFilter } from "./print.js";
export {
	filterOfFlag,
	flagsOf,
	type SelectionFlag,
	type SelectionOptions,
	selection,
} from "./selection.js";
export { Sieve } from "./sieve.js";
