import { analyze } from "../analyze.js";
import type { CaptureReader } from "../capture/reader.js";
import { sourceOf } from "../capture/source.js";
import { MmstraceError, UsageError } from "../error.js";
import { compileFilter, type RecordFilter } from "../filter/filter.js";
import { sortLimits } from "../limits.js";
import type { CaptureInfo, Summary } from "../record.js";
import type { Progress } from "../results.js";
import {
	type AnalyzeOptions,
	inputsOf,
	nextTurn,
	openReader,
	type Source,
	TURN_MS,
} from "../run.js";
import { Chooser } from "./choose.js";
import type { Chosen } from "./chosen.js";
import { OPTION_IF_NAME, PcapngWriter, textOption } from "./pcapng.js";
import { CaptureWalk } from "./walk.js";
import { Wanted } from "./wanted.js";

export interface ExtractOptions
	extends Omit<AnalyzeOptions, "sort" | "live" | "onExchanges"> {
	/** Name and version of the program that writes: shb_userappl. */
	application?: string;
}

/** What was written. */
export interface ExtractSummary {
	/** Messages that fit the filter. */
	messages: number;
	packets: number;
	/** Captured octets of them. */
	bytes: number;
	/** Packets that were chosen and not found again: the input changed while it was read. */
	missing: number;
	/** Of the analysis of the whole input. */
	analysis: Summary;
}

/** Octets of the output that are given out at a time, at least. */
const PIECE = 0x10000;

/** Writes pcapng: the chunks come by iterating, once. */
export class Extraction implements AsyncIterable<Uint8Array> {
	/** Settles when the iteration ends. */
	readonly summary: Promise<ExtractSummary>;
	/** What is known of the captures; complete when `summary` has settled. */
	readonly captures: CaptureInfo[] = [];
	readonly #source: Source;
	readonly #options: ExtractOptions;
	readonly #filter: RecordFilter | undefined;
	#resolve!: (summary: ExtractSummary) => void;
	#reject!: (error: unknown) => void;
	#started = false;
	#writer: PcapngWriter | undefined;
	/** Messages so far, fit or not. */
	#found = 0;

	constructor(source: Source, options: ExtractOptions) {
		this.#source = source;
		this.#options = options;
		const { filter } = options;
		this.#filter =
			typeof filter === "string" ? compileFilter(filter, ["message"]) : filter;
		this.summary = new Promise((resolve, reject) => {
			this.#resolve = resolve;
			this.#reject = reject;
		});
		// Whoever only iterates gets the error there; an unread summary must not end the process.
		this.summary.catch(() => undefined);
	}

	async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void> {
		if (this.#started)
			throw new TypeError("an extraction can be iterated only once");
		this.#started = true;
		try {
			const wanted = new Wanted();
			const analysis = await this.#find(wanted);
			const chosen = await this.#choose(wanted);
			this.#resolve(yield* this.#copy(wanted, chosen, analysis));
		} catch (error) {
			this.#reject(error);
			// What is interrupted is a capture all the same, also one without packets.
			if (this.#options.signal?.aborted)
				yield (this.#writer ?? this.#begin()).take();
			throw error;
		} finally {
			const message = "the extraction was left before its end";
			this.#reject(new MmstraceError("aborted", message));
		}
	}

	/** First reading: which messages, and which packets carried them. */
	async #find(wanted: Wanted): Promise<Summary> {
		const { filter: _, onProgress, ...options } = this.#options;
		const results = analyze(this.#source, {
			...options,
			onProgress: (progress) => {
				this.#found = progress.messages;
				onProgress?.(shareOf(progress, 0));
			},
			onExchanges: (message, exchanges) => {
				if (this.#filter && !this.#filter(message)) return;
				wanted.add(message, exchanges);
			},
		});
		for await (const _ of results.batches());
		this.captures.push(...results.captures);
		return results.summary;
	}

	/** Second reading: which packets belong to them besides. */
	async #choose(wanted: Wanted): Promise<Chosen> {
		const options = this.#options;
		const limits = sortLimits(options.limits ?? {});
		const { reader } = await openReader(this.#source, options, limits, {
			everySegment: true,
		});
		const chooser = new Chooser(reader, wanted);
		try {
			let turn = performance.now();
			while (wanted.frames.size > 0) {
				options.signal?.throwIfAborted();
				const pending = reader.next();
				const rows = pending instanceof Promise ? await pending : pending;
				if (!rows) break;
				chooser.process(rows);
				options.onProgress?.(this.#progressOf(reader));
				if (performance.now() - turn < TURN_MS) continue;
				await nextTurn();
				turn = performance.now();
			}
		} finally {
			await reader.close();
		}
		return chooser.chosen;
	}

	#progressOf(reader: CaptureReader): Progress {
		const { consumed, size, packets } = reader;
		const progress: Progress = {
			octets: consumed,
			packets,
			messages: this.#found,
		};
		if (size !== undefined) progress.totalOctets = size;
		return shareOf(progress, 1);
	}

	/** Third reading: copies them. */
	async *#copy(
		wanted: Wanted,
		chosen: Chosen,
		analysis: Summary,
	): AsyncGenerator<Uint8Array, ExtractSummary> {
		const writer = this.#begin();
		const walks = await this.#openWalks(writer);
		const { messages } = wanted;
		const summary = { messages, packets: 0, bytes: 0, missing: 0, analysis };
		try {
			for (const walk of walks) await walk.begin();
			for (const { capture, frame, captureFrame } of chosen) {
				this.#options.signal?.throwIfAborted();
				const packet = await walks[capture]!.packet(captureFrame);
				if (packet) {
					writer.packet(packet, wanted.comments.of(frame));
					summary.packets++;
					summary.bytes += packet.octets.length;
				} else summary.missing++;
				if (writer.length >= PIECE) yield writer.take();
			}
			yield writer.take();
		} finally {
			for (const walk of walks) await walk.close();
		}
		return summary;
	}

	#begin(): PcapngWriter {
		const writer = new PcapngWriter();
		this.#writer = writer;
		writer.section(this.#options.application ?? "mmstrace");
		return writer;
	}

	async #openWalks(writer: PcapngWriter): Promise<CaptureWalk[]> {
		const inputs = await inputsOf(this.#source);
		const { names } = this.#options;
		return inputs.map((input, i) => {
			const source = sourceOf(input, names?.[i]);
			return new CaptureWalk(source, (about) => {
				if (inputs.length === 1) return writer.interface(about);
				const own = about.options.find(([code]) => code === OPTION_IF_NAME);
				const name = own && new TextDecoder().decode(own[1]);
				const full = name ? `${source.name}: ${name}` : source.name;
				const options = about.options.filter((option) => option !== own);
				options.unshift(textOption(OPTION_IF_NAME, full));
				return writer.interface({ ...about, options });
			});
		});
	}
}

/** How far all is: the third reading only passes over what it does not copy, and does not count. */
function shareOf(progress: Progress, readings: number): Progress {
	const { octets, totalOctets } = progress;
	if (totalOctets === undefined) return progress;
	return {
		...progress,
		octets: octets + readings * totalOctets,
		totalOctets: totalOctets * 2,
	};
}

/**
 * The packets of the messages that fit the filter (all without one), as a pcapng capture: chunks by iterating.
 * Handshakes and teardowns of their connections are included, and each packet that completes a step has a comment
 * (docs/extract.md).
 *
 * The captures are read three times: octets in memory, a Blob or a File, or a function that opens them anew.
 *
 * @throws {UsageError} for a capture that can be read only once
 */
export function extract(
	source: Source,
	options: ExtractOptions = {},
): Extraction {
	if (typeof source !== "function") {
		const inputs = Array.isArray(source) ? source : [source];
		for (const input of inputs)
			if (
				!(input instanceof Uint8Array) &&
				!(input instanceof ArrayBuffer) &&
				!(input instanceof Blob)
			)
				throw new UsageError(
					"extract reads its captures more than once: give octets, a Blob, or a function that opens them anew",
				);
	}
	return new Extraction(source, options);
}
