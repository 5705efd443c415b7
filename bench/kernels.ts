/**
 * How fast each stage is by itself, in this process and on generated octets (benny). Prints one line for each and appends
 * one line to `bench/results.jsonl`.
 *
 *     npm run bench:kernels -- [--only NAME] [--time 4] [--no-record]
 */
import { parseArgs } from "node:util";
import benny from "benny";
import { CORRELATIONS } from "./kernels/correlation.js";
import { DECODERS } from "./kernels/decoders.js";
import { STREAMS } from "./kernels/streams.js";
import { PIPELINES } from "./kernels/traffic.js";
import { WALKS } from "./kernels/walk.js";
import type { Workload } from "./kernels/workload.js";
import { record } from "./results.js";
import { table } from "./table.js";

const { values } = parseArgs({
	options: {
		only: { type: "string" },
		time: { type: "string", default: "4" },
		"no-record": { type: "boolean", default: false },
	},
});

/** Every stage in the order of the data. */
const WORKLOADS: readonly Workload[] = [
	...WALKS,
	...DECODERS,
	...STREAMS,
	...CORRELATIONS,
	...PIPELINES,
];

interface Row {
	name: string;
	mbPerSecond: number;
	perSecond: number;
	unit: string;
	margin: number;
}

async function measure(workload: Workload): Promise<Row> {
	const { name } = workload;
	const { unit, bytes, units, run } = await workload.prepare();
	const maxTime = Number(values.time);
	const options = { minSamples: 5, maxTime, minTime: maxTime / 4 };
	const summary = await benny.suite(
		name,
		benny.add(name, run, options),
		benny.configure({ cases: options }),
	);
	const [result] = summary.results;
	if (!result) throw new Error(`${name}: no result`);
	return {
		name,
		mbPerSecond: Number(((result.ops * bytes) / 1e6).toPrecision(4)),
		perSecond: Math.round(result.ops * units),
		unit,
		margin: result.margin,
	};
}

const rows: Row[] = [];
for (const workload of WORKLOADS) {
	if (values.only && !workload.name.includes(values.only)) continue;
	rows.push(await measure(workload));
	console.error(`done: ${workload.name}`);
}
console.log(
	table([
		["stage", "MB/s", "per second", "of", "margin %"],
		...rows.map((row) => [
			row.name,
			String(row.mbPerSecond),
			String(row.perSecond),
			row.unit,
			String(row.margin),
		]),
	]),
);
if (!values["no-record"]) record("kernels", { rows });
