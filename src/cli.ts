#!/usr/bin/env node
// Only what `--version` needs is loaded here; the rest comes when it is wanted.
import { readFileSync } from "node:fs";

const { version } = JSON.parse(
	readFileSync(new URL("../package.json", import.meta.url), "utf8"),
) as { version: string };
const words = process.argv.slice(2);

if (words.length === 1 && (words[0] === "--version" || words[0] === "-V")) {
	process.stdout.write(`${version}\n`);
} else {
	const { lowerOtherThreads } = await import("./cli/priority.js");
	lowerOtherThreads();
	const { loadProgram } = await import("./cli/load.js");
	const { run, over } = loadProgram(import.meta.url, words);
	const code = await run(words, version);
	over(code);
	process.exit(code);
}
