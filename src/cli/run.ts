import type { ByteSource } from "../capture/source.js";
import { UsageError } from "../error.js";
import { blockingSources } from "../node/source.js";
import { threadsFor } from "../node/threads/choose.js";
import type { Header, Message, Summary } from "../record.js";
import {
	batchesOf,
	REPORTS,
	type Records,
	type ReportCommand,
	type ReportContext,
	type ReportRecord,
	recordsIn,
} from "../report/index.js";
import { findCaptures } from "./captures.js";
import type { ExitCode } from "./exit.js";
import { Interrupted } from "./exit.js";
import { boundHeapLater } from "./heap.js";
import { readIdentities } from "./identities.js";
import type { Library, LibraryOptions, Running } from "./library.js";
import type { CaptureOptions } from "./options.js";
import { type Output, openOutput } from "./output.js";
import type { ProgressBar } from "./progress.js";
import { KINDS, selectedBy } from "./selection.js";
import type { Session } from "./session.js";
import { figuresOf, wantsFigures } from "./statistics.js";
import { StatsCollector } from "./stats.js";
import { chooseColour, chooseFormat, terminalWidth } from "./terminal.js";
import { runCommand } from "./working.js";

/** What every command gets: the words of the command line, the program's version, the library. */
export interface Surroundings {
	words: readonly string[];
	version: string;
	loadLibrary(): Promise<Library>;
}

/** Runs a command over captures and gives the exit status. */
export async function runCaptures(
	command: keyof typeof KINDS,
	paths: readonly string[],
	options: CaptureOptions,
	surroundings: Surroundings,
): Promise<ExitCode> {
	return runCommand(options, async ({ session, bar }) => {
		checkLive(options);
		const passed = libraryOptions(command, options, session, bar);
		const stats = options.stats && new StatsCollector(options.stats);
		if (stats) passed.onStats = (run) => stats.take(run);
		const figures = wantsFigures(options)
			? figuresOf(options, chooseFormat(options.format, options.output))
			: undefined;
		const { captures, clocks } = findCaptures(paths, options);
		const output = await openOutput(options.output, captures);
		output.onFailure = (error) => session.fail(error);
		const opened = { paths: captures, options: { ...passed, ...clocks } };
		const records =
			command === "analyze" && threadsFor(captures, options.threads) > 1
				? await messagesInThreads(opened)
				: await recordsOf(command, opened, surroundings);
		const running = figures ? figures(records as Running<Message>) : records;
		const header = createHeader(captures, surroundings);
		await writeReport({
			command: figures ? "statistics" : command,
			running,
			header,
			output,
			session,
			bar,
			options,
		});
		if (!session.signal.aborted) session.checkCaptures(running.captures);
		stats?.write(chooseColour(options.color, undefined, process.stderr));
	});
}

/** What is read, and how. */
interface Reading {
	paths: readonly string[];
	options: LibraryOptions;
}

/** One thread does not load what starts others, nor the other way round. */
async function messagesInThreads({
	paths,
	options,
}: Reading): Promise<Running<ReportRecord>> {
	boundHeapLater();
	const { analyzeInThreads } = await import("../node/threads/analyze.js");
	return analyzeInThreads(paths, options);
}

async function recordsOf(
	command: keyof typeof KINDS,
	{ paths, options }: Reading,
	{ loadLibrary }: Surroundings,
): Promise<Running<ReportRecord>> {
	const library = await loadLibrary();
	const sources = blockingSources(paths, options.signal);
	return command === "info"
		? infoAsRecords(library, sources, options)
		: (library[command](sources, options) as Running<ReportRecord>);
}

/** A document that is closed at the end cannot show a message twice. */
function checkLive({ live, format, output }: CaptureOptions): void {
	const chosen = chooseFormat(format, output);
	if (live && chosen !== "table" && chosen !== "ndjson")
		throw new UsageError(`--live writes table or ndjson, not ${chosen}`);
}

/** First line of the output. */
export function createHeader(
	captures: string[],
	{ words, version }: Surroundings,
): Header {
	return {
		type: "header",
		schema: "mmstrace/1",
		version,
		command: ["mmstrace", ...words],
		captures,
	};
}

/** What the options of the command line mean to the library. */
export function libraryOptions(
	command: keyof typeof KINDS,
	options: CaptureOptions,
	session: Session,
	bar: ProgressBar,
): LibraryOptions {
	const filter = selectedBy(options, KINDS[command]);
	return {
		signal: session.signal,
		onProgress: (progress) => bar.update(progress),
		...(options.decodeAs && { decodeAs: options.decodeAs }),
		...(options.limit && { limits: options.limit }),
		...(options.mmsc && { mmsc: options.mmsc }),
		...(options.identity && { identities: readIdentities(options.identity) }),
		...(options.count !== undefined && { maxPackets: options.count }),
		...(filter && { filter }),
		...(options.sort && { sort: options.sort }),
		...(options.live && { live: true }),
	};
}

// `info` is one object and has no summary.
function infoAsRecords(
	library: Library,
	sources: ByteSource[],
	options: LibraryOptions,
): Running<ReportRecord> {
	const info = library.info(sources, options);
	const known: Running<ReportRecord>["captures"][number][] = [];
	return {
		captures: known,
		summary: Promise.resolve(undefined as unknown as Summary),
		async *[Symbol.asyncIterator]() {
			const found = await info;
			known.push(...found.captures);
			yield { type: "info", ...found };
		},
	};
}

/** A report on its way out. */
export interface Writing {
	command: ReportCommand;
	running: Running<ReportRecord>;
	header: Header;
	output: Output;
	session: Session;
	bar: ProgressBar;
	options: Pick<CaptureOptions, "format" | "output" | "color" | "live" | "bom">;
}

/** Writes the report of a run: all of it, or what there was when the run was interrupted. */
export async function writeReport(writing: Writing): Promise<void> {
	const { running, output, session, bar, options } = writing;
	const format = chooseFormat(options.format, options.output);
	if (options.bom && format !== "csv")
		throw new UsageError(`--bom is for csv, not ${format}`);
	const context: ReportContext = {
		command: writing.command,
		header: writing.header,
		summary: () => summaryOf(running),
		captures: running.captures,
		live: options.live === true,
		bom: options.bom === true,
		width: terminalWidth(),
		colour: chooseColour(options.color, options.output),
	};
	const report = REPORTS[format];
	const records = await untilFailure(running, session);
	for await (const text of report(records, context)) {
		bar.clear();
		await output.write(text);
	}
	bar.stop();
	await output.end();
}

async function summaryOf(
	running: Running<ReportRecord>,
): Promise<Summary | undefined> {
	try {
		return await running.summary;
	} catch {
		// The iteration has failed with the same error, and the session knows it.
		return undefined;
	}
}

/**
 * The records up to a failure, which the session remembers. When not even the first can be had, the failure is thrown:
 * then nothing is written.
 */
async function untilFailure<T>(
	records: Records<T>,
	session: Session,
): Promise<Records<T>> {
	const iterator = batchesOf(records)[Symbol.asyncIterator]();
	let next: IteratorResult<readonly T[]>;
	try {
		next = await iterator.next();
	} catch (error) {
		if (!session.signal.aborted) throw error;
		next = { done: true, value: undefined };
	}
	const batches = async function* () {
		try {
			while (!next.done) {
				yield next.value;
				next = await iterator.next();
			}
		} catch (error) {
			if (!(session.signal.reason instanceof Interrupted)) session.fail(error);
		} finally {
			await iterator.return?.();
		}
	};
	return recordsIn(batches);
}
