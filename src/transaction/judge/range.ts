import type { Retrieval } from "./retrieve.js";

/** The reason of an answer with a range. */
export const PARTIAL = "retrieve-partial-resumed";

/** Octets `first` to `last` of a whole of `total` (RFC 9110 14.4); total is absent when the server did not know it. */
interface ContentRange {
	first: number;
	last: number;
	total?: number;
}

function contentRangeOf({ evidence }: Retrieval): ContentRange | undefined {
	const text = evidence.exchange.response?.["http.content_range"] ?? "";
	const match = /^bytes\s+(\d+)-(\d+)\/(\d+|\*)$/i.exec(text.trim());
	if (!match) return undefined;
	const [first, last, total] = match.slice(1).map(Number);
	if (first === undefined || last === undefined || last < first)
		return undefined;
	return {
		first,
		last,
		...(Number.isSafeInteger(total) && { total: total! }),
	};
}

function hasPartial(retrievals: readonly Retrieval[]): boolean {
	for (let i = 0; i < retrievals.length; i++) {
		const { reason } = retrievals[i]!;
		if (reason === PARTIAL) return true;
	}
	return false;
}

/**
 * Marks the range that completes a download in pieces (STATES 3.3). A client asks for what it lacks: what an earlier
 * download that broke off left before the first range, it has.
 */
export function putTogether(retrievals: Retrieval[]): Retrieval[] {
	if (!hasPartial(retrievals)) return retrievals;
	let held = 0;
	let isBroken = false;
	return retrievals.map((retrieval) => {
		if (retrieval.reason !== PARTIAL) {
			isBroken ||= retrieval.reason.startsWith("retrieve-");
			return retrieval;
		}
		const range = contentRangeOf(retrieval);
		if (!range) return retrieval;
		if (range.first <= held || (held === 0 && isBroken))
			held = Math.max(held, range.last + 1);
		return range.total !== undefined && held >= range.total
			? { ...retrieval, isRetrieved: true }
			: retrieval;
	});
}
