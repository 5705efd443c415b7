import { CaptureReader } from "./capture/reader.js";
import { type CaptureInput, sourceOf } from "./capture/source.js";
import type { RecordSink } from "./exchange/sink.js";
import { Pipeline } from "./pipeline/pipeline.js";
import type { CaptureInfo, Summary } from "./record.js";
import { type Progress, Results } from "./results.js";
import { createCore } from "./wasm/instance.js";

/** A protocol to decode on a UDP port, whatever else runs there usually. */
export interface DecodeAs {
	protocol: "wtp" | "wsp";
	port: number;
}

export interface AnalyzeOptions {
	/** Stops the reading; what is known by then still comes, then its reason is thrown. */
	signal?: AbortSignal;
	onProgress?(progress: Progress): void;
	/** Names of the captures for records and messages, in their order. */
	names?: readonly string[];
	/** Stop after so many packets. */
	maxPackets?: number;
	decodeAs?: readonly DecodeAs[];
	/** Bounds by name, see docs/memory.md. */
	limits?: Readonly<Record<string, number>>;
	/** Hosts that are known as MMSCs, `HOST` or `HOST:PORT`. */
	mmsc?: readonly string[];
	/** Order of messages: as they become final (default), or by first frame, which holds all of them in memory. */
	sort?: "final" | "first";
}

/** One capture, or several as one input merged by time. */
export type Source = CaptureInput | readonly CaptureInput[];

/** Milliseconds after which other work of the process gets a turn. */
const TURN_MS = 50;
/** Batches after which progress is told again. */
const PROGRESS_BATCHES = 16;

/** What a command adds to the pipeline: takes records in, gives its own out. */
export interface Stage<T> extends RecordSink {
	/** Records that are ready; emptied by the caller. */
	ready: T[];
	/** Capture time, after each batch. */
	advance?(seconds: number): void;
	/** Nothing more comes. */
	finish?(): void;
	/** Its part of the summary. */
	summary(run: Run): Partial<Summary>;
}

/** What is known at the end of a run. */
export interface Run {
	reader: CaptureReader;
	pipeline: Pipeline;
}

function asArray(source: Source): readonly CaptureInput[] {
	return Array.isArray(source) ? source : [source as CaptureInput];
}

/** Runs the pipeline with one stage behind it. */
export function run<T>(
	source: Source,
	options: AnalyzeOptions,
	makeStage: () => Stage<T>,
): Results<T> {
	const captures: CaptureInfo[] = [];
	return new Results(captures, () =>
		execute(asArray(source), options, makeStage(), captures),
	);
}

async function* execute<T>(
	inputs: readonly CaptureInput[],
	options: AnalyzeOptions,
	stage: Stage<T>,
	captures: CaptureInfo[],
): AsyncGenerator<T, Summary> {
	const { signal } = options;
	const core = await createCore();
	const sources = inputs.map((input, i) => sourceOf(input, options.names?.[i]));
	const reader = new CaptureReader(core, sources, readerOptions(options));
	const { flows } = reader;
	const manyCaptures = sources.length > 1;
	const pipeline = new Pipeline({
		core,
		flows,
		sink: stage,
		manyCaptures,
		...(options.mmsc && { mmsc: options.mmsc }),
		...(options.limits && { limits: options.limits }),
	});
	const made: Run = { reader, pipeline };
	const progress = new ProgressTeller(made, options.onProgress);
	try {
		let turn = performance.now();
		while (!signal?.aborted) {
			const pending = reader.next();
			const rows = pending instanceof Promise ? await pending : pending;
			if (!rows) break;
			pipeline.process(rows);
			stage.advance?.(pipeline.seconds);
			progress.batch(stage.ready.length);
			yield* take(stage);
			if (performance.now() - turn < TURN_MS) continue;
			await new Promise((resolve) => setTimeout(resolve));
			turn = performance.now();
		}
		pipeline.finish();
		stage.finish?.();
		progress.tell();
		yield* take(stage);
	} finally {
		await reader.close();
		captures.push(...reader.captures);
	}
	signal?.throwIfAborted();
	return summaryOf(made, stage);
}

function* take<T>(stage: Stage<T>): Generator<T> {
	if (stage.ready.length === 0) return;
	const { ready } = stage;
	stage.ready = [];
	yield* ready;
}
