import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(fileURLToPath(import.meta.url), "../..");

/** Folder with reference tables, vectors and captures that are no part of the package: `MMSTRACE_SHARED`. */
export const SHARED = process.env.MMSTRACE_SHARED ?? resolve(root, "../shared");

/** Folder of real captures and PDUs: `MMSTRACE_CORPUS`, else `corpus` in the shared folder. */
export const CORPUS = process.env.MMSTRACE_CORPUS ?? join(SHARED, "corpus");

export const hasShared = existsSync(join(SHARED, "spec"));
export const hasCorpus = existsSync(CORPUS);

/** Why tests are skipped, for their titles. */
export const SKIP_CORPUS = hasCorpus
	? ""
	: ` (skipped: no corpus at ${CORPUS}; set MMSTRACE_CORPUS)`;
export const SKIP_SHARED = hasShared
	? ""
	: ` (skipped: no reference data at ${SHARED}; set MMSTRACE_SHARED)`;

/** Path inside the corpus. */
export function corpusPath(...names: string[]): string {
	return join(CORPUS, ...names);
}

/** Path inside the shared folder, such as `spec/check/vectors.json`. */
export function sharedPath(...names: string[]): string {
	return join(SHARED, ...names);
}

/** Paths of the files of a corpus folder, sorted; none when there is no corpus. */
export function corpusFiles(...names: string[]): string[] {
	const folder = corpusPath(...names);
	if (!existsSync(folder)) return [];
	return readdirSync(folder, { withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => join(folder, entry.name))
		.sort();
}

export function readJson<T>(path: string): T {
	return JSON.parse(readFileSync(path, "utf8")) as T;
}
