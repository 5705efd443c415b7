import type { Stamp } from "../flow/stamp.js";
import type { Rows } from "../frame/frame.js";
import {
	ROW_IS_GTP_CONTROL,
	ROW_IS_PFCP,
	ROW_IS_RADIUS,
} from "../wasm/layout.js";

/**
 * Reads the signalling of subscribers, one UDP payload at a time. `octets` lies in the core's memory: it is valid
 * during the call only. `stream` (udp.stream) is equal for a request and the reply to it. The stamp is used again.
 */
export interface Signalling {
	onRadius(octets: Uint8Array, stamp: Stamp, stream: number): void;
	onGtpC(octets: Uint8Array, stamp: Stamp, stream: number): void;
	onPfcp(octets: Uint8Array, stamp: Stamp, stream: number): void;
}

/** Hands rows of signalling to who reads them. */
export class SignallingRows {
	readonly #reader: Signalling;
	readonly #stamp: Stamp = {
		frame: 0,
		seconds: 0,
		nanoseconds: 0,
		fine: false,
		capture: 0,
		captureFrame: 0,
	};

	constructor(reader: Signalling) {
		this.#reader = reader;
	}

	onRow(rows: Rows): void {
		const start = rows.payloadOffset;
		const octets = rows.memory.subarray(start, start + rows.payloadLength);
		const stamp = rows.stamp(this.#stamp);
		const { stream } = rows;
		switch (rows.kind) {
			case ROW_IS_RADIUS:
				this.#reader.onRadius(octets, stamp, stream);
				break;
			case ROW_IS_GTP_CONTROL:
				this.#reader.onGtpC(octets, stamp, stream);
				break;
			case ROW_IS_PFCP:
				this.#reader.onPfcp(octets, stamp, stream);
		}
	}
}
