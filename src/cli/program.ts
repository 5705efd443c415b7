import { Command, Option } from "commander";
import { namedCaptures } from "./captures.js";
import {
	addKnowledgeOptions,
	addLiveOption,
	addOutputOptions,
	addReadOptions,
	addSortOption,
	addThreadsOption,
	CAPTURES,
} from "./commonoptions.js";
import { correlateCommand } from "./correlate.js";
import { type DecodeOptions, runDecode } from "./decode.js";
import type { ExitCode } from "./exit.js";
import { runExplain } from "./explain.js";
import { extractCommand } from "./extract.js";
import { type FieldsOptions, runFields } from "./fields.js";
import type { CaptureOptions } from "./options.js";
import { partsCommand } from "./parts.js";
import { runCaptures, type Surroundings } from "./run.js";
import { addSelectionOptions, KINDS } from "./selection.js";
import { showCommand } from "./show.js";
import { addFigureOptions } from "./statistics.js";
import { addStatsOption } from "./stats.js";

/**
 * The commands and their options. Only what works is here: `--help` tells the truth.
 *
 * @param finish gets the exit status of the command that ran
 */
export function createProgram(
	surroundings: Surroundings,
	finish: (code: ExitCode) => void,
): Command {
	const program = new Command("mmstrace")
		.description(
			"Reads packet captures and tells what became of every multimedia message (MMS) in them.",
		)
		.version(surroundings.version, "-V, --version", "print the version")
		.helpOption("-h, --help", "print help")
		.usage("[COMMAND] CAPTURE... [options]")
		.addHelpText("after", EXAMPLES);
	for (const command of captureCommands(surroundings, finish))
		program.addCommand(command, { isDefault: command.name() === "analyze" });
	program.addCommand(showCommand(surroundings, finish));
	program.addCommand(correlateCommand(surroundings, finish));
	program.addCommand(extractCommand(surroundings, finish));
	program.addCommand(partsCommand(surroundings, finish));
	program.addCommand(decodeCommand(surroundings, finish));
	program.addCommand(explainCommand(finish));
	program.addCommand(fieldsCommand(surroundings, finish));
	return program;
}

const EXAMPLES = `
The options of a command: mmstrace COMMAND --help; without a command, analyze.

Examples:
  mmstrace trace.pcapng                      what became of every message
  mmstrace --failed --client 10.20.0.0/16 traces/
                                             what failed in a network
  mmstrace -Y 'end_to_end > 60s' trace.pcap  what took long (docs/filters.md)
  mmstrace show m-50adfc00 trace.pcapng      one message as a ladder
  mmstrace --summary --by server traces/     figures; which servers fail more
  mmstrace --format csv -o t.csv trace.pcap  a table for a spreadsheet
  mmstrace pdus trace.pcap                   every MMSE PDU
  mmstrace extract trace.pcapng --number 447900041301 -w one.pcapng
                                             one subscriber's packets
  mmstrace explain retrieve-http-404         what a reason means
  tcpdump -w - port 80 | mmstrace -          a capture from a pipe
`;

const DESCRIPTIONS = {
	analyze: "every MMS message in the captures, what became of it, and why",
	pdus: "every MMSE PDU, decoded",
	http: "every HTTP message",
	exchanges:
		"requests with their replies, and pushes, as far as they belong to MMS",
	info: "what the captures hold: formats, link types, packets, times, protocols, damage",
} as const;

function captureCommands(
	surroundings: Surroundings,
	finish: (code: ExitCode) => void,
): Command[] {
	const names = Object.keys(DESCRIPTIONS) as (keyof typeof DESCRIPTIONS)[];
	return names.map((name) => {
		const command = new Command(name)
			.description(DESCRIPTIONS[name])
			.argument("[CAPTURE...]", CAPTURES);
		const [kind] = KINDS[name];
		if (kind) addSelectionOptions(command, kind);
		addOutputOptions(command);
		addReadOptions(command);
		addStatsOption(command);
		if (name === "analyze" || name === "exchanges")
			addKnowledgeOptions(command);
		if (name === "analyze") addSortOption(command);
		if (name === "analyze") addLiveOption(command);
		if (name === "analyze") addThreadsOption(command);
		if (name === "analyze") addFigureOptions(command);
		return command.action(
			async (captures: string[], options: CaptureOptions) => {
				const paths = namedCaptures(command, captures, options);
				finish(await runCaptures(name, paths, options, surroundings));
			},
		);
	});
}

function decodeCommand(
	surroundings: Surroundings,
	finish: (code: ExitCode) => void,
): Command {
	const command = new Command("decode")
		.description("single PDUs from files, binary or hexadecimal")
		.argument("<FILE...>", "files with one PDU each, or - for standard input")
		.addOption(
			new Option("--as <KIND>", "what the files hold")
				.choices(["mmse", "wsp-push"])
				.makeOptionMandatory(),
		);
	addOutputOptions(command);
	return command.action(async (files: string[], options: DecodeOptions) => {
		finish(await runDecode(files, options, surroundings));
	});
}

function explainCommand(finish: (code: ExitCode) => void): Command {
	return new Command("explain")
		.description(
			"what a reason or a problem means: evidence, likely causes, what to look at next",
		)
		.argument("[NAME]", "a reason or problem code; all of them when left out")
		.helpOption("-h, --help", "print help")
		.action(async (name: string | undefined) => {
			finish(await runExplain(name));
		});
}

function fieldsCommand(
	surroundings: Surroundings,
	finish: (code: ExitCode) => void,
): Command {
	const command = new Command("fields")
		.description("the fields that filters can use")
		.argument(
			"[PATTERN]",
			"part of a name, or a name with * for anything; short names when left out",
		);
	addOutputOptions(command, ["table", "ndjson"]);
	return command.action(
		async (pattern: string | undefined, options: FieldsOptions) => {
			finish(await runFields(pattern, options, surroundings));
		},
	);
}
