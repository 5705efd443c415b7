/**
 * Races a revision against the working tree: builds both in folders of their own (node_modules is the same), runs both in
 * turns on the same capture, and prints how many times as long the working tree takes, with its spread over the rounds.
 *
 *     npm run bench:compare -- REV [--with REV] [--command "analyze,pdus"] [--kind mms75] [--size 200MB] [--rounds 7]
 *         [--seed 1] [--capture FILE] [--no-record]
 *
 * `--with` names another revision in place of the working tree. A command may have options: `--command "analyze --threads 1"`.
 */
import { parseArgs } from "node:util";
import { type Build, build } from "./build.js";
import { generated, given } from "./capture.js";
import { warm } from "./cold.js";
import { measure } from "./measure.js";
import { record } from "./results.js";
import { temporary } from "./scratch.js";
import { round, spreadOf } from "./statistics.js";
import { table } from "./table.js";

const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: {
		with: { type: "string" },
		command: { type: "string", default: "analyze" },
		kind: { type: "string", default: "mms75" },
		size: { type: "string", default: "200MB" },
		rounds: { type: "string", default: "7" },
		seed: { type: "string", default: "1" },
		capture: { type: "string" },
		"no-record": { type: "boolean", default: false },
	},
});

/** Wall seconds and peaks of one build, round by round. */
interface Runs {
	seconds: number[];
	peaks: number[];
}

async function runOnce(
	{ name, cli }: Build,
	command: string,
	about: { files: string[]; folder: string },
	runs: Runs,
): Promise<void> {
	const options = ["-q", "--format", "ndjson", ...about.files];
	const program = [process.execPath, cli, ...command.split(" "), ...options];
	const run = await measure(program, about.folder);
	if (run.status !== 0) throw new Error(`${name}: ${run.said}`);
	runs.seconds.push(run.seconds);
	runs.peaks.push(run.peak);
}

/** Both in turns; who is first changes from round to round. */
async function raceOf(
	command: string,
	builds: readonly [Build, Build],
	about: { files: string[]; folder: string },
): Promise<[Runs, Runs]> {
	const runs: [Runs, Runs] = [
		{ seconds: [], peaks: [] },
		{ seconds: [], peaks: [] },
	];
	// Once unmeasured: mmstrace keeps what V8 compiled of it for the next run.
	for (const one of builds)
		await runOnce(one, command, about, { seconds: [], peaks: [] });
	for (let number = 0; number < Number(values.rounds); number++) {
		const first = (number % 2) as 0 | 1;
		for (const turn of [first, 1 - first] as (0 | 1)[]) {
			await runOnce(builds[turn], command, about, runs[turn]);
		}
		console.error(`${command}: round ${number + 1}`);
	}
	return runs;
}

function figures(command: string, [before, after]: [Runs, Runs]) {
	const ratios = after.seconds.map(
		(seconds, i) => seconds / before.seconds[i]!,
	);
	const { median, least, most } = spreadOf(ratios);
	const peak = ({ peaks }: Runs) => round(Math.max(...peaks) / 1e6, 0);
	return {
		command,
		before: round(spreadOf(before.seconds).median, 3),
		after: round(spreadOf(after.seconds).median, 3),
		ratio: round(median, 3),
		least: round(least, 3),
		most: round(most, 3),
		peakBefore: peak(before),
		peakAfter: peak(after),
	};
}

async function main(revision: string): Promise<void> {
	const folder = temporary();
	const builds: [Build, Build] = [
		build(revision, folder),
		build(values.with, folder),
	];
	const { kind, size, seed, capture } = values;
	const { files, bytes } = capture
		? given(capture)
		: generated({ kind, size, seed, variant: "plain" });
	warm(files);
	const rows = [];
	for (const command of values.command.split(",")) {
		const runs = await raceOf(command.trim(), builds, { files, folder });
		rows.push(figures(command.trim(), runs));
	}
	const [before, after] = builds.map(({ name }) => name);
	console.log(
		`${after} against ${before}, ${capture ?? kind}, ${bytes} octets`,
	);
	const head = [
		"command",
		before!,
		after!,
		"ratio",
		"least",
		"most",
		"peak MB",
	];
	console.log(
		table([
			head,
			...rows.map((row) => [
				row.command,
				...[row.before, row.after, row.ratio, row.least, row.most].map((n) =>
					n.toFixed(3),
				),
				`${row.peakBefore} -> ${row.peakAfter}`,
			]),
		]),
	);
	if (values["no-record"]) return;
	const name = { kind: capture ?? kind, bytes };
	record("compare", { before, after, capture: name, rows });
}

const [revision] = positionals;
if (revision === undefined || positionals.length > 1) {
	console.error("one revision: npm run bench:compare -- REV (see the file)");
	process.exitCode = 2;
} else {
	await main(revision);
}
