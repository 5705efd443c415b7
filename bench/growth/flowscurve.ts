import { rmSync } from "node:fs";
import { join } from "node:path";
import type { Analyses } from "./analyses.js";
import { brief, type Curve, decades, type Point } from "./curve.js";
import { FIRST, writeFlows } from "./flows.js";

const MOST = 1e6;

/** Frames of one size on ten times as many flows from point to point. */
export async function flowsCurve(
	octets: number,
	packets: number,
	analyses: Analyses,
): Promise<Curve> {
	const points: Point[] = [];
	for (const flows of decades(10, MOST)) {
		const path = join(analyses.folder, "flows.pcap");
		writeFlows(path, { flows, packets, octets });
		const counts = [flows * FIRST, flows * FIRST + packets];
		const [first, whole] = await analyses.of(path, counts);
		rmSync(path);
		if (!first || !whole) continue;
		const seconds = whole.seconds - first.seconds;
		points.push({
			flows,
			nanoseconds: brief((seconds / packets) * 1e9),
			peakMB: brief(whole.peakMB),
		});
	}
	return { name: `flows ${octets}`, points };
}
