import { createHash } from "node:crypto";
import {
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** The checkout that the benchmarks belong to. */
export const root = ROOT;

/** The command line as it is built. */
export const cli = join(ROOT, "dist/cli.js");

/** A folder that is gone when the program ends, however it ends. */
export function temporary(): string {
	const folder = mkdtempSync(join(tmpdir(), "mmstrace-bench-"));
	process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
	for (const [signal, number] of [
		["SIGINT", 2],
		["SIGTERM", 15],
	] as const) {
		process.once(signal, () => process.exit(128 + number));
	}
	return folder;
}

/** Where generated captures and builds stay for the next run; MMSTRACE_BENCH names another place. */
export function cache(): string {
	const folder = process.env.MMSTRACE_BENCH ?? join(tmpdir(), "mmstrace-bench");
	mkdirSync(folder, { recursive: true });
	return folder;
}

/** A few letters that change with the octets of these files and folders of the checkout; tests are left out. */
export function fingerprint(...paths: readonly string[]): string {
	const hash = createHash("sha1");
	for (const path of paths) {
		for (const file of filesOf(join(ROOT, path)))
			hash.update(readFileSync(file));
	}
	return hash.digest("hex").slice(0, 8);
}

function filesOf(path: string): string[] {
	try {
		return readdirSync(path, { recursive: true, withFileTypes: true })
			.filter((entry) => entry.isFile() && !entry.name.endsWith(".test.ts"))
			.map((entry) => join(entry.parentPath, entry.name))
			.sort();
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === "ENOTDIR") return [path];
		throw error;
	}
}
