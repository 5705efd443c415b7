// Runs: segments that carry on where the one before ended, and bare acknowledgments between them, of a connection that
// TypeScript looks at. They make one row with a list of pieces (src/wasm/layout.ts). A run ends with its second, with the
// batch, and with any other segment of its flow.
import {
	CONTROL_RUNS,
	PIECE_ACKNOWLEDGMENT,
	PIECE_DIRECTION,
	PIECE_LENGTH,
	PIECE_NEXT,
	PIECE_OFFSET,
	PIECE_WINDOW,
	REGION_RUNS,
	ROW_DIRECTION,
	ROW_IS_RUN,
	ROW_SEQUENCE,
} from "../../src/wasm/layout";
import { at, be16, be32 } from "../cursor";
import { direction } from "../flow";
import { epoch, takePiece, writeHead, writePayload } from "../record";

const SEQUENCE: u32 = 4;
const ACKNOWLEDGMENT: u32 = 8;
const WINDOW: u32 = 14;

// A run that is open.
const RUN_SIZE: u32 = 32;
const RUN_FLOW: u32 = 0;
const RUN_EPOCH: u32 = 4;
const RUN_ROW: u32 = 8; // address
const RUN_LAST: u32 = 12; // address of its last piece
const RUN_NEXT: u32 = 16; // number of the octet that is due
const RUN_SIDE: u32 = 20; // direction of the payload
const RUNS_CAPACITY: u32 = 1024;

/** No payload yet. */
const NO_SIDE: u32 = 2;

/** By low bits of the flow, which is an even number: flows that share a place end each other's runs. */
function runOf(flow: u32): u32 {
	return REGION_RUNS + ((flow >>> 1) & (RUNS_CAPACITY - 1)) * RUN_SIZE;
}

/** A segment that is not part of a run: what follows it is another one. */
export function endRun(flow: u32): void {
	const run = runOf(flow);
	if (load<u32>(run, RUN_FLOW) == flow) store<u32>(run, 0, RUN_FLOW);
}

/** Adds the segment at hand, with `length` octets of payload, all captured. False: it does not carry on. */
export function addToRun(
	entry: u32,
	flow: u32,
	header: u32,
	length: u32,
): bool {
	if (load<u32>(CONTROL_RUNS) == 0) return false;
	const run = runOf(flow);
	const isOpen =
		load<u32>(run, RUN_FLOW) == flow && load<u32>(run, RUN_EPOCH) == epoch();
	if (isOpen && length != 0 && !carriesOn(run, be32(header + SEQUENCE)))
		return false;
	const piece = takePiece();
	if (piece == 0) return false;
	if (isOpen) store<u32>(load<u32>(run, RUN_LAST), piece, PIECE_NEXT);
	else open(run, entry, flow, piece);
	if (length != 0) addPayload(run, be32(header + SEQUENCE), length);
	store<u32>(run, piece, RUN_LAST);
	store<u32>(piece, at(), PIECE_OFFSET);
	store<u32>(piece, length, PIECE_LENGTH);
	store<u32>(piece, be32(header + ACKNOWLEDGMENT), PIECE_ACKNOWLEDGMENT);
	store<u16>(piece, <u16>be16(header + WINDOW), PIECE_WINDOW);
	store<u16>(piece, <u16>direction(), PIECE_DIRECTION);
	store<u32>(piece, 0, PIECE_NEXT);
	return true;
}

/** A run has payload of one side, without holes. */
function carriesOn(run: u32, sequence: u32): bool {
	const side = load<u32>(run, RUN_SIDE);
	if (side == NO_SIDE) return true;
	return side == direction() && load<u32>(run, RUN_NEXT) == sequence;
}

function open(run: u32, entry: u32, flow: u32, piece: u32): void {
	const row = writeHead(ROW_IS_RUN, entry, flow, direction());
	writePayload(row, piece, 0, 0);
	store<u32>(run, flow, RUN_FLOW);
	store<u32>(run, epoch(), RUN_EPOCH);
	store<u32>(run, row, RUN_ROW);
	store<u32>(run, NO_SIDE, RUN_SIDE);
}

function addPayload(run: u32, sequence: u32, length: u32): void {
	if (load<u32>(run, RUN_SIDE) == NO_SIDE) {
		const row = load<u32>(run, RUN_ROW);
		store<u32>(run, direction(), RUN_SIDE);
		store<u8>(row, <u8>direction(), ROW_DIRECTION);
		store<u32>(row, sequence, ROW_SEQUENCE);
	}
	store<u32>(run, sequence + length, RUN_NEXT);
}
