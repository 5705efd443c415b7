import { createReadStream } from "node:fs";
import { checkLine } from "../correlation/check.js";
import type { ExchangeLine } from "../correlation/correlate.js";
import { CaptureError } from "../error.js";

/** Characters of one line: those of an exchange with a body of some hundred megabytes in small segments. */
const LINE_LIMIT = 2 ** 26;
const CHUNK = 2 ** 18;
/** Characters of a broken line that an error shows. */
const SHOWN = 60;

/**
 * The records of a file that `mmstrace exchanges` wrote, or of standard input (`-`).
 *
 * @throws {CaptureError} for a file that cannot be read, and for a line that is no such record: `FILE:LINE: ...`
 */
export async function* exchangeLines(
	file: string,
	signal: AbortSignal,
): AsyncGenerator<ExchangeLine> {
	let number = 0;
	let isWhole = false;
	for await (const line of linesOf(file, signal)) {
		number++;
		if (line.trim() === "") continue;
		const record = readLine(line);
		if (typeof record === "string")
			throw new CaptureError("not-a-capture", `${file}:${number}: ${record}`, {
				file,
				line: number,
			});
		isWhole = record.type === "summary";
		yield record;
	}
	if (signal.aborted) return;
	if (number === 0)
		throw new CaptureError("empty", `${file}: the file is empty`, { file });
	if (!isWhole)
		throw new CaptureError(
			"not-a-capture",
			`${file}:${number}: the last line is no summary: this is not all that mmstrace exchanges wrote`,
			{ file, line: number },
		);
}

function readLine(line: string): ExchangeLine | string {
	try {
		return checkLine(JSON.parse(line));
	} catch {
		const start = line.slice(0, SHOWN);
		return `no JSON: ${JSON.stringify(start)}${line.length > SHOWN ? "..." : ""}`;
	}
}

/** Lines without their ends; one that is too long is cut, and so no JSON. */
async function* linesOf(
	file: string,
	signal: AbortSignal,
): AsyncGenerator<string> {
	const stream =
		file === "-"
			? process.stdin
			: createReadStream(file, { highWaterMark: CHUNK });
	stream.setEncoding("utf8");
	const stop = () => stream.destroy();
	signal.addEventListener("abort", stop);
	let rest = "";
	try {
		for await (const chunk of stream as AsyncIterable<string>) {
			const lines = chunk.split("\n");
			lines[0] = rest + lines[0]!;
			rest = lines.pop()!;
			yield* lines;
			if (rest.length > LINE_LIMIT) break;
		}
		if (rest !== "") yield rest;
	} catch (error) {
		if (signal.aborted) return;
		const { message } = error as Error;
		throw new CaptureError("unreadable", `${file}: ${message}`, { file });
	} finally {
		signal.removeEventListener("abort", stop);
	}
}
