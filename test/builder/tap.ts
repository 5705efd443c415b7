import type { Packet } from "./capture.js";
import { type Endpoint, type IpOptions, udp } from "./ip.js";

/** The place where packets pass: it has a clock, and keeps what passed until it is taken. */
export class Tap {
	/** Microseconds since 1970. */
	time: number;
	#packets: Packet[] = [];

	constructor(time = 1_700_000_000_000_000) {
		this.time = time;
	}

	/** Lets time pass. */
	wait(microseconds: number): this {
		this.time += Math.round(microseconds);
		return this;
	}

	/** A datagram passes now. */
	pass(
		datagram: Uint8Array,
		about: Omit<Packet, "time" | "datagram"> = {},
	): void {
		this.#packets.push({ time: this.time, datagram, ...about });
	}

	/** A UDP datagram passes now. */
	udp(
		from: Endpoint,
		to: Endpoint,
		payload: Uint8Array,
		options?: IpOptions,
	): void {
		this.pass(udp(from, to, payload, options));
	}

	/** What passed since the last call. */
	take(): Packet[] {
		const out = this.#packets;
		this.#packets = [];
		return out;
	}
}

/** Several orders of packets as one, by time; ties keep the order of the arguments. */
export function mergeByTime(...lists: readonly Packet[][]): Packet[] {
	return lists.flat().sort((a, b) => a.time - b.time);
}
