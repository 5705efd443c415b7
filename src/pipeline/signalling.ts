import { newStamp } from "../flow/stamp.js";
import type { Flows } from "../frame/flows.js";
import type { Rows } from "../frame/frame.js";
import type { Datagram } from "../subscriber/datagram.js";
import {
	ROW_IS_GTP_CONTROL,
	ROW_IS_PFCP,
	ROW_IS_RADIUS,
} from "../wasm/layout.js";

/**
 * Reads the signalling of subscribers, one UDP payload at a time. `octets` lies in the core's memory: it is valid
 * during the call only. The datagram is used again.
 */
export interface Signalling {
	onRadius(octets: Uint8Array, datagram: Datagram): void;
	onGtpC(octets: Uint8Array, datagram: Datagram): void;
	onPfcp(octets: Uint8Array, datagram: Datagram): void;
}

/** Hands rows of signalling to who reads them. */
export class SignallingRows {
	readonly #flows: Flows;
	readonly #reader: Signalling;
	readonly #datagram: Datagram = {
		stamp: newStamp(),
		source: "",
		sourcePort: 0,
		destination: "",
		destinationPort: 0,
	};

	constructor(flows: Flows, reader: Signalling) {
		this.#flows = flows;
		this.#reader = reader;
	}

	onRow(rows: Rows): void {
		const start = rows.payloadOffset;
		const octets = rows.memory.subarray(start, start + rows.payloadLength);
		const datagram = this.#read(rows);
		switch (rows.kind) {
			case ROW_IS_RADIUS:
				this.#reader.onRadius(octets, datagram);
				break;
			case ROW_IS_GTP_CONTROL:
				this.#reader.onGtpC(octets, datagram);
				break;
			case ROW_IS_PFCP:
				this.#reader.onPfcp(octets, datagram);
		}
	}

	#read(rows: Rows): Datagram {
		const datagram = this.#datagram;
		const flows = this.#flows;
		const { flow, direction } = rows;
		const other = direction === 0 ? 1 : 0;
		rows.stamp(datagram.stamp);
		datagram.source = flows.address(flow, direction);
		datagram.sourcePort = flows.port(flow, direction);
		datagram.destination = flows.address(flow, other);
		datagram.destinationPort = flows.port(flow, other);
		return datagram;
	}
}
