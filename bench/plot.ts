/**
 * Draws the plots of docs/performance.md from `bench/results.jsonl`: what takes how long, how it was from commit to commit,
 * and how time and memory grow. Prints the latest tables as Markdown.
 *
 *     npm run bench:plot -- [--tables]
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { growthPicture } from "./plot/growth.js";
import { historyPicture } from "./plot/history.js";
import { latestRuns, programsPicture } from "./plot/programs.js";
import { cellsOf } from "./runtable.js";
import { root } from "./scratch.js";
import { markdown } from "./table.js";

const { values } = parseArgs({
	options: { tables: { type: "boolean", default: false } },
});

const folder = join(root, "docs/plots");
mkdirSync(folder, { recursive: true });
const pictures = {
	programs: programsPicture(),
	history: historyPicture(),
	growth: growthPicture(),
};
for (const [name, picture] of Object.entries(pictures)) {
	if (!picture) console.error(`${name}: nothing is recorded`);
	else writeFileSync(join(folder, `${name}.svg`), picture);
}
for (const { commit, date, capture, rows } of values.tables
	? latestRuns()
	: []) {
	const { kind, bytes, packets, messages } = capture;
	console.log(
		`\n${kind}: ${bytes} octets, ${packets} packets, ${messages} messages; ${commit}, ${date}\n`,
	);
	console.log(markdown(cellsOf(rows)));
}
