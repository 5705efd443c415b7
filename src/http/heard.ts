import type { TcpConnection } from "../tcp/connection.js";
import type { StreamEnd } from "../tcp/sink.js";
import type { HttpPair } from "./message.js";
import { endedBy, type OpenPair, type PairEnd } from "./pairs.js";

/** Side that sends the requests, as far as that is known. */
type Client = 0 | 1 | undefined;

/** What ended the connection, or how we stop waiting for it. */
export function endOf(
	{ ending }: TcpConnection,
	client: Client,
	how: StreamEnd,
): PairEnd {
	if (!ending) return endedBy(how);
	const by = ending.direction === client ? "client" : "server";
	return { ended: ending.kind, by, stamp: ending.stamp };
}

/** Octets up to this position of the stream arrived at the peer. */
export function isAcknowledged(
	tcp: TcpConnection,
	direction: 0 | 1,
	end: number,
): boolean {
	const to = tcp.streams[direction].acknowledgedPosition;
	return to !== undefined && end >= 0 && to >= end;
}

function isAnswerHeard(
	tcp: TcpConnection,
	client: Client,
	{ responseEnd }: OpenPair,
): boolean {
	return isAcknowledged(tcp, client === 0 ? 1 : 0, responseEnd);
}

/** Of what was submitted it matters whether the answer arrived: one that did not is submitted again (STATES 4.3). */
function isPosted(
	tcp: TcpConnection,
	client: Client,
	{ pair }: OpenPair,
): boolean {
	if (client === undefined || pair.request?.method !== "POST") return false;
	// A client that ended the connection says no more, and the server's FIN is acknowledged with the answer.
	if (tcp.isOver || tcp.ending?.direction === client) return false;
	return tcp.streams[client].seen;
}

/**
 * The next segments may tell more of a pair behind which no other has begun. Of a message with missing octets it matters
 * whether the peer had them: its acknowledgment is under way. Of one whose end was not found, what comes next: another
 * request, or the end of the connection.
 */
export function awaitsMore(
	tcp: TcpConnection,
	client: Client,
	open: OpenPair,
): boolean {
	const { response } = open.pair;
	if (!response) return false;
	if (response.carriage.complete)
		return isPosted(tcp, client, open) && !isAnswerHeard(tcp, client, open);
	if (tcp.ending) return false;
	if (response.carriage.missing === undefined) return true;
	return !isAnswerHeard(tcp, client, open);
}

/** The client acknowledged nothing at all of the answer, though its packets are there. */
function isUnheard(
	tcp: TcpConnection,
	client: 0 | 1,
	{ serverPosition }: OpenPair,
): boolean {
	if (!tcp.streams[client].seen) return false;
	// What a RST acknowledges is not counted: it does not tell whether the answer was there before.
	if (tcp.resetBy === client) return false;
	const server = tcp.streams[client === 0 ? 1 : 0];
	return (server.acknowledgedPosition ?? 0) <= serverPosition;
}

/** Writes down which messages of a pair arrived. */
export function noteHeard(
	tcp: TcpConnection,
	client: 0 | 1,
	open: OpenPair,
): void {
	const { request, response } = open.pair;
	if (request && isAcknowledged(tcp, client, open.requestEnd))
		request.carriage.acknowledged = true;
	if (!response) return;
	if (isAnswerHeard(tcp, client, open)) response.carriage.acknowledged = true;
	else if (
		response.carriage.complete &&
		request?.method === "POST" &&
		isUnheard(tcp, client, open)
	)
		response.carriage.acknowledged = false;
}

/** Writes down whose receive window was closed when the answer was not complete. */
export function noteWindow(
	tcp: TcpConnection,
	client: 0 | 1,
	pair: HttpPair,
): void {
	if (pair.response?.carriage.complete) return;
	const server = client === 0 ? 1 : 0;
	if (tcp.streams[client].window === 0) pair.zeroWindow = "client";
	else if (tcp.streams[server].window === 0) pair.zeroWindow = "server";
}
