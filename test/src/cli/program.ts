import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

const ROOT = new URL("../../..", import.meta.url).pathname;

/** What a run of a program left. */
export interface Ended {
	status: number | null;
	stdout: string;
	stderr: string;
}

export interface RunOptions {
	/** Octets for standard input, or what writes them and ends it. */
	input?: string | Uint8Array | ((child: ChildProcess) => void);
	env?: Record<string, string>;
	/** Called with the running process, to signal it or to read from it. */
	meanwhile?(child: ChildProcess): void;
}

/** Runs the built command line, as a user would. */
export function runBuilt(
	words: readonly string[],
	options: RunOptions = {},
): Promise<Ended> {
	return run(["dist/cli.js", ...words], options);
}

/** Runs the command line of the source over a library that only pretends to read. */
export function runFake(
	behaviour: string,
	words: readonly string[],
	options: RunOptions = {},
): Promise<Ended> {
	return run(["--import", "tsx", "test/src/cli/fakemain.ts", ...words], {
		...options,
		env: { ...options.env, FAKE: behaviour },
	});
}

async function run(
	words: readonly string[],
	{ input, env, meanwhile }: RunOptions,
): Promise<Ended> {
	const child = spawn(process.execPath, words, {
		cwd: ROOT,
		env: { ...process.env, NO_COLOR: "", ...env },
	});
	const texts = { stdout: "", stderr: "" };
	for (const name of ["stdout", "stderr"] as const) {
		child[name].setEncoding("utf8");
		child[name].on("data", (text: string) => {
			texts[name] += text;
		});
	}
	// A program that ends before it has read all its input is no failure of the test.
	child.stdin.on("error", () => {});
	if (typeof input === "function") input(child);
	else child.stdin.end(input);
	meanwhile?.(child);
	const [status] = (await once(child, "close")) as [number | null];
	return { status, ...texts };
}

/** The records of ndjson output. */
export function parseLines(text: string): Record<string, unknown>[] {
	return text
		.split("\n")
		.filter((line) => line !== "")
		.map((line) => JSON.parse(line));
}
