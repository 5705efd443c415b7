import { Packer } from "../pack/packer.js";
import { Arena } from "./arena.js";
import type { Facts } from "./facts.js";

/** So many of the latest exchanges stay as they are, some 20 MB: captures with no more than these are done without. */
const OPEN_LIMIT = 10_000;

/** Packed facts: their place in the arena, or, of what may be forgotten at any time, themselves. */
export type Packed = number | string;

/** What holds facts. */
export interface Holder {
	/** Keeps packed facts instead. */
	pack(): void;
}

/**
 * Packs the exchanges of messages at which nothing happens: a message waits for an hour, and most of them for nothing.
 * Whoever asks for an exchange gets it, and it stays for a while.
 */
export class Archive {
	readonly #packer = new Packer<Facts>();
	readonly #arena = new Arena();
	readonly #openLimit: number;
	/** Those that hold facts that are not packed; when they are as many as may be, the oldest one is at `#at`. */
	readonly #open: Holder[] = [];
	#at = 0;

	constructor(openLimit = OPEN_LIMIT) {
		this.#openLimit = openLimit;
	}

	/** Takes what holds facts that are not packed now. */
	add(holder: Holder): void {
		if (this.#open.length < this.#openLimit) {
			this.#open.push(holder);
			return;
		}
		const oldest = this.#open[this.#at]!;
		this.#open[this.#at] = holder;
		this.#at = (this.#at + 1) % this.#openLimit;
		oldest.pack();
	}

	pack(facts: Facts): number {
		return this.#arena.put(this.#packer.pack(facts));
	}

	unpack(packed: Packed): Facts {
		return this.#packer.unpack(this.#textOf(packed));
	}

	/** Takes packed facts out. */
	take(packed: Packed): string {
		const text = this.#textOf(packed);
		this.drop(packed);
		return text;
	}

	drop(packed: Packed | undefined): void {
		if (typeof packed === "number") this.#arena.free(packed);
	}

	#textOf(packed: Packed): string {
		return typeof packed === "number" ? this.#arena.textAt(packed) : packed;
	}
}
