// Runs: segments of one connection that TypeScript looks at. They make one row with a list of pieces (src/wasm/layout.ts).
// A run ends with its second, with the batch, and with a segment of its flow that makes a row of its own.
import {
	CONTROL_RUNS,
	FLOW_STREAM,
	PIECE_ACKNOWLEDGMENT,
	PIECE_DIRECTION,
	PIECE_FLAGS,
	PIECE_LENGTH,
	PIECE_NEXT,
	PIECE_OFFSET,
	PIECE_SEQUENCE,
	PIECE_WINDOW,
	REGION_RUNS,
	ROW_IS_RUN,
} from "../../src/wasm/layout";
import { at, be16, be32 } from "../cursor";
import { direction } from "../flow";
import { epoch, takePiece, writeHead, writePayload } from "../record";

const SEQUENCE: u32 = 4;
const ACKNOWLEDGMENT: u32 = 8;
const WINDOW: u32 = 14;

// A run that is open.
const RUN_SIZE: u32 = 16;
const RUN_FLOW: u32 = 0;
const RUN_EPOCH: u32 = 4;
const RUN_LAST: u32 = 8; // address of its last piece
const RUN_STREAM: u32 = 12;
const RUNS_CAPACITY: u32 = 2048;

/** By low bits of the flow, which is an even number: flows that share a place end each other's runs. */
function runOf(flow: u32): u32 {
	return REGION_RUNS + ((flow >>> 1) & (RUNS_CAPACITY - 1)) * RUN_SIZE;
}

/** A segment that is not part of a run: what follows it is another one. */
export function endRun(flow: u32): void {
	const run = runOf(flow);
	if (load<u32>(run, RUN_FLOW) == flow) store<u32>(run, 0, RUN_FLOW);
}

/** Adds the segment at hand, with `length` octets of payload, all captured. False: it has to make a row. */
export function addToRun(
	entry: u32,
	flow: u32,
	header: u32,
	length: u32,
	flags: u32,
): bool {
	if (load<u32>(CONTROL_RUNS) == 0) return false;
	const run = runOf(flow);
	const stream = load<u32>(entry, FLOW_STREAM);
	const isOpen =
		load<u32>(run, RUN_FLOW) == flow &&
		load<u32>(run, RUN_EPOCH) == epoch() &&
		load<u32>(run, RUN_STREAM) == stream;
	const piece = takePiece();
	if (piece == 0) return false;
	if (isOpen) store<u32>(load<u32>(run, RUN_LAST), piece, PIECE_NEXT);
	else {
		const row = writeHead(ROW_IS_RUN, entry, flow, direction());
		writePayload(row, piece, 0, 0);
		store<u32>(run, flow, RUN_FLOW);
		store<u32>(run, epoch(), RUN_EPOCH);
		store<u32>(run, stream, RUN_STREAM);
	}
	store<u32>(run, piece, RUN_LAST);
	store<u32>(piece, be32(header + SEQUENCE), PIECE_SEQUENCE);
	store<u32>(piece, at(), PIECE_OFFSET);
	store<u32>(piece, length, PIECE_LENGTH);
	store<u32>(piece, be32(header + ACKNOWLEDGMENT), PIECE_ACKNOWLEDGMENT);
	store<u16>(piece, <u16>be16(header + WINDOW), PIECE_WINDOW);
	store<u8>(piece, <u8>direction(), PIECE_DIRECTION);
	store<u8>(piece, <u8>flags, PIECE_FLAGS);
	store<u32>(piece, 0, PIECE_NEXT);
	return true;
}
