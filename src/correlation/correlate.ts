import { sortLimits } from "../limits.js";
import type {
	Exchange,
	Header,
	Identity,
	Message,
	Seen,
	Summary,
} from "../record.js";
import { Results } from "../results.js";
import { type AnalyzeOptions, sieveOf, take } from "../run.js";
import { MessageStage } from "../stage/messages.js";

/** A record of `exchanges`. */
export type ExchangeLine = Exchange | Identity | Header | Summary;

/** Options of `analyze`, as far as they concern messages. */
export type CorrelateOptions = Pick<
	AnalyzeOptions,
	"signal" | "limits" | "sort" | "filter" | "identities" | "onExchanges"
>;

const NOTHING_SEEN: Seen = {
	lastSecond: Number.NEGATIVE_INFINITY,
	problems: {},
	httpMessages: 0,
	wapPackets: 0,
	tlsServerNames: [],
	slicedPackets: 0,
	oneSidedConnections: 0,
	connections: 0,
	undecodedPackets: 0,
};

/**
 * The second half of `analyze`: exchanges and identities in the order in which `exchanges` gives them, messages out.
 * The summary comes from the summaries among them, or from that of the results that they are.
 *
 * ```ts
 * correlate(exchanges(capture)) // as analyze(capture)
 * ```
 */
export function correlate(
	exchanges: AsyncIterable<ExchangeLine> | Iterable<ExchangeLine>,
	options: CorrelateOptions = {},
): Results<Message> {
	const sieve = sieveOf(options.filter, ["message"]);
	const limits = sortLimits(options.limits ?? {});
	return new Results(
		[],
		() => {
			const stage = new MessageStage(limits, options);
			for (const identity of options.identities ?? [])
				stage.onIdentity(identity);
			return execute(exchanges, stage, { options, sieve });
		},
		options.signal,
	);
}

interface Execution {
	options: CorrelateOptions;
	sieve: ReturnType<typeof sieveOf>;
}

async function* execute(
	exchanges: AsyncIterable<ExchangeLine> | Iterable<ExchangeLine>,
	stage: MessageStage,
	{ options, sieve }: Execution,
): AsyncGenerator<readonly Message[], Summary> {
	const captures = new Captures();
	for await (const line of exchanges) {
		if (options.signal?.aborted) break;
		if (line.type === "summary") captures.add(line);
		else if (line.type === "identity") stage.onIdentity(line);
		else if (line.type === "exchange") {
			captures.reach(line.reported);
			stage.onTime(captures.seconds);
			stage.onExchange(line);
			stage.settle();
		}
		for (const batch of take(stage, sieve)) yield batch;
	}
	if (exchanges instanceof Results && !options.signal?.aborted)
		captures.add(await exchanges.summary);
	stage.onTime(captures.seconds);
	while (stage.finish(captures.seconds))
		for (const batch of take(stage, sieve)) yield batch;
	for (const batch of take(stage, sieve)) yield batch;
	const { base, seen } = captures;
	const summary = stage.summarize(base, seen);
	return sieve ? sieve.summary(summary) : summary;
}

/** What the summaries say of the captures, and how far their time has come. */
class Captures {
	seconds = Number.NEGATIVE_INFINITY;
	readonly base = {
		packets: 0,
		bytes: 0,
		limits: {} as Record<string, number>,
	};
	seen: Seen = { ...NOTHING_SEEN, problems: {}, tlsServerNames: [] };

	reach(seconds: number | undefined): void {
		if (seconds !== undefined && seconds > this.seconds) this.seconds = seconds;
	}

	add({ packets, bytes, limits, seen }: Summary): void {
		const { base } = this;
		base.packets += packets;
		base.bytes += bytes;
		addCounts(base.limits, limits);
		if (!seen) return;
		this.reach(seen.lastSecond);
		const known = this.seen;
		addCounts(known.problems, seen.problems);
		known.httpMessages += seen.httpMessages;
		known.wapPackets += seen.wapPackets;
		known.tlsServerNames.push(...seen.tlsServerNames);
		known.slicedPackets += seen.slicedPackets;
		known.oneSidedConnections += seen.oneSidedConnections;
		known.connections += seen.connections;
		known.undecodedPackets += seen.undecodedPackets;
	}
}

function addCounts(
	counts: Record<string, number>,
	more: Readonly<Record<string, number>>,
): void {
	for (const [key, count] of Object.entries(more))
		counts[key] = (counts[key] ?? 0) + count;
}
