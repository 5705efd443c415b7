import type { Command } from "commander";
import { noneReadable, UsageError } from "../error.js";
import { expandFolders } from "../node/folder.js";
import { noCaptures } from "../node/source.js";
import type { CaptureOptions, Offset } from "./options.js";

/** Captures of a command line, given as arguments or by `-r`. None is wrong usage. */
export function namedCaptures(
	command: Command,
	captures: readonly string[],
	{ read = [] }: Pick<CaptureOptions, "read">,
): string[] {
	const paths = [...captures, ...read];
	if (paths.length === 0)
		command.error("error: no capture given", { exitCode: 2 });
	return paths;
}

/** The captures of a command line and what the library is to know of their clocks. */
export interface FoundCaptures {
	captures: string[];
	clocks: { offsets?: number[] };
}

/**
 * Finds the captures that paths stand for.
 *
 * @throws {CaptureError} when there are none
 * @throws {UsageError} for an offset of a name that no capture has
 */
export function findCaptures(
	paths: readonly string[],
	{ offset }: Pick<CaptureOptions, "offset">,
): FoundCaptures {
	const captures = expandFolders(paths);
	if (captures.length === 0) throw noneReadable(paths.map(noCaptures));
	return {
		captures,
		clocks: offset ? { offsets: offsetsOf(captures, offset) } : {},
	};
}

/** Seconds for each capture, in their order. A capture is named as it was given, or by its last part. */
function offsetsOf(
	captures: readonly string[],
	offsets: readonly Offset[],
): number[] {
	const seconds = captures.map(() => 0);
	for (const { file, seconds: correction } of offsets) {
		const isNamed = (capture: string) =>
			capture === file || (!file.includes("/") && capture.endsWith(`/${file}`));
		if (!captures.some(isNamed))
			throw new UsageError(`--offset: no capture is called ${file}`);
		captures.forEach((capture, i) => {
			if (isNamed(capture)) seconds[i] = correction;
		});
	}
	return seconds;
}
