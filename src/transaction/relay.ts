import type { Exchange } from "../record.js";
import { addressKey, isIpAddress } from "./address.js";
import { type Evidence, numberOfEvidence } from "./evidence.js";
import { httpStatus } from "./status.js";

/** A translation of addresses, or another probe, sees an exchange within this time. */
export const TRANSLATION_SECONDS = 0.1;
/** What translates addresses takes so long. */
const STEP_SECONDS = 0.01;
/** Clocks of two captures differ by so much (more is for `--offset`). */
export const SKEW_SECONDS = 1;

/**
 * How one exchange was seen twice: made again by a gateway (its address is on both sides, or it speaks another
 * protocol), captured at two places on its way, or with other addresses behind a translation.
 */
export type Relay = "gateway" | "place" | "translation";

/** Time between two sights of one exchange: by one clock or by two. */
export function skewOf(a: Exchange, b: Exchange): number {
	return captureOf(a) === captureOf(b) ? 0 : SKEW_SECONDS;
}

/** Capture of an exchange, where there are several. */
export function captureOf({ request, response }: Exchange): number | undefined {
	return (request ?? response)?.capture;
}

export function isSameConversation(a: Exchange, b: Exchange): boolean {
	return (
		a.transport === b.transport &&
		a.client === b.client &&
		a.clientPort === b.clientPort &&
		a.server === b.server &&
		a.serverPort === b.serverPort
	);
}

/** The same two ends in the same network: what repeats there is asked again. */
export function isSameCarrier(a: Exchange, b: Exchange): boolean {
	return (
		a.transport === b.transport &&
		a.client === b.client &&
		a.server === b.server &&
		a.serverPort === b.serverPort &&
		a.scope === b.scope
	);
}

/** Time until which an exchange was going on. */
function endOf({ exchange, firstTime }: Evidence, hopTime: number): number {
	const { response, endTime, ended } = exchange;
	if (response?.complete) return response.time;
	if (ended !== "open" && endTime !== undefined) return endTime;
	return firstTime + hopTime;
}

/** `far` began inside the time of `near` (STATES 1). */
export function isInside(
	far: Evidence,
	near: Evidence,
	hopTime: number,
): boolean {
	const skew = skewOf(far.exchange, near.exchange);
	const delay = far.firstTime - near.firstTime;
	if (delay < -skew || delay > hopTime) return false;
	return far.firstTime <= endOf(near, hopTime) + skew;
}

/** Both began within milliseconds. */
export function isAtOnce(a: Evidence, b: Evidence): boolean {
	const most = Math.max(TRANSLATION_SECONDS, skewOf(a.exchange, b.exchange));
	return Math.abs(a.firstTime - b.firstTime) <= most;
}

/** Both were asked and answered within moments, in one capture: so near are no two phones. */
export function isInStep(a: Evidence, b: Evidence): boolean {
	const one = a.exchange.response;
	const other = b.exchange.response;
	if (skewOf(a.exchange, b.exchange) > 0) return false;
	if (Math.abs(a.firstTime - b.firstTime) > STEP_SECONDS) return false;
	if (!one || !other) return !one && !other;
	return Math.abs(one.firstTime - other.firstTime) <= STEP_SECONDS;
}

/** Whole answers that differ, or subscribers or programs that do: two exchanges. */
export function isContrary(a: Evidence, b: Evidence): boolean {
	const one = a.exchange.response;
	const other = b.exchange.response;
	if (one?.complete && other?.complete) {
		if (one.pduHash !== other.pduHash && one.pduHash && other.pduHash)
			return true;
	}
	const number = numberOfEvidence(a);
	const another = number === undefined ? undefined : numberOfEvidence(b);
	if (number === undefined || another === undefined) return false;
	return number !== another && addressKey(number) !== addressKey(another);
}

export function hasOtherProgram(a: Evidence, b: Evidence): boolean {
	const one = a.exchange.request?.["http.user_agent"];
	const other = b.exchange.request?.["http.user_agent"];
	return one !== undefined && other !== undefined && one !== other;
}

/** Both have an answer of the same kind, or neither has one. */
function isAnsweredAlike(a: Evidence, b: Evidence): boolean {
	const one = a.exchange.response;
	const other = b.exchange.response;
	if (!one || !other) return !one === !other;
	return httpStatus(one) === httpStatus(other);
}

/** The answer was passed on, and the program is the same: of several that may be relayed it is rather this one. */
export function isAlike(far: Evidence, near: Evidence): boolean {
	return isAnsweredAlike(far, near) && !hasOtherProgram(far, near);
}

/**
 * The addresses are those of a translation: a private one before a public one at the same server (NAT44), or IPv4 before
 * IPv6 with the server's IPv4 address in its IPv6 address (CLAT and NAT64, RFC 6052 2.2).
 */
export function isTranslation(near: Exchange, far: Exchange): boolean {
	const isOther = near.client.includes(":") !== far.client.includes(":");
	if (isOther) return isEmbedded(near.server, far.server);
	return (
		near.server === far.server &&
		near.serverPort === far.serverPort &&
		isPrivate(near.client) &&
		!isPrivate(far.client)
	);
}

/** One of the two is IPv4 and stands at the end of the other. */
function isEmbedded(one: string, other: string): boolean {
	const [v4, v6] = one.includes(":") ? [other, one] : [one, other];
	const octets = v4.split(".").map(Number);
	if (octets.length !== 4 || !v6.includes(":")) return false;
	if (v6.endsWith(`:${v4}`)) return true;
	const groups = [0, 2].map((at) =>
		(octets[at]! * 256 + octets[at + 1]!).toString(16),
	);
	return v6.toLowerCase().endsWith(`:${groups.join(":")}`);
}

/** Of two places where one exchange was seen: whether the first is nearer to the handset. */
export function isNearer(a: Evidence, b: Evidence): boolean {
	const rank = rankOf(a.exchange) - rankOf(b.exchange);
	if (rank !== 0) return rank < 0;
	return (
		a.firstTime < b.firstTime ||
		(a.firstTime === b.firstTime && a.firstFrame < b.firstFrame)
	);
}

/** On the phone, in the tunnel of the mobile network, with a private address, elsewhere. */
function rankOf({ client, tunnel }: Exchange): number {
	if (/^192\.0\.0\.[0-7]$/.test(client)) return 0;
	if (tunnel?.type === "gtp") return 1;
	return isPrivate(client) ? 2 : 3;
}

/** RFC 1918, RFC 6598, RFC 7335 and RFC 4193. */
function isPrivate(address: string): boolean {
	return (
		/^(10\.|192\.168\.|192\.0\.0\.|172\.(1[6-9]|2\d|3[01])\.)/.test(address) ||
		/^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./.test(address) ||
		/^f[cd]/i.test(address)
	);
}

/** A push is made again by the gateway that took it: the later one is nearer to the handset. */
export function isPushedOn(
	far: Evidence,
	near: Evidence,
	hopTime: number,
): boolean {
	const { exchange: from } = far;
	const { exchange: to } = near;
	const delay = near.firstTime - far.firstTime;
	if (delay < -skewOf(from, to) || delay > hopTime) return false;
	if (from.transport === "pap" && to.transport !== "pap")
		return isForClient(from, to);
	return to.server === from.client && to.client !== from.client;
}

/** The address of a PAP push is the one that the gateway pushes to, where both are IP addresses. */
function isForClient(pap: Exchange, push: Exchange): boolean {
	const address = pap.request?.number;
	return (
		address === undefined || !isIpAddress(address) || address === push.client
	);
}
