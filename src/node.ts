/**
 * The library with paths: everything of `mmstrace`, and sources may be files, folders and standard input.
 *
 * @module
 */
import { stat } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import * as core from "./analyze.js";
import type { CaptureInput } from "./capture/source.js";
import { iterableSource } from "./capture/source.js";
import { listCaptures, streamOf } from "./node/captures.js";
import { fileSource } from "./node/file.js";
import type {
	Exchange,
	HttpRecord,
	Info,
	Message,
	PduRecord,
} from "./record.js";
import type { Results } from "./results.js";
import type { AnalyzeOptions } from "./run.js";

export * from "./index.js";

/** A path, `-` for standard input, a folder of captures, or anything that `mmstrace` takes. */
export type NodeInput = CaptureInput | string | URL;
export type NodeSource = NodeInput | readonly NodeInput[];

async function open(input: NodeInput): Promise<CaptureInput[]> {
	if (typeof input !== "string" && !(input instanceof URL)) return [input];
	const path = input instanceof URL ? fileURLToPath(input) : input;
	const { captures, failures } = await listCaptures([path]);
	if (failures[0]) throw failures[0];
	return Promise.all(captures.map(openPath));
}

/** Files are read straight into the memory of the core; pipes may have nothing yet, and must not stop the process. */
async function openPath(path: string): Promise<CaptureInput> {
	const isFile = path !== "-" && (await stat(path)).isFile();
	return isFile ? fileSource(path) : iterableSource(streamOf(path), path);
}

function opener(source: NodeSource): () => Promise<CaptureInput[]> {
	const inputs: readonly NodeInput[] = Array.isArray(source)
		? source
		: [source as NodeInput];
	return async () => (await Promise.all(inputs.map(open))).flat();
}

/** As `analyze` of `mmstrace`, with paths. */
export function analyze(
	source: NodeSource,
	options?: AnalyzeOptions,
): Results<Message> {
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
): Results<Exchange> {
	return core.exchanges(opener(source), options);
}

/** As `info` of `mmstrace`, with paths. */
export function info(
	source: NodeSource,
	options?: AnalyzeOptions,
): Promise<Info> {
	return core.info(opener(source), options);
}
