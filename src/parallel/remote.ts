import type { FilterRecord, RecordKind, Sieve } from "../filter/filter.js";
import { sortLimits } from "../limits.js";
import type {
	CaptureInfo,
	Exchange,
	HttpRecord,
	Identity,
	Info,
	Message,
	PduRecord,
	Summary,
} from "../record.js";
import { Results } from "../results.js";
import { type AnalyzeOptions, sieveOf } from "../run.js";
import { Line } from "./line.js";
import type { Start, StarterPort, WorkerOptions } from "./protocol.js";

/** What can be posted to a worker: a `File` or `Blob`, octets, or a stream, which is transferred. */
export type PostableInput =
	| Blob
	| Uint8Array
	| ArrayBuffer
	| ReadableStream<Uint8Array>;

export type PostableSource = PostableInput | readonly PostableInput[];

/** Options of a run in a worker. Exchanges of messages stay there. */
export type RemoteOptions = Omit<AnalyzeOptions, "onExchanges">;

/** The library in a worker (`inWorker`). */
export interface RemoteLibrary {
	analyze(source: PostableSource, options?: RemoteOptions): Results<Message>;
	pdus(source: PostableSource, options?: RemoteOptions): Results<PduRecord>;
	http(source: PostableSource, options?: RemoteOptions): Results<HttpRecord>;
	exchanges(
		source: PostableSource,
		options?: RemoteOptions,
	): Results<Exchange | Identity>;
	info(source: PostableSource, options?: RemoteOptions): Promise<Info>;
}

/** What is used of a `Worker`. */
export interface WorkerLike {
	postMessage(message: unknown, transfer: Transferable[]): void;
	addEventListener(
		type: "message",
		listener: (event: MessageEvent) => void,
	): void;
	addEventListener(type: "error", listener: (event: ErrorEvent) => void): void;
	terminate(): void;
}

/**
 * The library in workers: the thread that asks is never busy for long. Each run has a worker of its own, which is gone
 * with its memory when the run has ended.
 *
 * ```ts
 * const { analyze } = inWorker(
 *   () => new Worker(new URL("mmstrace/worker", import.meta.url), { type: "module" }),
 * );
 * for await (const message of analyze(file)) ...
 * ```
 *
 * @param start starts a worker that runs `mmstrace/worker`
 */
export function inWorker(start: () => WorkerLike): RemoteLibrary {
	const records =
		<T>(command: string, kinds: readonly RecordKind[]) =>
		(source: PostableSource, options: RemoteOptions = {}): Results<T> =>
			recordsOf<T>({ start, command, kinds, source, options });
	const info = records<Info>("info", []);
	return {
		analyze: records("analyze", ["message"]),
		pdus: records("pdus", ["pdu"]),
		http: records("http", ["http"]),
		exchanges: records("exchanges", ["exchange", "identity"]),
		async info(source, options) {
			const [found] = await info(source, options).toArray();
			return found as Info;
		},
	};
}

interface Request {
	start: () => WorkerLike;
	command: string;
	kinds: readonly RecordKind[];
	source: PostableSource;
	options: RemoteOptions;
}

function recordsOf<T>(request: Request): Results<T> {
	const { options, kinds, start } = request;
	// Mistakes show at once, as without a worker.
	sortLimits(options.limits ?? {});
	const sieve = sieveOf(options.filter, kinds);
	const captures: CaptureInfo[] = [];
	// A filter that is a text goes to the worker; a function cannot.
	const isHere = typeof options.filter === "function";
	return new Results(
		captures,
		() =>
			execute<T>(portOf(start()), request, {
				captures,
				sieve: isHere ? sieve : undefined,
			}),
		options.signal,
	);
}

async function* execute<T>(
	port: StarterPort,
	{ command, source, options }: Request,
	{ captures, sieve }: { captures: CaptureInfo[]; sieve: Sieve | undefined },
): AsyncGenerator<readonly T[], Summary> {
	const { signal, onProgress } = options;
	const line = new Line(port, { signal, onProgress, captures });
	const task: Start = {
		type: "start",
		command,
		source,
		options: postable(options),
	};
	try {
		let text = await line.start(task, streamsIn(source));
		for (; text !== undefined; text = await line.next()) {
			const all = JSON.parse(text);
			const kept = sieve
				? all.filter((record: FilterRecord) => sieve.keeps(record))
				: all;
			if (kept.length > 0) yield kept;
		}
		if (line.stats) options.onStats?.(line.stats);
		return sieve ? sieve.summary(line.summary) : line.summary;
	} finally {
		await line.close();
	}
}

function postable(options: RemoteOptions): WorkerOptions {
	const { signal, onProgress, onStats, filter, ...data } = options;
	return {
		...data,
		...(typeof filter === "string" && { filter }),
		...(onStats && { stats: true }),
	};
}

function streamsIn(source: PostableSource): Transferable[] {
	const inputs = Array.isArray(source) ? source : [source];
	return inputs.filter((input) => "getReader" in input);
}

function portOf(worker: WorkerLike): StarterPort {
	return {
		post: (message, transfer = []) =>
			worker.postMessage(message, transfer as Transferable[]),
		onMessage: (listener) =>
			worker.addEventListener("message", ({ data }) => listener(data)),
		onFailure: (listener) =>
			worker.addEventListener("error", ({ message, error }) =>
				listener(
					error instanceof Error
						? error
						: new Error(message || "the worker could not be started"),
				),
			),
		close: () => worker.terminate(),
	};
}
