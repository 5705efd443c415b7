import { Command } from "commander";
import { mergeExchanges } from "../correlation/merge.js";
import {
	addIdentityOption,
	addOutputOptions,
	addSortOption,
} from "./commonoptions.js";
import type { ExitCode } from "./exit.js";
import { exchangeLines } from "./lines.js";
import { type CaptureOptions, parseLimit } from "./options.js";
import { openOutput } from "./output.js";
import {
	createHeader,
	libraryOptions,
	type Surroundings,
	writeReport,
} from "./run.js";
import { addSelectionOptions } from "./selection.js";
import { addFigureOptions, figuresOf, wantsFigures } from "./statistics.js";
import { chooseFormat } from "./terminal.js";
import { runCommand } from "./working.js";

/** `mmstrace correlate` */
export function correlateCommand(
	surroundings: Surroundings,
	finish: (code: ExitCode) => void,
): Command {
	const command = new Command("correlate")
		.description(
			"messages from the lines of mmstrace exchanges, as mmstrace analyze would find them",
		)
		.argument(
			"<FILE...>",
			"what mmstrace exchanges wrote (ndjson), or - for standard input",
		);
	addSelectionOptions(command, "message");
	addOutputOptions(command);
	addSortOption(command);
	addIdentityOption(command);
	command.option(
		"--limit <NAME=VALUE>",
		"change a limit (docs/limits.md); can be repeated",
		parseLimit,
	);
	addFigureOptions(command);
	return command.action(async (files: string[], options: CaptureOptions) => {
		finish(await runCorrelate(files, options, surroundings));
	});
}

async function runCorrelate(
	files: readonly string[],
	options: CaptureOptions,
	surroundings: Surroundings,
): Promise<ExitCode> {
	return runCommand(options, async ({ session, bar }) => {
		const passed = libraryOptions("analyze", options, session, bar);
		const figures = wantsFigures(options)
			? figuresOf(options, chooseFormat(options.format, options.output))
			: undefined;
		const output = await openOutput(options.output, files);
		output.onFailure = (error) => session.fail(error);
		const { correlate } = await surroundings.loadLibrary();
		const lists = files.map((file) => exchangeLines(file, session.signal));
		const messages = correlate(mergeExchanges(lists), passed);
		await writeReport({
			command: figures ? "statistics" : "analyze",
			running: figures ? figures(messages) : messages,
			header: createHeader([...files], surroundings),
			output,
			session,
			bar,
			options,
		});
	});
}
