import { type Command, Option } from "commander";
import {
	flagsOf,
	type RecordKind,
	type SelectionFlag,
	type SelectionOptions,
	selection,
} from "../filter/filter.js";
import type { RecordFilter } from "../index.js";
import { collect } from "./options.js";

/** How the plain options are written, and what they mean. Those with `...` can be repeated: one of them must fit. */
const OPTIONS: Readonly<Record<SelectionFlag, readonly [string, string]>> = {
	number: [
		"--number <NUMBER...>",
		"of this subscriber, as sender or recipient, in any spelling",
	],
	messageId: ["--message-id <ID...>", "with this Message-ID"],
	outcome: ["--outcome <WORD...>", "with this outcome, such as refused"],
	reason: ["--reason <REASON...>", "with this reason (mmstrace explain)"],
	verdict: [
		"--verdict <WORD...>",
		"delivered, partly, failed, pending or unknown",
	],
	failed: ["--failed", "that failed for somebody"],
	client: ["--client <ADDRESS...>", "of this handset: address or network"],
	since: ["--since <TIME>", "that began at this time (UTC) or later"],
	until: ["--until <TIME>", "that began before this time (UTC)"],
};

/** The records of each command over captures, that of the command first. */
export const KINDS = {
	analyze: ["message"],
	pdus: ["pdu"],
	http: ["http"],
	exchanges: ["exchange", "identity"],
	info: [],
} as const satisfies Readonly<Record<string, readonly RecordKind[]>>;

/**
 * Adds `-Y` and the plain options for records of a kind; `selectedBy` makes the filter of them. All options over
 * records of one kind are the same on all commands.
 */
export function addSelectionOptions(command: Command, kind: RecordKind): void {
	command.optionsGroup("Which records (docs/filters.md):");
	command.option(
		"-Y, --filter <FILTER>",
		"that fit the filter; can be repeated, like the others with a value: one must fit",
		collect,
	);
	for (const flag of flagsOf(kind)) {
		const [syntax, about] = OPTIONS[flag];
		const isList = syntax.includes("...");
		const option = new Option(syntax.replace("...", ""), about);
		command.addOption(isList ? option.argParser(collect) : option);
		if (flag === "number")
			command.option(
				"--country <CODE>",
				"country of numbers without country code, such as 44",
			);
	}
	command.optionsGroup("Options:");
}

/** The filter that the options of a command make; undefined when they ask for nothing. */
export function selectedBy(
	options: SelectionOptions,
	kinds: readonly RecordKind[],
): RecordFilter | undefined {
	const { filter, number, country, messageId, outcome, reason } = options;
	const { verdict, failed, client, since, until } = options;
	return selection(
		Object.fromEntries(
			Object.entries({
				filter,
				number,
				country,
				messageId,
				outcome,
				reason,
				verdict,
				failed,
				client,
				since,
				until,
			}).filter(([, value]) => value !== undefined),
		),
		kinds,
	);
}
