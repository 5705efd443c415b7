import type { TcpConnection } from "../tcp/connection.js";
import { UNUSED_SECONDS } from "./folded.js";
import type { HttpLimits } from "./host.js";
import type { OpenPair } from "./pairs.js";

/** A request has waited for its answer, which has not begun. */
function isUnanswered(first: OpenPair | undefined): first is OpenPair {
	return first?.requestDone === true && !first.pair.response;
}

/**
 * Seconds of silence after which nothing more is expected.
 *
 * @param first the pair whose turn it is
 */
export function patienceOf(
	{ hasData }: TcpConnection,
	first: OpenPair | undefined,
	{ stallSeconds, idleSeconds }: HttpLimits,
): number {
	if (!hasData) return UNUSED_SECONDS;
	// A request without an answer has a limit of its own, and its connection goes on.
	if (!first || isUnanswered(first)) return idleSeconds;
	return Math.min(stallSeconds, idleSeconds);
}

/** When something may be due next, in seconds. */
export function dueOf(
	tcp: TcpConnection,
	first: OpenPair | undefined,
	limits: HttpLimits,
): number {
	const { lastSeconds } = tcp;
	const patience = patienceOf(tcp, first, limits);
	let due = Math.min(lastSeconds + patience, tcp.lingerUntil);
	if (!tcp.isSettled) due = Math.min(due, lastSeconds + 1);
	if (isUnanswered(first))
		due = Math.min(due, first.requestSeconds + limits.answerSeconds);
	return due;
}
