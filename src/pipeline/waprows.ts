import type { Flows } from "../frame/flows.js";
import type { Rows } from "../frame/frame.js";
import type { WapFlow, WapRow } from "../wap/row.js";
import type { WapTracker } from "../wap/tracker.js";
import { ROW_IS_WTP } from "../wasm/layout.js";

/** UDP flows with WAP that are remembered; what comes back later gets a new object, and so a new session. */
const FLOWS_LIMIT = 100_000;

/** Hands WTP PDUs and connectionless WSP datagrams to the WAP tracker. */
export class WapRows {
	readonly #flows: Flows;
	readonly #tracker: WapTracker;
	readonly #known = new Map<number, WapFlow>();
	readonly #row: WapRow;

	constructor(flows: Flows, tracker: WapTracker) {
		this.#flows = flows;
		this.#tracker = tracker;
		const stamp = {
			frame: 0,
			seconds: 0,
			nanoseconds: 0,
			fine: false,
			capture: 0,
			captureFrame: 0,
		};
		this.#row = { stamp } as WapRow;
	}

	onRow(rows: Rows): void {
		const row = this.#row;
		rows.stamp(row.stamp);
		row.kind = rows.kind === ROW_IS_WTP ? "wtp" : "wsp-cl";
		row.flow = this.#flow(rows);
		row.direction = rows.direction;
		row.bytes = rows.memory;
		row.offset = rows.payloadOffset;
		row.length = rows.payloadLength;
		row.wireLength = rows.payloadWireLength;
		row.type = rows.wtpType;
		row.flags = rows.wtpFlags;
		row.transactionClass = rows.wtpClass;
		row.tid = rows.wtpTid;
		row.status = rows.wtpStatus;
		row.psn = rows.wtpPsn;
		row.abortType = rows.wtpAbortType;
		row.abortReason = rows.wtpAbortReason;
		row.has = rows.wtpHas;
		row.totalSize = rows.wtpTotalSize;
		this.#tracker.onRow(row);
	}

	#flow(rows: Rows): WapFlow {
		const { stream } = rows;
		const known = this.#known.get(stream);
		if (known) return known;
		if (this.#known.size >= FLOWS_LIMIT)
			for (const oldest of this.#known.keys()) {
				this.#known.delete(oldest);
				break;
			}
		const flows = this.#flows;
		const entry = rows.flow;
		const vlan = flows.vlan(entry);
		const flow: WapFlow = {
			addressA: flows.address(entry, 0),
			portA: flows.port(entry, 0),
			addressB: flows.address(entry, 1),
			portB: flows.port(entry, 1),
			family: flows.family(entry),
			stream,
			...(vlan !== undefined && { vlan }),
		};
		this.#known.set(stream, flow);
		return flow;
	}
}
