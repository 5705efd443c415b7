import { Packer } from "../pack/packer.js";
import type { Exchange } from "../record.js";
import { Arena } from "./arena.js";

/**
 * So many of the latest exchanges stay as they are: the next ones are compared with them. More would outlive V8's young
 * generation, which costs more than to pack them.
 */
const OPEN_LIMIT = 64;
/** The first ones are never packed: short captures are done without. */
const FIRST_LIMIT = 1000;

/** A packed exchange: its place in the arena, or, of what may be forgotten at any time, itself. */
export type Packed = number | Uint8Array;

/** What holds an exchange; what its fields say is not written with the exchange. */
export interface Holder {
	readonly firstTime: number;
	readonly address: string;
	readonly server: string;
	/** Keeps the packed exchange instead. */
	pack(): void;
}

/**
 * Packs the exchanges of messages while they are young: a message waits for an hour, and most of them for nothing.
 * Whoever asks for an exchange gets it, and it stays for a while.
 */
export class Archive {
	readonly #packer = new Packer<Exchange>();
	readonly #arena = new Arena();
	readonly #openLimit: number;
	/** How many of the first are still to come. */
	#first: number;
	/** Those that hold exchanges that are not packed; when they are as many as may be, the oldest one is at `#at`. */
	readonly #open: Holder[] = [];
	#at = 0;

	constructor({ open = OPEN_LIMIT, first = FIRST_LIMIT } = {}) {
		this.#openLimit = open;
		this.#first = first;
	}

	/** Takes what holds an exchange that is not packed now. */
	add(holder: Holder): void {
		if (this.#first > 0) {
			this.#first--;
			return;
		}
		if (this.#open.length < this.#openLimit) {
			this.#open.push(holder);
			return;
		}
		const oldest = this.#open[this.#at]!;
		this.#open[this.#at] = holder;
		this.#at = (this.#at + 1) % this.#openLimit;
		oldest.pack();
	}

	pack(exchange: Exchange, holder: Holder): number {
		return this.#arena.put(this.#packer.pack(exchange, holder));
	}

	unpack(packed: Packed, holder: Holder): Exchange {
		if (typeof packed !== "number")
			return this.#packer.unpack(packed, 0, holder);
		const octets = this.#arena.octetsOf(packed);
		return this.#packer.unpack(octets, this.#arena.startOf(packed), holder);
	}

	/** Takes a packed exchange out. */
	take(packed: Packed): Uint8Array {
		if (typeof packed !== "number") return packed;
		const octets = this.#arena.octetsOf(packed);
		const from = this.#arena.startOf(packed);
		const taken = octets.slice(from, this.#packer.endOf(octets, from));
		this.#arena.free(packed);
		return taken;
	}

	drop(packed: Packed | undefined): void {
		if (typeof packed === "number") this.#arena.free(packed);
	}
}
