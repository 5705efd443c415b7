import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type FloorRow, floorCells } from "../floor/table.js";
import type { Threads } from "../floor/threads.js";
import type { Curve } from "../growth/curve.js";
import { type Result, recorded } from "../results.js";
import { cellsOf } from "../runtable.js";
import { root } from "../scratch.js";
import { markdown } from "../table.js";
import { latestRun, type Run } from "./programs.js";

/** What stands between `<!-- name -->` and `<!-- /name -->` in docs/performance.md, by name. */
const SECTIONS: Readonly<Record<string, () => string | undefined>> = {
	"plot programs": () =>
		latestRun("mms75") &&
		"![Seconds for each GB by program](plots/programs.svg)",
	"run mms75": () => ofRun(latestRun("mms75")),
	"run other99": () => ofRun(latestRun("other99")),
	"run ordinary75": () => ofRun(latestRun("ordinary75")),
	"run mms75 large": () => ofRun(latestRun("mms75", "large")),
	"run other99 large": () => ofRun(latestRun("other99", "large")),
	"run start": () => ofStart(latestRun("start", "small")),
	"floor mms75": () => ofFloor("mms75"),
	"floor other99": () => ofFloor("other99"),
	growth: ofGrowth,
	browser: ofBrowser,
	kernels: ofKernels,
};

/** Puts the latest results into docs/performance.md; sections of which nothing is recorded stay. */
export function fillDocument(): void {
	const path = join(root, "docs/performance.md");
	let page = readFileSync(path, "utf8");
	for (const [name, make] of Object.entries(SECTIONS)) {
		const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
		const [from, to] = [page.indexOf(begin), page.indexOf(end)];
		if (from < 0 || to < from) throw new Error(`${path} has no ${begin}`);
		const content = make();
		if (content === undefined) continue;
		const before = page.slice(0, from + begin.length);
		page = `${before}\n\n${content}\n\n${page.slice(to)}`;
	}
	writeFileSync(path, page);
}

function grouped(value: number): string {
	return value.toLocaleString("en");
}

/** When, of which commit and where. */
function taken({ date, commit, changed, machine, node }: Result): string {
	const { cpu, cores } = machine as { cpu: string; cores: number };
	const what = changed ? `${commit} with changes` : commit;
	return `${date.slice(0, 10)}, \`${what}\`, Node ${node}, ${cores} cores of ${cpu}`;
}

function ofRun(run: Run | undefined): string | undefined {
	if (!run) return undefined;
	const { bytes, packets, messages } = run.capture;
	const [size, frames, found] = [bytes, packets, messages].map(grouped);
	const about = `${size} octets, ${frames} packets, ${found} messages. ${taken(run)}.`;
	return `${about}\n\n${markdown(cellsOf(run.rows))}`;
}

function ofStart(run: Run | undefined): string | undefined {
	if (!run) return undefined;
	// Ratios to programs that are not there say nothing.
	const cells = cellsOf(run.rows).map((row) => row.slice(0, 5));
	const about = `A capture of ${grouped(run.capture.bytes)} octets. ${taken(run)}.`;
	return `${about}\n\n${markdown(cells)}`;
}

/** The latest of each kind of capture; what was measured by itself is left out. */
function ofFloor(kind: string): string | undefined {
	const found = recorded("floor") as (Result & {
		capture: { kind: string; bytes: number };
		rows: FloorRow[];
		threads?: Threads;
	})[];
	const latest = found.findLast(
		({ capture, rows }) =>
			capture.kind === kind && rows.some(({ name }) => name === "R"),
	);
	if (!latest) return undefined;
	const { capture, rows, threads } = latest;
	const about = `\`${kind}\`, ${grouped(capture.bytes)} octets. ${taken(latest)}.`;
	const inTwo = threads
		? `\n\nWith \`--threads 2\` ${threads.seconds} s: the main thread computes ${threads.main} s, the worker ${threads.worker} s, V8's threads ${threads.others} s.`
		: "";
	return `${about}\n\n${markdown(floorCells(rows))}${inTwo}`;
}

/** The latest of each curve. */
export function curves(): Map<string, Curve & Result> {
	const lines = recorded("growth") as (Result & Curve)[];
	return new Map(lines.map((curve) => [curve.name, curve]));
}

function ofGrowth(): string | undefined {
	const all = [...curves().values()];
	if (all.length === 0) return undefined;
	const tables = all
		.map((curve) => {
			const keys = Object.keys(curve.points[0] ?? {});
			const cells = curve.points.map((point) =>
				keys.map((key) => grouped(point[key] ?? 0)),
			);
			return `\`${curve.name}\`: ${taken(curve)}.\n\n${markdown([keys, ...cells])}`;
		})
		.join("\n\n");
	return `![How time and memory grow](plots/growth.svg)\n\n${tables}`;
}

function ofBrowser(): string | undefined {
	const [latest] = recorded("browser").slice(-1);
	if (!latest) return undefined;
	const { seconds, ratio, latestTick, longestTask, chromium, capture } =
		latest as Result & {
			seconds: Record<string, number>;
			capture: { kind: string; bytes: number };
		};
	const row = (name: string, read: number, analyze: number) => [
		name,
		...[read, analyze, analyze - read].map((value) => value.toFixed(3)),
	];
	const { nodeRead, nodeAnalyze, browserRead, browserAnalyze } = seconds;
	return [
		`${capture.kind}, ${grouped(capture.bytes)} octets, Chromium ${chromium}. ${taken(latest)}.\n`,
		markdown([
			["seconds", "reading alone", "analyze", "apart from reading"],
			row("Node", nodeRead ?? 0, nodeAnalyze ?? 0),
			row("browser", browserRead ?? 0, browserAnalyze ?? 0),
		]),
		`\nApart from reading the browser takes ${ratio} times as long as Node. On the main thread the latest tick of a timer of`,
		`5 ms was ${latestTick} ms late; longest task that the browser reported: ${longestTask || "none"} (it reports those above 50 ms).`,
	].join("\n");
}

function ofKernels(): string | undefined {
	const [latest] = recorded("kernels").slice(-1);
	if (!latest) return undefined;
	const rows = latest.rows as {
		name: string;
		mbPerSecond: number;
		perSecond: number;
		unit: string;
	}[];
	const cells = rows.map(({ name, mbPerSecond, perSecond, unit }) => [
		name,
		String(Math.round(mbPerSecond)),
		grouped(perSecond),
		unit,
	]);
	return `${taken(latest)}.\n\n${markdown([["stage", "MB/s", "per second", "of"], ...cells])}`;
}
