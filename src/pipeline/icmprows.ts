import { momentOf, newStamp } from "../flow/stamp.js";
import type { Rows } from "../frame/frame.js";
import type { HttpTracker } from "../http/tracker.js";
import type { WapTracker } from "../wap/tracker.js";
import {
	ROW_ICMP_CODE,
	ROW_ICMP_PROTOCOL,
	ROW_ICMP_TYPE,
} from "../wasm/layout.js";
import type { WapRows } from "./waprows.js";

const TCP = 6;

/** Hands errors that ICMP reports to the trackers of the flows they are about. */
export class IcmpRows {
	readonly #http: HttpTracker;
	readonly #wapRows: WapRows;
	readonly #wap: WapTracker;

	constructor(http: HttpTracker, wapRows: WapRows, wap: WapTracker) {
		this.#http = http;
		this.#wapRows = wapRows;
		this.#wap = wap;
	}

	onRow(rows: Rows): void {
		const { memory, address, stream, direction } = rows;
		const icmp = {
			type: memory[address + ROW_ICMP_TYPE] as number,
			code: memory[address + ROW_ICMP_CODE] as number,
		};
		const stamp = newStamp();
		rows.stamp(stamp);
		if (memory[address + ROW_ICMP_PROTOCOL] === TCP)
			this.#http.onUnreachable(stream, stamp, icmp);
		else {
			const flow = this.#wapRows.flowOf(rows);
			this.#wap.onUnreachable(flow, direction, momentOf(stamp), icmp);
		}
	}
}
