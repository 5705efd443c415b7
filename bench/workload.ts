import { CaptureReader } from "../src/capture/reader.js";
import { bytesSource } from "../src/capture/source.js";
import { HttpTracker } from "../src/http/tracker.js";
import { analyze, exchanges } from "../src/index.js";
import { decodeMmsPdu } from "../src/mms/decode.js";
import type { Exchange } from "../src/record.js";
import { Budget } from "../src/tcp/budget.js";
import { Buffers } from "../src/tcp/buffers.js";
import { TcpConnection } from "../src/tcp/connection.js";
import { ACK, type Segment, SYN } from "../src/tcp/segment.js";
import type { StreamSink } from "../src/tcp/stream.js";
import { Correlator } from "../src/transaction/correlate.js";
import { type Core, createCore } from "../src/wasm/instance.js";
import {
	REGION_ROWS,
	REGION_SCRATCH,
	REGION_TOKENS,
	VERDICT_IGNORE,
} from "../src/wasm/layout.js";
import {
	http,
	type Octets,
	pcap,
	pdus,
	Random,
	scenario,
	wsp,
	wtp,
} from "../test/builder/index.js";

/** One thing to measure: how much it does each time it is run. */
export interface Prepared {
	name: string;
	/** Octets and units that one run takes. */
	bytes: number;
	units: number;
	unit: string;
	run: () => unknown;
}

export interface Workload {
	name: string;
	prepare: () => Promise<Prepared>;
}

const SIZE = 48_000_000;

function captureOf(share: number): { capture: Octets; packets: number } {
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

/** The core alone: records, frames, flow table. What is no MMS by its first row is ignored at once. */
async function walk(share: number, name: string): Promise<Prepared> {
	const { capture, packets } = captureOf(share);
	const core = await createCore();
	const run = async (): Promise<number> => {
		const reader = new CaptureReader(core, [bytesSource(capture)]);
		let count = 0;
		for (;;) {
			const rows = await reader.next();
			if (!rows) return count;
			count += rows.count;
			for (let i = 0; i < rows.count; i++) {
				const { flow, stream } = rows.select(i);
				if (share < 0.1) reader.flows.setVerdict(flow, stream, VERDICT_IGNORE);
			}
		}
	};
	return { name, bytes: capture.length, units: packets, unit: "packets", run };
}

function inScratch(
	name: string,
	octets: Octets,
	decode: (core: Core, start: number, end: number) => unknown,
): () => Promise<Prepared> {
	return async () => {
		const core = await createCore();
		const length = core.toScratch(octets);
		const end = REGION_SCRATCH + length;
		const run = (): void => {
			for (let i = 0; i < 1000; i++) decode(core, REGION_SCRATCH, end);
		};
		const bytes = length * 1000;
		return { name, bytes, units: 1000, unit: "PDUs", run };
	};
}

const SEND_REQ = pdus.sendReq({
	transactionId: "T1",
	to: ["+447700900141/TYPE=PLMN"],
	subject: "Grüße aus Köln",
});
const URL_OF_MMSC = "http://mmsc.example/mms";

function segmentOf(octets: Octets, sequence: number, flags = ACK): Segment {
	return {
		stamp: {
			frame: 1,
			seconds: 1_700_000_000,
			nanoseconds: 0,
			fine: false,
			capture: 0,
			captureFrame: 1,
		},
		direction: 0,
		sequenceNumber: sequence,
		acknowledgmentNumber: 0,
		flags,
		window: 65535,
		bytes: octets,
		offset: 0,
		length: octets.length,
		wireLength: octets.length,
	};
}

/** Segments of 1,400 octets; with `disorder` every other pair is swapped. */
function segments(octets: Octets, disorder: boolean): Segment[] {
	const out: Segment[] = [];
	for (let at = 0; at < octets.length; at += 1400) {
		out.push(segmentOf(octets.subarray(at, at + 1400), at + 1));
	}
	for (let i = 0; disorder && i + 1 < out.length; i += 2) {
		[out[i], out[i + 1]] = [out[i + 1] as Segment, out[i] as Segment];
	}
	return out;
}

const SINK: StreamSink = {
	span: () => {},
	gap: () => {},
	repeated: () => {},
	conflict: () => {},
};

function reassembly(disorder: boolean, name: string) {
	return async (): Promise<Prepared> => {
		const octets = new Random(1).octets(1 << 20);
		const list = segments(octets, disorder);
		const run = (): void => {
			const waiting = new Budget(1 << 28);
			const connection = new TcpConnection([SINK, SINK], {
				buffer: 1 << 20,
				waiting,
				buffers: new Buffers(),
			});
			connection.onSegment(segmentOf(octets.subarray(0, 0), 0, SYN));
			for (const segment of list) connection.onSegment(segment);
		};
		const bytes = octets.length;
		return { name, bytes, units: list.length, unit: "segments", run };
	};
}

/** Uploads on one connection, bodies kept. */
async function httpMessages(): Promise<Prepared> {
	const one = http.post("/mms", SEND_REQ);
	const all = new Uint8Array(one.length * 200);
	for (let i = 0; i < 200; i++) all.set(one, i * one.length);
	const list = segments(all, false);
	const endpoints = {
		addressA: "10.0.0.1",
		portA: 40000,
		addressB: "192.0.2.10",
		portB: 80,
		family: 4,
	} as const;
	const run = (): void => {
		const tracker = new HttpTracker({ keepBody: () => true });
		tracker.open(1, endpoints);
		tracker.onSegment(1, segmentOf(all.subarray(0, 0), 0, SYN));
		for (const segment of list) tracker.onSegment(1, segment);
		tracker.finish();
	};
	return {
		name: "HTTP",
		bytes: all.length,
		units: 200,
		unit: "messages",
		run,
	};
}

async function correlation(): Promise<Prepared> {
	const capture = pcap(scenario({ seed: 6, messages: 2000, rate: 20 }));
	const list: Exchange[] = [];
	for await (const record of exchanges(capture))
		if (record.type === "exchange") list.push(record);
	const run = (): void => {
		const correlator = new Correlator({ onMessage: () => {} });
		for (const exchange of list) correlator.onExchange(exchange);
		correlator.finish();
	};
	const bytes = JSON.stringify(list).length;
	return {
		name: "correlation",
		bytes,
		units: list.length,
		unit: "exchanges",
		run,
	};
}

async function pipeline(share: number, name: string): Promise<Prepared> {
	const { capture, packets } = captureOf(share);
	const run = async (): Promise<number> => {
		let count = 0;
		for await (const _ of analyze(capture)) count++;
		return count;
	};
	return { name, bytes: capture.length, units: packets, unit: "packets", run };
}

function workload(name: string, prepare: () => Promise<Prepared>): Workload {
	return { name, prepare };
}

const POST = wtp.invoke(7, wsp.post(URL_OF_MMSC, SEND_REQ));
const ORDERLY = "TCP reassembly";
const DISORDERLY = "TCP reassembly, pairs swapped";
const WALKS: [string, number][] = [
	["walk, 99 % other traffic", 0.01],
	["walk, 30 % MMS", 0.3],
];
const PIPELINES: [string, number][] = [
	["analyze, 99 % other traffic", 0.01],
	["analyze, 30 % MMS", 0.3],
];

/** Every stage in the order of the data. */
export const WORKLOADS: readonly Workload[] = [
	...WALKS.map(([name, share]) => workload(name, () => walk(share, name))),
	workload(
		"WTP",
		inScratch("WTP", POST, (core, start, end) =>
			core.exports.decodeWtp(start, end, end, REGION_ROWS, 1),
		),
	),
	workload(
		"WSP",
		inScratch("WSP", wsp.post(URL_OF_MMSC, SEND_REQ), (core, start, end) =>
			core.exports.decodeWsp(start, end, 0, REGION_TOKENS),
		),
	),
	workload(
		"MMSE, core alone",
		inScratch("MMSE, core alone", SEND_REQ, (core, start, end) =>
			core.exports.decodeMmse(start, end),
		),
	),
	workload(
		"MMSE to a record",
		inScratch("MMSE to a record", SEND_REQ, (core) =>
			decodeMmsPdu(core, SEND_REQ),
		),
	),
	workload(ORDERLY, reassembly(false, ORDERLY)),
	workload(DISORDERLY, reassembly(true, DISORDERLY)),
	workload("HTTP", httpMessages),
	workload("correlation", correlation),
	...PIPELINES.map(([name, share]) =>
		workload(name, () => pipeline(share, name)),
	),
];
