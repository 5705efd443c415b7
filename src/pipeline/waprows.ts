import { FrameQueue } from "../flow/framequeue.js";
import type { Flows } from "../frame/flows.js";
import type { Rows } from "../frame/frame.js";
import type { WapFlow, WapRow } from "../wap/row.js";
import type { WapTracker } from "../wap/tracker.js";
import { newWapRow, WapRun } from "../wap/waprun.js";
import {
	FLOW_NUMBER,
	FLOW_UNIT,
	INPUT_SLOT_SIZE,
	PIECES_CAPACITY,
	ROW_DIRECTION,
	ROW_FLOW,
	ROW_IS_WTP,
	ROW_KIND,
	ROW_LENGTH,
	ROW_OFFSET,
	ROW_STREAM,
	ROW_WAP_PRINT,
	ROW_WIRE_LENGTH,
	ROW_WTP_ABORT_REASON,
	ROW_WTP_ABORT_TYPE,
	ROW_WTP_CLASS,
	ROW_WTP_FLAGS,
	ROW_WTP_HAS,
	ROW_WTP_PSN,
	ROW_WTP_STATUS,
	ROW_WTP_TID,
	ROW_WTP_TOTAL_SIZE,
	ROW_WTP_TYPE,
} from "../wasm/layout.js";

/** UDP flows with WAP that are remembered; beyond it all get new objects. */
const FLOWS_LIMIT = 100_000;

const NO_FLOW: WapFlow = {
	addressA: "",
	portA: 0,
	addressB: "",
	portB: 0,
	family: 4,
	stream: -1,
};

/** A batch of one capture comes of a slot of the input, and of one datagram that was put together. */
const BATCH_OCTETS = 2 * INPUT_SLOT_SIZE;

/** Hands WTP PDUs and connectionless WSP datagrams to the WAP tracker. */
export class WapRows {
	readonly #flows: Flows;
	readonly #tracker: WapTracker;
	/** By their numbers; none has 0. */
	#known: WapFlow[] = [NO_FLOW];
	readonly #row: WapRow;
	/** Runs of which pieces wait for their time. */
	readonly #behind = new FrameQueue<WapRun>();
	/** For the next ones. */
	readonly #spareRuns: WapRun[] = [];

	constructor(flows: Flows, tracker: WapTracker) {
		this.#flows = flows;
		this.#tracker = tracker;
		this.#row = newWapRow(NO_FLOW);
	}

	/** Before the rows of a batch. */
	beginBatch(rows: number): void {
		this.#tracker.beginBatch(rows + PIECES_CAPACITY, BATCH_OCTETS);
	}

	/** Packets in a row: the first is due, and those that change nothing for anybody else are taken with it. */
	onRun(rows: Rows): void {
		const run = this.#open(rows);
		const first = run.at;
		this.#tracker.pass(run);
		if (run.at === first) this.#take(run);
		else this.#leave(run);
	}

	/** Frame of the first piece that waits. */
	get behindFrame(): number {
		return this.#behind.next;
	}

	/** Takes that piece, and those behind it as far as they are plain. */
	catchUp(): void {
		const run = this.#behind.shift();
		if (run) this.#take(run);
	}

	#open(rows: Rows): WapRun {
		const { memory, words, address } = rows;
		const run = this.#spareRuns.pop() ?? new WapRun(NO_FLOW);
		const { row } = run;
		rows.stamp(row.stamp);
		row.flow = this.flowOf(rows);
		row.bytes = memory;
		row.direction = memory[address + ROW_DIRECTION] as 0 | 1;
		row.type = memory[address + ROW_WTP_TYPE] as number;
		row.tid = (words[(address + ROW_WTP_TID) >>> 2] as number) & 0xffff;
		row.psn = (words[(address + ROW_WTP_PSN) >>> 2] as number) | 0;
		run.begin(rows.payloadOffset, words);
		return run;
	}

	#take(run: WapRun): void {
		this.#tracker.onRow(run.row);
		run.moveOn();
		if (run.at !== 0) this.#tracker.pass(run);
		this.#leave(run);
	}

	/** Nothing more of it may be taken now. */
	#leave(run: WapRun): void {
		if (run.at === 0) this.#spareRuns.push(run);
		else this.#behind.add(run);
	}

	/** Reads the row in place: a call for each field is what most rows would cost. */
	onRow(rows: Rows): void {
		const row = this.#row;
		const { memory, words, address } = rows;
		const word = address >>> 2;
		rows.stamp(row.stamp);
		row.kind = memory[address + ROW_KIND] === ROW_IS_WTP ? "wtp" : "wsp-cl";
		row.flow = this.flowOf(rows);
		row.direction = memory[address + ROW_DIRECTION] as 0 | 1;
		row.bytes = memory;
		row.offset = words[word + (ROW_OFFSET >>> 2)] as number;
		row.length = words[word + (ROW_LENGTH >>> 2)] as number;
		row.wireLength = words[word + (ROW_WIRE_LENGTH >>> 2)] as number;
		// Signed: every value of 32 bits is a small integer then, also where it is none of a PSN.
		row.print = (words[word + (ROW_WAP_PRINT >>> 2)] as number) | 0;
		row.type = memory[address + ROW_WTP_TYPE] as number;
		row.flags = memory[address + ROW_WTP_FLAGS] as number;
		row.transactionClass = memory[address + ROW_WTP_CLASS] as number;
		row.tid = (words[word + (ROW_WTP_TID >>> 2)] as number) & 0xffff;
		row.status = memory[address + ROW_WTP_STATUS] as number;
		row.psn = (words[word + (ROW_WTP_PSN >>> 2)] as number) | 0;
		row.abortType = memory[address + ROW_WTP_ABORT_TYPE] as number;
		row.abortReason = memory[address + ROW_WTP_ABORT_REASON] as number;
		row.has = memory[address + ROW_WTP_HAS] as number;
		row.totalSize = words[word + (ROW_WTP_TOTAL_SIZE >>> 2)] as number;
		this.#tracker.onRow(row);
	}

	/** The flow of a row, always the same object. Its entry says where that is. */
	flowOf(rows: Rows): WapFlow {
		const { words, address } = rows;
		const word = address >>> 2;
		const stream = words[word + (ROW_STREAM >>> 2)] as number;
		const flow = words[word + (ROW_FLOW >>> 2)] as number;
		const at = (flow * FLOW_UNIT + FLOW_NUMBER) >>> 2;
		const number = words[at] as number;
		const known = this.#known;
		if (number < known.length) {
			const one = known[number] as WapFlow;
			if (one.stream === stream) return one;
		}
		if (known.length > FLOWS_LIMIT) this.#known = [NO_FLOW];
		words[at] = this.#known.length;
		const made = this.#make(flow, stream);
		this.#known.push(made);
		return made;
	}

	#make(entry: number, stream: number): WapFlow {
		const flows = this.#flows;
		const path = flows.path(entry);
		const flow: WapFlow = {
			addressA: flows.address(entry, 0),
			portA: flows.port(entry, 0),
			addressB: flows.address(entry, 1),
			portB: flows.port(entry, 1),
			family: flows.family(entry),
			path,
			stream,
			pair: undefined,
			sideOfA: 0,
			locatedIn: undefined,
		};
		return flow;
	}
}
