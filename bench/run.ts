/**
 * Whole processes on generated captures, side by side and in turns: mmstrace, tshark, capinfos, `cat`, and R, a Node
 * program that only reads the file. Prints a table for each kind of capture and appends a line to `bench/results.jsonl`.
 *
 *     npm run bench -- [--kind mms75,other99,start] [--size 1GB] [--rows NAME,...] [--skip NAME,...] [--rounds 5]
 *         [--tshark-rounds 2] [--seed 1] [--capture FILE] [--afresh] [--list] [--no-record]
 *
 * `mms75` has three quarters MMS, `other99` a hundredth; `start` is how long the program takes to start. `--rows` takes the
 * rows whose names contain one of the texts (`--rows "analyze,one thread,R"`), `--skip` leaves some out; `--list` prints all
 * names. Captures stay in a cache (MMSTRACE_BENCH, else the folder for temporary files) for the next run. What is stopped
 * goes on where it stopped when it is run again with the same build; `--afresh` begins anew.
 */
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { generated, given } from "./capture.js";
import { Material } from "./material.js";
import { Journal, type Racer, race } from "./race.js";
import { circumstances, record } from "./results.js";
import { allRows, type Row, START_ROWS } from "./rows.js";
import { figuresOf, tableOf } from "./runtable.js";
import { cache, cli, temporary } from "./scratch.js";

const { values } = parseArgs({
	options: {
		kind: { type: "string", default: "mms75,other99,start" },
		size: { type: "string", default: "1GB" },
		rows: { type: "string", default: "" },
		skip: { type: "string", default: "" },
		rounds: { type: "string", default: "5" },
		"tshark-rounds": { type: "string", default: "2" },
		seed: { type: "string", default: "1" },
		capture: { type: "string" },
		afresh: { type: "boolean", default: false },
		list: { type: "boolean", default: false },
		"no-record": { type: "boolean", default: false },
	},
});

function chosen(kind: string): Row[] {
	const rows =
		kind === "start"
			? [...START_ROWS]
			: allRows((name, why) => console.error(`not measured: ${name}: ${why}`));
	const has = (row: Row, texts: string): boolean =>
		texts
			.split(",")
			.map((text) => text.trim())
			.some((text) => text !== "" && row.name.includes(text));
	return rows.filter(
		(row) =>
			(values.rows === "" || has(row, values.rows)) &&
			!has(row, values.skip) &&
			// The clothes of a capture that a person names are its own.
			!(values.capture && row.variant),
	);
}

function materialOf(kind: string, folder: string): Material {
	const { capture, seed } = values;
	const [type, size] =
		kind === "start" ? ["mms75", "100KB"] : [kind, values.size];
	return new Material(folder, (variant) =>
		capture ? given(capture) : generated({ kind: type, size, seed, variant }),
	);
}

/** Where the runs of this build on this capture are kept until they are recorded. */
function journalOf(kind: string): Journal {
	const about = [kind, values.size, values.seed].join("-");
	const build = `${circumstances().commit}-${statSync(cli).mtimeMs | 0}`;
	return new Journal(
		join(cache(), `runs-${about}-${build}.jsonl`),
		values.afresh || values.capture !== undefined,
	);
}

async function measureKind(kind: string, folder: string): Promise<void> {
	const material = materialOf(kind, folder);
	const racers: Racer[] = chosen(kind)
		.map((row) => ({
			row,
			rounds: Number(row.slow ? values["tshark-rounds"] : values.rounds),
			runs: [],
		}))
		.filter(({ rounds }) => rounds > 0);
	if (racers.length === 0) throw new RangeError("no row has such a name");
	const journal = journalOf(kind);
	await race(racers, material, journal);
	const rows = racers
		.filter(({ runs }) => runs.length > 0)
		.map((racer) => figuresOf(racer, material.capture(racer.row.variant)));
	const { bytes, packets, messages } = material.capture();
	const name = values.capture ?? kind;
	console.log(
		`\n${name}: ${bytes} octets, ${packets ?? "?"} packets, ${messages ?? "?"} messages`,
	);
	console.log(tableOf(rows));
	for (const { row, failure } of racers) {
		if (failure) console.log(`not measured: ${row.name}: ${failure}`);
	}
	const capture = { kind: name, bytes, packets, messages };
	if (!values["no-record"]) record("run", { capture, rows });
	journal.remove();
}

if (!existsSync(cli)) throw new Error("dist/ is missing: npm run build");
const kinds = values.capture ? ["given"] : values.kind.split(",");
if (values.list) {
	for (const kind of kinds) {
		for (const { name } of chosen(kind)) console.log(`${kind}: ${name}`);
	}
} else {
	const folder = temporary();
	for (const kind of kinds) await measureKind(kind, folder);
}
