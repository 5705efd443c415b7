import type { Exchange, Half, Instant } from "../record.js";
import type { ExchangeLine } from "./correlate.js";

interface Head {
	lines: AsyncIterator<ExchangeLine>;
	index: number;
	next: ExchangeLine | undefined;
	/** Capture time of the list so far. */
	time: number;
}

/**
 * Several lists of exchanges as one, by the capture time at which each was known; ties in the order of the lists. Within
 * a list the order stays. Their connections, and frames with the same number, are kept apart.
 */
export async function* mergeExchanges(
	lists: readonly AsyncIterable<ExchangeLine>[],
): AsyncGenerator<ExchangeLine> {
	const [only] = lists;
	if (lists.length === 1 && only) {
		yield* only;
		return;
	}
	const heads = lists.map((list, index): Head => {
		const lines = list[Symbol.asyncIterator]();
		return { lines, index, next: undefined, time: Number.NEGATIVE_INFINITY };
	});
	for (const head of heads) await moveOn(head);
	for (;;) {
		const open = heads.filter(({ next }) => next !== undefined);
		const [first, ...others] = open;
		if (!first) return;
		const earliest = others.reduce((a, b) => (b.time < a.time ? b : a), first);
		yield apart(earliest.next!, earliest.index);
		await moveOn(earliest);
	}
}

async function moveOn(head: Head): Promise<void> {
	const { value, done } = await head.lines.next();
	head.next = done ? undefined : value;
	if (head.next?.type === "exchange")
		head.time = Math.max(head.time, timeOf(head.next));
}

function timeOf({ reported, request, response, endTime }: Exchange): number {
	return (
		reported ?? Math.max(request?.time ?? 0, response?.time ?? 0, endTime ?? 0)
	);
}

/** Names the list that a line is of. */
function apart(line: ExchangeLine, index: number): ExchangeLine {
	if (line.type !== "exchange") return line;
	const { request, response, acknowledged } = line;
	const exchange: Exchange = {
		...line,
		connection: `${index}:${line.connection}`,
	};
	if (request) exchange.request = placed(request, index);
	if (response) exchange.response = placed(response, index);
	if (acknowledged) exchange.acknowledged = placed(acknowledged, index);
	return exchange;
}

function placed<T extends Half | Instant>(one: T, index: number): T {
	return one.capture === undefined
		? { ...one, capture: index, captureFrame: one.frame }
		: one;
}
