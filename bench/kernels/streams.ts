import { HttpTracker } from "../../src/http/tracker.js";
import { Budget } from "../../src/tcp/budget.js";
import { Buffers } from "../../src/tcp/buffers.js";
import { Chunks } from "../../src/tcp/chunks.js";
import { TcpConnection } from "../../src/tcp/connection.js";
import { ACK, type Segment, SYN } from "../../src/tcp/segment.js";
import type { StreamSink } from "../../src/tcp/sink.js";
import { http, type Octets, Random } from "../../test/builder/index.js";
import { SEND_REQ } from "./decoders.js";
import type { Prepared, Workload } from "./workload.js";

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
	plain: 0,
	isSkippable: false,
	pass: () => {},
	span: () => {},
	gap: () => {},
	repeated: () => {},
	conflict: () => {},
};

function reassembly(disorder: boolean) {
	return async (): Promise<Prepared> => {
		const octets = new Random(1).octets(1 << 20);
		const list = segments(octets, disorder);
		const run = (): void => {
			const waiting = new Budget(1 << 28);
			const connection = new TcpConnection([SINK, SINK], {
				buffer: 1 << 20,
				waiting,
				chunks: new Chunks(new Buffers()),
			});
			connection.onSegment(segmentOf(octets.subarray(0, 0), 0, SYN));
			for (const segment of list) connection.onSegment(segment);
		};
		const bytes = octets.length;
		return { bytes, units: list.length, unit: "segments", run };
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
	return { bytes: all.length, units: 200, unit: "messages", run };
}

export const STREAMS: readonly Workload[] = [
	{ name: "TCP reassembly", prepare: reassembly(false) },
	{ name: "TCP reassembly, pairs swapped", prepare: reassembly(true) },
	{ name: "HTTP", prepare: httpMessages },
];
