import { frameNear, newStamp } from "../flow/stamp.js";
import {
	PIECE_WINDOW as PIECE_HEADER,
	PIECE_LENGTH,
	PIECE_NANOSECONDS,
	PIECE_NEXT,
	PIECE_OFFSET,
	PIECE_ACKNOWLEDGMENT as PIECE_PRINT,
	WTP_FLAG_GTR,
	WTP_FLAG_RID,
	WTP_HAS_PSN,
} from "../wasm/layout.js";
import { STATUS_OK } from "../wasm/status.js";
import {
	type WapFlow,
	type WapRow,
	WTP_ACK,
	WTP_SEGMENTED_RESULT,
} from "./row.js";

/** The same bits in a PDU and in a row. */
const FLAGS = WTP_FLAG_GTR | WTP_FLAG_RID;

/** A row of which nothing is known yet. */
export function newWapRow(flow: WapFlow): WapRow {
	return {
		kind: "wtp",
		stamp: newStamp(),
		flow,
		direction: 0,
		bytes: new Uint8Array(0),
		offset: 0,
		length: 0,
		wireLength: 0,
		print: 0,
		type: 0,
		flags: 0,
		transactionClass: 0,
		tid: 0,
		status: STATUS_OK,
		psn: 0,
		abortType: 0,
		abortReason: 0,
		has: 0,
		totalSize: 0,
	};
}

/**
 * Segments of one WTP message, each the next, and the peer's Acks between them: pieces (`PIECE_*` of the layout) in the
 * core's memory, all of one second.
 */
export class WapRun {
	/** The piece at hand. */
	readonly row: WapRow;
	/** Its frame, when it has to wait. */
	get frame(): number {
		return this.row.stamp.frame;
	}

	/** Its address; 0: none is left. */
	at = 0;
	isAck = false;
	/** It is of a Result, else of an Invoke. */
	isResult = false;
	#words: Uint32Array = new Uint32Array(0);
	/** Of its segments: the way, Segmented Invoke or Segmented Result, TID, and number of the one that comes next. */
	#direction: 0 | 1 = 0;
	#type = 0;
	#tid = 0;
	#psn = 0;

	constructor(flow: WapFlow) {
		this.row = newWapRow(flow);
	}

	/**
	 * Begins with the piece at an address.
	 *
	 * @param words the memory; `row` has what the run's row says: its stamp and flow, and what all of its segments have
	 */
	begin(at: number, words: Uint32Array): void {
		const { row } = this;
		this.#words = words;
		this.#direction = row.direction;
		this.#type = row.type;
		this.isResult = row.type === WTP_SEGMENTED_RESULT;
		this.#tid = row.tid;
		this.#psn = row.psn;
		this.at = at;
		this.#read();
	}

	/** The piece at hand is done with. */
	moveOn(): void {
		if (!this.isAck) this.#psn++;
		this.at = this.#words[(this.at + PIECE_NEXT) >>> 2] as number;
		if (this.at !== 0) this.#read();
	}

	#read(): void {
		const { row } = this;
		const words = this.#words;
		const word = this.at >>> 2;
		const { stamp } = row;
		const how = words[word + (PIECE_HEADER >>> 2)] as number;
		const value = words[word + (PIECE_PRINT >>> 2)] as number;
		// The piece before is near.
		stamp.frame = frameNear(stamp.frame, words[word] as number);
		stamp.captureFrame = stamp.frame; // runs are made of a single capture
		stamp.nanoseconds = words[word + (PIECE_NANOSECONDS >>> 2)] as number;
		row.offset = words[word + (PIECE_OFFSET >>> 2)] as number;
		row.length = words[word + (PIECE_LENGTH >>> 2)] as number;
		row.wireLength = row.length;
		row.flags = how & FLAGS;
		this.isAck = how >>> 16 !== 0;
		if (this.isAck) this.#readAck(value);
		else this.#readSegment(value);
	}

	#readAck(psn: number): void {
		const { row } = this;
		row.direction = this.#direction === 0 ? 1 : 0;
		row.type = WTP_ACK;
		row.tid = this.#tid ^ 0x8000;
		row.psn = psn;
		row.has = WTP_HAS_PSN;
		row.print = 0;
	}

	#readSegment(print: number): void {
		const { row } = this;
		row.direction = this.#direction;
		row.type = this.#type;
		row.tid = this.#tid;
		row.psn = this.#psn;
		row.has = 0;
		// Signed, as in other rows.
		row.print = print | 0;
	}
}
