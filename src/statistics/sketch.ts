import type { Percentiles } from "./record.js";

/** As many values are kept as they are. */
const EXACT_VALUES = 1000;
/** What a percentile of more values may be wrong by, relative to itself. */
export const RELATIVE_ERROR = 0.005;
const GAMMA = (1 + RELATIVE_ERROR) / (1 - RELATIVE_ERROR);
const LOG_GAMMA = Math.log(GAMMA);
/** The finest capture clock; shorter times are 0. */
const LEAST = 1e-9;

/**
 * Percentiles of any number of times in bounded memory. Up to a thousand values are kept and the percentiles exact;
 * of more, values are counted in classes whose bounds grow by one per cent, so that a percentile is within half a per
 * cent of the value of its rank (the idea of DDSketch, Masson and others, VLDB 2019). The order of values does not
 * matter, as it would for a t-digest, so that the same messages always give the same figures.
 */
export class QuantileSketch {
	#values: number[] | undefined = [];
	readonly #classes = new Map<number, number>();
	#count = 0;
	#maximum = 0;

	add(value: number): void {
		this.#count++;
		if (value > this.#maximum) this.#maximum = value;
		if (!this.#values) {
			this.#classify(value);
			return;
		}
		this.#values.push(value);
		if (this.#values.length <= EXACT_VALUES) return;
		for (const one of this.#values) this.#classify(one);
		this.#values = undefined;
	}

	get count(): number {
		return this.#count;
	}

	/** The usual percentiles; undefined without values. */
	percentiles(): Percentiles | undefined {
		if (this.#count === 0) return undefined;
		const [p50, p90, p95, p99] = this.#quantiles([0.5, 0.9, 0.95, 0.99]);
		return {
			count: this.#count,
			p50: p50!,
			p90: p90!,
			p95: p95!,
			p99: p99!,
			max: rounded(this.#maximum),
		};
	}

	#classify(value: number): void {
		const index =
			value < LEAST
				? Number.NEGATIVE_INFINITY
				: Math.ceil(Math.log(value) / LOG_GAMMA);
		this.#classes.set(index, (this.#classes.get(index) ?? 0) + 1);
	}

	/** Values of the ranks, ascending: the k-th smallest value, k = ceil(q n). */
	#quantiles(shares: readonly number[]): number[] {
		const ranks = shares.map((share) => Math.ceil(share * this.#count));
		if (this.#values) {
			const sorted = [...this.#values].sort((a, b) => a - b);
			return ranks.map((rank) => rounded(sorted[rank - 1]!));
		}
		const classes = [...this.#classes].sort(([a], [b]) => a - b);
		const found: number[] = [];
		let below = 0;
		for (const [index, count] of classes) {
			below += count;
			while (found.length < ranks.length && below >= ranks[found.length]!)
				found.push(rounded(Math.min(this.#maximum, middleOf(index))));
		}
		return found;
	}
}

/** The value that is off by the same share from both bounds of a class. */
function middleOf(index: number): number {
	return index === Number.NEGATIVE_INFINITY
		? 0
		: (2 * GAMMA ** index) / (GAMMA + 1);
}

/** As many decimals as records have. */
export function rounded(value: number): number {
	return Math.round(value * 1e6) / 1e6;
}
