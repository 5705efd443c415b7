import {
	type RunStats,
	type ThreadStats,
	WORK_KINDS,
	type WorkKind,
} from "../meter.js";

/** Milliseconds that a thread spent on passing its records on, and on waiting until they were taken. */
export interface Passing {
	passed: number;
	waited: number;
}

/**
 * The figures of a thread that passes its records on. For the run that is all "output", of which batches that are not
 * measured are estimated; passing and waiting are exact.
 */
export function withPassing(
	stats: RunStats,
	{ passed, waited }: Passing,
): RunStats {
	const { seconds } = stats;
	const pass = Math.min(passed / 1000, seconds);
	const wait = Math.min(waited / 1000, seconds - pass);
	const measured = seconds - stats.work.output;
	const share = measured > 0 ? (seconds - pass - wait) / measured : 0;
	const work = workOf((kind) => stats.work[kind] * share);
	return { ...stats, work: { ...work, output: 0, pass, wait } };
}

/**
 * The figures of a run in two threads: what was read and made from the first, what it gave out from the second, the time
 * of both.
 */
export function joinStats(
	front: RunStats,
	back: Pick<RunStats, "seconds" | "work" | "limits"> & { records: number },
): RunStats {
	const { seconds, work, limits, records } = back;
	const threads: ThreadStats[] = [
		{ thread: "reading", seconds: front.seconds, work: front.work },
		{ thread: "correlation", seconds, work },
	];
	return {
		...front,
		seconds,
		work: workOf((kind) => front.work[kind] + work[kind]),
		threads,
		made: { ...front.made, records },
		limits,
	};
}

function workOf(secondsOf: (kind: WorkKind) => number): RunStats["work"] {
	const work = {} as RunStats["work"];
	for (const kind of WORK_KINDS) work[kind] = secondsOf(kind);
	return work;
}
