import { type Command, Option } from "commander";
import { REPORTS } from "../report/index.js";
import {
	collect,
	parseCount,
	parseDecodeAs,
	parseLimit,
	parseOffset,
} from "./options.js";

export const CAPTURES =
	"pcap or pcapng files, folders of them, or - for standard input";

/** Format, file and colour of the output. */
export function addOutputOptions(
	command: Command,
	formats: readonly string[] = Object.keys(REPORTS),
	usual = "table on a terminal, else ndjson",
): void {
	command
		.addOption(
			new Option(
				"-f, --format <FORMAT>",
				`output format (default: ${usual})`,
			).choices(formats),
		)
		.option("-o, --output <FILE>", "write results to a file");
	if (formats.includes("csv"))
		command.option(
			"--bom",
			"csv begins with a byte order mark, which some spreadsheets need",
		);
	addQuietOption(command).addOption(
		new Option("--color <WHEN>", "colour; NO_COLOR is honoured")
			.choices(["auto", "always", "never"])
			.default("auto"),
	);
}

/** What every command can be asked: to say less, and what it does. */
export function addQuietOption(command: Command): Command {
	return command
		.option("-q, --quiet", "no warnings and no progress; errors only")
		.helpOption("-h, --help", "print help");
}

/** How captures are read. */
export function addReadOptions(command: Command): void {
	command
		.option(
			"-r, --read <CAPTURE>",
			"a capture, as an argument would be; can be repeated",
			collect,
		)
		.option(
			"--offset <FILE=SECONDS>",
			"add so many seconds to the times of a capture, whose clock differs; can be repeated",
			parseOffset,
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

/** What the captures do not tell of servers and of subscribers. */
export function addKnowledgeOptions(command: Command): void {
	command.option(
		"--mmsc <HOST[:PORT]>",
		"a server that is known to be an MMSC or its proxy; can be repeated",
		collect,
	);
	addIdentityOption(command);
}

/** Who had which address. */
export function addIdentityOption(command: Command): void {
	command.option(
		"--identity <FILE>",
		"who had which address when: number,imsi,address,from,to (docs/subscribers.md); can be repeated",
		collect,
	);
}

/** Order of messages. */
export function addSortOption(command: Command): void {
	command.addOption(
		new Option(
			"--sort <ORDER>",
			"final: as messages become final; first: by their first frame (holds all in memory)",
		)
			.choices(["final", "first"])
			.default("final"),
	);
}

/** Messages that are not final. */
export function addLiveOption(command: Command): void {
	command.addOption(
		new Option(
			"--live",
			"write messages while they go on, within a second, and again when they change (table or ndjson)",
		).conflicts(["sort", "summary", "by"]),
	);
}

/** Threads that share the work. */
export function addThreadsOption(command: Command): void {
	command.option(
		"--threads <N>",
		"threads to work with at most (default: all cores but one for large files, else one)",
		parseCount,
	);
}
