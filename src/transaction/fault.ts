import type { Exchange, Half } from "../record.js";
import type { Evidence } from "./evidence.js";
import { type Fault, type ReasonId, reasonOf } from "./reasons.js";
import { httpStatus } from "./status.js";

type Side = Exclude<Fault, "by-evidence">;

const MMSC_NAME = /mmsc|\bmms\b/i;
const GATEWAY_NAME = /proxy|gateway|squid|\bwap|kannel|openwave|blue ?coat/i;

/**
 * The side to look at (STATES 5.1): by the table, or by who broke the exchange. `server` is the MMSC or a gateway, where
 * nothing tells them apart.
 */
export function faultOf(
	reason: ReasonId,
	evidence: Evidence | undefined,
): Side | undefined {
	const { fault } = reasonOf(reason);
	if (!evidence) return fault === "by-evidence" ? "network" : fault;
	if (fault === "by-evidence") return brokenBy(evidence);
	return fault === "server"
		? (farSide(evidence) ?? answeredBy(evidence.exchange.response) ?? fault)
		: fault;
}

/** Who closed its window, or ended the exchange before it was over; nobody: the network between them. */
function brokenBy(evidence: Evidence): Side {
	const { zeroWindow, endedBy } = evidence.exchange;
	const side = zeroWindow ?? endedBy;
	if (side === "server") return farSide(evidence) ?? side;
	return side === "client" ? side : "network";
}

/**
 * Seen on both sides of a gateway, the exchange shows who failed: the MMSC gave the same answer, or none; else it is the
 * gateway's own.
 */
function farSide({ exchange, inner }: Evidence): Side | undefined {
	const far = inner.at(-1)?.exchange;
	if (!far || far.transport === "pap") return undefined;
	return isSameFailure(exchange, far) ? "mmsc" : "gateway";
}

function isSameFailure(near: Exchange, far: Exchange): boolean {
	if (!far.response?.complete) return true;
	const status = httpStatus(far.response) ?? 200;
	return status >= 400 || status === httpStatus(near.response);
}

/** What the server calls itself. */
function answeredBy(response: Half | undefined): Side | undefined {
	const name = response?.["http.server"];
	if (name === undefined) return undefined;
	if (MMSC_NAME.test(name)) return "mmsc";
	return GATEWAY_NAME.test(name) ? "gateway" : undefined;
}
