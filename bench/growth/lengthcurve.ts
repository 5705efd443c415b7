import { rmSync } from "node:fs";
import { join } from "node:path";
import { generated } from "../capture.js";
import type { Analyses } from "./analyses.js";
import { brief, type Curve, decades } from "./curve.js";
import { writeFlows } from "./flows.js";

/** Octets that a packet takes in the generated captures, rather more than less. */
const OCTETS: Record<string, number> = { mms75: 560, other99: 720 };
const SMALL = { flows: 1000, octets: 100 };

/** Beginnings of one capture, ten times as long from point to point. */
export async function lengthCurve(
	kind: string,
	most: number,
	analyses: Analyses,
): Promise<Curve> {
	const path = captureOf(kind, most, analyses.folder);
	const counts = decades(1e5, most);
	const [start, ...runs] = await analyses.of(path, [1, ...counts]);
	if (kind === "small") rmSync(path);
	const startUp = start?.seconds ?? 0;
	const points = runs.map(({ seconds, peakMB }, i) => {
		const packets = counts[i] ?? 0;
		const before = runs[i - 1]?.seconds ?? startUp;
		const more = packets - (counts[i - 1] ?? 0);
		return {
			packets,
			seconds: brief(seconds),
			// Of all packets, and of those that the point before did not have.
			microseconds: brief(((seconds - startUp) / packets) * 1e6),
			furtherMicroseconds: brief(((seconds - before) / more) * 1e6),
			peakMB: brief(peakMB),
		};
	});
	return { name: `length ${kind}`, points };
}

function captureOf(kind: string, packets: number, folder: string): string {
	if (kind === "small") {
		const path = join(folder, "small.pcap");
		console.error(`writing ${packets} packets of ${SMALL.octets} octets`);
		writeFlows(path, { ...SMALL, packets });
		return path;
	}
	const size = `${Math.ceil((packets * (OCTETS[kind] ?? 0)) / 1e6)}MB`;
	const { files } = generated({ kind, size, seed: "1", variant: "plain" });
	return files[0] ?? "";
}
