import { Worker } from "node:worker_threads";
import { analyzeBehind } from "../../parallel/analyze.js";
import type { FromWorker, StarterPort } from "../../parallel/protocol.js";
import type { Message } from "../../record.js";
import type { Results } from "../../results.js";
import type { AnalyzeOptions } from "../../run.js";

/** As `analyze` over files, with reading and decoding in a thread of its own. */
export function analyzeInThreads(
	paths: readonly string[],
	options: AnalyzeOptions,
): Results<Message> {
	return analyzeBehind(() => startWorker(), paths, options);
}

/** Objects of the front live either for a moment or for long: more room for young ones is memory and no time. */
const YOUNG_MB = 12;

function startWorker(): StarterPort {
	// Beside this file, and so it is in the bundle of the command line.
	const worker = new Worker(new URL("./worker.js", import.meta.url), {
		resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
	});
	return {
		post: (message) => worker.postMessage(message),
		onMessage: (listener) =>
			worker.on("message", (message) => listener(message as FromWorker)),
		onFailure(listener) {
			worker.on("error", listener);
			worker.on("exit", (code) =>
				listener(new Error(`a thread ended with ${code}`)),
			);
		},
		close: () => void worker.terminate(),
	};
}
