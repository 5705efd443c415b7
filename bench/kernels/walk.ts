import { CaptureReader } from "../../src/capture/reader.js";
import { bytesSource } from "../../src/capture/source.js";
import { createCore } from "../../src/wasm/instance.js";
import { VERDICT_IGNORE } from "../../src/wasm/layout.js";
import {
	fromHex,
	join,
	joinAll,
	type Octets,
	type Packet,
	pcap,
} from "../../test/builder/index.js";
import { flowPieces } from "../growth/flows.js";
import { captureOf } from "./traffic.js";
import type { Prepared, Workload } from "./workload.js";

const FRAMES = 100_000;
const OCTETS = 600;

/** The core alone: what is no MMS by its first row is ignored at once. */
async function walk(
	capture: Octets,
	packets: number,
	ignores: boolean,
): Promise<Prepared> {
	const core = await createCore();
	const run = async (): Promise<number> => {
		const reader = new CaptureReader(core, [bytesSource(capture)]);
		let count = 0;
		for (;;) {
			const rows = await reader.next();
			if (!rows) return count;
			count += rows.count;
			for (let i = 0; ignores && i < rows.count; i++) {
				const { flow, stream } = rows.select(i);
				reader.flows.setVerdict(flow, stream, VERDICT_IGNORE);
			}
		}
	};
	return { bytes: capture.length, units: packets, unit: "packets", run };
}

function framesOf(raw: Octets): Octets {
	const packet = (time: number): Packet => ({
		time,
		datagram: new Uint8Array(0),
		raw,
	});
	return pcap(Array.from({ length: FRAMES }, (_, i) => packet(i)));
}

const MACS = fromHex("020000000001 020000000002");
/** Frames of an EtherType that nobody decodes (LLDP): records alone. */
const RECORDS = join(MACS, fromHex("88cc"), new Uint8Array(OCTETS));
/** IPv4 with a protocol that has no flows (ESP): records and headers. */
const HEADERS = join(
	MACS,
	fromHex("0800 4500 0258 0000 0000 4032 0000 0a000001 c0000201"),
	new Uint8Array(OCTETS - 20),
);

function onFlows(flows: number): Promise<Prepared> {
	const options = { flows, packets: FRAMES * 2, octets: OCTETS };
	const pieces = Array.from(flowPieces(options), (piece) => piece.slice());
	const capture = joinAll(pieces);
	return walk(capture, FRAMES * 2 + flows * 2, true);
}

async function ofTraffic(share: number): Promise<Prepared> {
	const { capture, packets } = captureOf(share);
	return walk(capture, packets, share < 0.1);
}

export const WALKS: readonly Workload[] = [
	{ name: "records", prepare: () => walk(framesOf(RECORDS), FRAMES, false) },
	{
		name: "records, headers",
		prepare: () => walk(framesOf(HEADERS), FRAMES, false),
	},
	{ name: "records, headers, 10 flows", prepare: () => onFlows(10) },
	{ name: "records, headers, 10,000 flows", prepare: () => onFlows(10_000) },
	{ name: "walk, 99 % other traffic", prepare: () => ofTraffic(0.01) },
	{ name: "walk, 30 % MMS", prepare: () => ofTraffic(0.3) },
];
