import type { Command } from "commander";
import { UsageError } from "../error.js";
import type { Message } from "../record.js";
import { batchesOf, type Format } from "../report/index.js";
import { StatisticsCollector } from "../statistics/collector.js";
import type { Statistics } from "../statistics/record.js";
import type { Running } from "./library.js";
import { collect } from "./options.js";

/** Options that ask for figures instead of messages. */
export interface FigureOptions {
	summary?: true;
	by?: string[];
}

/** Adds `--summary` and `--by`. */
export function addFigureOptions(command: Command): void {
	command
		.option(
			"--summary",
			"figures instead of messages: verdicts, reasons, times, servers, quality",
		)
		.option(
			"--by <FIELD,...>",
			"figures, and which values of these fields of legs fail more than others; + joins fields",
			collect,
		);
}

/** Whether figures are asked for. */
export function wantsFigures({ summary, by }: FigureOptions): boolean {
	return summary === true || by !== undefined;
}

/**
 * Reads messages and gives the figures of all of them.
 *
 * @throws {UsageError} for fields that cannot be compared, and for a format that has no place for figures
 */
export function figuresOf(
	{ by }: FigureOptions,
	format: Format,
): (running: Running<Message>) => Running<Statistics> {
	if (!["table", "json", "ndjson"].includes(format))
		throw new UsageError(
			`--summary and --by write table, json or ndjson, not ${format}`,
		);
	const collector = new StatisticsCollector(by ? { by } : {});
	return (running) => ({
		captures: running.captures,
		summary: running.summary,
		[Symbol.asyncIterator]: () => collectAll(running, collector),
	});
}

/** What was read before a failure counts; without any, there is only the failure. */
async function* collectAll(
	running: Running<Message>,
	collector: StatisticsCollector,
): AsyncGenerator<Statistics> {
	let failure: { error: unknown } | undefined;
	let messages = 0;
	try {
		for await (const batch of batchesOf(running))
			for (const message of batch) {
				collector.add(message);
				messages++;
			}
	} catch (error) {
		if (messages === 0) throw error;
		failure = { error };
	}
	yield collector.statistics;
	if (failure) throw failure.error;
}
