/**
 * What a browser's worker runs, for `inWorker` of `mmstrace`: the library, asked by messages.
 *
 * @module
 */
import { analyze, exchanges, http, info, pdus } from "./analyze.js";
import { serve } from "./parallel/serve.js";
import { ProblemCounts } from "./problem.js";
import type { Info } from "./record.js";
import { Results } from "./results.js";
import type { AnalyzeOptions, Source } from "./run.js";
import { makeSummary } from "./stage/summary.js";

/** `info` as records, of which there is one. */
function infoRecords(source: Source, options: AnalyzeOptions): Results<Info> {
	return new Results([], async function* () {
		yield [await info(source, options)];
		const nothing = { packets: 0, bytes: 0, limits: {} };
		return makeSummary(nothing, new ProblemCounts(), {});
	});
}

serve(
	{
		post: (message) => postMessage(message),
		onMessage: (listener) =>
			addEventListener("message", ({ data }) => listener(data)),
	},
	{ analyze, pdus, http, exchanges, info: infoRecords },
	(source) => source as Source,
);
