import { parentPort } from "node:worker_threads";
import { LARGE_BATCH } from "../../parallel/outbox.js";
import type { ToWorker } from "../../parallel/protocol.js";
import { relay } from "../../parallel/relay.js";
import { serve } from "../../parallel/serve.js";
import { blockingSources } from "../source.js";

/**
 * Does in this thread what `analyzeInThreads` of another asks for.
 *
 * @param onDone called when that is done
 */
export function serveThread(onDone: () => void = () => {}): void {
	const port = parentPort;
	if (!port) throw new TypeError("this is no thread of another");
	serve(
		{
			post(message) {
				port.postMessage(message);
				if (message.type === "end") onDone();
			},
			onMessage: (listener) =>
				port.on("message", (message) => listener(message as ToWorker)),
		},
		{ relay },
		(paths) => blockingSources(paths as string[]),
		LARGE_BATCH,
	);
}
