import type { Moment, Stamp } from "../flow/stamp.js";

/** Who ended a connection, and how: the first FIN, or a RST that came before it or after it from the same side. */
export interface Ending {
	kind: "fin" | "rst";
	direction: 0 | 1;
	stamp: Stamp;
}

/** Type and code of an ICMP message (RFC 792, RFC 4443). */
export interface IcmpError {
	type: number;
	code: number;
}

/** SYN to the acknowledgment of the SYN-ACK. */
export interface Handshake {
	firstTime: number;
	/** Of the last packet so far. */
	last: Moment;
	frames: number[];
	/** SYNs and SYN-ACKs that were seen again. */
	retransmissions: number;
}
