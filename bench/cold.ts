import { spawnSync } from "node:child_process";

/**
 * Drops the pages of files from the page cache, and of nothing else (`/proc/sys/vm/drop_caches` would drop Node as well).
 *
 * @throws {Error} when pages stay, as on file systems that are in memory
 */
export function dropPages(files: readonly string[]): void {
	for (const file of files) {
		spawnSync("sync", [file]);
		spawnSync("dd", [`if=${file}`, "iflag=nocache", "count=0", "status=none"]);
		const { stdout } = spawnSync("fincore", ["-n", "-o", "PAGES", file], {
			encoding: "utf8",
		});
		if (Number(stdout) !== 0)
			throw new Error(`${stdout.trim()} pages of ${file} stay in memory`);
	}
}

/** Reads files once, so that they are in the page cache. */
export function warm(files: readonly string[]): void {
	spawnSync("cat", files, { stdio: ["ignore", "ignore", "inherit"] });
}
