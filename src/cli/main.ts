import { type Command, CommanderError } from "commander";
import { ExitCode } from "./exit.js";
import type { Library } from "./library.js";
import { createProgram } from "./program.js";
import { commandFirst } from "./words.js";

/**
 * Runs the command line.
 *
 * @param words what follows the program's name
 * @returns the exit status
 */
export async function main(
	words: readonly string[],
	version: string,
	loadLibrary: () => Promise<Library>,
): Promise<ExitCode> {
	let code: ExitCode = ExitCode.Done;
	const program = createProgram({ words, version, loadLibrary }, (status) => {
		code = status;
	});
	for (const command of [program, ...program.commands]) prepare(command);
	try {
		await program.parseAsync(commandFirst(words, program), { from: "user" });
	} catch (error) {
		if (!(error instanceof CommanderError)) throw error;
		return error.exitCode === 0 ? ExitCode.Done : ExitCode.Usage;
	}
	return code;
}

function prepare(command: Command): void {
	const help = `mmstrace ${command.name() === "mmstrace" ? "" : `${command.name()} `}--help`;
	command.exitOverride().configureOutput({
		outputError: (text, write) =>
			write(`${text.replace(/^error: /, "mmstrace: ")}(${help} tells more)\n`),
	});
}
