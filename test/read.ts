import {
	CaptureReader,
	type CaptureReaderOptions,
} from "../src/capture/reader.js";
import { type ByteSource, bytesSource } from "../src/capture/source.js";
import { type Core, createCore } from "../src/wasm/instance.js";

/** A row as an object, for comparing. */
export interface RowCopy {
	kind: number;
	frame: number;
	capture: number;
	captureFrame: number;
	time: string;
	flow: number;
	stream: number;
	direction: 0 | 1;
	flags: number;
	payload: Uint8Array;
	wireLength: number;
	tcpFlags: number;
	sequenceNumber: number;
	acknowledgmentNumber: number;
	from: string;
	to: string;
}

/** Looks at rows while they are read, and may judge flows. */
export type Judge = (row: RowCopy, reader: CaptureReader) => void;

let shared: Promise<Core> | undefined;

/** A core that the tests of one file share: memories are many megabytes of address space each. */
export function sharedCore(): Promise<Core> {
	shared ??= createCore();
	return shared;
}

function copyRow(reader: CaptureReader, rows: Rows): RowCopy {
	const { flow, direction, payloadOffset, payloadLength } = rows;
	const side = (which: 0 | 1) =>
		`${reader.flows.address(flow, which)} ${reader.flows.port(flow, which)}`;
	return {
		kind: rows.kind,
		frame: rows.frame,
		capture: rows.capture,
		captureFrame: rows.captureFrame,
		time: `${rows.seconds}.${String(rows.nanoseconds).padStart(9, "0")}`,
		flow,
		stream: rows.stream,
		direction,
		flags: rows.flags,
		payload: rows.memory.slice(payloadOffset, payloadOffset + payloadLength),
		wireLength: rows.payloadWireLength,
		tcpFlags: rows.tcpFlags,
		sequenceNumber: rows.sequenceNumber,
		acknowledgmentNumber: rows.acknowledgmentNumber,
		from: side(direction),
		to: side(direction === 0 ? 1 : 0),
	};
}

type Rows = NonNullable<Awaited<ReturnType<CaptureReader["next"]>>>;

/** Reads captures to their end: all rows as copies, and the reader for what else it knows. */
export async function read(
	inputs: readonly (Uint8Array | ByteSource)[],
	options: CaptureReaderOptions = {},
	judge?: Judge,
): Promise<{ rows: RowCopy[]; reader: CaptureReader }> {
	const sources = inputs.map((input, i) =>
		input instanceof Uint8Array ? bytesSource(input, `capture ${i}`) : input,
	);
	const reader = new CaptureReader(await sharedCore(), sources, options);
	const rows: RowCopy[] = [];
	for (;;) {
		const pending = reader.next();
		const batch = pending instanceof Promise ? await pending : pending;
		if (!batch) return { rows, reader };
		for (let i = 0; i < batch.count; i++) {
			const row = copyRow(reader, batch.select(i));
			rows.push(row);
			judge?.(row, reader);
		}
	}
}

/** A source that gives at most `most` octets at a time. */
export function slowSource(octets: Uint8Array, most: number): ByteSource {
	const source = bytesSource(octets, "slow");
	return {
		name: "slow",
		read: (into) => source.read(into.subarray(0, most)),
	};
}
