/**
 * The library with paths: everything of `mmstrace`, and sources may be files, folders and standard input.
 *
 * @module
 */
import type { PduContents } from "./exchange/contents.js";
import type { Extraction, ExtractOptions } from "./extract/extract.js";
import * as core from "./index.js";
import {
	checkRereadable,
	filesOf,
	inputsOf,
	type NodeSource,
} from "./node/source.js";
import { analyzeInThreads } from "./node/threads/analyze.js";
import { threadsFor } from "./node/threads/choose.js";
import type {
	Exchange,
	HttpRecord,
	Identity,
	Info,
	Message,
	PduRecord,
} from "./record.js";
import type { Results } from "./results.js";
import type { AnalyzeOptions } from "./run.js";

export * from "./index.js";
export type { NodeInput, NodeSource } from "./node/source.js";

/** Paths are looked at when the results are first read, so that a wrong one is an error of the iteration. */
function opener(source: NodeSource) {
	return async () => inputsOf(source);
}

export interface ThreadOptions {
	/** Threads that share the work at most; 1 otherwise. Files only (docs/parallel.md). */
	threads?: number;
}

/** As `analyze` of `mmstrace`, with paths. */
export function analyze(
	source: NodeSource,
	options: AnalyzeOptions & ThreadOptions = {},
): Results<Message> {
	const { threads = 1 } = options;
	const files = threads > 1 ? filesOf(source) : undefined;
	if (files && threadsFor(files, threads) > 1)
		return analyzeInThreads(files, options);
	return core.analyze(opener(source), options);
}

/** As `pdus` of `mmstrace`, with paths. */
export function pdus(
	source: NodeSource,
	options?: AnalyzeOptions,
): Results<PduRecord> {
	return core.pdus(opener(source), options);
}

/** As `http` of `mmstrace`, with paths. */
export function http(
	source: NodeSource,
	options?: AnalyzeOptions,
): Results<HttpRecord> {
	return core.http(opener(source), options);
}

/** As `exchanges` of `mmstrace`, with paths. */
export function exchanges(
	source: NodeSource,
	options?: AnalyzeOptions,
): Results<Exchange | Identity> {
	return core.exchanges(opener(source), options);
}

/** As `contents` of `mmstrace`, with paths. */
export function contents(
	source: NodeSource,
	onContents: (contents: PduContents) => void,
	options?: AnalyzeOptions,
): Results<never> {
	return core.contents(opener(source), onContents, options);
}

/**
 * As `extract` of `mmstrace`, with paths. Standard input and other pipes can be read only once: they are refused.
 */
export function extract(
	source: NodeSource,
	options?: ExtractOptions,
): Extraction {
	checkRereadable(source);
	return core.extract(opener(source), options);
}

/** As `info` of `mmstrace`, with paths. */
export function info(
	source: NodeSource,
	options?: AnalyzeOptions,
): Promise<Info> {
	return core.info(opener(source), options);
}
