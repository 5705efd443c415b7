import { frameNear, type Stamp, small } from "../flow/stamp.js";
import type { Core } from "../wasm/instance.js";
import * as layout from "../wasm/layout.js";

/**
 * The rows of one batch, read in place: `select` a row, then read its fields. No object per row. Everything is valid
 * until the next batch is asked for; copy what you keep.
 *
 * What TypeScript has to apply itself. The core does not see a verdict before the next batch, so a row may follow
 * that it would not have made. For equal results wherever the borders of batches fall, the reader of the rows drops,
 * after its own verdict on a (flow, stream):
 *
 * - `VERDICT_IGNORE`: every later row of that stream. (A new stream on the flow starts without a verdict.)
 * - `VERDICT_PROBE`: every later row of that stream up to the first with ROW_FLAG_START; that one and what follows
 *   count again, and the verdict is gone: write 0.
 * - `VERDICT_SKIP_A` with `FLOW_SKIP_A` = N: segments of A with payload, without SYN, FIN and RST, that end at or before
 *   N; segments of B without payload, SYN, FIN and RST that acknowledge nothing beyond N. `VERDICT_SKIP_B` likewise.
 *   N must lie less than 2^31 ahead. The verdict may stay when N is passed: it has no effect any more.
 * - `VERDICT_FOLLOW` or 0: nothing. Of a flow that made a row with payload, every packet makes a row until one of the
 *   above is written: TypeScript decides about it. A flow that was open before the capture is one of these: when its
 *   first eight segments with payload (behind the first 64 octets) hold no start line, write `VERDICT_PROBE`.
 *
 * A row of kind ROW_IS_RUN holds segments of one stream (PIECE_*), each of which counts like a row of its own. It stands
 * where the first of them was: a reader that takes a later piece at once must know that it changes nothing for other flows,
 * or keep it until the rows before its frame are read. Runs end with the batch, with the second, and with a row of their
 * stream. The same holds of ROW_IS_WTP_RUN: segments of one WTP message with the peer's Acks, none of them the last.
 *
 * Without payload so far, a flow makes rows of its SYN, SYN-ACK, the ACK that follows, FIN and RST only. When the
 * first payload of a flow (as told by the SYN) does not begin as HTTP may, the core itself waits for a segment that
 * starts with a start line.
 */
export class Rows {
	readonly #core: Core;
	readonly #start: number;
	#frames = 0;
	#captureFrames: ArrayLike<number> = [];
	// Fields, not getters: who reads rows does it a million times.
	/** How many rows there are. */
	count = 0;
	/** The memory that `payloadOffset` and `address` point into. */
	memory: Uint8Array<ArrayBufferLike>;
	/** The same as words of 32 bits. */
	words: Uint32Array<ArrayBufferLike>;
	/** Address of the selected row, for fields that have no getter here. */
	address = 0;

	/** `start`: address of the first row. */
	constructor(core: Core, start: number = layout.REGION_ROWS) {
		this.#core = core;
		this.#start = start;
		this.memory = core.bytes;
		this.words = core.words;
	}

	/**
	 * Starts a batch.
	 *
	 * @param frames frames before it, which the low 32 bits in the rows complete
	 * @param captureFrames the same by capture
	 */
	begin(count: number, frames: number, captureFrames: ArrayLike<number>): this {
		this.count = count;
		this.#frames = small(frames);
		this.#captureFrames = captureFrames;
		return this;
	}

	/** Makes the row with this index, from 0, the one that the fields are read from. */
	select(index: number): this {
		if (this.memory.length === 0) {
			this.memory = this.#core.bytes;
			this.words = this.#core.words;
		}
		this.address = this.#start + index * layout.ROW_SIZE;
		return this;
	}

	#u32(field: number): number {
		return this.words[(this.address + field) >>> 2] as number;
	}

	#u16(field: number): number {
		const at = this.address + field;
		const { memory } = this;
		return (memory[at] as number) | ((memory[at + 1] as number) << 8);
	}

	#u8(field: number): number {
		return this.memory[this.address + field] as number;
	}

	/** ROW_IS_*. */
	get kind(): number {
		return this.#u8(layout.ROW_KIND);
	}

	/** Number from 1 over the whole input. */
	get frame(): number {
		return this.frameOf(this.#u32(layout.ROW_FRAME));
	}

	/** Number within its capture. */
	get captureFrame(): number {
		return this.captureFrameOf(
			this.capture,
			this.#u32(layout.ROW_CAPTURE_FRAME),
		);
	}

	/** Index of the capture. */
	get capture(): number {
		return this.#u16(layout.ROW_CAPTURE);
	}

	get seconds(): number {
		return this.#u32(layout.ROW_SECONDS);
	}

	get nanoseconds(): number {
		return this.#u32(layout.ROW_NANOSECONDS);
	}

	/** Number of the frame near this batch that has these low 32 bits. */
	frameOf(low: number): number {
		return frameNear(this.#frames, low);
	}

	/** The same within a capture. */
	captureFrameOf(capture: number, low: number): number {
		return frameNear(small(this.#captureFrames[capture] ?? 0), low);
	}

	/** Fills `target` with where and when the row's frame was captured. */
	stamp(target: Stamp): Stamp {
		const { words } = this;
		const at = this.address >>> 2;
		// The upper half of the word that the kind is in.
		const capture = words[at + (layout.ROW_KIND >>> 2)]! >>> 16;
		const flags = words[at + (layout.ROW_FLAGS >>> 2)]!;
		target.frame = this.frameOf(words[at]!);
		target.seconds = words[at + (layout.ROW_SECONDS >>> 2)]!;
		target.nanoseconds = words[at + (layout.ROW_NANOSECONDS >>> 2)]!;
		target.fine = (flags & layout.ROW_FLAG_FINE) !== 0;
		target.capture = capture;
		target.captureFrame = this.captureFrameOf(
			capture,
			words[at + (layout.ROW_CAPTURE_FRAME >>> 2)]!,
		);
		return target;
	}

	/** Index of the flow entry. */
	get flow(): number {
		return this.#u32(layout.ROW_FLOW);
	}

	/** `tcp.stream` or `udp.stream`. Of a fragment: its tunnel endpoint identifier. */
	get stream(): number {
		return this.#u32(layout.ROW_STREAM);
	}

	/** 0: from the flow's A to its B, 1: from B to A. */
	get direction(): 0 | 1 {
		return this.#u8(layout.ROW_DIRECTION) as 0 | 1;
	}

	/** ROW_FLAG_*. */
	get flags(): number {
		return this.#u8(layout.ROW_FLAGS);
	}

	/** Where the payload lies in `memory`. */
	get payloadOffset(): number {
		return this.#u32(layout.ROW_OFFSET);
	}

	/** Captured octets of the payload. */
	get payloadLength(): number {
		return this.#u32(layout.ROW_LENGTH);
	}

	/** Octets of the payload as sent. */
	get payloadWireLength(): number {
		return this.#u32(layout.ROW_WIRE_LENGTH);
	}

	/** FIN 1, SYN 2, RST 4, PSH 8, ACK 16, URG 32. */
	get tcpFlags(): number {
		return this.#u8(layout.ROW_TCP_FLAGS);
	}

	get window(): number {
		return this.#u16(layout.ROW_WINDOW);
	}

	get sequenceNumber(): number {
		return this.#u32(layout.ROW_SEQUENCE);
	}

	get acknowledgmentNumber(): number {
		return this.#u32(layout.ROW_ACKNOWLEDGMENT);
	}

	/** 1 Invoke .. 7 Negative Ack. */
	get wtpType(): number {
		return this.#u8(layout.ROW_WTP_TYPE);
	}

	/** WTP_FLAG_*. */
	get wtpFlags(): number {
		return this.#u8(layout.ROW_WTP_FLAGS);
	}

	get wtpClass(): number {
		return this.#u8(layout.ROW_WTP_CLASS);
	}

	/** As on the wire, with the direction bit. */
	get wtpTid(): number {
		return this.#u16(layout.ROW_WTP_TID);
	}

	/** Position within the datagram, from 0. */
	get wtpIndex(): number {
		return this.#u8(layout.ROW_WTP_INDEX);
	}

	/** STATUS_*. */
	get wtpStatus(): number {
		return this.#u8(layout.ROW_WTP_STATUS);
	}

	get wtpPsn(): number {
		return this.#u32(layout.ROW_WTP_PSN);
	}

	/** 0 provider, 1 user. */
	get wtpAbortType(): number {
		return this.#u8(layout.ROW_WTP_ABORT_TYPE);
	}

	get wtpAbortReason(): number {
		return this.#u8(layout.ROW_WTP_ABORT_REASON);
	}

	get wtpMissingCount(): number {
		return this.#u8(layout.ROW_WTP_MISSING_COUNT);
	}

	/** WTP_HAS_*. */
	get wtpHas(): number {
		return this.#u8(layout.ROW_WTP_HAS);
	}

	get wtpTotalSize(): number {
		return this.#u32(layout.ROW_WTP_TOTAL_SIZE);
	}

	/** Octets from the start of the datagram's payload to that of the fragment. */
	get fragmentOffset(): number {
		return this.#u32(layout.ROW_FRAGMENT_OFFSET);
	}

	/** Identification. */
	get fragmentId(): number {
		return this.#u32(layout.ROW_FRAGMENT_ID);
	}

	/** Where the source address lies in `memory`; the destination address follows it. */
	get fragmentAddresses(): number {
		return this.#u32(layout.ROW_FRAGMENT_ADDRESSES);
	}

	get fragmentProtocol(): number {
		return this.#u8(layout.ROW_FRAGMENT_PROTOCOL);
	}

	/** 4 or 6. */
	get fragmentFamily(): number {
		return this.#u8(layout.ROW_FRAGMENT_FAMILY);
	}

	get hasMoreFragments(): boolean {
		return this.#u8(layout.ROW_FRAGMENT_MORE) !== 0;
	}

	/** Scope key, see FLOW_SCOPE_A. */
	get fragmentScope(): number {
		return this.#u16(layout.ROW_FRAGMENT_SCOPE);
	}

	/** WAY_* */
	get fragmentWay(): number {
		return this.#u8(layout.ROW_FRAGMENT_WAY);
	}
}
