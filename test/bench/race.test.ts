import {
	existsSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Material } from "../../bench/material.js";
import { Journal, type Racer, race } from "../../bench/race.js";
import type { Row } from "../../bench/rows.js";
import { cellsOf, figuresOf } from "../../bench/runtable.js";

let folder: string;

beforeEach(() => {
	vi.spyOn(console, "error").mockImplementation(() => {});
	folder = mkdtempSync(join(tmpdir(), "mmstrace-test-"));
	writeFileSync(join(folder, "x"), "12345");
});
afterEach(() => {
	vi.restoreAllMocks();
	rmSync(folder, { recursive: true });
});

function racer(name: string, command: string): Racer {
	const row: Row = { name, program: () => ["sh", "-c", command] };
	return { row, rounds: 2, runs: [] };
}

function material(): Material {
	const files = [join(folder, "x")];
	return new Material(folder, () => ({ files, bytes: 5 }));
}

describe.skipIf(!existsSync("/usr/bin/time"))("race", () => {
	it("runs every row in each round, and leaves out what fails", async () => {
		const log = join(folder, "log");
		const racers = [
			racer("a", `echo a >> ${log}`),
			racer("b", `echo b >> ${log}; echo why >&2; exit 3`),
			racer("c", `echo c >> ${log}`),
		];
		const journal = new Journal(join(folder, "journal"), false);
		await race(racers, material(), journal);
		expect(racers.map(({ runs }) => runs.length)).toEqual([2, 0, 2]);
		expect(racers[1]?.failure).toBe("status 3: why");
		expect(readFileSync(log, "utf8").split("\n").join("")).toBe("abcac");
	});

	it("goes on where an earlier run was stopped", async () => {
		const path = join(folder, "journal");
		const log = join(folder, "log");
		const first = { ...racer("a", `echo a >> ${log}`), rounds: 1 };
		await race([first], material(), new Journal(path, false));
		const again = racer("a", `echo a >> ${log}`);
		await race([again], material(), new Journal(path, false));
		expect(again.runs).toHaveLength(2);
		expect(again.runs[0]).toEqual(first.runs[0]);
		const afresh = { ...racer("a", "true"), rounds: 1 };
		await race([afresh], material(), new Journal(path, true));
		expect(afresh.runs).toHaveLength(1);
	});
});

describe("the table", () => {
	it("compares for the same octets", () => {
		const run = { cpuSeconds: 1, peak: 2e6, status: 0, said: "" };
		const figures = (name: string, seconds: number[], bytes: number) =>
			figuresOf(
				{
					row: { name, program: () => [] },
					rounds: seconds.length,
					runs: seconds.map((one) => ({ ...run, seconds: one })),
				},
				{ files: [], bytes },
			);
		const rows = [
			figures("analyze", [3, 1, 2], 100e6),
			figures("twice the octets", [4], 200e6),
			figures("R", [0.5], 100e6),
			figures("tshark with MATE", [60], 100e6),
		];
		expect(rows[0]).toMatchObject({ seconds: 2, fastest: 1, slowest: 3 });
		const [head, ...lines] = cellsOf(rows);
		const column = (name: string) =>
			lines.map((line) => line[head?.indexOf(name) ?? -1]);
		expect(column("it / R")).toEqual(["4.00", "4.00", "1.00", "120"]);
		expect(column("tshark / it")).toEqual(["30.0", "30.0", "120.0", "1.0"]);
		expect(column("it / cat")).toEqual(["", "", "", ""]);
	});
});
