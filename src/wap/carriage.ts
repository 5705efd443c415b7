import { carriageOf as carriageOfFrame } from "../flow/carriage.js";
import { type Stamp, stampTime, stampTimeNs } from "../flow/stamp.js";
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

/** The record of how a message travelled. Most captures have no finer clock, so that the records have one shape. */
export function carriageOfTravel(travel: Travel): Carriage {
	const { first, last, frames, bytes, complete, retransmissions } = travel;
	if (first.fine || last.fine) return fineCarriage(travel);
	return {
		firstTime: stampTime(first),
		time: stampTime(last),
		frame: last.frame,
		frames,
		capture: last.capture,
		captureFrame: last.captureFrame,
		bytes,
		complete,
		retransmissions,
	};
}

function fineCarriage(travel: Travel): Carriage {
	const { first, last, frames, bytes, complete, retransmissions } = travel;
	return {
		firstTime: stampTime(first),
		time: stampTime(last),
		...(first.fine && { firstTimeNs: stampTimeNs(first) }),
		...(last.fine && { timeNs: stampTimeNs(last) }),
		frame: last.frame,
		frames,
		capture: last.capture,
		captureFrame: last.captureFrame,
		bytes,
		complete,
		retransmissions,
	};
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
