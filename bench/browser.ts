/**
 * The library in a browser against the same library in Node: a File of 250 MB that a worker analyses, in turns with Node,
 * what either needs for reading alone, and how long the page's main thread was blocked. Prints a table and appends a line to
 * `bench/results.jsonl`.
 *
 *     npm run bench:browser -- [--kind mms75] [--size 250MB] [--rounds 3] [--seed 1] [--capture FILE] [--no-record]
 *
 * MMSTRACE_CHROMIUM names the browser, else /usr/bin/chromium.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Browser, chromium } from "playwright-core";
import { serve } from "./browser/server.js";
import { generated, given } from "./capture.js";
import { warm } from "./cold.js";
import { record } from "./results.js";
import { cli, root } from "./scratch.js";
import { median, round } from "./statistics.js";
import { table } from "./table.js";

const { values } = parseArgs({
	options: {
		kind: { type: "string", default: "mms75" },
		size: { type: "string", default: "250MB" },
		rounds: { type: "string", default: "3" },
		seed: { type: "string", default: "1" },
		capture: { type: "string" },
		"no-record": { type: "boolean", default: false },
	},
});

const CHROMIUM = process.env.MMSTRACE_CHROMIUM ?? "/usr/bin/chromium";

type Work = "read" | "analyze";

interface Run {
	/** Octets or messages. */
	count: number;
	milliseconds: number;
}

/** How late the worst tick of a 5 ms timer was, and the longest task that the browser saw, in milliseconds. */
interface PageRun extends Run {
	latest: number;
	longestTask: number;
}

function inNode(work: Work, path: string): Run {
	const program = [join(root, "bench/browser/node.mjs"), work, path];
	const { status, stdout, stderr } = spawnSync(process.execPath, program, {
		encoding: "utf8",
	});
	if (status !== 0) throw new Error(stderr);
	return JSON.parse(stdout);
}

/** In a page of its own, so that nothing is compiled before. */
async function inPage(
	browser: Browser,
	work: Work,
	about: { url: string; path: string },
): Promise<PageRun> {
	const page = await browser.newPage();
	try {
		await page.goto(about.url);
		await page.setInputFiles("input", about.path);
		return await page.evaluate<PageRun>(`measure("${work}")`);
	} finally {
		await page.close();
	}
}

function figures(node: Record<Work, Run[]>, page: Record<Work, PageRun[]>) {
	const middle = (runs: Run[]) => median(runs.map((run) => run.milliseconds));
	const own = (runs: Record<Work, Run[]>) =>
		middle(runs.analyze) - middle(runs.read);
	const blocked = (key: "latest" | "longestTask") =>
		round(Math.max(...page.analyze.map((run) => run[key])), 1);
	return {
		messages: page.analyze[0]?.count,
		seconds: {
			nodeRead: round(middle(node.read) / 1000, 3),
			nodeAnalyze: round(middle(node.analyze) / 1000, 3),
			browserRead: round(middle(page.read) / 1000, 3),
			browserAnalyze: round(middle(page.analyze) / 1000, 3),
		},
		// Apart from reading.
		ratio: round(own(page) / own(node), 2),
		latestTick: blocked("latest"),
		longestTask: blocked("longestTask"),
	};
}

function print(about: string, all: ReturnType<typeof figures>): void {
	const { nodeRead, nodeAnalyze, browserRead, browserAnalyze } = all.seconds;
	const row = (name: string, read: number, analyze: number) => [
		name,
		...[read, analyze, analyze - read].map((seconds) => seconds.toFixed(3)),
	];
	console.log(`${about}, ${all.messages} messages, seconds`);
	console.log(
		table([
			["", "reading alone", "analyze", "apart from reading"],
			row("Node", nodeRead, nodeAnalyze),
			row("browser", browserRead, browserAnalyze),
		]),
	);
	console.log(`browser / Node, apart from reading: ${all.ratio}`);
	console.log(
		`main thread: latest tick of a 5 ms timer ${all.latestTick} ms late, longest task ${all.longestTask} ms (0: none above 50)`,
	);
}

async function main(): Promise<void> {
	const { kind, size, seed, capture } = values;
	const made = capture
		? given(capture)
		: generated({ kind, size, seed, variant: "plain" });
	const path = made.files[0] ?? "";
	warm([path]);
	const server = await serve();
	const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
	const browser = await chromium.launch({
		executablePath: CHROMIUM,
		args: ["--no-sandbox"],
	});
	const node: Record<Work, Run[]> = { read: [], analyze: [] };
	const page: Record<Work, PageRun[]> = { read: [], analyze: [] };
	try {
		for (let i = 0; i < Number(values.rounds); i++) {
			for (const work of ["read", "analyze"] as const) {
				node[work].push(inNode(work, path));
				page[work].push(await inPage(browser, work, { url, path }));
			}
			console.error(`round ${i + 1}`);
		}
	} finally {
		await browser.close();
		server.close();
	}
	const found = [...node.analyze, ...page.analyze].map(({ count }) => count);
	if (new Set(found).size !== 1) throw new Error(`messages: ${found}`);
	const all = figures(node, page);
	const version = browser.version();
	print(`${capture ?? kind}, ${made.bytes} octets, Chromium ${version}`, all);
	const about = { kind: capture ?? kind, bytes: made.bytes };
	if (!values["no-record"])
		record("browser", { chromium: version, capture: about, ...all });
}

if (!existsSync(cli)) throw new Error("dist/ is missing: npm run build");
if (!existsSync(CHROMIUM)) throw new Error(`no browser at ${CHROMIUM}`);
await main();
