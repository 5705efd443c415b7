import type { LegVerdict } from "../record.js";

/** Percentiles of times in seconds: values of rank ceil(q n); of more than 1,000 values within 0.5 %, `max` exact. */
export interface Percentiles {
	count: number;
	p50: number;
	p90: number;
	p95: number;
	p99: number;
	max: number;
}

/** How often something was, of all there is of its kind. */
export interface Share {
	name: string;
	count: number;
	share: number;
}

/** A reason that decided legs. */
export interface ReasonShare extends Share {
	leg: "send" | "recipient";
	verdict: LegVerdict;
	/** What it means, in one sentence. */
	title: string;
}

export interface PhasePercentiles extends Percentiles {
	phase: string;
}

/** Legs of one server or user agent. */
export interface Ranked {
	name: string;
	/** Legs that ended well or failed, and how many of them failed. */
	legs: number;
	failures: number;
	ratio?: number;
	/** Legs of which nothing final is known. */
	open: number;
	/** So many more legs may have been seen before it was counted. */
	missed?: number;
}

/** A ratio in the manner of ETSI TS 102 250-2 (docs/quality.md), with Wilson's interval at 95 %. */
export interface QualityRatio {
	name: string;
	failures: number;
	cases: number;
	ratio?: number;
	low?: number;
	high?: number;
}

/** A time in the manner of ETSI TS 102 250-2. */
export interface QualityTime extends Percentiles {
	name: string;
}

/** One value of a field that legs were compared by. */
export interface ComparedValue {
	value: string;
	/** Legs that ended well or failed, and how many of them failed. */
	legs: number;
	failures: number;
	ratio: number;
	/** Wilson's interval of the ratio at 95 %. */
	low: number;
	high: number;
	/** Failure ratio of the legs with other values. */
	others?: number;
	/** `ratio` / `others`. */
	lift?: number;
	/** Failures beyond what the ratio of the others would give. */
	excess: number;
	/** Fisher's exact test, both sides, times the number of values that could differ. */
	p?: number;
	/** Fails `more` or `less` than the others, not shown to differ (`same`), too few legs to say, or the only value. */
	finding: "more" | "less" | "same" | "too-few" | "only";
	/** So many more legs may have been seen before it was counted. */
	missed?: number;
}

/** Legs by the values of a field, or of several joined with `+`. */
export interface Comparison {
	field: string;
	/** Legs with a value that ended well or failed, and how many of them failed. */
	legs: number;
	failures: number;
	/** Legs with a value of which nothing final is known. */
	open: number;
	/** Legs that ended well or failed and have no value. */
	without: number;
	/** Values that were counted. */
	distinct: number;
	/** Values without a row may have as many legs. */
	missed?: number;
	/** What explains most first. */
	values: ComparedValue[];
}

/** `analyze --summary`, `--by`: all messages in figures. */
export interface Statistics {
	type: "statistics";
	messages: number;
	/** Legs that were seen. */
	legs: { send: number; recipient: number };
	verdicts: Share[];
	reasons: ReasonShare[];
	faults: Share[];
	phases: PhasePercentiles[];
	servers: Ranked[];
	userAgents: Ranked[];
	ratios: QualityRatio[];
	times: QualityTime[];
	by: Comparison[];
}
