// Packets between a phone and a gateway, made up for the tests of this folder.
import type { WapFlow, WapRow } from "../../../src/wap/row.js";
import type { Core } from "../../../src/wasm/instance.js";
import { rowsOf } from "./capture.js";

export interface Packet {
	from: "phone" | "gateway";
	octets: Uint8Array;
	/** Seconds after the one before; default a tenth. */
	after?: number;
	/** Octets that the capture kept. */
	keep?: number;
	kind?: WapRow["kind"];
	flow?: WapFlow;
}

export const FLOW: WapFlow = {
	addressA: "10.0.0.1",
	portA: 40001,
	addressB: "10.9.9.8",
	portB: 9201,
	family: 4,
	stream: 7,
};

export const phone = (octets: Uint8Array, after = 0.1): Packet => ({
	from: "phone",
	octets,
	after,
});

export const gateway = (octets: Uint8Array, after = 0.1): Packet => ({
	from: "gateway",
	octets,
	after,
});

/** Rows of packets in this order, frames numbered from 1. */
export function* rowsFrom(
	core: Core,
	packets: readonly Packet[],
): Generator<WapRow> {
	let time = 1_700_000_000;
	let frame = 0;
	for (const packet of packets) {
		time += packet.after ?? 0.1;
		frame++;
		const stamp = {
			frame,
			seconds: Math.floor(time),
			nanoseconds: Math.round((time % 1) * 1e6) * 1000,
			fine: false,
			capture: 0,
			captureFrame: frame,
		};
		const { octets, keep = octets.length, kind = "wtp" } = packet;
		const direction = packet.from === "phone" ? 0 : 1;
		const base = { stamp, flow: packet.flow ?? FLOW, direction } as const;
		const kept = octets.subarray(0, keep);
		yield* rowsOf(core, base, kept, kind, octets.length);
	}
}
