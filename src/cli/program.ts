import { Command, Option } from "commander";
import { REPORTS } from "../report/index.js";
import { type DecodeOptions, runDecode } from "./decode.js";
import type { ExitCode } from "./exit.js";
import { runExplain } from "./explain.js";
import {
	type CaptureOptions,
	collect,
	parseCount,
	parseDecodeAs,
	parseLimit,
} from "./options.js";
import { runCaptures, type Surroundings } from "./run.js";
import { addSelectionOptions, KINDS } from "./selection.js";

const CAPTURES =
	"pcap or pcapng files, folders of them, or - for standard input";

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
	program.addCommand(decodeCommand(surroundings, finish));
	program.addCommand(explainCommand(finish));
	return program;
}

const EXAMPLES = `
Examples:
  mmstrace trace.pcapng                     what became of every message
  mmstrace pdus --format ndjson trace.pcap  every MMSE PDU, one JSON object per line
  mmstrace explain retrieve-http-404        what a reason means and what to look at next
  tcpdump -w - port 80 | mmstrace -         a capture from a pipe
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
		if (name === "analyze" || name === "exchanges") addMmscOption(command);
		if (name === "analyze") addSortOption(command);
		if (name === "analyze") addLiveOption(command);
		return command.action(
			async (captures: string[], options: CaptureOptions) => {
				const paths = [...captures, ...(options.read ?? [])];
				if (paths.length === 0)
					command.error("error: no capture given", { exitCode: 2 });
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

function addOutputOptions(command: Command): void {
	command
		.addOption(
			new Option(
				"-f, --format <FORMAT>",
				"output format (default: table on a terminal, else ndjson)",
			).choices(Object.keys(REPORTS)),
		)
		.option("-o, --output <FILE>", "write results to a file")
		.option("-q, --quiet", "no warnings and no progress; errors only")
		.addOption(
			new Option("--color <WHEN>", "colour; NO_COLOR is honoured")
				.choices(["auto", "always", "never"])
				.default("auto"),
		)
		.helpOption("-h, --help", "print help");
}

function addReadOptions(command: Command): void {
	command
		.option(
			"-r, --read <CAPTURE>",
			"a capture, as an argument would be; can be repeated",
			collect,
		)
		.option("-c, --count <N>", "stop after N packets", parseCount)
		.option(
			"-d, --decode-as <PORT=PROTOCOL>",
			"decode a UDP port as wtp or wsp; can be repeated",
			parseDecodeAs,
		)
		.option(
			"--limit <NAME=VALUE>",
			"change a limit (docs/limits.md); can be repeated",
			parseLimit,
		)
		.option("--no-progress", "no progress bar");
}

function addMmscOption(command: Command): void {
	command.option(
		"--mmsc <HOST[:PORT]>",
		"a server that is known to be an MMSC or its proxy; can be repeated",
		collect,
	);
}

function addSortOption(command: Command): void {
	command.addOption(
		new Option(
			"--sort <ORDER>",
			"final: as messages become final; first: by their first frame (holds all in memory)",
		)
			.choices(["final", "first"])
			.default("final"),
	);
}

function addLiveOption(command: Command): void {
	command.addOption(
		new Option(
			"--live",
			"write messages while they go on, within a second, and again when they change (table or ndjson)",
		).conflicts(["sort"]),
	);
}
