// The command line over a library that does as the first packet count asks: a stand-in for hours of reading.

import type { ByteSource } from "../../../src/capture/source.js";
import type { Library, Running } from "../../../src/cli/library.js";
import { main } from "../../../src/cli/main.js";
import { CaptureError } from "../../../src/error.js";
import type { Message } from "../../../src/record.js";
import { capture, delivered, info, summary } from "../report/samples.js";

type Behaviour = (signal: AbortSignal) => AsyncGenerator<Message>;

const BEHAVIOURS: Readonly<Record<string, Behaviour>> = {
	// Goes on until it is aborted.
	async *endless(signal) {
		for (let id = 1; ; id++) {
			yield { ...delivered, id };
			if (signal.aborted) throw signal.reason;
			if (id % 100 === 0) await new Promise((done) => setTimeout(done, 5));
		}
	},
	async *broken() {
		yield delivered;
		throw new TypeError("a mistake of ours");
	},
	async *unreadable() {
		yield* [];
		throw new CaptureError("unreadable", "a.pcap: it went away");
	},
	async *damaged() {
		yield delivered;
	},
};

const behaviour = BEHAVIOURS[process.env.FAKE ?? ""];
if (!behaviour) throw new Error("FAKE must name a behaviour");

function run([source]: ByteSource[], signal: AbortSignal): Running<Message> {
	const problems =
		process.env.FAKE === "damaged"
			? [{ layer: "pcap", code: "truncated", offset: 4711 }]
			: [];
	const records = (behaviour as Behaviour)(signal);
	return {
		captures: [{ ...capture, file: source?.name ?? "", problems }],
		summary: Promise.resolve(summary),
		[Symbol.asyncIterator]: () => records,
	};
}

const library = {
	analyze: (sources, { signal }) => run(sources, signal),
	info: async () => info,
} as Partial<Library> as Library;

process.exit(await main(process.argv.slice(2), "0.1.0", async () => library));
