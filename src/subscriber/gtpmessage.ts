/** One end of a tunnel: GTP-U or GTP-C address with the identifier that its owner chose. */
export interface Endpoint {
	address: string;
	teid: number;
}

/** What a message does to sessions. */
export type GtpKind = "create" | "update" | "delete";

/** A message of GTP-C, version 1 or 2, about a session: what it tells of the subscriber. */
export interface GtpMessage {
	version: 1 | 2;
	kind: GtpKind;
	isResponse: boolean;
	/** Of the header: the receiver's control endpoint; 0 before it is known. */
	teid: number;
	sequence: number;
	/** The request was accepted; of responses only. */
	isAccepted?: boolean;
	imsi?: string;
	msisdn?: string;
	imeisv?: string;
	apn?: string;
	rat?: string;
	cell?: string;
	/** Addresses and prefixes of the subscriber. */
	addresses: string[];
	/** The sender's control endpoint. */
	control?: Endpoint;
	/** Control endpoint of the gateway to the APN: GGSN, PGW. */
	gateway?: Endpoint;
	/** User plane endpoints. */
	tunnels: Endpoint[];
	/** Bearers (EBI) or contexts (NSAPI) that it is about. */
	bearers: number[];
	/** Default bearer, or primary context, of the session. */
	linked?: number;
	/** All of the session ends, not some bearers of it. */
	isWhole?: boolean;
}

/** A message of which the header is known. */
export function newMessage(
	head: Pick<
		GtpMessage,
		"version" | "kind" | "isResponse" | "teid" | "sequence"
	>,
): GtpMessage {
	return { ...head, addresses: [], tunnels: [], bearers: [] };
}

/** Of an element that stands several times the first one counts. */
export function setOnce<
	K extends "imsi" | "msisdn" | "imeisv" | "apn" | "rat" | "cell",
>(message: GtpMessage, key: K, value: string | undefined): void {
	if (value !== undefined) message[key] ??= value;
}
