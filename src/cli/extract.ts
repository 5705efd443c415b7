import { Command } from "commander";
import { Rereadable } from "../node/reread.js";
import { formatCount } from "../report/table/text.js";
import { findCaptures, namedCaptures } from "./captures.js";
import {
	addKnowledgeOptions,
	addQuietOption,
	addReadOptions,
	CAPTURES,
} from "./commonoptions.js";
import type { ExitCode } from "./exit.js";
import type { CaptureOptions } from "./options.js";
import { openOutput } from "./output.js";
import { libraryOptions, type Surroundings } from "./run.js";
import { addSelectionOptions } from "./selection.js";
import { runCommand } from "./working.js";

/** Options of `mmstrace extract`. */
type ExtractOptions = Omit<
	CaptureOptions,
	"format" | "output" | "sort" | "live"
> & { write: string };

/** `mmstrace extract` */
export function extractCommand(
	surroundings: Surroundings,
	finish: (code: ExitCode) => void,
): Command {
	const command = new Command("extract")
		.description("the packets of the messages that fit, as a capture")
		.argument("[CAPTURE...]", CAPTURES)
		.requiredOption(
			"-w, --write <OUT.pcapng>",
			"the capture to write (pcapng), or - for standard output",
		);
	addSelectionOptions(command, "message");
	addReadOptions(command);
	addKnowledgeOptions(command);
	addQuietOption(command);
	return command.action(async (captures: string[], options: ExtractOptions) => {
		const paths = namedCaptures(command, captures, options);
		finish(await runExtract(paths, options, surroundings));
	});
}

/** Copies the packets of the messages that fit, and gives the exit status. */
async function runExtract(
	paths: readonly string[],
	options: ExtractOptions,
	surroundings: Surroundings,
): Promise<ExitCode> {
	return runCommand(options, async ({ session, bar, own }) => {
		const passed = libraryOptions("analyze", options, session, bar);
		const { captures, clocks } = findCaptures(paths, options);
		const input = own(new Rereadable(captures, { signal: session.signal }));
		const output = await openOutput(options.write, captures, "-w");
		output.onFailure = (error) => session.fail(error);
		const library = await surroundings.loadLibrary();
		const extraction = library.extract(async () => input.pass(), {
			...passed,
			...clocks,
			application: `mmstrace ${surroundings.version}`,
		});
		try {
			for await (const octets of extraction) await output.write(octets);
		} finally {
			// What was interrupted is written as far as it came.
			await output.end();
		}
		bar.stop();
		const { messages, packets, bytes, missing } = await extraction.summary;
		session.say(
			messages === 0
				? `no message fits: ${options.write} holds no packets`
				: `${formatCount(messages)} messages, ${formatCount(packets)} packets, ${formatCount(bytes)} octets of them written to ${options.write}`,
		);
		session.checkCaptures(extraction.captures);
		if (missing > 0)
			session.warn(
				`${formatCount(missing)} packets were not found again: the input changed while it was read`,
			);
	});
}
