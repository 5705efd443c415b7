import type { PortProtocol } from "./capture/options.js";
import { CaptureReader } from "./capture/reader.js";
import { type CaptureInput, sourceOf } from "./capture/source.js";
import { UsageError } from "./error.js";
import type { RecordSink } from "./exchange/sink.js";
import {
	compileFilter,
	type FilterRecord,
	type RecordFilter,
	type RecordKind,
	Sieve,
} from "./filter/filter.js";
import { type Limits, sortLimits } from "./limits.js";
import { Meter, type RunStats } from "./meter.js";
import { meteredSink, runStats } from "./pipeline/metered.js";
import { Pipeline } from "./pipeline/pipeline.js";
import { Previews } from "./previews.js";
import type {
	CaptureInfo,
	Exchange,
	Identity,
	Message,
	Summary,
} from "./record.js";
import { type Progress, Results } from "./results.js";
import { type Core, createCore } from "./wasm/instance.js";

/** A protocol to decode on a port, whatever else runs there usually. HTTP is found on every port by its content. */
export interface DecodeAs {
	protocol: "wtp" | "wsp" | "http";
	port: number;
}

export interface AnalyzeOptions {
	/** Stops the reading; what is known by then still comes, then its reason is thrown. */
	signal?: AbortSignal;
	onProgress?(progress: Progress): void;
	/** Names of the captures for records and messages, in their order. */
	names?: readonly string[];
	/** Seconds to add to the times of each capture, in their order: clocks that differ. */
	offsets?: readonly number[];
	/** Stop after so many packets. */
	maxPackets?: number;
	decodeAs?: readonly DecodeAs[];
	/** Bounds by name, see docs/limits.md. */
	limits?: Readonly<Record<string, number>>;
	/** Hosts that are known as MMSCs, `HOST` or `HOST:PORT`. */
	mmsc?: readonly string[];
	/** Order of messages: as they become final (default), or by first frame, which holds all of them in memory. */
	sort?: "final" | "first";
	/**
	 * Of `analyze`: called for each message before it comes, with the exchanges it was made of, in order of time. Those
	 * of one list are one exchange seen on several hops, nearest to the handset first.
	 */
	onExchanges?(message: Message, exchanges: Exchange[][]): void;
	/**
	 * Messages that are not final are given too, within a second of what happened to them, and again when they change:
	 * for captures that are being made.
	 */
	live?: boolean;
	/** Who had which address when, besides what the captures tell (`parseIdentities`). */
	identities?: readonly Identity[];
	/** Only the records that it lets through (docs/filters.md). */
	filter?: string | RecordFilter;
	/** Told at the end where time and octets went; measuring takes about 1 % of the time. */
	onStats?(stats: RunStats): void;
}

/** One capture, or several as one input merged by time; a function opens them when the results are first read. */
export type Source =
	| CaptureInput
	| readonly CaptureInput[]
	| (() => Promise<readonly CaptureInput[]>);

/** Milliseconds after which other work of the process gets a turn. */
export const TURN_MS = 50;
/** Milliseconds between two calls of `onProgress`. */
const PROGRESS_MS = 100;

/** What is known of a run, during it and at its end. */
export interface Run {
	reader: CaptureReader;
	pipeline: Pipeline;
	limits: Limits;
}

/** What a command puts behind the pipeline: takes its records in, gives its own out. */
export interface Stage<T> extends RecordSink {
	/** Records that are ready; the run takes them. */
	ready: T[];
	/** Makes its records of all that it was told: what comes next may be long in coming. */
	settle?(): void;
	/** Makes records of what is not over yet. `open`: exchanges that are going on. */
	preview?(open: readonly Exchange[]): void;
	/** Nothing more comes; `seconds` is the time of the last packet. Called again as long as it makes more records. */
	finish?(seconds: number): boolean;
	/** The last word of the run. */
	summary(run: Run): Summary;
}

/**
 * Runs the pipeline with one stage behind it. Nothing happens before the results are iterated.
 *
 * @param kinds what filters on the records can name
 */
export function run<T>(
	source: Source,
	options: AnalyzeOptions,
	makeStage: (limits: Limits) => Stage<T>,
	kinds: readonly RecordKind[] = [],
): Results<T> {
	const sieve = sieveOf(options.filter, kinds);
	const limits = sortLimits(options.limits ?? {});
	const captures: CaptureInfo[] = [];
	return new Results(
		captures,
		() => {
			const meter = options.onStats && new Meter();
			return execute(
				openReader(source, options, limits, { meter }),
				makeStage(limits),
				{ options, captures, limits, sieve, meter },
			);
		},
		options.signal,
	);
}

/** Lets the records through that the filter asks for; undefined without one. */
export function sieveOf(
	filter: AnalyzeOptions["filter"],
	kinds: readonly RecordKind[],
): Sieve | undefined {
	if (filter === undefined) return undefined;
	return new Sieve(
		typeof filter === "string" ? compileFilter(filter, kinds) : filter,
	);
}

/** The captures of a source; those of a function are opened anew each time. */
export async function inputsOf(
	source: Source,
): Promise<readonly CaptureInput[]> {
	if (typeof source === "function") return source();
	return Array.isArray(source) ? source : [source as CaptureInput];
}

/** How captures are opened beside what the user says. */
interface Opening {
	/** Rows of every TCP segment, for who chooses packets. */
	everySegment?: boolean;
	meter?: Meter | undefined;
}

/** Opens the captures. */
export async function openReader(
	source: Source,
	options: AnalyzeOptions,
	limits: Limits,
	{ everySegment = false, meter }: Opening = {},
): Promise<Opened> {
	const inputs = await inputsOf(source);
	const sources = inputs.map((input, i) => {
		const one = sourceOf(input, options.names?.[i]);
		return meter ? meter.source(one) : one;
	});
	const core = await createCore(meter && ((all) => meter.counted(all)));
	const reader = new CaptureReader(core, sources, {
		...limits.reader,
		...(options.maxPackets !== undefined && { maxPackets: options.maxPackets }),
		...(options.offsets && { offsets: checkedOffsets(options.offsets) }),
		ports: udpPorts(options.decodeAs ?? []),
		everySegment,
		runs: true,
	});
	return { core, reader };
}

/** A hundred years are more than any clock is wrong. */
const OFFSET_MAX = 100 * 365.25 * 86_400;

function checkedOffsets(offsets: readonly number[]): readonly number[] {
	for (const offset of offsets)
		if (!(Math.abs(offset) <= OFFSET_MAX))
			throw new UsageError(`offset: ${offset} is no number of seconds`);
	return offsets;
}

function udpPorts(decodeAs: readonly DecodeAs[]): Map<number, PortProtocol> {
	const ports = new Map<number, PortProtocol>();
	for (const { port, protocol } of decodeAs)
		if (protocol !== "http") ports.set(port, protocol);
	return ports;
}

/** Lets the rest of the process work. Browsers have no setImmediate, and their timers may wait some milliseconds. */
export function nextTurn(): Promise<void> {
	return new Promise((resolve) => {
		if (typeof setImmediate === "function") setImmediate(resolve);
		else setTimeout(resolve);
	});
}

/** A core, and what reads the captures into it. */
export interface Opened {
	core: Core;
	reader: CaptureReader;
}

interface Execution {
	options: AnalyzeOptions;
	captures: CaptureInfo[];
	limits: Limits;
	sieve: Sieve | undefined;
	meter: Meter | undefined;
}

async function* execute<T>(
	opening: Promise<Opened>,
	stage: Stage<T>,
	{ options, captures, limits, sieve, meter }: Execution,
): AsyncGenerator<readonly T[], Summary> {
	const { core, reader } = await opening;
	const sink = meter ? meteredSink(stage, meter) : stage;
	const manyCaptures = reader.captures.length > 1;
	const mmsc = options.mmsc ?? [];
	const given = { core, reader, sink, limits, manyCaptures, mmsc, meter };
	const pipeline = new Pipeline(given);
	for (const identity of options.identities ?? []) stage.onIdentity?.(identity);
	const running: Run = { reader, pipeline, limits };
	const tell = progressTeller(running, options);
	const previews = options.live ? new Previews() : undefined;
	let found = 0;
	try {
		let turn = performance.now();
		while (!options.signal?.aborted) {
			const pending = nextRows(reader, meter);
			if (previews && (await previews.isDueBefore(pending))) {
				stage.preview?.(pipeline.openExchanges());
				for (const batch of take(stage, sieve)) yield batch;
			}
			const rows = pending instanceof Promise ? await pending : pending;
			if (!rows) break;
			pipeline.process(rows);
			if (pending instanceof Promise) settle(stage, running, meter);
			meter?.turnTo("output");
			previews?.onRead();
			found += stage.ready.length;
			for (const batch of take(stage, sieve)) yield batch;
			const now = performance.now();
			tell(now, found);
			if (now - turn < TURN_MS) continue;
			await nextTurn();
			turn = performance.now();
		}
		meter?.nextBatch(true);
		// Packets that are no rows pass time too: what follows decides what counts as unanswered.
		pipeline.advance(reader.lastSeconds);
		pipeline.finish();
		while (finishSome(stage, running, meter)) {
			found += stage.ready.length;
			for (const batch of take(stage, sieve)) yield batch;
		}
		found += stage.ready.length;
		tell(Number.POSITIVE_INFINITY, found);
		for (const batch of take(stage, sieve)) yield batch;
	} finally {
		await reader.close();
		captures.push(...reader.captures);
	}
	const summary = stage.summary(running);
	if (meter)
		options.onStats?.(runStats(meter, { core, found, ...running }, summary));
	return sieve ? sieve.summary(summary) : summary;
}

function nextRows(
	reader: CaptureReader,
	meter: Meter | undefined,
): ReturnType<CaptureReader["next"]> {
	if (!meter) return reader.next();
	meter.nextBatch();
	meter.turnTo("walk");
	const pending = reader.next();
	if (pending instanceof Promise) meter.turnTo("read");
	return pending;
}

/** What had to be waited for is told of at once, as the next piece will have to be. */
function settle<T>(
	stage: Stage<T>,
	{ pipeline }: Run,
	meter: Meter | undefined,
): void {
	pipeline.settle();
	meter?.turnTo("records");
	stage.settle?.();
}

/** More records of what is left; false: there are no more after these. */
function finishSome<T>(
	stage: Stage<T>,
	{ pipeline }: Run,
	meter: Meter | undefined,
): boolean {
	meter?.turnTo("records");
	const isMore = stage.finish?.(pipeline.seconds) === true;
	meter?.turnTo("output");
	return isMore;
}

const NOTHING: readonly never[] = [];

/** The records that are ready, as far as they are asked for: a batch, or none. */
export function take<T>(
	stage: Stage<T>,
	sieve: Sieve | undefined,
): readonly (readonly T[])[] {
	const { ready } = stage;
	if (ready.length === 0) return NOTHING;
	stage.ready = [];
	if (!sieve) return [ready];
	// All that stages give out are records with a type.
	const kept = ready.filter((record) => sieve.keeps(record as FilterRecord));
	return kept.length > 0 ? [kept] : NOTHING;
}

function progressTeller(
	{ reader }: Run,
	{ onProgress }: AnalyzeOptions,
): (now: number, found: number) => void {
	let told = performance.now();
	return (now, messages) => {
		if (!onProgress || now - told < PROGRESS_MS) return;
		told = now;
		const totalOctets = reader.size;
		onProgress({
			octets: reader.consumed,
			...(totalOctets !== undefined && { totalOctets }),
			packets: reader.packets,
			messages,
		});
	};
}
