import type { Stamp } from "../flow/stamp.js";

/** Where a datagram of signalling came from and went to, and when. */
export interface Datagram {
	stamp: Stamp;
	source: string;
	sourcePort: number;
	destination: string;
	destinationPort: number;
}

/** Time and place of a message, as records have them. */
export interface Occasion {
	time: number;
	frame: number;
	/** Only with several captures. */
	capture?: number;
	captureFrame?: number;
}
