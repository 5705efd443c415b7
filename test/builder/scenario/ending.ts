import { MINUTE, SECOND, type TransportName } from "./actor.js";
import type { End, Step } from "./carrier.js";
import type { Receipt, ReceiptOptions } from "./receipt.js";

export const ALL: readonly TransportName[] = ["http", "wsp", "wsp-cl"];
export const HTTP: readonly TransportName[] = ["http"];
export const WSP: readonly TransportName[] = ["wsp"];

export interface ReceiveEnding {
	name: string;
	reason: string;
	transports: readonly TransportName[];
	run: (receipt: Receipt) => Step;
	options?: Partial<ReceiptOptions>;
	/** Reasons that must be listed besides. */
	also?: readonly string[];
	/** Reasons of reports. */
	reports?: readonly string[];
}

export function ending(
	name: string,
	reason: string,
	run: ReceiveEnding["run"],
	transports = ALL,
): ReceiveEnding {
	return { name, reason, transports, run };
}

export const SERVER_RST: End = { how: "rst", by: "server", after: SECOND };
export const CLIENT_RST: End = { how: "rst", by: "client" };
export const CLIENT_FIN: End = { how: "fin", by: "client", after: MINUTE };
export const SERVER_FIN: End = { how: "fin", by: "server" };
export const SILENCE: End = { how: "timeout", after: 330 * SECOND };
