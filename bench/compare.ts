/**
 * Races a revision against the working tree: builds both in folders of their own (node_modules is the same), runs both in
 * turns on the same capture, and prints how many times as long the working tree takes, with its spread over the rounds.
 *
 *     npm run bench:compare -- REV [--with REV] [--command "analyze,pdus"] [--kind mms75] [--size 200MB] [--rounds 7]
 *         [--seed 1] [--capture FILE] [--no-record]
 *
 * `--with` names another revision in place of the working tree. A command may have options: `--command "analyze --threads 1"`;
 * one that either revision does not know is left out, with what that says.
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

/** What is read, and where scratch files may be put. */
interface About {
	files: string[];
	folder: string;
}

function runOnce(
	{ cli }: Build,
	command: string,
	{ files, folder }: About,
): ReturnType<typeof measure> {
	const options = ["-q", "--format", "ndjson", ...files];
	const program = [process.execPath, cli, ...command.split(" "), ...options];
	return measure(program, folder);
}

/** Runs both once, unmeasured: mmstrace keeps what V8 compiled of it for the next run. Returns what one says that fails. */
async function refusalOf(
	command: string,
	builds: readonly Build[],
	about: About,
): Promise<string | undefined> {
	for (const one of builds) {
		const { status, said } = await runOnce(one, command, about);
		if (status !== 0) return `${one.name}: ${said.trim()}`;
	}
	return undefined;
}

/** Both in turns; who is first changes from round to round. */
async function raceOf(
	command: string,
	builds: readonly [Build, Build],
	about: About,
): Promise<[Runs, Runs]> {
	const runs: [Runs, Runs] = [
		{ seconds: [], peaks: [] },
		{ seconds: [], peaks: [] },
	];
	for (let number = 0; number < Number(values.rounds); number++) {
		const first = (number % 2) as 0 | 1;
		for (const turn of [first, 1 - first] as (0 | 1)[]) {
			const run = await runOnce(builds[turn], command, about);
			if (run.status !== 0)
				throw new Error(`${builds[turn].name}: ${run.said}`);
			runs[turn].seconds.push(run.seconds);
			runs[turn].peaks.push(run.peak);
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
	const about = { files, folder };
	for (const text of values.command.split(",")) {
		const command = text.trim();
		const refusal = await refusalOf(command, builds, about);
		if (refusal === undefined)
			rows.push(figures(command, await raceOf(command, builds, about)));
		else console.error(`${command} is left out: ${refusal}`);
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
