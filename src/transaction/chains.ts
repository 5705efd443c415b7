import type { Evidence } from "./evidence.js";
import { KeyTable } from "./keytable.js";

/** The owner's word of an entry: the latest place in the chain of its key. */
const LATEST = KeyTable.OWN;

/** Exchanges by key, each with the one before it: one look-up per exchange, and nothing made for it. */
export class Chains {
	readonly #table = new KeyTable(1);
	readonly #evidence: Evidence[] = [];
	/** Place of the exchange before, with the same key; -1: there is none. */
	readonly #before: number[] = [];

	/** The latest with the key, oldest first; at most `limit`. */
	latest(high: number, low: number, limit: number): Evidence[] | undefined {
		if (this.#table.size === 0) return undefined;
		const at = this.#table.find(high, low);
		return at < 0
			? undefined
			: this.from(this.#table.words[at + LATEST]!, limit);
	}

	/** Adds an exchange to its key; returns the place of the one before it, -1: there is none. */
	add(high: number, low: number, evidence: Evidence): number {
		const table = this.#table;
		const known = table.find(high, low);
		const at = known < 0 ? table.insert(high, low) : known;
		const before = known < 0 ? -1 : table.words[at + LATEST]!;
		this.#before.push(before);
		table.words[at + LATEST] = this.#evidence.length;
		this.#evidence.push(evidence);
		return before;
	}

	/** The one at a place and those before it, oldest first; at most `limit`. */
	from(latest: number, limit: number): Evidence[] {
		const found: Evidence[] = [];
		for (let at = latest; at >= 0 && found.length < limit; ) {
			found.push(this.#evidence[at]!);
			at = this.#before[at]!;
		}
		return found.reverse();
	}
}
