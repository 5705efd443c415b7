import { ProblemCounts } from "../problem.js";
import type { Seen, Summary } from "../record.js";
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
	const { problems } = seenOf({ reader, pipeline });
	const limits = { ...reader.limitHits(), ...pipeline.limitHits() };
	return makeSummary({ packets, bytes, limits }, own, problems);
}

/** What captures say of themselves. */
export type Base = Pick<Summary, "packets" | "bytes" | "limits">;

/** A summary without messages; `own` are problems of records, `others` those of captures and packets. */
export function makeSummary(
	{ packets, bytes, limits }: Base,
	own: ProblemCounts,
	others: Readonly<Record<string, number>>,
): Summary {
	for (const [code, count] of Object.entries(others))
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
		limits,
		coverage: [],
	};
}

/** What was seen of the captures besides records. */
export function seenOf({ reader, pipeline }: Omit<Run, "limits">): Seen {
	const counters = reader.counters();
	const { linktype, ethertype, ipproto } = counters.undecoded;
	const problems = new ProblemCounts();
	for (const capture of reader.captures) problems.add(capture.problems);
	for (const [code, count] of Object.entries(pipeline.problems.counts))
		problems.counts[code] = (problems.counts[code] ?? 0) + count;
	return {
		lastSecond: pipeline.seconds,
		problems: problems.counts,
		httpMessages: pipeline.httpMessages,
		wapPackets: counters.wtp + counters.wsp + counters.wtls,
		tlsServerNames: [...pipeline.tlsNames.keys()],
		slicedPackets: reader.captures.reduce(
			(total, { truncatedPackets }) => total + truncatedPackets,
			0,
		),
		oneSidedConnections: pipeline.oneSidedConnections,
		connections: counters.tcpStreams,
		undecodedPackets: sumOf(linktype) + sumOf(ethertype) + sumOf(ipproto),
	};
}

function sumOf(counts: Readonly<Record<string, number>>): number {
	return Object.values(counts).reduce((total, count) => total + count, 0);
}
