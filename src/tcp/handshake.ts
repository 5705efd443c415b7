import { type Moment, momentOf, type Stamp } from "../flow/stamp.js";

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

/** With its first SYN. */
export function beginHandshake(stamp: Stamp): Handshake {
	const last = momentOf(stamp);
	const { time, frame } = last;
	return { firstTime: time, last, frames: [frame], retransmissions: 0 };
}

/** With the next packet of it. */
export function continueHandshake(handshake: Handshake, stamp: Stamp): void {
	handshake.frames.push(stamp.frame);
	handshake.last = momentOf(stamp);
}
