// Writes rows (src/wasm/layout.ts). What a row needs to know of its frame is set once per packet.
import {
	CONTROL_ROWS,
	CONTROL_ROWS_MADE,
	DATAGRAM_ROWS_CAPACITY,
	FLOW_FLAG_SHOWN,
	FLOW_FLAGS,
	FLOW_STREAM,
	PIECE_CAPTURE_FRAME,
	PIECE_NANOSECONDS,
	PIECE_SIZE,
	PIECE_STAMP,
	PIECES_CAPACITY,
	REGION_DATAGRAM_ROWS,
	REGION_PIECES,
	REGION_ROWS,
	ROW_CAPTURE,
	ROW_CAPTURE_FRAME,
	ROW_DIRECTION,
	ROW_FLAG_NEW_STREAM,
	ROW_FLAGS,
	ROW_FLOW,
	ROW_FRAME,
	ROW_KIND,
	ROW_LENGTH,
	ROW_NANOSECONDS,
	ROW_OFFSET,
	ROW_SECONDS,
	ROW_SIZE,
	ROW_STREAM,
	ROW_WIRE_LENGTH,
	ROWS_CAPACITY,
	ROWS_MARGIN,
} from "../src/wasm/layout";
import { count } from "./cursor";

let frame: u32 = 0;
let frameRow: u32 = 0;
let framePiece: u32 = 0;
let captureFrame: u32 = 0;
let frameSeconds: u32 = 0;
let frameNanoseconds: u32 = 0;
let frameCapture: u32 = 0;
let frameFlags: u32 = 0;
let batchEpoch: u32 = 0;
let nextPiece: u32 = REGION_PIECES;
let next: u32 = REGION_ROWS;
let last: u32 = REGION_ROWS;

/** Rows go to the area of the batch from its start. */
export function beginBatch(): void {
	batchEpoch++;
	nextPiece = REGION_PIECES;
	next = REGION_ROWS;
	last = REGION_ROWS + ROWS_CAPACITY * ROW_SIZE;
}

/** Rows go to the area for one datagram. */
export function beginDatagram(): void {
	batchEpoch++;
	next = REGION_DATAGRAM_ROWS;
	last = REGION_DATAGRAM_ROWS + DATAGRAM_ROWS_CAPACITY * ROW_SIZE;
}

export function rowsWritten(start: u32): u32 {
	return (next - start) / ROW_SIZE;
}

export function rowsLeft(): u32 {
	return (last - next) / ROW_SIZE;
}

/** Whether the next packet may make more rows than there is room for. */
export function areRowsFull(): bool {
	return last - next < <u32>(ROWS_MARGIN * ROW_SIZE);
}

/** Address of the next row. */
export function nextRow(): u32 {
	return next;
}

/** What follows is of this frame. */
export function setFrame(number: u32, inCapture: u32, capture: u32): void {
	frameRow = next;
	framePiece = nextPiece;
	frame = number;
	captureFrame = inCapture;
	frameCapture = capture;
}

/** Whether the frame made no row and no piece of one. */
export function isSilent(): bool {
	return next == frameRow && nextPiece == framePiece;
}

export function setTime(seconds: u32, nanoseconds: u32, flags: u32): void {
	if (seconds != frameSeconds || flags != frameFlags) batchEpoch++;
	frameSeconds = seconds;
	frameNanoseconds = nanoseconds;
	frameFlags = flags;
}

export function seconds(): u32 {
	return frameSeconds;
}

export function nanoseconds(): u32 {
	return frameNanoseconds;
}

/** Changes with the batch, and with every second. */
export function epoch(): u32 {
	return batchEpoch;
}

/** Room for a piece of a run, with where and when the frame at hand was captured in it; 0: there is none left. */
export function takePiece(): u32 {
	const piece = nextPiece;
	if (piece == REGION_PIECES + PIECES_CAPACITY * PIECE_SIZE) return 0;
	nextPiece = piece + PIECE_SIZE;
	store<u32>(piece, frame, PIECE_STAMP);
	store<u32>(piece, captureFrame, PIECE_CAPTURE_FRAME);
	store<u32>(piece, frameNanoseconds, PIECE_NANOSECONDS);
	return piece;
}

export function flags(): u32 {
	return frameFlags;
}

/** Where and when the frame at hand was captured: 16 octets as in a row, and 2 of the capture. */
export function stamp(at: u32, captureAt: u32): void {
	store<u32>(at, frame);
	store<u32>(at, captureFrame, 4);
	store<u32>(at, frameSeconds, 8);
	store<u32>(at, frameNanoseconds, 12);
	store<u16>(captureAt, <u16>frameCapture);
}

/** Nothing more fits that belongs to these rows: they have to be read first. */
export function closeBatch(): void {
	last = next;
}

/** Adds to the flags that every row of this frame gets. */
export function addFlags(flags: u32): void {
	frameFlags |= flags;
}

/** Fills the common head of the next row and moves on. `flow` is its entry's address, 0 for none. */
export function writeHead(
	kind: u32,
	flow: u32,
	index: u32,
	direction: u32,
): u32 {
	const row = next;
	next += ROW_SIZE;
	count(CONTROL_ROWS_MADE + (kind << 3));
	store<u32>(row, frame, ROW_FRAME);
	store<u32>(row, captureFrame, ROW_CAPTURE_FRAME);
	store<u32>(row, frameSeconds, ROW_SECONDS);
	store<u32>(row, frameNanoseconds, ROW_NANOSECONDS);
	store<u32>(row, index, ROW_FLOW);
	store<u8>(row, <u8>kind, ROW_KIND);
	store<u8>(row, <u8>direction, ROW_DIRECTION);
	store<u16>(row, <u16>frameCapture, ROW_CAPTURE);
	let flags = frameFlags;
	if (flow != 0) {
		store<u32>(row, load<u32>(flow, FLOW_STREAM), ROW_STREAM);
		const flowFlags = load<u32>(flow, FLOW_FLAGS);
		if ((flowFlags & FLOW_FLAG_SHOWN) == 0) {
			store<u32>(flow, flowFlags | FLOW_FLAG_SHOWN, FLOW_FLAGS);
			flags |= ROW_FLAG_NEW_STREAM;
		}
	}
	store<u8>(row, <u8>flags, ROW_FLAGS);
	return row;
}

export function writePayload(
	row: u32,
	start: u32,
	length: u32,
	wireLength: u32,
): void {
	store<u32>(row, start, ROW_OFFSET);
	store<u32>(row, length, ROW_LENGTH);
	store<u32>(row, wireLength, ROW_WIRE_LENGTH);
}

/** Leaves the number of rows of the batch where TypeScript reads it. */
export function endBatch(): void {
	store<u32>(CONTROL_ROWS, rowsWritten(REGION_ROWS));
}
