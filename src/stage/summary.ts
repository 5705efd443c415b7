import type { ProblemCounts } from "../problem.js";
import type { Summary } from "../record.js";
import type { Run } from "../run.js";

/**
 * The part of a summary that does not depend on the command.
 *
 * @param own problems of the command's records
 */
export function runSummary(
	{ reader, pipeline }: Run,
	own: ProblemCounts,
): Summary {
	const { packets, bytes } = reader.counters();
	for (const { problems } of reader.captures) own.add(problems);
	for (const [code, count] of Object.entries(pipeline.problems.counts))
		own.counts[code] = (own.counts[code] ?? 0) + count;
	return {
		type: "summary",
		packets,
		bytes,
		messages: 0,
		legs: { send: 0, recipient: 0 },
		verdicts: {},
		outcomes: {},
		reasons: {},
		problems: own.counts,
		limits: { ...reader.limitHits(), ...pipeline.limitHits() },
		coverage: [],
	};
}
