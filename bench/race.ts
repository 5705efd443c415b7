import { appendFileSync, existsSync, readFileSync, rmSync } from "node:fs";
import { dropPages, warm } from "./cold.js";
import type { Material } from "./material.js";
import { type Measured, measure } from "./measure.js";
import type { Row } from "./rows.js";
import { cli } from "./scratch.js";

/** A row and the runs that it has had. */
export interface Racer {
	row: Row;
	rounds: number;
	runs: Measured[];
	/** Why it has no more of them. */
	failure?: string;
}

/** Runs that were measured before the program was stopped: one line each, until the table is made. */
export class Journal {
	readonly #path: string;

	/** @param afresh forgets what an earlier run left */
	constructor(path: string, afresh: boolean) {
		this.#path = path;
		if (afresh) this.remove();
	}

	/** What an earlier run measured of a row. */
	runsOf(row: Row): Measured[] {
		if (!existsSync(this.#path)) return [];
		return readFileSync(this.#path, "utf8")
			.split("\n")
			.filter(Boolean)
			.map((line) => JSON.parse(line) as { name: string; run: Measured })
			.filter(({ name }) => name === row.name)
			.map(({ run }) => run);
	}

	add(row: Row, run: Measured): void {
		const line = JSON.stringify({ name: row.name, run });
		appendFileSync(this.#path, `${line}\n`);
	}

	remove(): void {
		rmSync(this.#path, { force: true });
	}
}

/** Every row once in each round, in turns, until each has its rounds. A row that fails is left out from then on. */
export async function race(
	racers: readonly Racer[],
	material: Material,
	journal: Journal,
): Promise<void> {
	for (const racer of racers) racer.runs = journal.runsOf(racer.row);
	// Once unmeasured: mmstrace keeps what V8 compiled of it for the next run.
	for (const { row } of racers) {
		const program = row.program(material);
		if (program[1] === cli) await measure(program, material.folder);
	}
	const most = Math.max(...racers.map(({ rounds }) => rounds));
	for (let round = 1; round <= most; round++) {
		for (const racer of racers) {
			if (racer.failure || racer.runs.length >= Math.min(round, racer.rounds))
				continue;
			try {
				const run = await runOnce(racer.row, material);
				racer.runs.push(run);
				journal.add(racer.row, run);
				console.error(`${round} ${racer.row.name} ${run.seconds.toFixed(2)} s`);
			} catch (error) {
				racer.failure = (error as Error).message.trim();
				console.error(`${racer.row.name}: ${racer.failure}`);
			}
		}
	}
}

async function runOnce(row: Row, material: Material): Promise<Measured> {
	const program = row.program(material);
	const files = material.files(row.variant);
	if (row.cold) dropPages(files);
	else warm(files);
	const run = await measure(program, material.folder);
	if (run.status !== 0) throw new Error(`status ${run.status}: ${run.said}`);
	return run;
}
