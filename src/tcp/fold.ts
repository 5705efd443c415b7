import type { TcpStream } from "./stream.js";

/** Numbers that are kept of a stream. */
const STREAM_NUMBERS = 7;
/** Numbers that are kept of a connection: five, and those of its streams. */
export const TCP_NUMBERS = 5 + 2 * STREAM_NUMBERS;

/** Adds what is to be kept of a stream that is idle. */
export function foldStream(stream: TcpStream, numbers: number[]): void {
	const flags =
		(stream.isAcknowledged ? 1 : 0) |
		(stream.hasSkip ? 2 : 0) |
		(stream.seen ? 4 : 0) |
		(stream.isAwaited ? 8 : 0) |
		(stream.isFinAssumed ? 16 : 0);
	numbers.push(flags, stream.next, stream.position, stream.acknowledged);
	numbers.push(stream.skipTo, stream.window, stream.retransmissions);
}

/** Makes a new stream what the one in this direction was. */
export function unfoldStream(
	stream: TcpStream,
	numbers: readonly number[],
	direction: 0 | 1,
): void {
	const at = 5 + direction * STREAM_NUMBERS;
	const flags = numbers[at]!;
	stream.isRunning = true;
	stream.isAcknowledged = (flags & 1) !== 0;
	stream.hasSkip = (flags & 2) !== 0;
	stream.seen = (flags & 4) !== 0;
	stream.isAwaited = (flags & 8) !== 0;
	stream.isFinAssumed = (flags & 16) !== 0;
	stream.next = numbers[at + 1]!;
	stream.position = numbers[at + 2]!;
	stream.acknowledged = numbers[at + 3]!;
	stream.skipTo = numbers[at + 4]!;
	stream.window = numbers[at + 5]!;
	stream.retransmissions = numbers[at + 6]!;
}
