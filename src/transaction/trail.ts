import type { Evidence } from "./evidence.js";

const FIRST_PLACES = 256;
/** Where a clock was set back, exchanges from before are told among so many later ones. */
const SPAN = 1024;

/**
 * Exchanges of a stretch of time, each with the one before it of the same owner: a ring, so that nothing is made or moved
 * for one more. A place is a number that grows from 1; 0: there is none.
 */
export class Trail {
	readonly #seconds: number;
	readonly #limit: number;
	#evidence: (Evidence | undefined)[] = new Array(FIRST_PLACES).fill(undefined);
	#times = new Float64Array(FIRST_PLACES);
	/** How many places back the one before of the same owner is; 0: there is none. */
	#back = new Uint32Array(FIRST_PLACES);
	#mask = FIRST_PLACES - 1;
	/** Places of the oldest one, and behind the newest one. */
	#from = 1;
	#to = 1;
	readonly #span: number;
	/** From when to when the last ones happened, and as many before them. */
	#low = Number.POSITIVE_INFINITY;
	#high = Number.NEGATIVE_INFINITY;
	#lowBefore = Number.POSITIVE_INFINITY;
	#highBefore = Number.NEGATIVE_INFINITY;

	/** @param options after how many seconds exchanges may be forgotten, and of how many the oldest are; `span`: see `#forget` */
	constructor(options: { seconds: number; limit: number; span?: number }) {
		this.#seconds = options.seconds;
		this.#limit = options.limit;
		this.#span = options.span ?? SPAN;
	}

	/** Adds an exchange of the owner of `before`; returns its place. */
	add(evidence: Evidence, time: number, before: number): number {
		this.#forget(time);
		if (this.#to - this.#from > this.#mask) this.#grow();
		const place = this.#to++;
		const at = place & this.#mask;
		this.#evidence[at] = evidence;
		this.#times[at] = time;
		this.#back[at] = before < this.#from ? 0 : place - before;
		return place;
	}

	/** The one at a place and those before it of its owner, oldest first; at most `limit`. */
	latest(place: number, limit: number): Evidence[] {
		const found: Evidence[] = [];
		let at = place;
		while (at >= this.#from && found.length < limit) {
			found.push(this.#evidence[at & this.#mask]!);
			const back = this.#back[at & this.#mask]!;
			if (back === 0) break;
			at -= back;
		}
		return found.reverse();
	}

	/**
	 * Forgets what is far from all of the last `span` in time, before or behind them: one with a mad clock neither sends the
	 * others away, nor stays in front of them for good.
	 */
	#forget(time: number): void {
		if (this.#to % this.#span === 0) {
			this.#lowBefore = this.#low;
			this.#highBefore = this.#high;
			this.#low = time;
			this.#high = time;
		}
		this.#low = Math.min(this.#low, time);
		this.#high = Math.max(this.#high, time);
		const since = Math.min(this.#low, this.#lowBefore) - this.#seconds;
		const until = Math.max(this.#high, this.#highBefore) + this.#seconds;
		while (this.#from < this.#to) {
			const at = this.#from & this.#mask;
			const oldest = this.#times[at]!;
			const isOver = oldest < since || oldest > until;
			if (!isOver && this.#to - this.#from < this.#limit) return;
			this.#evidence[at] = undefined;
			this.#from++;
		}
	}

	#grow(): void {
		const length = 2 * (this.#mask + 1);
		const evidence: (Evidence | undefined)[] = new Array(length).fill(
			undefined,
		);
		const times = new Float64Array(length);
		const back = new Uint32Array(length);
		for (let place = this.#from; place < this.#to; place++) {
			const from = place & this.#mask;
			const to = place & (length - 1);
			evidence[to] = this.#evidence[from];
			times[to] = this.#times[from]!;
			back[to] = this.#back[from]!;
		}
		this.#evidence = evidence;
		this.#times = times;
		this.#back = back;
		this.#mask = length - 1;
	}
}
