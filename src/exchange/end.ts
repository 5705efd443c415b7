import type { Path } from "../flow/path.js";
import type { Moment } from "../flow/stamp.js";
import type {
	EndedBy,
	Exchange,
	Half,
	Instant,
	Problem,
	Tunnel,
} from "../record.js";
import type { Handshake } from "../tcp/handshake.js";
import { addToUid, beginUid, endUid } from "../uid.js";

/** Who spoke with whom. */
export type Ends = Pick<
	Exchange,
	"client" | "clientPort" | "server" | "serverPort"
>;

/** Begins the name of an exchange with its ends; what it is among theirs follows (`addToUid`), then `endExchangeUid`. */
export function beginExchangeUid(ends: Ends): void {
	beginUid(ends.client);
	addToUid(ends.clientPort);
	addToUid(ends.server);
	addToUid(ends.serverPort);
}

/** Name of the exchange, with the network of its ends. */
export function endExchangeUid(path: Path | undefined): string {
	if (path?.scope) addToUid(path.scope);
	return endUid("x");
}

/** What is known of a connection that was not made, or of which only the beginning is known. */
interface Beginning {
	connection: string;
	connect: Handshake;
	ended: Exchange["ended"];
	/** The name that was asked for was not found. */
	dns?: NonNullable<Exchange["dns"]>;
}

/** The record of it, but for what is known of its end (`addEnd`). */
export function attemptOf(
	ends: Ends & { path?: Path | undefined },
	{ connection, connect, ended, dns }: Beginning,
	manyCaptures: boolean,
): Exchange {
	const { client, clientPort, server, serverPort, path } = ends;
	beginExchangeUid(ends);
	addToUid(connect.firstTime);
	if (dns) addToUid(dns.name);
	const attempt: Exchange = {
		type: "exchange",
		uid: endExchangeUid(path),
		kind: "attempt",
		transport: "http",
		client,
		clientPort,
		server,
		serverPort,
		connection,
		connect: connectOf(connect, manyCaptures),
		...(dns && { dns }),
		ended,
		problems: [],
	};
	addPath(attempt, path);
	return attempt;
}

interface Ending {
	endedBy?: EndedBy | undefined;
	end?: Moment | undefined;
}

/**
 * What the packets of an exchange were inside; a push comes from the other side. `exchange` and what goes into it is made
 * as one literal with all keys: see `HalfMaker`.
 */
export function tunnelOf(
	path: Path | undefined,
	kind: Exchange["kind"],
): Tunnel | undefined {
	const tunnel = path?.tunnels[kind === "push" ? 1 : 0];
	return tunnel && (tunnel.type || tunnel.vlan !== undefined)
		? tunnel
		: undefined;
}

/** Which network it was in and what its packets were inside; a push comes from the other side. */
export function addPath(exchange: Exchange, path: Path | undefined): void {
	if (!path) return;
	if (path.scope) exchange.scope = path.scope;
	const tunnel = tunnelOf(path, exchange.kind);
	if (tunnel) exchange.tunnel = tunnel;
}

/** How a carrier ended, for the record. */
export function addEnd(
	exchange: Exchange,
	{ endedBy, end }: Ending,
	manyCaptures: boolean,
): void {
	if (endedBy) exchange.endedBy = endedBy;
	if (!end) return;
	exchange.endTime = end.time;
	exchange.endFrame = end.frame;
	if (end.timeNs) exchange.endTimeNs = end.timeNs;
	if (!manyCaptures) return;
	exchange.endCapture = end.capture;
	exchange.endCaptureFrame = end.captureFrame;
}

/** When and where something happened, as records tell it. */
export function instantOf(moment: Moment, manyCaptures: boolean): Instant {
	const { time, timeNs, frame, capture, captureFrame } = moment;
	const instant: Instant = { time, frame };
	if (timeNs) instant.timeNs = timeNs;
	return manyCaptures ? { ...instant, capture, captureFrame } : instant;
}

/** How the connection was made, as records tell it. */
export function connectOf(
	handshake: Handshake,
	manyCaptures: boolean,
): NonNullable<Exchange["connect"]> {
	const { firstTime, last, frames, retransmissions } = handshake;
	const { time, timeNs, capture, captureFrame } = last;
	const connect: NonNullable<Exchange["connect"]> = { firstTime, time, frames };
	if (retransmissions > 0) connect.retransmissions = retransmissions;
	if (timeNs) connect.timeNs = timeNs;
	return manyCaptures ? { ...connect, capture, captureFrame } : connect;
}

/** Adds what there is, which is mostly nothing. */
export function addProblems(
	problems: Problem[],
	more: readonly Problem[] | undefined,
): void {
	if (more !== undefined && more.length > 0) problems.push(...more);
}

/** The answer carries another transaction id than its request (STATES 4.1). */
export function transactionIdMismatch(
	request: Half | undefined,
	response: Half | undefined,
): Problem[] {
	const asked = request?.["mmse.transaction_id"];
	const answered = response?.["mmse.transaction_id"];
	if (asked === undefined || answered === undefined || asked === answered)
		return [];
	const { frame } = response!;
	return [{ layer: "mmse", code: "transaction-id-mismatch", frame }];
}
