/**
 * Draws the plots of docs/performance.md from `bench/results.jsonl` and puts the latest tables into it: what takes how long,
 * how it was from commit to commit, and how time and memory grow.
 *
 *     npm run bench:plot
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fillDocument } from "./plot/document.js";
import { growthPicture } from "./plot/growth.js";
import { historyPicture } from "./plot/history.js";
import { programsPicture } from "./plot/programs.js";
import { root } from "./scratch.js";

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
fillDocument();
