import {
	carriageOf as carriageOfFrame,
	newCarriage,
} from "../flow/carriage.js";
import type { Stamp } from "../flow/stamp.js";
import type { Carriage } from "../record.js";
import type { WapRow } from "./row.js";

/** What is known of the packets that carried one message. */
export interface Travel {
	/** Of the packet with its first octets. */
	first: Stamp;
	/** Of the packet that completed it, or of the last one that added to it. */
	last: Stamp;
	/** Ascending, each once. */
	frames: number[];
	bytes: number;
	complete: boolean;
	retransmissions: number;
}

/** The record of how a message travelled. */
export function carriageOfTravel(travel: Travel): Carriage {
	const { first, last, frames, bytes } = travel;
	const carriage = newCarriage(first, last, frames, bytes);
	carriage.complete = travel.complete;
	carriage.retransmissions = travel.retransmissions;
	return carriage;
}

/** How one datagram carried a whole message. */
export function carriageOf(row: WapRow): Carriage {
	const { stamp, length, wireLength } = row;
	const carriage = carriageOfFrame(stamp, length, 0);
	if (length >= wireLength) return carriage;
	carriage.complete = false;
	carriage.missing = wireLength - length;
	carriage.missingCause = "sliced";
	return carriage;
}
