import type { Stamp } from "../flow/stamp.js";
import {
	PIECE_ACKNOWLEDGMENT,
	PIECE_LENGTH,
	PIECE_NANOSECONDS,
	PIECE_NEXT,
	PIECE_OFFSET,
	PIECE_WINDOW,
} from "../wasm/layout.js";
import type { TcpConnection } from "./connection.js";
import { stampSeconds } from "./stream.js";

/** Segments of a connection that carry on, in the memory of the core, and how far they were taken. */
export interface Run {
	/** The memory, as octets and as words. */
	memory: Uint8Array;
	words: Uint32Array;
	/** Address of the next piece; 0: none is left. */
	at: number;
	/** Number of the next octet of its payload. */
	sequenceNumber: number;
	/** A frame near those of the pieces, whose low 32 bits the pieces have. */
	frames: number;
	/** Of the piece that is looked at; what all have in common is in it. */
	stamp: Stamp;
}

/** The frame of the next piece. */
export function frameOf(run: Run): number {
	const { frames } = run;
	return frames + ((run.words[run.at >>> 2]! - frames) | 0);
}

/**
 * Takes pieces for as long as nothing comes of them but octets of a body, and acknowledgments of what was seen; those of a
 * body that nobody needs are passed over. One function, and no object for a segment, as nine of ten segments are such.
 */
export function passRun(tcp: TcpConnection, run: Run): void {
	const { words, memory, stamp, frames } = run;
	const isCalm = tcp.isCalm;
	let at = run.at;
	let sequence = run.sequenceNumber | 0;
	// Times of a run differ in nanoseconds only.
	let earliest = 0;
	let passed = 0;
	stamp.nanoseconds = words[(at + PIECE_NANOSECONDS) >>> 2]!;
	const isCurrent = stampSeconds(stamp) >= tcp.lastSeconds;
	while (at !== 0) {
		const piece = at >>> 2;
		const length = words[piece + (PIECE_LENGTH >>> 2)]!;
		const acknowledgment = words[piece + (PIECE_ACKNOWLEDGMENT >>> 2)]!;
		const how = words[piece + (PIECE_WINDOW >>> 2)]!;
		const isBack = how >>> 16 !== 0;
		const stream = tcp.streams[isBack ? 1 : 0];
		const peer = tcp.streams[isBack ? 0 : 1];
		const skipped = length > 0 ? stream : peer;
		const to = length > 0 ? sequence + length : acknowledgment;
		if (!skipped.hasSkip || ((skipped.skipTo - to) | 0) < 0) {
			const time = words[piece + (PIECE_NANOSECONDS >>> 2)]!;
			if (!isCalm || !isCurrent || time < earliest || !peer.isRunning) break;
			if (((acknowledgment - peer.next) | 0) > 0) break;
			if (length > 0) {
				const { sink } = stream;
				if (sink.plain < length || !stream.isDue(sequence)) break;
				if (peer.position === 0) peer.awaitFrom(acknowledgment);
				stream.passed(length);
				const low = words[piece]!;
				stamp.frame = frames + ((low - frames) | 0);
				stamp.captureFrame = stamp.frame;
				stamp.nanoseconds = time;
				const offset = words[piece + (PIECE_OFFSET >>> 2)]!;
				sink.pass(memory, offset, length, stamp);
			}
			peer.acknowledge(acknowledgment);
			stream.window = how & 0xffff;
			stream.seen = true;
			earliest = time;
			passed++;
		}
		sequence = (sequence + length) | 0;
		at = words[piece + (PIECE_NEXT >>> 2)]!;
	}
	run.at = at;
	run.sequenceNumber = sequence;
	if (passed === 0) return;
	stamp.nanoseconds = earliest;
	tcp.lastSeconds = stampSeconds(stamp);
	tcp.segments += passed;
}
