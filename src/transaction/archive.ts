import { Packer } from "../pack/packer.js";
import type { Exchange } from "../record.js";

/** So many of the latest exchanges stay as they are: most of what comes next has to do with them. */
const OPEN_LIMIT = 256;

/** What holds an exchange. */
export interface Holder {
	/** Keeps a packed exchange instead of the whole one. */
	pack(): void;
}

/**
 * Packs the exchanges of messages at which nothing happens: a message waits for an hour, and most of them for nothing.
 * Whoever asks for an exchange gets it, and it stays for a while.
 */
export class Archive {
	readonly #packer = new Packer<Exchange>();
	readonly #open: (Holder | undefined)[] = new Array(OPEN_LIMIT).fill(
		undefined,
	);
	#at = 0;

	/** Takes what holds a whole exchange now. */
	add(holder: Holder): void {
		const last = this.#open[this.#at];
		this.#open[this.#at] = holder;
		this.#at = (this.#at + 1) % OPEN_LIMIT;
		last?.pack();
	}

	pack(exchange: Exchange): string {
		return this.#packer.pack(exchange);
	}

	unpack(text: string): Exchange {
		return this.#packer.unpack(text);
	}
}
