/**
 * Peak memory of `mmstrace analyze -` on a generated capture and on one ten times as long. Nothing is stored: the
 * generator writes into a pipe. Prints a table and appends one line to `bench/results.jsonl`.
 *
 *     npm run bench:memory -- [--size 1GB] [--times 10] [--kind mixed] [--rate 0.5] [--no-record]
 *
 * A message is final an hour of capture time after its last event, so the shorter capture must last longer than that to
 * show what is held: hence the low rate.
 */
import { appendFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { circumstances, measure, table } from "./measure.js";

const here = fileURLToPath(new URL(".", import.meta.url));
const cli = join(here, "../dist/cli.js");

const { values } = parseArgs({
	options: {
		size: { type: "string", default: "1GB" },
		times: { type: "string", default: "10" },
		kind: { type: "string", default: "mixed" },
		rate: { type: "string", default: "0.5" },
		"no-record": { type: "boolean", default: false },
	},
});

function longer(size: string, times: number): string {
	const [, digits = "1", unit = ""] = /^([\d.]+)(.*)$/.exec(size) ?? [];
	return `${Number(digits) * times}${unit}`;
}

async function one(size: string) {
	const tsx = join(here, "../node_modules/.bin/tsx");
	const { kind, rate } = values;
	const input = `"${tsx}" "${here}generate.ts" --kind ${kind} --rate ${rate} --size ${size} -o -`;
	const program = [process.execPath, cli, "analyze", "--format", "ndjson"];
	const run = await measure([...program, "--quiet", "-"], input);
	if (run.status !== 0) throw new Error(run.said);
	const [, packets = "0", octets = "0"] =
		/(\d+) packets, (\d+) octets/.exec(run.said) ?? [];
	return {
		size,
		octets: Number(octets),
		packets: Number(packets),
		seconds: Number(run.seconds.toFixed(1)),
		cpuSeconds: Number(run.cpuSeconds.toFixed(1)),
		peakMB: Number((run.peak / 1e6).toFixed(1)),
	};
}

if (!existsSync(cli)) throw new Error("dist/ is missing: npm run build");
const rows = [];
for (const size of [values.size, longer(values.size, Number(values.times))]) {
	rows.push(await one(size));
}
console.log(
	table([
		["capture", "packets", "seconds", "peak MB"],
		...rows.map((row) => [
			row.size,
			String(row.packets),
			row.seconds.toFixed(1),
			row.peakMB.toFixed(0),
		]),
	]),
);
if (!values["no-record"]) {
	const { kind, rate } = values;
	const line = { bench: "memory", ...circumstances(), kind, rate, rows };
	appendFileSync(join(here, "results.jsonl"), `${JSON.stringify(line)}\n`);
}
