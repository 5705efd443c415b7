/**
 * How time and memory grow: whole processes with one thread, start-up subtracted. Prints a table for each curve and appends
 * a line to `bench/results.jsonl`.
 *
 *     npm run bench:growth -- [--curve length,flows,messages] [--most 1e7] [--small 1e8] [--packets 4e6] [--rounds 3]
 *         [--no-record]
 *
 * `length`: time per packet and peak memory from 10^5 packets to `--most` of the captures mms75 and other99, and to
 * `--small` packets of 100 octets. `flows`: the same of 10 to 10^6 open flows, for `--packets` frames of 100
 * and of 700 octets that come when all flows are open. `messages`: time per message and memory of the
 * correlator with 1 to 10^5 open messages. The usual run needs 14 GB of disk for a while.
 */
import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { Analyses } from "./growth/analyses.js";
import type { Curve } from "./growth/curve.js";
import { flowsCurve } from "./growth/flowscurve.js";
import { lengthCurve } from "./growth/lengthcurve.js";
import { messagesCurve } from "./growth/messagescurve.js";
import { record } from "./results.js";
import { cli, temporary } from "./scratch.js";
import { table } from "./table.js";

const { values } = parseArgs({
	options: {
		curve: { type: "string", default: "length,flows,messages" },
		most: { type: "string", default: "1e7" },
		small: { type: "string", default: "1e8" },
		packets: { type: "string", default: "4e6" },
		rounds: { type: "string", default: "3" },
		"no-record": { type: "boolean", default: false },
	},
});

function* curvesOf(
	name: string,
	folder: string,
): Generator<() => Promise<Curve>> {
	const analyses = new Analyses(folder, Number(values.rounds));
	if (name === "length") {
		const [most, small] = [Number(values.most), Number(values.small)];
		yield () => lengthCurve("mms75", most, analyses);
		yield () => lengthCurve("other99", most, analyses);
		yield () => lengthCurve("small", small, analyses);
	} else if (name === "flows") {
		for (const octets of [100, 700]) {
			yield () => flowsCurve(octets, Number(values.packets), analyses);
		}
	} else if (name === "messages") {
		yield () => messagesCurve();
	} else throw new RangeError(`no such curve: ${name}`);
}

function print({ name, points }: Curve): void {
	const keys = Object.keys(points[0] ?? {});
	const cells = points.map((point) => keys.map((key) => String(point[key])));
	console.log(`\n${name}\n${table([keys, ...cells])}`);
}

if (!existsSync(cli)) throw new Error("dist/ is missing: npm run build");
const folder = temporary();
for (const name of values.curve.split(",")) {
	for (const measureCurve of curvesOf(name, folder)) {
		const curve = await measureCurve();
		print(curve);
		if (!values["no-record"]) record("growth", curve);
	}
}
