#!/usr/bin/env node
// Only what `--version` needs is loaded here; the rest comes when it is wanted.
import { readFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";

// By default V8 compiles with all optimizations whatever has run some hundred times. For a run of seconds that takes
// longer than it saves: a fifth of the processor time of a capture of 500 MB. Loops that matter still get there.
setFlagsFromString("--interrupt-budget=800000");

const { version } = JSON.parse(
	readFileSync(new URL("../package.json", import.meta.url), "utf8"),
) as { version: string };
const words = process.argv.slice(2);

if (words.length === 1 && (words[0] === "--version" || words[0] === "-V")) {
	process.stdout.write(`${version}\n`);
} else {
	const { main } = await import("./cli/main.js");
	process.exit(await main(words, version));
}
