import { frameNear, type Stamp } from "../flow/stamp.js";
import {
	PIECE_ACKNOWLEDGMENT,
	PIECE_FLAG_START,
	PIECE_LENGTH,
	PIECE_NANOSECONDS,
	PIECE_NEXT,
	PIECE_OFFSET,
	PIECE_SEQUENCE,
	PIECE_WINDOW,
} from "../wasm/layout.js";
import type { TcpConnection } from "./connection.js";
import { ACK, FIN, RST, type Segment, SYN } from "./segment.js";

/** Flags in the word of the window, direction and flags. */
const KIND = (SYN | FIN | RST | ACK) << 24;
const PLAIN = ACK << 24;

/** Segments of a connection in the memory of the core, and how far they were taken. */
export interface Run {
	/** The memory, as octets and as words. */
	memory: Uint8Array;
	words: Uint32Array;
	/** Address of the next piece; 0: none is left. */
	at: number;
	/** A frame near those of the pieces, whose low 32 bits the pieces have. */
	frames: number;
	/** Of the piece that is looked at; what all have in common is in it. */
	stamp: Stamp;
	/** For the piece that is looked at, when that is needed. */
	segment: Segment;
}

/** The frame of the next piece. */
export function frameOf(run: Run): number {
	return frameNear(run.frames, run.words[run.at >>> 2]!);
}

/** The next piece as a segment. */
export function segmentOf(run: Run): Segment {
	const { words, stamp, segment } = run;
	const at = run.at >>> 2;
	const how = words[at + (PIECE_WINDOW >>> 2)]!;
	const flags = how >>> 24;
	stamp.frame = frameNear(run.frames, words[at]!);
	stamp.captureFrame = stamp.frame;
	stamp.nanoseconds = words[at + (PIECE_NANOSECONDS >>> 2)]!;
	segment.stamp = stamp;
	segment.direction = (how & 0x10000) === 0 ? 0 : 1;
	segment.sequenceNumber = words[at + (PIECE_SEQUENCE >>> 2)]! | 0;
	segment.acknowledgmentNumber = words[at + (PIECE_ACKNOWLEDGMENT >>> 2)]! | 0;
	segment.flags = flags & ~PIECE_FLAG_START;
	segment.window = how & 0xffff;
	segment.bytes = run.memory;
	segment.offset = words[at + (PIECE_OFFSET >>> 2)]!;
	segment.length = words[at + (PIECE_LENGTH >>> 2)]!;
	segment.wireLength = segment.length;
	segment.isStart = (flags & PIECE_FLAG_START) !== 0;
	return segment;
}

/** The run begins with a SYN and the peer's answer to it. */
export function isAnswered({ words, at }: Run): boolean {
	const next = words[(at + PIECE_NEXT) >>> 2]!;
	if (next === 0) return false;
	const first = words[(at + PIECE_WINDOW) >>> 2]!;
	const second = words[(next + PIECE_WINDOW) >>> 2]!;
	return (
		(first & KIND) === SYN << 24 &&
		(second & KIND) === (SYN | ACK) << 24 &&
		((first ^ second) & 0x10000) !== 0
	);
}

/** Takes what answers the SYN, and what answers that, if it comes as it should: nothing follows from it. */
export function passHandshake(tcp: TcpConnection, run: Run): void {
	while (run.at !== 0) {
		const segment = segmentOf(run);
		if (!tcp.opensBy(segment)) return;
		tcp.onSegment(segment);
		run.at = run.words[(run.at + PIECE_NEXT) >>> 2]!;
	}
}

/**
 * Takes pieces for as long as nothing comes of them but octets of a body, acknowledgments of what was seen, and repeats;
 * those of a body that nobody needs are passed over. One function, and no object for a segment, as nine of ten are such.
 * Times of a run differ in nanoseconds only.
 */
export function passRun(tcp: TcpConnection, run: Run): void {
	const { words, memory, stamp, frames } = run;
	const isCalm = tcp.isCalm || tcp.isQuiet;
	let at = run.at;
	let earliest = 0;
	let passed = 0;
	const { seconds } = stamp;
	const first = words[(at + PIECE_NANOSECONDS) >>> 2]!;
	const isCurrent = isCalm && seconds + first / 1e9 >= tcp.lastSeconds;
	while (at !== 0) {
		const piece = at >>> 2;
		const how = words[piece + (PIECE_WINDOW >>> 2)]!;
		if ((how & KIND) !== PLAIN) break;
		const sequence = words[piece + (PIECE_SEQUENCE >>> 2)]! | 0;
		const length = words[piece + (PIECE_LENGTH >>> 2)]!;
		const acknowledgment = words[piece + (PIECE_ACKNOWLEDGMENT >>> 2)]! | 0;
		const isBack = (how & 0x10000) !== 0;
		const stream = tcp.streams[isBack ? 1 : 0];
		const peer = tcp.streams[isBack ? 0 : 1];
		const skipped = length > 0 ? stream : peer;
		const to = length > 0 ? sequence + length : acknowledgment;
		if (!skipped.hasSkip || ((skipped.skipTo - to) | 0) < 0) {
			const time = words[piece + (PIECE_NANOSECONDS >>> 2)]!;
			if (!isCurrent || time < earliest || !peer.isRunning) break;
			if (((acknowledgment - peer.next) | 0) > 0) break;
			if (length > 0) {
				const { sink } = stream;
				if (sink.plain >= length && stream.passDue(sequence, length)) {
					if (peer.position === 0 && !peer.isAwaitedFromStart)
						peer.awaitFrom(acknowledgment);
					// As `frameNear`, of which there would be a call for each piece.
					const near = frames + ((words[piece]! - frames) | 0);
					stamp.frame = (near | 0) === near ? near | 0 : near;
					stamp.captureFrame = stamp.frame;
					stamp.nanoseconds = time;
					const offset = words[piece + (PIECE_OFFSET >>> 2)]!;
					sink.pass(memory, offset, length, stamp);
				} else {
					// What is due and more than plain is nothing for this function.
					if (sequence === stream.next && stream.cost === 0) break;
					run.at = at;
					if (!tcp.passAside(segmentOf(run))) break;
				}
			}
			if (!peer.isAcknowledged) peer.acknowledge(acknowledgment);
			else if (((acknowledgment - peer.acknowledged) | 0) > 0)
				peer.acknowledged = acknowledgment;
			stream.window = how & 0xffff;
			stream.seen = true;
			earliest = time;
			passed++;
		}
		at = words[piece + (PIECE_NEXT >>> 2)]!;
	}
	run.at = at;
	if (passed === 0) return;
	stamp.nanoseconds = earliest;
	tcp.lastSeconds = seconds + earliest / 1e9;
	tcp.segments += passed;
}
