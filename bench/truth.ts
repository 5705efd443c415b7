/**
 * Compares records with the truth of a generated capture.
 *
 *     mmstrace analyze --format ndjson CAPTURE | tsx bench/truth.ts TRUTH.ndjson
 */
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import type { Message } from "../src/record.js";
import type { TruthMessage } from "../test/builder/index.js";
import { describeComparison, TruthCheck } from "../test/truth.js";

const truth = readFileSync(process.argv[2] ?? "", "utf8")
	.split("\n")
	.filter(Boolean)
	.map((line) => JSON.parse(line) as TruthMessage);
const check = new TruthCheck(truth);
for await (const line of createInterface({ input: process.stdin })) {
	if (line.startsWith('{"type":"message"')) {
		check.add(JSON.parse(line) as Message);
	}
}
console.log(describeComparison(check.result()));
