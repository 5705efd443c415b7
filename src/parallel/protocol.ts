/**
 * What passes between a worker and who started it, in Node (`worker_threads`) as in browsers (`Worker`).
 *
 * ```text
 *   starter                                   worker
 *      | -- start: command, source, options ->  |
 *      | <- batch: JSON array of records ------ |   at most WINDOW of them are on their way
 *      | -- taken ---------------------------->  |
 *      | <- progress -------------------------- |
 *      | -- stop, or leave ------------------->  |   ends the reading: with what there is, or at once
 *      | <- end: summary, captures ------------ |   or failure: error, captures
 * ```
 *
 * Records cross as JSON text, many in one string: they are plain JSON by contract, a string is copied as it is, and
 * writing and reading it takes less time than a structured clone of the same objects (docs/parallel.md).
 *
 * @module
 */
import type { RunStats } from "../meter.js";
import type { CaptureInfo, Summary } from "../record.js";
import type { Progress } from "../results.js";
import type { AnalyzeOptions } from "../run.js";
import type { Failure } from "./failure.js";

/** The options of a run that are data; the others are for the thread that gives out the records. */
export type WorkerOptions = Pick<
	AnalyzeOptions,
	| "names"
	| "offsets"
	| "maxPackets"
	| "decodeAs"
	| "limits"
	| "mmsc"
	| "live"
	| "sort"
	| "identities"
> & {
	filter?: string;
	/** The figures of the run are asked for (`onStats`). */
	stats?: boolean;
	/** Of `relay`: somebody is shown the exchanges, so that all of them is passed on. */
	whole?: boolean;
};

/** What the worker is to do. `source` is whatever the worker of that environment opens. */
export interface Start {
	type: "start";
	command: string;
	source: unknown;
	options: WorkerOptions;
	/** It was told to stop before it began. */
	isStopped?: boolean;
}

export type ToWorker =
	| Start
	/** One more batch has been used up. */
	| { type: "taken" }
	/** Read no further; what is known by then still comes. */
	| { type: "stop" }
	/** Nobody wants more. */
	| { type: "leave" };

export type FromWorker =
	| { type: "batch"; text: string }
	| { type: "progress"; progress: Progress }
	| {
			type: "end";
			summary: Summary;
			captures: readonly CaptureInfo[];
			stats?: RunStats;
	  }
	| {
			type: "failure";
			failure: Failure;
			captures: readonly CaptureInfo[];
	  };

/** The worker's end of the line. */
export interface WorkerPort {
	post(message: FromWorker): void;
	onMessage(listener: (message: ToWorker) => void): void;
}

/** The other end. */
export interface StarterPort {
	post(message: ToWorker, transfer?: readonly unknown[]): void;
	onMessage(listener: (message: FromWorker) => void): void;
	/** The worker itself failed: it could not be loaded, or ran out of memory. */
	onFailure(listener: (error: Error) => void): void;
	/** Ends the worker. */
	close(): void;
}
