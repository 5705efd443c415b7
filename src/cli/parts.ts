import { Command } from "commander";
import { Rereadable } from "../node/reread.js";
import { partLimits } from "../parts/limits.js";
import { PartsPlan } from "../parts/plan.js";
import { formatJson } from "../report/index.js";
import { formatSize, plural } from "../report/table/text.js";
import { findCaptures, namedCaptures } from "./captures.js";
import {
	addKnowledgeOptions,
	addQuietOption,
	addReadOptions,
	CAPTURES,
} from "./commonoptions.js";
import type { ExitCode } from "./exit.js";
import type { Library, LibraryOptions } from "./library.js";
import type { CaptureOptions } from "./options.js";
import { INDEX, PartWriter } from "./partwriter.js";
import { createHeader, libraryOptions, type Surroundings } from "./run.js";
import { addSelectionOptions } from "./selection.js";
import type { Session } from "./session.js";
import { runCommand } from "./working.js";

/** Options of `mmstrace parts`. */
type PartsOptions = Omit<CaptureOptions, "format" | "sort" | "live"> & {
	output: string;
	force?: true;
};

/** `mmstrace parts` */
export function partsCommand(
	surroundings: Surroundings,
	finish: (code: ExitCode) => void,
): Command {
	const command = new Command("parts")
		.description(
			"the contents (pictures, texts) of the messages that fit, into a folder",
		)
		.argument("[CAPTURE...]", CAPTURES)
		.requiredOption(
			"-o, --output <FOLDER>",
			"the folder to write to: a folder for each message, and an index",
		)
		.option("--force", "write over files that are there");
	addSelectionOptions(command, "message");
	addReadOptions(command);
	addKnowledgeOptions(command);
	addQuietOption(command);
	return command.action(async (captures: string[], options: PartsOptions) => {
		const paths = namedCaptures(command, captures, options);
		finish(await runParts(paths, options, surroundings));
	});
}

/** Reads the captures twice: which messages fit, then their parts. Gives the exit status. */
async function runParts(
	paths: readonly string[],
	options: PartsOptions,
	surroundings: Surroundings,
): Promise<ExitCode> {
	return runCommand(options, async ({ session, bar, own }) => {
		const { captures, clocks } = findCaptures(paths, options);
		const passed = {
			...libraryOptions("analyze", options, session, bar),
			...clocks,
		};
		const limits = partLimits(options.limit ?? {});
		const plan = new PartsPlan(limits);
		const { output: folder, force = false } = options;
		const writer = new PartWriter(plan, { folder, force, limits });
		writer.prepare();
		const library = await surroundings.loadLibrary();
		const input = own(new Rereadable(captures, { signal: session.signal }));
		await choose(plan, library, input, passed);
		try {
			await writeParts(writer, library, input, { session, options: passed });
		} finally {
			const header = formatJson(createHeader(captures, surroundings));
			const lines = [header, ...writer.entries.map(formatJson)];
			writer.writeText(INDEX, `${lines.join("\n")}\n`);
		}
		tell(session, plan, writer, folder);
	});
}

/** First reading: the messages that fit, and where their parts are. */
async function choose(
	plan: PartsPlan,
	library: Library,
	input: Rereadable,
	options: LibraryOptions,
): Promise<void> {
	const { filter } = options;
	const running = library.analyze(input.pass(), {
		...withoutFilter(options),
		onExchanges: (message, exchanges) => {
			if (!filter || filter(message)) plan.add(message, exchanges);
		},
	});
	for await (const _ of running);
}

/** The filter sees messages, and is asked here. */
function withoutFilter({
	filter: _,
	...options
}: LibraryOptions): LibraryOptions {
	return options;
}

/** Second reading: the octets. */
async function writeParts(
	writer: PartWriter,
	library: Library,
	input: Rereadable,
	{ session, options }: { session: Session; options: LibraryOptions },
): Promise<void> {
	const running = library.contents(
		input.pass(),
		(contents) => writer.write(contents),
		withoutFilter(options),
	);
	for await (const _ of running);
	session.checkCaptures(running.captures);
}

function tell(
	session: Session,
	plan: PartsPlan,
	writer: PartWriter,
	folder: string,
): void {
	const limited = plan.left + writer.limited;
	if (limited > 0)
		session.warn(
			`${plural(limited, "part")} cut or left out by a limit (part-octets, parts-octets, parts-files; docs/limits.md)`,
		);
	const written = `${plural(writer.files, "file")}, ${formatSize(writer.octets)}`;
	process.stdout.write(
		`${written} of ${plural(plan.messages, "message")} in ${folder} (${INDEX} lists them)\n`,
	);
}
