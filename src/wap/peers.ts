import type { Datagrams } from "./connectionless.js";
import type { Pair, Side } from "./pair.js";

/** So many that were deleted keep their places until all of them are given up. */
const DELETED_LIMIT = 16;

/** Requests with their replies on one pair with the same TID octet and requester, in order of their first datagrams. */
export class Peers {
	readonly pair: Pair;
	readonly requester: Side;
	readonly tid: number;
	/** The ones before it of its pair, which alone writes this. */
	older: Peers | undefined;
	readonly #all: (Datagrams | undefined)[] = [];
	/** Of their requests, side by side; 0 where there is none. */
	readonly #prints: number[] = [];
	/** Those before it are deleted. */
	#first = 0;

	constructor(pair: Pair, requester: Side, tid: number) {
		this.pair = pair;
		this.requester = requester;
		this.tid = tid;
	}

	get size(): number {
		return this.#all.length - this.#first;
	}

	get oldest(): Datagrams | undefined {
		return this.#all[this.#first];
	}

	*newestFirst(): Generator<Datagrams> {
		for (let at = this.#all.length - 1; at >= this.#first; at--)
			yield this.#all[at] as Datagrams;
	}

	/** `requestPrint` must be there already. */
	add(datagrams: Datagrams): void {
		this.#all.push(datagrams);
		this.#prints.push(datagrams.requestPrint ?? 0);
	}

	delete(datagrams: Datagrams): void {
		// Those that are forgotten are mostly the oldest.
		if (this.#all[this.#first] === datagrams) {
			this.#all[this.#first] = undefined;
			this.#first++;
			if (this.#first === DELETED_LIMIT) this.#cut();
			return;
		}
		const at = this.#all.indexOf(datagrams);
		if (at < 0) return;
		this.#all.splice(at, 1);
		this.#prints.splice(at, 1);
	}

	#cut(): void {
		this.#all.splice(0, this.#first);
		this.#prints.splice(0, this.#first);
		this.#first = 0;
	}

	/** The newest with this request. */
	findRequest(print: number): Datagrams | undefined {
		const prints = this.#prints;
		for (let at = prints.length - 1; at >= this.#first; at--) {
			if (prints[at] !== print) continue;
			const known = this.#all[at] as Datagrams;
			if (known.requestPrint === print && known.request) return known;
		}
		return undefined;
	}

	/** The newest with this reply. */
	findReply(print: number): Datagrams | undefined {
		for (let at = this.#all.length - 1; at >= this.#first; at--) {
			const known = this.#all[at] as Datagrams;
			if (known.responsePrint === print && known.response) return known;
		}
		return undefined;
	}

	/** The nearest request that waits for a reply. */
	findOpen(): Datagrams | undefined {
		for (let at = this.#all.length - 1; at >= this.#first; at--) {
			const known = this.#all[at] as Datagrams;
			if (known.request && !known.response && known.record) return known;
		}
		return undefined;
	}
}
