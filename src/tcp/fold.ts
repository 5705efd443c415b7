import { small } from "../flow/stamp.js";
import type { Handshake } from "./handshake.js";
import type { TcpStream } from "./stream.js";

/** Numbers of many things: so many doubles, and so many integers of 32 bits, for each. */
export interface Numbers {
	readonly doubles: Float64Array;
	readonly words: Int32Array;
}

/** Where the numbers of one of them begin. */
export interface Place {
	double: number;
	word: number;
}

const STREAM_WORDS = 5;
/** Those of a TCP connection: first its times, then those of its streams. */
export const TCP_DOUBLES = 4;
export const TCP_WORDS = 2 + 2 * STREAM_WORDS;
/** Which double is the time of the last segment, in seconds. */
export const LAST_SECONDS = 1;
/** Those of a handshake. */
export const HANDSHAKE_DOUBLES = 6;
export const HANDSHAKE_WORDS = 2;
/** Segments of one in which none came again, or SYNs, at most. */
export const HANDSHAKE_SEGMENTS = 3;

/** Writes down what is to be kept of a stream that is idle. */
export function foldStream(
	stream: TcpStream,
	{ doubles, words }: Numbers,
	{ double, word }: Place,
	direction: 0 | 1,
): void {
	const at = word + 2 + direction * STREAM_WORDS;
	doubles[double + 2 + direction] = stream.position;
	words[at] =
		(stream.isAcknowledged ? 1 : 0) |
		(stream.hasSkip ? 2 : 0) |
		(stream.seen ? 4 : 0) |
		(stream.isAwaited ? 8 : 0) |
		(stream.isFinAssumed ? 16 : 0) |
		(stream.isRunning ? 32 : 0) |
		(stream.isAwaitedFromStart ? 64 : 0) |
		((stream.window + 1) << 7);
	words[at + 1] = stream.next;
	words[at + 2] = stream.acknowledged;
	words[at + 3] = stream.skipTo;
	words[at + 4] = stream.retransmissions;
}

/** Makes a new stream what the one was whose numbers are there. Fields stay small integers of V8. */
export function unfoldStream(
	stream: TcpStream,
	{ doubles, words }: Numbers,
	{ double, word }: Place,
	direction: 0 | 1,
): void {
	const at = word + 2 + direction * STREAM_WORDS;
	const flags = words[at]!;
	stream.isRunning = (flags & 32) !== 0;
	stream.isAcknowledged = (flags & 1) !== 0;
	stream.hasSkip = (flags & 2) !== 0;
	stream.seen = (flags & 4) !== 0;
	stream.isAwaited = (flags & 8) !== 0;
	stream.isFinAssumed = (flags & 16) !== 0;
	stream.isAwaitedFromStart = (flags & 64) !== 0;
	stream.window = (flags >> 7) - 1;
	stream.next = words[at + 1]!;
	stream.position = small(doubles[double + 2 + direction]!);
	stream.acknowledged = words[at + 2]!;
	stream.skipTo = words[at + 3]!;
	stream.retransmissions = words[at + 4]!;
}

/** Writes down a handshake of three segments, or so many SYNs at most. */
export function foldHandshake(
	{ firstTime, last, frames }: Handshake,
	{ doubles, words }: Numbers,
	{ double, word }: Place,
): void {
	const { time, timeNs, capture, captureFrame } = last;
	doubles[double] = firstTime;
	doubles[double + 1] = time;
	doubles[double + 2] = captureFrame;
	for (let i = 0; i < frames.length; i++) doubles[double + 3 + i] = frames[i]!;
	words[word] = capture;
	words[word + 1] = timeNs === undefined ? -1 : Number(timeNs.slice(-9));
}

/** @param segments of it that were seen */
export function unfoldHandshake(
	{ doubles, words }: Numbers,
	{ double, word }: Place,
	segments: number,
	retransmissions: number,
): Handshake {
	const frames: number[] = [];
	for (let i = 0; i < segments; i++)
		frames.push(small(doubles[double + 3 + i]!));
	const time = doubles[double + 1]!;
	const last: Handshake["last"] = {
		time,
		frame: frames[segments - 1]!,
		capture: words[word]!,
		captureFrame: small(doubles[double + 2]!),
	};
	const nanoseconds = words[word + 1]!;
	if (nanoseconds >= 0) {
		const digits = String(nanoseconds).padStart(9, "0");
		last.timeNs = `${Math.floor(time)}.${digits}`;
	}
	return { firstTime: doubles[double]!, last, frames, retransmissions };
}
