import { UsageError } from "../error.js";
import { PROBLEMS } from "../problem.js";
import { harmless, wrap } from "../report/table/text.js";
import { REASONS, type Reason } from "../transaction/reasons.js";
import { STATES, type State } from "../transaction/states.js";
import type { ExitCode } from "./exit.js";
import { openOutput } from "./output.js";
import { terminalWidth } from "./terminal.js";
import { runCommand } from "./working.js";

const TABLE: Readonly<Record<string, Reason>> = REASONS;

/** Prints what a reason, a state or a problem means; without a name, lists all; gives the exit status. */
export async function runExplain(name: string | undefined): Promise<ExitCode> {
	return runCommand({}, async () => {
		const output = await openOutput(undefined, []);
		await output.write(name === undefined ? list() : explain(name));
		await output.end();
	});
}

/** The entry of this name; what every object has, such as `constructor`, is none. */
function own<T>(
	table: Readonly<Record<string, T>>,
	name: string,
): T | undefined {
	return Object.hasOwn(table, name) ? table[name] : undefined;
}

function explain(name: string): string {
	const width = Math.min(terminalWidth(), 100);
	const reason = own(TABLE, name);
	const state = own(STATES, name);
	// A word such as `deferred` is both.
	if (reason || state)
		return [
			reason && explainReason(name, reason, width),
			state && explainState(name, state, width),
		]
			.filter(Boolean)
			.join("\n");
	const problem = own(PROBLEMS, name);
	if (problem !== undefined) return `${name}\n${section("", [problem], width)}`;
	const near = closeNames(name);
	const hint = near.length > 0 ? `; close to it: ${near.join(", ")}` : "";
	throw new UsageError(
		`no reason, state or problem is called ${harmless(name)}${hint} (mmstrace explain lists all)`,
	);
}

function explainReason(name: string, reason: Reason, width: number): string {
	const { verdict, fault, outcome } = reason;
	const side = fault === undefined ? "" : `, look first at: ${fault}`;
	return [
		`${name}\n`,
		section("", [reason.title], width),
		section("", [`Verdict ${verdict}, outcome ${outcome}${side}.`], width),
		section("Evidence", [reason.evidence], width),
		section("Likely causes", reason.causes, width),
		section("What to look at next", [reason.next], width),
	].join("");
}

function explainState(name: string, state: State, width: number): string {
	const { leg, title, entered, next } = state;
	const whose = leg === "both" ? "either side" : `the ${leg}`;
	return [
		`${name} (state of the leg of ${whose})\n`,
		section("", [title], width),
		section("Entered by", [entered], width),
		section("What to look at next", [next], width),
	].join("");
}

function section(
	title: string,
	sentences: readonly string[],
	width: number,
): string {
	const lines = sentences.flatMap((sentence) =>
		wrap(sentence, width - 2).map((line) => `  ${line}\n`),
	);
	return (title === "" ? "" : `\n${title}\n`) + lines.join("");
}

function list(): string {
	const width = Math.min(terminalWidth(), 100);
	const line = ([name, text]: [string, string]) =>
		`${name}\n${section("", [text], width)}`;
	const reasons = Object.entries(TABLE).map(
		([name, { title }]): [string, string] => [name, title],
	);
	const states = Object.entries(STATES).map(
		([name, { title }]): [string, string] => [name, title],
	);
	return `Reasons\n\n${reasons.map(line).join("")}\nStates\n\n${states.map(line).join("")}\nProblems\n\n${Object.entries(PROBLEMS).map(line).join("")}`;
}

// Names that share a word of some length with what was asked for.
function closeNames(name: string): string[] {
	const words = name
		.toLowerCase()
		.split(/[^a-z0-9]+/)
		.filter((word) => word.length > 2);
	return [TABLE, STATES, PROBLEMS]
		.flatMap((table) => Object.keys(table))
		.filter((known) => words.some((word) => known.includes(word)))
		.slice(0, 5);
}
