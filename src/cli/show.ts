import { Command, Option } from "commander";
import { UsageError } from "../error.js";
import { blockingSources } from "../node/source.js";
import type { Header, Message } from "../record.js";
import {
	type FoundMessage,
	formatJson,
	formatMessage,
	MessageFinder,
	UID_CHARACTERS,
	type Wanted,
} from "../report/index.js";
import { findCaptures, namedCaptures } from "./captures.js";
import {
	addKnowledgeOptions,
	addOutputOptions,
	addReadOptions,
} from "./commonoptions.js";
import type { ExitCode } from "./exit.js";
import type { Running } from "./library.js";
import { type CaptureOptions, parseCount } from "./options.js";
import { openOutput } from "./output.js";
import { createHeader, libraryOptions, type Surroundings } from "./run.js";
import { chooseColour, knowsUnicode, terminalWidth } from "./terminal.js";
import { runCommand } from "./working.js";

/** Options of `mmstrace show`. */
interface ShowCommandOptions extends CaptureOptions {
	id?: number;
	tcp?: true;
	wtp?: true;
	dns?: true;
	all?: true;
}

const FORMATS = ["table", "json", "ndjson"];

/** `mmstrace show` */
export function showCommand(
	surroundings: Surroundings,
	finish: (code: ExitCode) => void,
): Command {
	const command = new Command("show")
		.description(
			"one message as a text ladder: what passed between phones and servers, when, and why it ended so",
		)
		.usage("[options] UID CAPTURE...")
		.argument(
			"<UID>",
			`beginning of the uid of a message, leg or exchange, at least ${UID_CHARACTERS} characters`,
		)
		.argument("[CAPTURE...]", "captures, as of mmstrace analyze")
		.option(
			"--id <N>",
			"the N-th message of the results; then no UID is given",
			parseCount,
		)
		.option("--tcp", "show handshakes and ends of TCP connections, and frames")
		.option("--wtp", "show WSP connects, acknowledgements and frames")
		.option("--dns", "show names that were not resolved")
		.addOption(
			new Option("--all", "show all of these").implies({
				tcp: true,
				wtp: true,
				dns: true,
			}),
		);
	addOutputOptions(command, FORMATS, "table, the ladder");
	addReadOptions(command);
	addKnowledgeOptions(command);
	return command.action(
		async (uid: string, captures: string[], options: ShowCommandOptions) => {
			const { id } = options;
			if (id === undefined && uid.length < UID_CHARACTERS)
				command.error(
					`error: a uid needs at least ${UID_CHARACTERS} characters, ${uid} has fewer`,
					{ exitCode: 2 },
				);
			const given = id === undefined ? captures : [uid, ...captures];
			const paths = namedCaptures(command, given, options);
			const wanted = id === undefined ? { uid } : { id };
			finish(await runShow(wanted, paths, options, surroundings));
		},
	);
}

async function runShow(
	wanted: Wanted,
	paths: readonly string[],
	options: ShowCommandOptions,
	surroundings: Surroundings,
): Promise<ExitCode> {
	return runCommand(options, async ({ session, bar }) => {
		const { captures, clocks } = findCaptures(paths, options);
		const library = await surroundings.loadLibrary();
		const finder = new MessageFinder(wanted);
		const running = library.analyze(blockingSources(captures, session.signal), {
			...libraryOptions("analyze", options, session, bar),
			...clocks,
			onExchanges: (message, exchanges) => finder.add(message, exchanges),
		});
		await readUntilFound(running, finder);
		bar.stop();
		if (finder.count !== 1) throw new UsageError(finder.describeMiss());
		const output = await openOutput(options.output, captures);
		const header = createHeader(captures, surroundings);
		await output.write(
			textOf(finder.found[0] as FoundMessage, options, header),
		);
		await output.end();
		session.checkCaptures(running.captures);
	});
}

async function readUntilFound(
	running: Running<Message>,
	finder: MessageFinder,
): Promise<void> {
	for await (const _ of running) if (finder.isDone) return;
}

function textOf(
	{ message, exchanges }: FoundMessage,
	options: ShowCommandOptions,
	header: Header,
): string {
	const parts = exchanges.flat();
	const start = formatJson(header);
	switch (options.format) {
		case "json":
			return `{"header":${start},\n"message":${formatJson(message)},\n"exchanges":[\n${parts.map(formatJson).join(",\n")}\n]}\n`;
		case "ndjson":
			return `${[start, ...[message, ...parts].map(formatJson)].join("\n")}\n`;
		default:
			return formatMessage(message, exchanges, {
				width: terminalWidth(),
				colour: chooseColour(options.color, options.output),
				ascii: !knowsUnicode(),
				captures: header.captures,
				tcp: options.tcp === true,
				wtp: options.wtp === true,
				dns: options.dns === true,
			});
	}
}
