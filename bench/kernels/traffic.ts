import { analyze } from "../../src/index.js";
import { type Octets, pcap, scenario } from "../../test/builder/index.js";
import type { Prepared, Workload } from "./workload.js";

const SIZE = 48_000_000;

/** Traffic of which so much is MMS. */
export function captureOf(share: number): { capture: Octets; packets: number } {
	const packets = [
		...scenario({
			seed: 5,
			bytes: SIZE,
			share,
			mix: "usual",
			pictureSize: 40_000,
			rate: 10,
		}),
	];
	return { capture: pcap(packets), packets: packets.length };
}

async function pipeline(share: number): Promise<Prepared> {
	const { capture, packets } = captureOf(share);
	const run = async (): Promise<number> => {
		let count = 0;
		for await (const _ of analyze(capture)) count++;
		return count;
	};
	return { bytes: capture.length, units: packets, unit: "packets", run };
}

/** The library from octets in memory to messages. */
export const PIPELINES: readonly Workload[] = [
	{ name: "analyze, 99 % other traffic", prepare: () => pipeline(0.01) },
	{ name: "analyze, 30 % MMS", prepare: () => pipeline(0.3) },
	{ name: "analyze, 75 % MMS", prepare: () => pipeline(0.75) },
];
