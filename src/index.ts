/**
 * mmstrace: packet captures in, the fate of every multimedia message (MMS) out.
 *
 * ```text
 * source bytes -> packets -> frames   one WebAssembly call per 256 KiB (assembly/, src/capture, src/frame)
 *   -> TCP streams -> HTTP messages   src/tcp, src/http
 *   -> WTP messages -> WSP            src/wap
 *   -> PDUs, exchanges                src/mms, src/exchange
 *   -> messages, reasons, times       src/transaction
 * ```
 *
 * Works in browsers, workers and Node; `mmstrace/node` adds paths.
 *
 * @module
 */
export {
	analyze,
	contents,
	decode,
	exchanges,
	http,
	info,
	pdus,
} from "./analyze.js";
export type { ByteSource, CaptureInput } from "./capture/source.js";
export { checkLine } from "./correlation/check.js";
export {
	type CorrelateOptions,
	correlate,
	type ExchangeLine,
} from "./correlation/correlate.js";
export { mergeExchanges } from "./correlation/merge.js";
export {
	CaptureError,
	type ErrorCode,
	MmstraceError,
	UsageError,
} from "./error.js";
export type { PduContents } from "./exchange/contents.js";
export {
	type Extraction,
	type ExtractOptions,
	type ExtractSummary,
	extract,
} from "./extract/extract.js";
export {
	compileFilter,
	FilterError,
	type RecordFilter,
	type RecordKind,
	type SelectionOptions,
	selection,
} from "./filter/filter.js";
export { parseIdentities } from "./identities.js";
export { limitDefaults } from "./limits.js";
export type { RunStats, WorkKind } from "./meter.js";
export {
	inWorker,
	type PostableInput,
	type PostableSource,
	type RemoteLibrary,
	type RemoteOptions,
	type WorkerLike,
} from "./parallel/remote.js";
export { PART_LIMITS, type PartLimits } from "./parts/limits.js";
export { safeName } from "./parts/name.js";
export { type PartFile, PartsPlan, type PlannedPdu } from "./parts/plan.js";
export { PROBLEMS } from "./problem.js";
export type * from "./record.js";
export type { Progress, Results } from "./results.js";
export type { AnalyzeOptions, DecodeAs, Source } from "./run.js";
export {
	StatisticsCollector,
	type StatisticsOptions,
} from "./statistics/collector.js";
export type * from "./statistics/record.js";
