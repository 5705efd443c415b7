import { MessageChannel } from "node:worker_threads";
import type {
	FromWorker,
	StarterPort,
	ToWorker,
} from "../../../src/parallel/protocol.js";
import { type Jobs, serve } from "../../../src/parallel/serve.js";
import type { Source } from "../../../src/run.js";

/** A worker that is none: it runs in the same thread, behind a real port, through which everything is cloned. */
export class Wire implements StarterPort {
	/** Batches that were posted, and most of them that were posted and not taken. */
	batches = 0;
	mostPending = 0;
	isClosed = false;
	#taken = 0;
	readonly #channel = new MessageChannel();

	constructor(jobs: Jobs, open: (source: unknown) => Source) {
		const { port2 } = this.#channel;
		serve(
			{
				post: (message) => {
					if (message.type === "batch") this.batches++;
					const pending = this.batches - this.#taken;
					this.mostPending = Math.max(this.mostPending, pending);
					port2.postMessage(message);
				},
				onMessage: (listener) =>
					port2.on("message", (message: ToWorker) => {
						if (message.type === "taken") this.#taken++;
						listener(message);
					}),
			},
			jobs,
			open,
		);
	}

	post(message: ToWorker): void {
		this.#channel.port1.postMessage(message);
	}

	onMessage(listener: (message: FromWorker) => void): void {
		this.#channel.port1.on("message", listener);
	}

	onFailure(): void {}

	close(): void {
		this.isClosed = true;
		this.#channel.port1.close();
	}
}
