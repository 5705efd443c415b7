import { readFile } from "node:fs/promises";
import { CaptureError, noneReadable } from "../error.js";
import type { FileFormat, FilePdu } from "../mms/file.js";
import type { Summary } from "../record.js";
import type { ExitCode } from "./exit.js";
import type { Library } from "./library.js";
import type { CaptureOptions } from "./options.js";
import { openOutput } from "./output.js";
import { createHeader, type Surroundings, writeReport } from "./run.js";
import type { Session } from "./session.js";
import { runCommand } from "./working.js";

/** Options of `mmstrace decode`. */
export type DecodeOptions = Pick<
	CaptureOptions,
	"format" | "output" | "quiet" | "color" | "bom"
> & { as: FileFormat };

/** Decodes files that hold one PDU each, binary or as hexadecimal digits, and gives the exit status. */
export async function runDecode(
	files: string[],
	options: DecodeOptions,
	surroundings: Surroundings,
): Promise<ExitCode> {
	return runCommand(options, async ({ session, bar }) => {
		const output = await openOutput(options.output, files);
		output.onFailure = (error) => session.fail(error);
		const decoding = new Decoding(
			await surroundings.loadLibrary(),
			files,
			options.as,
			session,
		);
		await writeReport({
			command: "decode",
			running: decoding,
			header: createHeader(files, surroundings),
			output,
			session,
			bar,
			options,
		});
	});
}

/** The PDUs of the files, in their order; files that cannot be read are skipped unless all are such. */
class Decoding implements AsyncIterable<FilePdu> {
	readonly captures = [];
	readonly #library: Library;
	readonly #files: string[];
	readonly #as: FileFormat;
	readonly #session: Session;
	readonly #problems: Record<string, number> = {};
	#octets = 0;

	constructor(
		library: Library,
		files: string[],
		as: FileFormat,
		session: Session,
	) {
		this.#library = library;
		this.#files = files;
		this.#as = as;
		this.#session = session;
	}

	async *[Symbol.asyncIterator](): AsyncGenerator<FilePdu> {
		const failures: CaptureError[] = [];
		for (const file of this.#files) {
			if (this.#session.signal.aborted) return;
			const octets = await readPduFile(file);
			if (octets instanceof CaptureError) failures.push(octets);
			else yield* this.#decode(file, octets);
		}
		if (failures.length === this.#files.length) throw noneReadable(failures);
		for (const { message } of failures) this.#session.warn(message);
	}

	async *#decode(file: string, octets: Uint8Array): AsyncGenerator<FilePdu> {
		this.#octets += octets.length;
		const options = { as: this.#as, name: file };
		for (const pdu of await this.#library.decode(octets, options)) {
			for (const { code } of pdu.problems)
				this.#problems[code] = (this.#problems[code] ?? 0) + 1;
			yield pdu;
		}
	}

	get summary(): Promise<Summary> {
		return Promise.resolve({
			type: "summary",
			packets: 0,
			bytes: this.#octets,
			messages: 0,
			legs: { send: 0, recipient: 0 },
			verdicts: {},
			outcomes: {},
			reasons: {},
			problems: this.#problems,
			limits: {},
			coverage: [],
		});
	}
}

async function readPduFile(file: string): Promise<Uint8Array | CaptureError> {
	try {
		const octets = await readFile(file === "-" ? "/dev/stdin" : file);
		if (octets.length === 0)
			return new CaptureError("empty", `${file}: the file is empty`, { file });
		return octets;
	} catch (error) {
		return new CaptureError(
			"unreadable",
			`${file}: ${(error as Error).message}`,
			{ file },
		);
	}
}
