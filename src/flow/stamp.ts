/** Where and when something was captured. */
export interface Stamp {
	/** Number of the frame, from 1 over the whole input. */
	frame: number;
	/** Whole seconds since 1970 (UTC). */
	seconds: number;
	/** Nanoseconds within the second. */
	nanoseconds: number;
	/** The capture's clock is finer than microseconds. */
	fine: boolean;
	/** Index of the capture. */
	capture: number;
	/** Number of the frame within its own capture. */
	captureFrame: number;
}

/** A stamp that is to be filled. */
export function newStamp(): Stamp {
	return {
		frame: 0,
		seconds: 0,
		nanoseconds: 0,
		fine: false,
		capture: 0,
		captureFrame: 0,
	};
}

/**
 * Number of the frame near `known` that has these low 32 bits: rows and pieces of the core have no more. V8 keeps small
 * numbers that were calculated from doubles as doubles, and lists of them too, which records would have to be made of.
 */
export function frameNear(known: number, low: number): number {
	const frame = known + ((low - known) | 0);
	const small = frame | 0;
	return small === frame ? small : frame;
}

/** The same number, as a small integer of V8 where it is one: sums of others, lists and fields of them are slower. */
export function small(number: number): number {
	const low = number | 0;
	return low === number ? low : number;
}

/** Seconds since 1970 as they are, for comparing. */
export function stampSeconds(stamp: Stamp): number {
	return stamp.seconds + stamp.nanoseconds / 1e9;
}

/** Seconds since 1970 with at most six decimals: the nearest double of the decimal number. */
export function stampTime(stamp: Stamp): number {
	return (stamp.seconds * 1e6 + Math.floor(stamp.nanoseconds / 1000)) / 1e6;
}

/** Seconds since 1970 as text with nine decimals. */
export function stampTimeNs(stamp: Stamp): string {
	return `${stamp.seconds}.${String(stamp.nanoseconds).padStart(9, "0")}`;
}

/** When and where something happened that has no length, for records. */
export interface Moment {
	time: number;
	/** The same as text, when the capture is finer than microseconds. */
	timeNs?: string;
	frame: number;
	capture: number;
	captureFrame: number;
}

export function momentOf(stamp: Stamp): Moment {
	const { frame, capture, captureFrame } = stamp;
	const time = stampTime(stamp);
	if (!stamp.fine) return { time, frame, capture, captureFrame };
	const timeNs = stampTimeNs(stamp);
	return { time, timeNs, frame, capture, captureFrame };
}

export function copyStamp(stamp: Stamp): Stamp {
	return {
		frame: stamp.frame,
		seconds: stamp.seconds,
		nanoseconds: stamp.nanoseconds,
		fine: stamp.fine,
		capture: stamp.capture,
		captureFrame: stamp.captureFrame,
	};
}

/** Overwrites a stamp. */
export function assignStamp(target: Stamp, source: Stamp): void {
	target.frame = source.frame;
	target.seconds = source.seconds;
	target.nanoseconds = source.nanoseconds;
	target.fine = source.fine;
	target.capture = source.capture;
	target.captureFrame = source.captureFrame;
}
