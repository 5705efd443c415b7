import { KeyTable } from "./keytable.js";

/** Words of an entry: its neighbours in the order of touches. */
const OLDER = KeyTable.OWN;
const NEWER = KeyTable.OWN + 1;
const NONE = -1;
const WIDTH = 2;
const STRIDE = KeyTable.OWN + WIDTH;
const FIRST_VALUES = 256;

/**
 * Values by 64-bit key that are forgotten when nothing touched them for a while of capture time, or when there are too
 * many. Nothing is made per key.
 */
export class KeyLeases<T> {
	readonly #table = new KeyTable(WIDTH);
	/** By number of their entry among all places (`KeyTable.indexOf`). */
	readonly #values: (T | undefined)[] = [];
	#times = new Float64Array(FIRST_VALUES);
	#oldest = NONE;
	#newest = NONE;
	readonly #seconds: number;
	readonly #limit: number;

	constructor(options: { seconds: number; limit: number }) {
		this.#seconds = options.seconds;
		this.#limit = options.limit;
	}

	get(high: number, low: number): T | undefined {
		const at = this.#table.find(high, low);
		return at < 0 ? undefined : this.#values[at / STRIDE];
	}

	/** Keeps `value` from `time` on, and lets go of what is older than the lease. */
	set(high: number, low: number, value: T, time: number): void {
		const known = this.#table.find(high, low);
		if (known < 0) this.#begin(this.#table.insert(high, low), value, time);
		else this.#renew(known, value, time);
		this.#forget(time);
	}

	/** The value of the key, kept from `time` on; made when there is none. */
	touch(high: number, low: number, time: number, make: () => T): T {
		const known = this.#table.find(high, low);
		let value: T;
		if (known < 0) {
			value = make();
			this.#begin(this.#table.insert(high, low), value, time);
		} else {
			value = this.#values[known / STRIDE]!;
			this.#renew(known, value, time);
		}
		this.#forget(time);
		return value;
	}

	#begin(at: number, value: T, time: number): void {
		const index = at / STRIDE;
		if (index >= this.#times.length) {
			const times = new Float64Array(this.#times.length * 2);
			times.set(this.#times);
			this.#times = times;
		}
		this.#values[index] = value;
		this.#times[index] = time;
		this.#append(at);
	}

	#renew(at: number, value: T, time: number): void {
		const index = at / STRIDE;
		this.#values[index] = value;
		if (time > this.#times[index]!) this.#times[index] = time;
		if (at === this.#newest) return;
		this.#unlink(at);
		this.#append(at);
	}

	#append(at: number): void {
		const { words } = this.#table;
		words[at + OLDER] = this.#newest;
		words[at + NEWER] = NONE;
		if (this.#newest === NONE) this.#oldest = at;
		else words[this.#newest + NEWER] = at;
		this.#newest = at;
	}

	#unlink(at: number): void {
		const { words } = this.#table;
		const older = words[at + OLDER]!;
		const newer = words[at + NEWER]!;
		if (older === NONE) this.#oldest = newer;
		else words[older + NEWER] = newer;
		if (newer === NONE) this.#newest = older;
		else words[newer + OLDER] = older;
	}

	#forget(time: number): void {
		while (this.#oldest !== NONE) {
			const at = this.#oldest;
			const index = at / STRIDE;
			const isOver = this.#times[index]! + this.#seconds < time;
			if (!isOver && this.#table.size <= this.#limit) return;
			this.#unlink(at);
			this.#values[index] = undefined;
			this.#table.remove(at);
		}
	}
}
