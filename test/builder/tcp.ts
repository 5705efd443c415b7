import { cut } from "./bytes.js";
import {
	ACK,
	type Endpoint,
	FIN,
	PSH,
	RST,
	SYN,
	type TcpFields,
	tcp,
} from "./ip.js";
import type { Tap } from "./tap.js";

export type Side = "client" | "server";

/** What happens to octets on their way past the tap. Indexes count the segments of one `send`. */
export interface SendOptions {
	/** Segment sizes; the last one repeats. Default: the connection's MSS. */
	sizes?: number | readonly number[];
	/** Order in which the segments pass the tap: a permutation of their indexes. */
	order?: readonly number[];
	/** These pass twice. */
	duplicate?: readonly number[];
	/** These pass again after the last one, one segment's worth later (retransmission). */
	retransmit?: readonly number[];
	/** These also carry the first `overlap` octets of the next segment. */
	overlap?: number;
	/** These never reach the tap, yet are acknowledged: the capture lost them. */
	missing?: readonly number[];
	/** From this segment on nothing reaches the tap and nothing is acknowledged. */
	stopAt?: number;
	/** The receiver acknowledges: every second segment (default), each, at the end only, or never. */
	acknowledge?: "second" | "each" | "end" | "never";
	/** Microseconds between segments; default 200. */
	pace?: number;
	/** Snap length for these segments, counted from the IP header. */
	keep?: number;
}

export interface ConnectionOptions {
	mss?: number;
	/** Initial sequence numbers. */
	clientSequence?: number;
	serverSequence?: number;
	/** Microseconds for a round trip; default 20,000. */
	roundTrip?: number;
}

interface Half {
	endpoint: Endpoint;
	next: number;
	initial: number;
}

/** One TCP connection past a tap (RFC 9293). */
export class TcpConnection {
	readonly #tap: Tap;
	readonly #mss: number;
	readonly #roundTrip: number;
	readonly #halves: Record<Side, Half>;

	constructor(
		tap: Tap,
		client: Endpoint,
		server: Endpoint,
		options: ConnectionOptions = {},
	) {
		const { clientSequence = 1000, serverSequence = 9000 } = options;
		this.#tap = tap;
		this.#mss = options.mss ?? 1400;
		this.#roundTrip = options.roundTrip ?? 20_000;
		this.#halves = {
			client: half(client, clientSequence),
			server: half(server, serverSequence),
		};
	}

	/** The three-way handshake. */
	open(): this {
		return this.syn().synAck().ack("client");
	}

	/** A SYN; called again it is a repeat. */
	syn(): this {
		const { client } = this.#halves;
		client.next = (client.initial + 1) >>> 0;
		const options = Uint8Array.of(2, 4, this.#mss >> 8, this.#mss);
		this.#segment("client", {
			sequence: client.initial,
			flags: SYN,
			options,
			acknowledgment: 0,
		});
		return this;
	}

	synAck(): this {
		const { server } = this.#halves;
		this.#tap.wait(this.#roundTrip / 2);
		server.next = (server.initial + 1) >>> 0;
		const options = Uint8Array.of(2, 4, this.#mss >> 8, this.#mss);
		this.#segment("server", {
			sequence: server.initial,
			flags: SYN | ACK,
			options,
		});
		this.#tap.wait(this.#roundTrip / 2);
		return this;
	}

	/** Octets from one side, as segments, with the other side's acknowledgements. */
	send(from: Side, octets: Uint8Array, options: SendOptions = {}): this {
		const segments = this.#cut(from, octets, options);
		const stop = options.stopAt ?? segments.length;
		const last = Math.min(stop, segments.length) - 1;
		const missing = new Set(options.missing);
		const duplicate = new Set(options.duplicate);
		const pace = options.pace ?? 200;
		let arrived = 0;
		for (const index of options.order ?? segments.keys()) {
			const segment = segments[index];
			if (!segment || index >= stop) continue;
			this.#tap.wait(pace);
			if (!missing.has(index)) {
				this.#data(from, segment, options.keep);
				if (duplicate.has(index)) {
					this.#data(from, segment, options.keep);
				}
			}
			arrived++;
			const policy = options.acknowledge ?? "second";
			const due =
				policy === "each" || (policy === "second" && arrived % 2 === 0);
			if (due && arrived <= last)
				this.#acknowledge(other(from), segments, index, options);
		}
		this.#repeat(from, segments, options);
		this.#advance(from, segments, last);
		if (last >= 0 && options.acknowledge !== "never") {
			this.#tap.wait(pace);
			this.ack(other(from));
		}
		return this;
	}

	/** A segment without octets; `acknowledging`: how many octets before the highest. */
	ack(from: Side, behind = 0): this {
		const acknowledgment = (this.#halves[other(from)].next - behind) >>> 0;
		this.#segment(from, { flags: ACK, acknowledgment });
		return this;
	}

	fin(from: Side): this {
		const mine = this.#halves[from];
		this.#segment(from, { flags: FIN | ACK });
		mine.next = (mine.next + 1) >>> 0;
		return this;
	}

	rst(from: Side): this {
		this.#segment(from, { flags: RST | ACK });
		return this;
	}

	/** An orderly end begun by one side. */
	close(from: Side = "client"): this {
		this.fin(from);
		this.#tap.wait(this.#roundTrip / 2);
		this.fin(other(from));
		this.#tap.wait(this.#roundTrip / 2);
		return this.ack(from);
	}

	/** A zero window: the receiver cannot take more. */
	zeroWindow(from: Side): this {
		this.#segment(from, { flags: ACK, window: 0 });
		return this;
	}

	/** Octets pass unseen: the numbers go on, nothing is in the capture. */
	skip(from: Side, octets: number): this {
		const mine = this.#halves[from];
		mine.next = (mine.next + octets) >>> 0;
		return this;
	}

	#cut(from: Side, octets: Uint8Array, options: SendOptions): Piece[] {
		let sequence = this.#halves[from].next;
		let at = 0;
		const { overlap = 0 } = options;
		return cut(octets, options.sizes ?? this.#mss).map((piece) => {
			const end = at + piece.length;
			const out = {
				sequence,
				end: (sequence + piece.length) >>> 0,
				payload: octets.subarray(at, end + overlap),
				push: end === octets.length,
			};
			at = end;
			sequence = out.end;
			return out;
		});
	}

	#data(from: Side, piece: Piece, keep?: number): void {
		this.#segment(
			from,
			{
				sequence: piece.sequence,
				flags: piece.push ? ACK | PSH : ACK,
				payload: piece.payload,
			},
			keep,
		);
	}

	/** Acknowledges what has arrived without a hole; lost by the capture counts as arrived. */
	#acknowledge(
		from: Side,
		segments: readonly Piece[],
		index: number,
		options: SendOptions,
	): void {
		if (options.order) return;
		const acknowledgment = (segments[index] as Piece).end;
		this.#segment(from, { flags: ACK, acknowledgment });
	}

	#repeat(from: Side, segments: readonly Piece[], options: SendOptions): void {
		for (const index of options.retransmit ?? []) {
			const segment = segments[index];
			if (!segment) continue;
			this.#tap.wait(this.#roundTrip);
			this.#data(from, segment, options.keep);
		}
	}

	#advance(from: Side, segments: readonly Piece[], last: number): void {
		const end = segments[last]?.end;
		if (end !== undefined) this.#halves[from].next = end;
	}

	#segment(from: Side, fields: Partial<TcpFields>, keep?: number): void {
		const mine = this.#halves[from];
		const peer = this.#halves[other(from)];
		const datagram = tcp(mine.endpoint, peer.endpoint, {
			sequence: mine.next,
			acknowledgment: peer.next,
			flags: ACK,
			...fields,
		});
		this.#tap.pass(datagram, keep === undefined ? {} : { keep });
	}
}

interface Piece {
	sequence: number;
	end: number;
	payload: Uint8Array;
	push: boolean;
}

function half(endpoint: Endpoint, initial: number): Half {
	return { endpoint, initial, next: (initial + 1) >>> 0 };
}

export function other(side: Side): Side {
	return side === "client" ? "server" : "client";
}
