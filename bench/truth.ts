/**
 * Compares records with the truth of a generated capture, of `--kind truth` or `--kind lives`.
 *
 *     mmstrace analyze --format ndjson CAPTURE | tsx bench/truth.ts TRUTH.ndjson
 */
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import type { Message } from "../src/record.js";
import type { TruthMessage } from "../test/builder/index.js";
import { describeLives, LivesCheck } from "../test/lives.js";
import { describeComparison, TruthCheck } from "../test/truth.js";

const lines: unknown[] = readFileSync(process.argv[2] ?? "", "utf8")
	.split("\n")
	.filter(Boolean)
	.map((line) => JSON.parse(line));
const ofLives = lines.some((line) => "legs" in (line as object));
const lives = new LivesCheck(ofLives ? (lines as never) : []);
const turns = new TruthCheck(ofLives ? [] : (lines as TruthMessage[]));
for await (const line of createInterface({ input: process.stdin })) {
	if (!line.startsWith('{"type":"message"')) continue;
	const message = JSON.parse(line) as Message;
	if (ofLives) lives.add(message);
	else turns.add(message);
}
console.log(
	ofLives ? describeLives(lives.result()) : describeComparison(turns.result()),
);
