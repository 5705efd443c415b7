import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { root } from "../scratch.js";
import { brief, type Curve, decades, type Point } from "./curve.js";

const MOST = 1e5;

/** The correlator with ten times as many open messages from point to point, each in a process of its own. */
export function messagesCurve(): Promise<Curve> {
	const points: Point[] = [];
	for (const open of decades(1, MOST)) {
		const program = join(root, "bench/growth/messages.ts");
		const { status, stdout, stderr } = spawnSync(
			process.execPath,
			["--expose-gc", "--import", "tsx", program, String(open)],
			{ cwd: root, encoding: "utf8" },
		);
		if (status !== 0) throw new Error(stderr);
		const { microseconds, heapMB } = JSON.parse(stdout);
		console.error(`${open} open: ${microseconds.toFixed(0)} us a message`);
		points.push({
			open,
			microseconds: brief(microseconds),
			heapMB: brief(heapMB),
		});
	}
	return Promise.resolve({ name: "messages", points });
}
