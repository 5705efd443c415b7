import { copyStamp, type Stamp } from "../flow/stamp.js";
import type { Buffers } from "./buffers.js";
import { type Chunk, Holes } from "./holes.js";
import type { Segment } from "./segment.js";
import { advance, distance } from "./sequence.js";

export type GapCause = "capture-gap" | "sliced" | "network-loss";

/** How a stream ended: orderly, by a reset, by silence, or not at all before the capture did. */
export type StreamEnd = "fin" | "rst" | "timeout" | "open";

/** Takes the octets of one direction, in order. */
export interface StreamSink {
	/** `bytes` is valid during the call only; `stamp` is of the frame that first carried these octets. */
	span(bytes: Uint8Array, offset: number, length: number, stamp: Stamp): void;
	gap(length: number, cause: GapCause): void;
	/** A segment that begins `behind` octets before the current position was seen again. */
	repeated(behind: number): void;
	/** Two copies of octets that begin `behind` octets before the current position differ. */
	conflict(behind: number): void;
}

/** Nothing was seen; waiting whether earlier octets follow; in order. */
const UNSEEN = 0;
const STARTING = 1;
const RUNNING = 2;

/** Without a SYN: how long, and for how many segments and octets, an earlier octet may still turn up. */
export const START_SECONDS = 0.1;
export const START_SEGMENTS = 8;
const START_OCTETS = 32_768;
/** An acknowledgment this far ahead is no acknowledgment (largest window in common use). */
const PLAUSIBLE_AHEAD = 1 << 24;
/** A hole that the peer acknowledged is given up after this much time, or this much later data. */
const HOLE_SECONDS = 1;
const HOLE_OCTETS = 262_144;
/** How far behind a skip may lie before it is set anew. */
const SKIP_RANGE = 2 ** 30;

export function stampSeconds(stamp: Stamp): number {
	return stamp.seconds + stamp.nanoseconds / 1e9;
}

/**
 * One direction of a connection: segments in, ordered octets and gaps out (RFC 9293 3.4, 3.10). Octets in order are
 * passed on without a copy; only what comes before its turn is kept.
 */
export class TcpStream {
	readonly #sink: StreamSink;
	readonly #holes: Holes;
	#state = UNSEEN;
	#next = 0;
	#segments = 0;
	#startAt = 0;
	#holeAt = -1;
	#finSequence: number | undefined;
	#finStamp: Stamp | undefined;
	#acknowledged: number | undefined;
	#firstAcknowledged = 0;
	#skipTo: number | undefined;
	#isFinAssumed = false;
	#isAwaitedFromStart = false;
	/** Without a SYN: the first octet that the peer did not have when it sent what is looked at. */
	#awaitedFrom: number | undefined;
	/** Octets passed on so far, gaps included. */
	position = 0;
	/** Any packet was seen of this side. */
	seen = false;
	/** The connection is so young that this side's first octets may only be late. */
	isAwaited = true;
	/** The FIN's turn has come. */
	isFinished = false;
	/** Payload octets after the FIN, which no receiver takes. */
	afterFin = 0;
	retransmissions = 0;
	/** Window last advertised by this side. */
	window = -1;

	constructor(sink: StreamSink, buffers: Buffers) {
		this.#sink = sink;
		this.#holes = new Holes(buffers);
	}

	get finStamp(): Stamp | undefined {
		return this.#finStamp;
	}

	get hasFin(): boolean {
		return this.#finSequence !== undefined;
	}

	/** Octets were passed on, or wait for their turn. */
	get hasData(): boolean {
		return this.position > 0 || this.#holes.first !== undefined;
	}

	/** Memory in use by octets that wait for their turn. */
	get cost(): number {
		return this.#holes.cost;
	}

	get waiting(): number {
		return this.#holes.octets;
	}

	/** Octets that the peer acknowledged of a side of which none was seen. */
	get unseen(): number {
		if (this.#state !== UNSEEN || this.#acknowledged === undefined) return 0;
		return distance(this.#firstAcknowledged, this.#acknowledged);
	}

	/** Up to which position the peer acknowledged; undefined: nothing known. */
	get acknowledgedPosition(): number | undefined {
		if (this.#acknowledged === undefined || this.#state !== RUNNING)
			return undefined;
		return this.position + distance(this.#next, this.#acknowledged);
	}

	/** The first octet has this number (that of the SYN and one). */
	start(sequence: number): void {
		if (this.#state === RUNNING) return;
		this.#state = RUNNING;
		this.#next = sequence;
	}

	/** The peer sent octets that are looked at, and had nothing of this side: what comes next is all there is. */
	awaitFrom(acknowledgment: number): void {
		if (this.#state !== RUNNING) {
			const known = this.#awaitedFrom;
			if (known === undefined || distance(acknowledgment, known) > 0)
				this.#awaitedFrom = acknowledgment;
		} else if (this.position === 0)
			this.#isAwaitedFromStart ||= acknowledgment === this.#next;
	}

	/** The peer has everything before `acknowledgment`. */
	acknowledge(acknowledgment: number): void {
		const known = this.#acknowledged;
		if (known === undefined) this.#firstAcknowledged = acknowledgment;
		if (known === undefined || distance(known, acknowledgment) > 0) {
			this.#acknowledged = acknowledgment;
		}
	}

	/** Nothing waits, and nothing is known to be missing. */
	get isComplete(): boolean {
		if (this.#holes.first || this.#state === STARTING) return false;
		if (this.#state === UNSEEN) return true;
		if (this.#finSequence !== undefined && !this.isFinished) return false;
		return this.#acknowledgedHole() <= 0;
	}

	/**
	 * Octets up to `acknowledgment` that this direction sent and that were not passed on yet: the peer had them when it
	 * acknowledged.
	 */
	isBehind(acknowledgment: number): boolean {
		if (this.#state === UNSEEN) return this.isAwaited;
		if (this.#state === STARTING) return true;
		return this.#beyond(acknowledgment) > 0;
	}

	/** Octets from the next one to `acknowledgment`, as far as that can be true. A FIN counts as one octet. */
	#beyond(acknowledgment: number): number {
		const ahead = distance(this.#next, acknowledgment);
		if (ahead >= PLAUSIBLE_AHEAD) return 0;
		return ahead === 1 && (this.isFinished || this.#isFinAssumed) ? 0 : ahead;
	}

	/** Payload whose turn it is, up to what waits: passes it on without a copy. False: not that simple. */
	acceptInOrder(segment: Segment): boolean {
		const { sequenceNumber, wireLength } = segment;
		if (sequenceNumber !== this.#next || this.#state !== RUNNING) return false;
		if (this.#finSequence !== undefined) return false;
		const first = this.#holes.first;
		if (first && distance(sequenceNumber, first.sequence) < wireLength)
			return false;
		this.#deliver(
			segment.bytes,
			segment.offset,
			segment.length,
			segment.wireLength,
			segment.stamp,
		);
		return true;
	}

	/** The octets are those that are due next, and all of them were captured. For a stream where nothing waits. */
	isDue(segment: Segment): boolean {
		return (
			segment.sequenceNumber === this.#next &&
			segment.length === segment.wireLength &&
			this.#state === RUNNING &&
			this.#finSequence === undefined &&
			(this.#skipTo === undefined ||
				distance(this.#skipTo, this.#next) < SKIP_RANGE)
		);
	}

	/** Octets that were due were taken elsewhere. */
	pass(octets: number): void {
		this.#next = advance(this.#next, octets);
		this.position += octets;
		this.#holeAt = -1;
	}

	/** Nothing before `acknowledgment` is missing, and nothing behind it was seen. */
	hasReached(acknowledgment: number): boolean {
		return this.#state === RUNNING && distance(this.#next, acknowledgment) <= 0;
	}

	/** Any other payload: kept until its turn, or known already. */
	accept(segment: Segment, acknowledges: number | undefined): void {
		let { sequenceNumber, offset, length, wireLength } = segment;
		if (this.#isLateStart(segment)) this.#state = UNSEEN;
		if (this.#state === UNSEEN) this.#await(sequenceNumber, segment.stamp);
		this.#segments++;
		if (this.#state === RUNNING) {
			const behind = distance(sequenceNumber, this.#next);
			if (behind > 0) {
				this.#repeat(segment, behind);
				if (behind >= wireLength) return;
				sequenceNumber = this.#next;
				offset += behind;
				length = Math.max(0, length - behind);
				wireLength -= behind;
			}
		}
		const fin = this.#finSequence;
		if (fin !== undefined) {
			const room = Math.max(0, distance(sequenceNumber, fin));
			if (room < wireLength) {
				this.afterFin += wireLength - room;
				if (room === 0) return;
				wireLength = room;
				length = Math.min(length, room);
			}
		}
		this.#holes.insert({
			sequence: sequenceNumber,
			wireLength,
			bytes: segment.bytes,
			offset,
			length,
			stamp: segment.stamp,
			acknowledges,
			copies: 0,
			conflict: false,
		});
	}

	/**
	 * What came before was no HTTP, and the core did not show it: the stream begins here, or with what comes out of order
	 * in the next moments.
	 */
	#isLateStart(segment: Segment): boolean {
		return (
			segment.isStart === true &&
			this.#state === RUNNING &&
			this.position === 0 &&
			!this.#isAwaitedFromStart &&
			this.#holes.first === undefined &&
			distance(this.#next, segment.sequenceNumber) > 0
		);
	}

	/** A keep-alive probe repeats one octet and is no retransmission (RFC 9293 3.8.4). */
	#repeat(segment: Segment, behind: number): void {
		if (behind === 1 && segment.wireLength <= 1) return;
		if (behind > this.position) return;
		this.retransmissions++;
		this.#sink.repeated(behind);
	}

	/** Something of the stream is there; what came before may follow. */
	#await(sequence: number, stamp: Stamp): void {
		this.#state = STARTING;
		this.#next = sequence;
		this.#startAt = stampSeconds(stamp);
	}

	/** The FIN comes after the octet before `sequence`. */
	finishAt(sequence: number, stamp: Stamp): void {
		if (this.#finSequence !== undefined) return;
		if (this.#state === RUNNING && distance(this.#next, sequence) < 0) return;
		this.#finSequence = sequence;
		this.#finStamp = copyStamp(stamp);
		this.afterFin += this.#holes.cutAt(sequence);
		if (this.#state === UNSEEN) this.#await(sequence, stamp);
	}

	/** Passes on what has its turn now. `peer` must have got as far as the sender had received. */
	drain(peer: TcpStream): boolean {
		if (this.#state !== RUNNING) return false;
		let progress = false;
		for (;;) {
			const first = this.#holes.first;
			if (!first || distance(this.#next, first.sequence) > 0) break;
			if (first.acknowledges !== undefined && peer.isBehind(first.acknowledges))
				break;
			this.#deliverFirst();
			progress = true;
		}
		return this.#checkFin() || progress;
	}

	#checkFin(): boolean {
		if (this.isFinished || this.#finSequence !== this.#next) return false;
		this.isFinished = true;
		return true;
	}

	#deliverFirst(): void {
		const chunk = this.#holes.shift();
		if (!chunk) return;
		// A SYN that comes late may say that the stream begins behind octets that wait.
		const behind = Math.max(0, distance(chunk.sequence, this.#next));
		if (behind >= chunk.wireLength) return;
		this.#deliver(
			chunk.bytes,
			behind,
			Math.max(0, chunk.length - behind),
			chunk.wireLength - behind,
			chunk.stamp,
		);
		this.#tellCopies(chunk);
		this.#holes.recycle(chunk);
	}

	#tellCopies(chunk: Chunk): void {
		for (let copy = 0; copy < chunk.copies; copy++) {
			this.retransmissions++;
			this.#sink.repeated(chunk.wireLength);
		}
		if (chunk.conflict) this.#sink.conflict(chunk.wireLength);
	}

	#deliver(
		bytes: Uint8Array,
		offset: number,
		length: number,
		wireLength: number,
		stamp: Stamp,
	): void {
		const known = Math.min(length, wireLength);
		this.#next = advance(this.#next, wireLength);
		this.position += wireLength;
		this.#holeAt = -1;
		if (known > 0) this.#sink.span(bytes, offset, known, stamp);
		if (known < wireLength) this.#sink.gap(wireLength - known, "sliced");
	}

	#gap(length: number, cause: GapCause): void {
		this.#next = advance(this.#next, length);
		this.position += length;
		this.#holeAt = -1;
		this.#sink.gap(length, cause);
	}

	/** Octets from the next one to the first that is there, or to the FIN; -1: nothing is there. */
	#holeLength(): number {
		const first = this.#holes.first;
		if (first) return distance(this.#next, first.sequence);
		const fin = this.#finSequence;
		return fin === undefined ? -1 : distance(this.#next, fin);
	}

	/** Of the octets that are missing, those which the peer acknowledged. */
	#acknowledgedHole(): number {
		if (this.#acknowledged === undefined || !this.seen) return 0;
		const ahead = distance(this.#next, this.#acknowledged);
		const hole = this.#holeLength();
		if (hole >= 0) return Math.max(0, Math.min(ahead, hole));
		return Math.max(0, this.#beyond(this.#acknowledged));
	}

	/** Ends the search for a start and gives up holes whose time has come. `peerWaiting`: octets that wait for them. */
	expire(seconds: number, peerWaiting: number): boolean {
		if (this.#state === STARTING) return this.#expireStart(seconds);
		if (this.#state !== RUNNING) return false;
		const hole = this.#acknowledgedHole();
		if (hole <= 0) {
			this.#holeAt = -1;
			return false;
		}
		if (this.#holeAt < 0) this.#holeAt = seconds;
		const later = this.#holes.octets + peerWaiting;
		if (seconds - this.#holeAt < HOLE_SECONDS && later < HOLE_OCTETS)
			return false;
		this.#giveUp(hole);
		return true;
	}

	/** A single octet that is missing at the end was the peer's acknowledgment of a FIN that was not captured. */
	#giveUp(hole: number): void {
		if (hole > 1 || this.#holeLength() > 0) this.#gap(hole, "capture-gap");
		else this.#isFinAssumed = true;
	}

	#expireStart(seconds: number): boolean {
		const isOver =
			seconds - this.#startAt >= START_SECONDS ||
			this.#segments >= START_SEGMENTS ||
			this.#holes.octets >= START_OCTETS;
		if (isOver) this.#beginAtFirst();
		return isOver;
	}

	#beginAtFirst(): void {
		const first = this.#holes.first;
		if (first) this.#next = first.sequence;
		const from = this.#awaitedFrom;
		const lost = from === undefined ? 0 : distance(from, this.#next);
		if (lost > 0 && lost < PLAUSIBLE_AHEAD) this.#next = from!;
		this.#state = RUNNING;
	}

	/** Passes on the first thing that waits, whatever is missing before it. */
	force(): void {
		if (this.#state === STARTING) this.#beginAtFirst();
		const hole = this.#holeLength();
		if (hole > 0) {
			const known = this.#acknowledgedHole();
			if (known > 0) this.#gap(known, "capture-gap");
			if (hole > known) this.#gap(hole - known, "network-loss");
		}
		this.#deliverFirst();
	}

	/** Nothing more comes: passes on everything that waits, then what the peer had beyond it. */
	flush(): void {
		while (this.#holes.first) this.force();
		if (this.#state !== RUNNING) return;
		if (this.#finSequence !== undefined) this.force();
		const known = this.#acknowledgedHole();
		if (known > 0) this.#giveUp(known);
		this.#checkFin();
	}

	/** Nobody needs the next octets: moves on; the number of the first octet that counts again, or undefined. */
	skip(octets: number): number | undefined {
		if (this.#holes.first || this.#finSequence !== undefined) return;
		this.#next = advance(this.#next, octets);
		this.position += octets;
		this.#skipTo = this.#next;
		return this.#next;
	}

	/**
	 * The core makes no rows of such segments once it knows of the skip (`src/frame/frame.ts`). Those of the batch that it
	 * had read by then are dropped here, so that results do not depend on where batches end.
	 */
	isSkipped(segment: Segment): boolean {
		const to = this.#skipTo;
		if (to === undefined || segment.wireLength === 0) return false;
		const end = advance(segment.sequenceNumber, segment.wireLength);
		return distance(end, to) >= 0;
	}

	/** The same for segments of the peer that only acknowledge octets which nobody needs. */
	isSkippedAcknowledgment(segment: Segment): boolean {
		const to = this.#skipTo;
		if (to === undefined || segment.wireLength > 0) return false;
		return distance(segment.acknowledgmentNumber, to) >= 0;
	}

	/** A skip compares numbers that wrap: long after it has passed it must be set anew. Its new number, if so. */
	renewSkip(): number | undefined {
		const to = this.#skipTo;
		if (to === undefined || distance(to, this.#next) < SKIP_RANGE)
			return undefined;
		this.#skipTo = this.#next;
		return this.#next;
	}
}
