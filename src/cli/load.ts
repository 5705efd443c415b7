import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Script } from "node:vm";
import { type CodeCache, openCodeCache } from "./codecache.js";

/** File of `dist/program` that holds the program; its name holds the hash of what is in it (`scripts/bundle-cli.mjs`). */
declare const PROGRAM_FILE: string;

/** What the script exports (`bundled.ts`). */
type Program = typeof import("./bundled.js");

/**
 * After so long what a command needs is compiled, and V8 has not yet thrown away what only its start needed: the moment
 * to take the code cache of a long run.
 */
const TAKE_AFTER_MS = 1500;

/** A program that is ready to run. */
export interface LoadedProgram extends Program {
	/**
	 * To be called at the end of the run, with its exit code: keeps what V8 compiled, when that is not done yet and the run
	 * came to its end. One that failed has compiled too little to be kept for all that come.
	 */
	over(code: number): void;
}

/**
 * Loads the program as one script, with what V8 compiled of it in an earlier run of the same command: compiling it anew
 * takes longer than the analysis of a small capture.
 *
 * @param cli URL of `dist/cli.js`
 */
export function loadProgram(
	cli: string,
	words: readonly string[],
): LoadedProgram {
	const file = join(dirname(fileURLToPath(cli)), "program", PROGRAM_FILE);
	const cache = openCodeCache(PROGRAM_FILE, commandOf(words));
	// The bundle is ASCII: one octet a character in the file and in memory.
	const source = readFileSync(file, "latin1");
	const script = new Script(
		`(function (module, require, programUrl) {${source}\n})`,
		{ filename: file, cachedData: cache?.data },
	);
	const module = { exports: {} as Program };
	const url = pathToFileURL(file);
	script.runInThisContext()(module, lazyRequire(url), url.href);
	const program = module.exports;
	const isKept = cache?.data && !script.cachedDataRejected;
	if (!cache || isKept) return { ...program, over: nothing };
	const data = () => {
		program.useUsualFlags();
		return script.createCachedData();
	};
	return { ...program, over: keeper(data, cache.keep) };
}

/** Modules of Node that take long to load and that hardly a command uses. */
const RARE = ["node:child_process", "node:crypto", "node:perf_hooks"];

/** `require` for the script; a rare module is loaded when something of it is used. */
function lazyRequire(url: URL): (name: string) => unknown {
	const require = createRequire(url);
	return (name) =>
		RARE.includes(name)
			? new Proxy({}, { get: (_, key) => require(name)[key] })
			: require(name);
}

/** Commands that need other parts of the program than `analyze` does. */
const COMMANDS = [
	"correlate",
	"decode",
	"exchanges",
	"explain",
	"extract",
	"fields",
	"http",
	"info",
	"parts",
	"pdus",
	// What the second thread of analyze does.
	"relay",
	"show",
];

/** The command of the words as far as it matters here: captures may have its name. */
function commandOf(words: readonly string[]): string {
	if (words.includes("--help") || words.includes("-h")) return "help";
	const first = words.find((word) => !word.startsWith("-"));
	if (first === undefined) return "help";
	return COMMANDS.includes(first) ? first : "analyze";
}

/** There is nothing to keep. A function of the module, so that it holds nothing that was needed to load. */
function nothing(): void {}

/** Keeps the compiled code once: at the end, or after a while of a long run. */
function keeper(
	data: () => Buffer,
	keepData: CodeCache["keep"],
): LoadedProgram["over"] {
	let isKept = false;
	const keep = () => {
		if (!isKept) keepData(data());
		isKept = true;
	};
	setTimeout(keep, TAKE_AFTER_MS).unref();
	return (code) => {
		if (code === 0) keep();
	};
}
