import { copyStamp, type Stamp, stampSeconds } from "../flow/stamp.js";
import { type Chunk, type Chunks, newChunk } from "./chunks.js";
import { Holes } from "./holes.js";
import type { Segment } from "./segment.js";
import { distance } from "./sequence.js";
import type { GapCause, StreamSink } from "./sink.js";

/** Without a SYN: how long, and for how many segments and octets, an earlier octet may still turn up. */
export const START_SECONDS = 0.1;
export const START_SEGMENTS = 8;
/** Of a stream whose SYN was seen, what lies before may well come yet. */
const LATE_START_SEGMENTS = 512;
const START_OCTETS = 32_768;
/** An acknowledgment this far ahead is no acknowledgment (largest window in common use). */
const PLAUSIBLE_AHEAD = 1 << 24;
/** A hole that the peer acknowledged is given up after this much time, or this much later data. */
const HOLE_SECONDS = 1;
const HOLE_OCTETS = 262_144;
/** What is looked at before it is to wait. */
const incoming = newChunk();
const NO_OCTETS = incoming.bytes;
/** How far behind a skip may lie before it is set anew. */
export const SKIP_RANGE = 2 ** 30;

/**
 * One direction of a connection: segments in, ordered octets and gaps out (RFC 9293 3.4, 3.10). Octets in order are
 * passed on without a copy; only what comes before its turn is kept.
 */
export class TcpStream {
	readonly sink: StreamSink;
	readonly #chunks: Chunks;
	/** What waits; absent when nothing does. */
	#holes: Holes | undefined;
	/** Without a SYN: octets were seen, and earlier ones may follow. */
	#isStarting = false;
	#segments = 0;
	#startAt = Number.NEGATIVE_INFINITY;
	#holeAt = Number.NEGATIVE_INFINITY;
	#finSequence = 0;
	#finStamp: Stamp | undefined;
	#firstAcknowledged = 0;
	/** Number of the next octet, when it is known. Numbers are signed here: small integers of V8. */
	next = 0;
	/** The number of the next octet is known. */
	isRunning = false;
	/** The peer acknowledged something, and the latest of that. */
	isAcknowledged = false;
	acknowledged = 0;
	hasFin = false;
	/** Segments that end before `skipTo` are not wanted. */
	hasSkip = false;
	skipTo = 0;
	/** Without a SYN: the first octet that the peer did not have when it sent what is looked at. */
	#awaitedFrom = 0;
	#isAwaitedFrom = false;
	/** Octets passed on so far, gaps included. */
	position = 0;
	/** Any packet was seen of this side. */
	seen = false;
	/** The connection is so young that this side's first octets may only be late. */
	isAwaited = true;
	/** The peer sent octets when it had nothing of this side. */
	isAwaitedFromStart = false;
	/** The peer's last acknowledgment was of a FIN that was not captured. */
	isFinAssumed = false;
	/** The FIN's turn has come. */
	isFinished = false;
	/** Payload octets after the FIN, which no receiver takes. */
	afterFin = 0;
	retransmissions = 0;
	/** Window last advertised by this side. */
	window = -1;

	constructor(sink: StreamSink, chunks: Chunks) {
		this.sink = sink;
		this.#chunks = chunks;
	}

	get finStamp(): Stamp | undefined {
		return this.#finStamp;
	}

	/** Octets were passed on, or wait for their turn. */
	get hasData(): boolean {
		return this.position > 0 || this.#holes !== undefined;
	}

	/** Memory in use by octets that wait for their turn. */
	get cost(): number {
		return this.#holes === undefined ? 0 : this.#holes.cost;
	}

	get waiting(): number {
		return this.#holes === undefined ? 0 : this.#holes.octets;
	}

	/** Octets that the peer acknowledged of a side of which none was seen. */
	get unseen(): number {
		if (this.isRunning || this.#isStarting || !this.isAcknowledged) return 0;
		return distance(this.#firstAcknowledged, this.acknowledged);
	}

	/** Up to which position the peer acknowledged; undefined: nothing known. */
	get acknowledgedPosition(): number | undefined {
		if (!this.isAcknowledged || !this.isRunning) return undefined;
		return this.position + distance(this.next, this.acknowledged);
	}

	/** The first octet has this number (that of the SYN and one). */
	start(sequence: number): void {
		if (this.isRunning) return;
		this.isRunning = true;
		this.#isStarting = false;
		this.next = sequence | 0;
	}

	/** The peer sent octets that are looked at, and had nothing of this side: what comes next is all there is. */
	awaitFrom(acknowledgment: number): void {
		if (!this.isRunning) {
			const ahead = (this.#awaitedFrom - acknowledgment) | 0;
			if (ahead > 0 || !this.#isAwaitedFrom)
				this.#awaitedFrom = acknowledgment | 0;
			this.#isAwaitedFrom = true;
		} else if (this.position === 0)
			this.isAwaitedFromStart ||= (acknowledgment | 0) === this.next;
	}

	/** The peer has everything before `acknowledgment`. */
	acknowledge(acknowledgment: number): void {
		const number = acknowledgment | 0;
		if (!this.isAcknowledged) {
			this.isAcknowledged = true;
			this.#firstAcknowledged = number;
			this.acknowledged = number;
		} else if (((number - this.acknowledged) | 0) > 0)
			this.acknowledged = number;
	}

	/** Nothing waits, and nothing is known to be missing. */
	get isComplete(): boolean {
		if (this.#holes !== undefined || this.#isStarting) return false;
		if (!this.isRunning) return true;
		if (this.hasFin && !this.isFinished) return false;
		const isReached =
			!this.isAcknowledged || ((this.acknowledged - this.next) | 0) <= 0;
		return isReached || this.#acknowledgedHole() <= 0;
	}

	/**
	 * Octets up to `acknowledgment` that this direction sent and that were not passed on yet: the peer had them when it
	 * acknowledged.
	 */
	isBehind(acknowledgment: number): boolean {
		if (this.isRunning) return this.#beyond(acknowledgment) > 0;
		return this.#isStarting || this.isAwaited;
	}

	/** Octets from the next one to `acknowledgment`, as far as that can be true. A FIN counts as one octet. */
	#beyond(acknowledgment: number): number {
		const ahead = (acknowledgment - this.next) | 0;
		if (ahead >= PLAUSIBLE_AHEAD) return 0;
		return ahead === 1 && (this.isFinished || this.isFinAssumed) ? 0 : ahead;
	}

	/**
	 * Payload whose turn it is, up to what waits: passes it on without a copy, but for octets that were there before. False:
	 * not that simple.
	 */
	acceptInOrder(segment: Segment): boolean {
		const { sequenceNumber, wireLength } = segment;
		if (!this.isRunning || this.hasFin) return false;
		const behind = (this.next - sequenceNumber) | 0;
		const octets = wireLength - behind;
		if (behind < 0 || octets <= 0) return false;
		if (this.#holes !== undefined && this.#octetsToHeld < octets) return false;
		if (behind > 0) this.#repeat(segment, behind);
		const { bytes, offset, stamp } = segment;
		const known = segment.length < wireLength ? segment.length : wireLength;
		const length = known - behind;
		this.passed(octets);
		if (length > 0) this.sink.span(bytes, offset + behind, length, stamp);
		if (known < wireLength)
			this.sink.gap(length > 0 ? octets - length : octets, "sliced");
		return true;
	}

	/** Moves on behind octets from `sequence` (signed) on, when these are due and nothing that waits follows them. */
	passDue(sequence: number, octets: number): boolean {
		if (sequence !== this.next || !this.isRunning || this.hasFin) return false;
		if (this.#holes !== undefined && this.#octetsToHeld <= octets) return false;
		if (this.hasSkip && ((sequence - this.skipTo) | 0) >= SKIP_RANGE)
			return false;
		this.next = (sequence + octets) | 0;
		this.position += octets;
		this.#holeAt = Number.NEGATIVE_INFINITY;
		return true;
	}

	/** From the next octet to the first that waits. */
	get #octetsToHeld(): number {
		return distance(this.next, this.#holes!.first!.sequence);
	}

	/** Nothing is missing but what the peer has not either, or nothing waits for its turn but behind that. */
	get isQuiet(): boolean {
		if (!this.isRunning || this.hasFin) return false;
		if (this.isAcknowledged && ((this.acknowledged - this.next) | 0) > 0)
			return false;
		return this.#holes === undefined || this.#octetsToHeld > 0;
	}

	/**
	 * Octets that are passed on when a segment comes, with what waits behind it; 0: it is to wait or was there before; -1:
	 * not that simple. For a stream that is quiet.
	 */
	follow(sequence: number, wireLength: number): number {
		const ahead = (sequence - this.next) | 0;
		const octets = ahead + wireLength;
		if (ahead > 0 || octets <= 0) return 0;
		const holes = this.#holes;
		const held = holes === undefined ? octets + 1 : this.#octetsToHeld;
		if (held > octets) return octets;
		return held < octets ? -1 : distance(this.next, holes!.contiguousEnd!);
	}

	/** `octets` that were due were passed on by who looked at them; for a stream in which nothing waits. */
	passed(octets: number): void {
		this.next = (this.next + octets) | 0;
		this.position += octets;
		this.#holeAt = Number.NEGATIVE_INFINITY;
	}

	/** Any other payload: kept until its turn, or known already. */
	accept(segment: Segment, acknowledges: number | undefined): void {
		let { sequenceNumber, offset, length, wireLength } = segment;
		if (this.#isLateStart(segment)) {
			this.isRunning = false;
			this.#segments = START_SEGMENTS - LATE_START_SEGMENTS;
		}
		if (!this.isRunning && !this.#isStarting)
			this.#await(sequenceNumber, segment.stamp);
		this.#segments++;
		if (this.isRunning) {
			const behind = distance(sequenceNumber, this.next);
			if (behind > 0) {
				this.#repeat(segment, behind);
				if (behind >= wireLength) return;
				sequenceNumber = this.next;
				offset += behind;
				length = Math.max(0, length - behind);
				wireLength -= behind;
			}
		}
		if (this.hasFin) {
			const room = Math.max(0, distance(sequenceNumber, this.#finSequence));
			if (room < wireLength) {
				this.afterFin += wireLength - room;
				if (room === 0) return;
				wireLength = room;
				length = Math.min(length, room);
			}
		}
		incoming.sequence = sequenceNumber | 0;
		incoming.wireLength = wireLength;
		incoming.bytes = segment.bytes;
		incoming.offset = offset;
		incoming.length = length;
		incoming.stamp = segment.stamp;
		incoming.isAcknowledging = acknowledges !== undefined;
		incoming.acknowledges = (acknowledges ?? 0) | 0;
		incoming.isBorrowed = segment.isLasting === true;
		this.#holes ??= new Holes(this.#chunks);
		this.#holes.insert(incoming);
		// It may be in the memory of the core, which would stay when the run is over.
		incoming.bytes = NO_OCTETS;
	}

	/**
	 * What came before was no HTTP, and the core did not show it: the stream begins here, or with what comes out of order
	 * in the next moments.
	 */
	#isLateStart(segment: Segment): boolean {
		return (
			segment.isStart === true &&
			this.isRunning &&
			this.position === 0 &&
			!this.isAwaitedFromStart &&
			this.#holes === undefined &&
			distance(this.next, segment.sequenceNumber) > 0
		);
	}

	/** A keep-alive probe repeats one octet and is no retransmission (RFC 9293 3.8.4). */
	#repeat(segment: Segment, behind: number): void {
		if (behind === 1 && segment.wireLength <= 1) return;
		if (behind > this.position) return;
		this.retransmissions++;
		this.sink.repeated(behind);
	}

	/** Something of the stream is there; what came before may follow. */
	#await(sequence: number, stamp: Stamp): void {
		this.#isStarting = true;
		this.next = sequence | 0;
		this.#startAt = stampSeconds(stamp);
	}

	/** The FIN comes after the octet before `sequence`. */
	finishAt(sequence: number, stamp: Stamp): void {
		if (this.hasFin) return;
		if (this.isRunning && distance(this.next, sequence) < 0) return;
		this.hasFin = true;
		this.#finSequence = sequence | 0;
		this.#finStamp = copyStamp(stamp);
		if (this.#holes !== undefined) {
			this.afterFin += this.#holes.cutAt(sequence);
			this.#dropEmpty();
		}
		if (!this.isRunning && !this.#isStarting) this.#await(sequence, stamp);
	}

	/** Passes on what has its turn now. `peer` must have got as far as the sender had received. */
	drain(peer: TcpStream): boolean {
		if (!this.isRunning) return false;
		let progress = false;
		while (this.#holes !== undefined) {
			const first = this.#holes.first!;
			if (distance(this.next, first.sequence) > 0) break;
			if (first.isAcknowledging && peer.isBehind(first.acknowledges)) break;
			this.#deliverFirst();
			progress = true;
		}
		if (!this.isFinishDue) return progress;
		this.isFinished = true;
		return true;
	}

	/** The FIN's turn has come, and that was not noted yet. */
	get isFinishDue(): boolean {
		if (!this.hasFin || this.isFinished || !this.isRunning) return false;
		return this.#finSequence === this.next;
	}

	#deliverFirst(): void {
		const chunk = this.#holes?.shift();
		if (!chunk) return;
		this.#dropEmpty();
		// A SYN that comes late may say that the stream begins behind octets that wait.
		const behind = Math.max(0, distance(chunk.sequence, this.next));
		if (behind >= chunk.wireLength) return;
		const wireLength = chunk.wireLength - behind;
		const length = Math.min(Math.max(0, chunk.length - behind), wireLength);
		const { bytes, offset, stamp } = chunk;
		this.passed(wireLength);
		if (length > 0) this.sink.span(bytes, offset + behind, length, stamp);
		if (length < wireLength) this.sink.gap(wireLength - length, "sliced");
		this.#tellCopies(chunk);
		this.#chunks.give(chunk);
	}

	#dropEmpty(): void {
		if (this.#holes?.first === undefined) this.#holes = undefined;
	}

	#tellCopies(chunk: Chunk): void {
		for (let copy = 0; copy < chunk.copies; copy++) {
			this.retransmissions++;
			this.sink.repeated(chunk.wireLength);
		}
		if (chunk.conflict) this.sink.conflict(chunk.wireLength);
	}

	#gap(length: number, cause: GapCause): void {
		this.passed(length);
		this.sink.gap(length, cause);
	}

	/** Octets from the next one to the first that is there, or to the FIN; -1: nothing is there. */
	#holeLength(): number {
		if (this.#holes !== undefined) return this.#octetsToHeld;
		return this.hasFin ? distance(this.next, this.#finSequence) : -1;
	}

	/** Of the octets that are missing, those which the peer acknowledged. */
	#acknowledgedHole(): number {
		if (!this.isAcknowledged || !this.seen) return 0;
		const ahead = distance(this.next, this.acknowledged);
		if (ahead <= 0) return 0;
		const hole = this.#holeLength();
		if (hole >= 0) return Math.max(0, Math.min(ahead, hole));
		return Math.max(0, this.#beyond(this.acknowledged));
	}

	/** Ends the search for a start and gives up holes whose time has come. `peerWaiting`: octets that wait for them. */
	expire(seconds: number, peerWaiting: number): boolean {
		if (this.#isStarting) return this.#expireStart(seconds);
		if (!this.isRunning) return false;
		const hole = this.#acknowledgedHole();
		if (hole <= 0) {
			this.#holeAt = Number.NEGATIVE_INFINITY;
			return false;
		}
		if (this.#holeAt < 0) this.#holeAt = seconds;
		const later = this.waiting + peerWaiting;
		if (seconds - this.#holeAt < HOLE_SECONDS && later < HOLE_OCTETS)
			return false;
		this.#giveUp(hole);
		return true;
	}

	/** A single octet that is missing at the end was the peer's acknowledgment of a FIN that was not captured. */
	#giveUp(hole: number): void {
		if (hole > 1 || this.#holeLength() > 0) this.#gap(hole, "capture-gap");
		else this.isFinAssumed = true;
	}

	#expireStart(seconds: number): boolean {
		const isOver =
			seconds - this.#startAt >= START_SECONDS ||
			this.#segments >= START_SEGMENTS ||
			this.waiting >= START_OCTETS;
		if (isOver) this.#beginAtFirst();
		return isOver;
	}

	#beginAtFirst(): void {
		const first = this.#holes?.first;
		if (first) this.next = first.sequence | 0;
		const from = this.#awaitedFrom;
		const lost = this.#isAwaitedFrom ? distance(from, this.next) : 0;
		if (lost > 0 && lost < PLAUSIBLE_AHEAD) this.next = from;
		this.#isStarting = false;
		this.isRunning = true;
	}

	/** Passes on the first thing that waits, whatever is missing before it. */
	force(): void {
		if (this.#isStarting) this.#beginAtFirst();
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
		while (this.#holes !== undefined) this.force();
		if (!this.isRunning) return;
		if (this.hasFin) this.force();
		const known = this.#acknowledgedHole();
		if (known > 0) this.#giveUp(known);
		this.isFinished ||= this.isFinishDue;
	}

	/** Nothing waits or is missing, and nothing else is the matter. */
	get isIdle(): boolean {
		if (!this.isQuiet || this.#holes !== undefined) return false;
		return this.position > 0 || !this.#isAwaitedFrom;
	}

	/** Nothing was seen of it but where it begins. */
	get isUnused(): boolean {
		if (!this.isQuiet || this.hasData) return false;
		if (this.#isAwaitedFrom || this.isAwaitedFromStart) return false;
		return this.#segments + this.retransmissions === 0;
	}

	/** Nothing was seen of it at all. */
	get isUnseen(): boolean {
		if (this.seen || this.isRunning || this.#isStarting) return false;
		return !this.isAcknowledged && !this.hasFin && !this.#isAwaitedFrom;
	}

	/** Nobody needs the next octets: moves on; the number of the first octet that counts again, or undefined. */
	skip(octets: number): number | undefined {
		if (this.#holes !== undefined || this.hasFin) return undefined;
		this.next = (this.next + octets) | 0;
		this.position += octets;
		return this.#skipToNext();
	}

	#skipToNext(): number {
		this.hasSkip = true;
		this.skipTo = this.next;
		return this.next >>> 0;
	}

	/** A skip compares numbers that wrap: long after it has passed it must be set anew. Its new number, if so. */
	renewSkip(): number | undefined {
		if (!this.hasSkip || distance(this.skipTo, this.next) < SKIP_RANGE)
			return undefined;
		return this.#skipToNext();
	}
}
