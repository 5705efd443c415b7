import { small } from "../flow/stamp.js";
import type { Handshake } from "./handshake.js";
import type { TcpStream } from "./stream.js";

/** Numbers that are kept of a stream. */
const STREAM_NUMBERS = 7;
/** Numbers that are kept of a connection: five, and those of its streams. */
export const TCP_NUMBERS = 5 + 2 * STREAM_NUMBERS;
/** Which of them is the time of the last segment, in seconds. */
export const LAST_SECONDS = 1;
/** Numbers that are kept of a handshake. */
export const HANDSHAKE_NUMBERS = 9;
/** Segments of one in which none came again. */
export const HANDSHAKE_SEGMENTS = 3;

/** Writes down what is to be kept of a stream that is idle, from `at` on. */
export function foldStream(
	stream: TcpStream,
	numbers: Float64Array,
	at: number,
): void {
	numbers[at] =
		(stream.isAcknowledged ? 1 : 0) |
		(stream.hasSkip ? 2 : 0) |
		(stream.seen ? 4 : 0) |
		(stream.isAwaited ? 8 : 0) |
		(stream.isFinAssumed ? 16 : 0);
	numbers[at + 1] = stream.next;
	numbers[at + 2] = stream.position;
	numbers[at + 3] = stream.acknowledged;
	numbers[at + 4] = stream.skipTo;
	numbers[at + 5] = stream.window;
	numbers[at + 6] = stream.retransmissions;
}

/** Where the numbers of a stream are among those of its connection. */
export function streamAt(at: number, direction: 0 | 1): number {
	return at + 5 + direction * STREAM_NUMBERS;
}

/** Makes a new stream what the one was whose numbers are there. Fields stay small integers of V8. */
export function unfoldStream(
	stream: TcpStream,
	numbers: Float64Array,
	at: number,
): void {
	const flags = numbers[at]! | 0;
	stream.isRunning = true;
	stream.isAcknowledged = (flags & 1) !== 0;
	stream.hasSkip = (flags & 2) !== 0;
	stream.seen = (flags & 4) !== 0;
	stream.isAwaited = (flags & 8) !== 0;
	stream.isFinAssumed = (flags & 16) !== 0;
	stream.next = numbers[at + 1]! | 0;
	stream.position = small(numbers[at + 2]!);
	stream.acknowledged = numbers[at + 3]! | 0;
	stream.skipTo = numbers[at + 4]! | 0;
	stream.window = numbers[at + 5]! | 0;
	stream.retransmissions = small(numbers[at + 6]!);
}

/** Writes down a handshake of three segments. */
export function foldHandshake(
	{ firstTime, last, frames }: Handshake,
	numbers: Float64Array,
	at: number,
): void {
	const { timeNs } = last;
	numbers[at] = firstTime;
	numbers[at + 1] = last.time;
	numbers[at + 2] = timeNs === undefined ? -1 : Number(timeNs.slice(-9));
	numbers[at + 3] = timeNs === undefined ? 0 : Number(timeNs.slice(0, -10));
	numbers[at + 4] = last.capture;
	numbers[at + 5] = last.captureFrame;
	for (let i = 0; i < HANDSHAKE_SEGMENTS; i++) numbers[at + 6 + i] = frames[i]!;
}

export function unfoldHandshake(numbers: Float64Array, at: number): Handshake {
	const frames: number[] = [];
	for (let i = 0; i < HANDSHAKE_SEGMENTS; i++)
		frames.push(small(numbers[at + 6 + i]!));
	const last: Handshake["last"] = {
		time: numbers[at + 1]!,
		frame: frames[HANDSHAKE_SEGMENTS - 1]!,
		capture: small(numbers[at + 4]!),
		captureFrame: small(numbers[at + 5]!),
	};
	const nanoseconds = numbers[at + 2]!;
	if (nanoseconds >= 0) {
		const digits = String(nanoseconds).padStart(9, "0");
		last.timeNs = `${numbers[at + 3]}.${digits}`;
	}
	return { firstTime: numbers[at]!, last, frames, retransmissions: 0 };
}
