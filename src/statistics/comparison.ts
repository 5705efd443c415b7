import type { Dimension, Side } from "./fields.js";
import type { ComparedValue, Comparison } from "./record.js";
import { fisherTest, leastOf, wilsonInterval } from "./significance.js";
import { rounded } from "./sketch.js";
import { type Ended, type Tallied, Tally } from "./tally.js";

/** Differences that chance makes in fewer cases than this are called real. */
const LEVEL = 0.05;

/** Counts legs by the values of one dimension, and says which fail more than the others. */
export class Comparing {
	readonly #dimension: Dimension;
	readonly #tally: Tally;
	/** Legs that have a value. */
	readonly #all: Ended = { ok: 0, failed: 0, open: 0 };
	/** Legs that have none. */
	readonly #without: Ended = { ok: 0, failed: 0, open: 0 };

	constructor(dimension: Dimension, capacity: number) {
		this.#dimension = dimension;
		this.#tally = new Tally(capacity);
	}

	add(end: keyof Ended, leg: object, message: object, side: Side): void {
		const values = this.#dimension.valuesOf(leg, message, side);
		(values.length > 0 ? this.#all : this.#without)[end]++;
		for (const value of values) this.#tally.add(value, end);
	}

	/** The values with the most to explain first, `limit` of them. */
	result(limit: number): Comparison {
		const { ok, failed } = this.#all;
		const rows = this.#tally.rows();
		const compared = rows
			.map((row) => this.#compare(row))
			.filter((one) => one !== undefined);
		adjust(compared);
		compared.sort(compareValues);
		const result: Comparison = {
			field: this.#dimension.name,
			legs: ok + failed,
			failures: failed,
			open: this.#all.open,
			without: this.#without.ok + this.#without.failed,
			distinct: rows.length,
			values: compared.slice(0, limit),
		};
		if (this.#tally.forgotten > 0) result.missed = this.#tally.forgotten;
		return result;
	}

	#compare(row: Tallied<string>): ComparedValue | undefined {
		const legs = row.ok + row.failed;
		if (legs === 0) return undefined;
		const allLegs = this.#all.ok + this.#all.failed;
		const otherLegs = allLegs - legs;
		const ratio = row.failed / legs;
		const [low, high] = wilsonInterval(row.failed, legs);
		const value: ComparedValue = {
			value: row.key,
			legs,
			failures: row.failed,
			ratio: rounded(ratio),
			low: rounded(low),
			high: rounded(high),
			finding: "too-few",
			excess: 0,
		};
		if (row.missed > 0) value.missed = row.missed;
		if (otherLegs === 0) {
			value.finding = "only";
			return value;
		}
		const others = (this.#all.failed - row.failed) / otherLegs;
		value.others = rounded(others);
		if (others > 0) value.lift = rounded(ratio / others);
		value.excess = rounded(row.failed - legs * others);
		const split = {
			hits: row.failed,
			cases: legs,
			allHits: this.#all.failed,
			allCases: allLegs,
		};
		if (leastOf(split) > LEVEL) return value;
		value.p = fisherTest(split);
		value.finding = "same";
		return value;
	}
}

/**
 * Many values are compared at once, so that some differ by chance: each p is multiplied by the number of values that
 * could differ at all (Bonferroni, with the values of too few legs left out as Tarone does).
 */
function adjust(values: ComparedValue[]): void {
	const tested = values.filter(({ p }) => p !== undefined).length;
	for (const value of values) {
		if (value.p === undefined) continue;
		const p = Math.min(1, value.p * tested);
		value.p = Number(p.toPrecision(3));
		if (p >= LEVEL) continue;
		value.finding = value.excess > 0 ? "more" : "less";
	}
}

const ORDER = ["more", "same", "less", "only", "too-few"] as const;

/** What explains most first. */
function compareValues(a: ComparedValue, b: ComparedValue): number {
	return (
		ORDER.indexOf(a.finding) - ORDER.indexOf(b.finding) ||
		b.excess - a.excess ||
		b.legs - a.legs ||
		(a.value < b.value ? -1 : 1)
	);
}
