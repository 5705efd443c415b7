import { sortLimits } from "../limits.js";
import { Meter } from "../meter.js";
import type { CaptureInfo, Message, Summary } from "../record.js";
import { type Progress, Results } from "../results.js";
import { type AnalyzeOptions, sieveOf, take } from "../run.js";
import { MessageStage } from "../stage/messages.js";
import { Line } from "./line.js";
import type { Start, StarterPort, WorkerOptions } from "./protocol.js";
import type { FrontEvent } from "./relay.js";
import { joinStats } from "./stats.js";

/**
 * As `analyze`, with reading and decoding in a worker; messages are put together here.
 *
 * @param start starts the worker, when the results are first read
 * @param source what the worker is to open
 */
export function analyzeBehind(
	start: () => StarterPort,
	source: unknown,
	options: AnalyzeOptions,
): Results<Message> {
	const sieve = sieveOf(options.filter, ["message"]);
	const limits = sortLimits(options.limits ?? {});
	const captures: CaptureInfo[] = [];
	return new Results(
		captures,
		() =>
			execute({
				port: start(),
				task: {
					type: "start",
					command: "relay",
					source,
					options: frontOptions(options),
				},
				stage: new MessageStage(limits, options),
				sieve,
				options,
				captures,
			}),
		options.signal,
	);
}

interface Execution {
	port: StarterPort;
	task: Start;
	stage: MessageStage;
	sieve: ReturnType<typeof sieveOf>;
	options: AnalyzeOptions;
	captures: CaptureInfo[];
}

async function* execute(
	of: Execution,
): AsyncGenerator<readonly Message[], Summary> {
	const { stage, sieve, options, captures } = of;
	const { signal } = options;
	let found = 0;
	let last: Progress | undefined;
	const tell = (progress: Progress) => {
		last = progress;
		options.onProgress?.({ ...progress, messages: found });
	};
	const meter = options.onStats && new Meter();
	meter?.turnTo("wait");
	const line = new Line(of.port, { signal, onProgress: tell, captures });
	try {
		for (const identity of options.identities ?? []) stage.onIdentity(identity);
		let text = await line.start(of.task);
		for (; text !== undefined; text = await line.next()) {
			meter?.turnTo("pass");
			const lists = JSON.parse(text) as FrontEvent[][];
			meter?.turnTo("records");
			for (const events of lists)
				for (const event of events) hear(stage, event);
			stage.settle();
			found += stage.ready.length;
			meter?.turnTo("output");
			for (const batch of take(stage, sieve)) yield batch;
			meter?.turnTo("wait");
		}
		meter?.turnTo("records");
		const { seen, packets, bytes, limits } = line.summary;
		while (stage.finish(seen!.lastSecond)) {
			found += stage.ready.length;
			meter?.turnTo("output");
			for (const batch of take(stage, sieve)) yield batch;
			meter?.turnTo("records");
		}
		found += stage.ready.length;
		if (last) tell(last);
		meter?.turnTo("output");
		for (const batch of take(stage, sieve)) yield batch;
		const summary = stage.summarize({ packets, bytes, limits }, seen!);
		if (meter && line.stats) {
			const back = { ...meter.seconds(), limits: summary.limits };
			const stats = joinStats(line.stats, { ...back, records: found });
			options.onStats?.(stats);
		}
		return sieve ? sieve.summary(summary) : summary;
	} finally {
		await line.close();
	}
}

function hear(stage: MessageStage, event: FrontEvent): void {
	if (typeof event === "number") stage.onTime(event);
	else if (event.type === "exchange") stage.onExchange(event);
	else if (event.type === "identity") stage.onIdentity(event);
	else stage.preview(event.exchanges);
}

/** What of the options is for the worker: what it reads, and how it decodes. */
function frontOptions(options: AnalyzeOptions): WorkerOptions {
	const { names, offsets, maxPackets, decodeAs, limits, mmsc, live } = options;
	const whole = options.onExchanges !== undefined;
	const reading = { names, offsets, maxPackets, decodeAs, limits, mmsc, live };
	const stats = options.onStats !== undefined || undefined;
	const all = { ...reading, whole, stats };
	return Object.fromEntries(
		Object.entries(all).filter(([, value]) => value !== undefined),
	);
}
