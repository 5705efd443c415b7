import { readFileSync } from "node:fs";
import { UsageError } from "../error.js";
import { parseIdentities } from "../identities.js";
import type { Identity } from "../record.js";

/**
 * Reads the files of `--identity`.
 *
 * @throws {UsageError} for one that cannot be read, or a line that is wrong
 */
export function readIdentities(paths: readonly string[]): Identity[] {
	return paths.flatMap((path) => parseIdentities(readText(path), path));
}

function readText(path: string): string {
	try {
		return readFileSync(path, "utf8");
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		throw new UsageError(`--identity ${path}: cannot be read (${code})`, {
			file: path,
		});
	}
}
