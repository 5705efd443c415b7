import { spawnSync } from "node:child_process";
import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	renameSync,
	rmSync,
	symlinkSync,
} from "node:fs";
import { join } from "node:path";
import { cache, root } from "./scratch.js";

/** A revision that is built. */
export interface Build {
	/** What the person called it. */
	name: string;
	cli: string;
}

function git(args: readonly string[], env: object = {}): string {
	const { status, stdout, stderr } = spawnSync("git", args, {
		cwd: root,
		encoding: "utf8",
		env: { ...process.env, ...env },
	});
	if (status !== 0) throw new Error(`git ${args[0]}: ${stderr.trim()}`);
	return stdout.trim();
}

/** The working tree as git would commit all of it, without touching its index. */
function treeOfWork(folder: string): string {
	const env = { GIT_INDEX_FILE: join(folder, "index") };
	git(["read-tree", "HEAD"], env);
	git(["add", "--all"], env);
	return git(["write-tree"], env);
}

/** Builds a revision, or the working tree when there is none, in a folder of its own; what is built stays. */
export function build(revision: string | undefined, folder: string): Build {
	const tree =
		revision === undefined
			? treeOfWork(folder)
			: git(["rev-parse", "--verify", `${revision}^{tree}`]);
	const builds = join(cache(), "builds");
	const place = join(builds, tree);
	const name = revision ?? "working tree";
	if (!existsSync(place)) {
		console.error(`building ${name}`);
		mkdirSync(builds, { recursive: true });
		const part = mkdtempSync(`${place}.`);
		try {
			make(tree, part);
			renameSync(part, place);
		} catch (error) {
			rmSync(part, { recursive: true, force: true });
			throw error;
		}
	}
	return { name, cli: join(place, "dist/cli.js") };
}

function make(tree: string, place: string): void {
	shell(`git archive ${tree} | tar -x -C "${place}"`, root);
	symlinkSync(join(root, "node_modules"), join(place, "node_modules"));
	shell("npm run --silent build", place);
	// What is measured is the build alone.
	for (const entry of readdirSync(place)) {
		if (!["dist", "node_modules", "package.json"].includes(entry))
			rmSync(join(place, entry), { recursive: true });
	}
}

function shell(command: string, cwd: string): void {
	const { status, stdout, stderr } = spawnSync(
		"bash",
		["-o", "pipefail", "-c", command],
		{ cwd, encoding: "utf8" },
	);
	if (status !== 0) throw new Error(`${command}: ${stdout}${stderr}`);
}
