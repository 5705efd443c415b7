import { drawPanel, type Series } from "./lines.js";
import { type Run, runsOf, USUAL } from "./programs.js";
import { svg } from "./svg.js";

const WIDTH = 720;
const HEIGHT = 320;
/** The names are those of `generate.ts`; `mixed` has three tenths MMS. */
const KINDS = ["mms75", "mixed", "other99"];

/** Names that the row of one thread has had. */
const ONE_THREAD = ["mmstrace analyze, one thread", "mmstrace analyze"];

function secondsPerGb(run: Run): number | undefined {
	for (const name of ONE_THREAD) {
		const row = run.rows.find((one) => one.name === name);
		if (row) return 1000 / row.mbPerSecond;
	}
	return undefined;
}

/** How long one thread took for a GB, from commit to commit. */
export function historyPicture(): string | undefined {
	const runs = KINDS.flatMap(runsOf)
		.filter(({ capture }) => capture.bytes >= USUAL)
		.sort((a, b) => a.date.localeCompare(b.date));
	if (runs.length === 0) return undefined;
	const commits = [...new Set(runs.map(({ commit }) => commit))];
	const series: Series[] = KINDS.map((name) => ({
		name,
		points: commits.flatMap((commit, i) => {
			const run = runs.findLast(
				(one) => one.commit === commit && one.capture.kind === name,
			);
			const seconds = run && secondsPerGb(run);
			return seconds === undefined ? [] : [[i, seconds] as const];
		}),
	}));
	const panel = {
		title: "mmstrace analyze, one thread: seconds for each GB",
		x: "commit",
		names: commits,
		series: series.filter(({ points }) => points.length > 0),
	};
	const box = { left: 0, top: 0, width: WIDTH, height: HEIGHT };
	return svg(panel.title, [WIDTH, HEIGHT], drawPanel(panel, box));
}
