import { UsageError } from "../error.js";
import { listFields } from "../filter/fields/list.js";
import { formatJson } from "../report/jsontext.js";
import { fieldsTable } from "../report/table/fields.js";
import { wrap } from "../report/table/text.js";
import type { ExitCode } from "./exit.js";
import type { ColourChoice } from "./options.js";
import { openOutput } from "./output.js";
import { createHeader, type Surroundings } from "./run.js";
import { chooseColour, chooseFormat, terminalWidth } from "./terminal.js";
import { runCommand } from "./working.js";

/** Options of `mmstrace fields`. */
export interface FieldsOptions {
	format?: "table" | "ndjson";
	output?: string;
	color: ColourChoice;
}

/** Prints the fields that filters can use, and gives the exit status. */
export async function runFields(
	pattern: string | undefined,
	options: FieldsOptions,
	surroundings: Surroundings,
): Promise<ExitCode> {
	return runCommand({}, async () => {
		const fields = listFields(pattern);
		if (fields.length === 0)
			throw new UsageError(
				`no field has ${pattern} in its name (mmstrace fields lists all)`,
			);
		const output = await openOutput(options.output, []);
		if (chooseFormat(options.format, options.output) === "table") {
			const colour = chooseColour(options.color, options.output);
			await output.write(
				fieldsTable(fields, { width: terminalWidth(), colour }),
			);
			if (pattern === undefined) await output.write(`\n${prefixes()}\n`);
		} else {
			const header = createHeader([], surroundings);
			for (const line of [header, ...fields])
				await output.write(`${formatJson(line)}\n`);
		}
		await output.end();
	});
}

function prefixes(): string {
	return wrap(PREFIXES, Math.min(terminalWidth(), 100)).join("\n");
}

const PREFIXES =
	"A name of a field of legs means any leg of a message; send.NAME and recipients.NAME mean those of the sender and of the recipients, leg.NAME both, message.NAME the message's own. request.NAME and response.NAME are those of an exchange. mmstrace fields '*' lists all of them.";
