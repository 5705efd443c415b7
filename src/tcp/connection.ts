import {
	copyStamp,
	type Moment,
	momentOf,
	type Stamp,
	stampSeconds,
} from "../flow/stamp.js";
import {
	foldStream,
	HANDSHAKE_SEGMENTS,
	LAST_SECONDS,
	type Numbers,
	type Place,
	unfoldHandshake,
	unfoldStream,
} from "./fold.js";
import {
	beginHandshake,
	continueHandshake,
	type Ending,
	type Handshake,
	type IcmpError,
} from "./handshake.js";
import { CHUNK_COST } from "./holes.js";
import { isFarFromLimit, type TcpLimits } from "./limits.js";
import { ACK, FIN, isSkipped, RST, type Segment, SYN } from "./segment.js";
import { advance, distance } from "./sequence.js";
import type { StreamSink } from "./sink.js";
import { START_SECONDS, START_SEGMENTS, TcpStream } from "./stream.js";

/** After a RST, and after both FINs, what is still under way may arrive for this long. */
export const LINGER_SECONDS = 2;

/** After a RST before any data, for which the opener may repeat its SYN. */
const REFUSED_SECONDS = 60;

/** Both directions of a connection (RFC 9293). */
export class TcpConnection {
	readonly streams: readonly [TcpStream, TcpStream];
	readonly #limits: TcpLimits;
	#charged = 0;
	#handshake: Handshake | undefined;
	#handshakeState = 0;
	#opener: 0 | 1 | -1 = -1; // -1: nobody so far
	#ending: Ending | undefined;
	#unreachable: { icmp: IcmpError; end: Moment } | undefined;
	#lingerFrom = Number.POSITIVE_INFINITY;
	#resetBy: 0 | 1 | -1 = -1;
	/** Since the last segment that was not plain; then it still is. */
	#wasSettled = false;
	#firstSeconds = Number.NEGATIVE_INFINITY;
	/** Both sides have ended it, or one has reset it. */
	isOver = false;
	/** Segments so far. */
	segments = 0;
	/** A pair of the listener's is complete but for what the next segments tell: none passes. */
	isHeld = false;
	/** Time of the last segment, in seconds. */
	lastSeconds = Number.NEGATIVE_INFINITY;
	/** How often the buffer limit gave up a hole. */
	bufferLimitHits = 0;

	constructor(sinks: readonly [StreamSink, StreamSink], limits: TcpLimits) {
		this.streams = [
			new TcpStream(sinks[0], limits.chunks),
			new TcpStream(sinks[1], limits.chunks),
		];
		this.#limits = limits;
	}

	/** Who sent the SYN. */
	get opener(): 0 | 1 | undefined {
		return this.#opener < 0 ? undefined : (this.#opener as 0 | 1);
	}

	/** Times of the handshake, once the third packet of it was seen. */
	get handshake(): Handshake | undefined {
		return this.#handshakeState === 3 ? this.#handshake : undefined;
	}

	/** SYNs that no SYN-ACK answered. */
	get attempt(): Handshake | undefined {
		return this.#handshakeState === 1 && !this.hasData
			? this.#handshake
			: undefined;
	}

	get ending(): Ending | undefined {
		return this.#ending;
	}

	/** Nobody can deliver the opener's SYNs, says ICMP. The opener may go on all the same. */
	onUnreachable(stamp: Stamp, icmp: IcmpError): void {
		this.#unreachable ??= { icmp, end: momentOf(stamp) };
	}

	/** What ICMP said of the SYNs. */
	get unreachable(): { icmp: IcmpError; end: Moment } | undefined {
		return this.#unreachable;
	}

	get isReset(): boolean {
		return this.#ending?.kind === "rst";
	}

	/** Who sent the first RST, also after a FIN of the peer. */
	get resetBy(): 0 | 1 | undefined {
		return this.#resetBy < 0 ? undefined : (this.#resetBy as 0 | 1);
	}

	onSegment(segment: Segment): void {
		if (isSkipped(segment, this.streams)) return;
		const { flags } = segment;
		const stream = this.streams[segment.direction];
		const peer = this.streams[segment.direction === 0 ? 1 : 0];
		// Then it stays so, unless the segment brings something else than what is due.
		let isSettled =
			this.#wasSettled &&
			stream.seen &&
			peer.isRunning &&
			(flags & (SYN | RST | ACK)) === ACK &&
			((segment.acknowledgmentNumber - peer.next) | 0) <= 0;
		this.lastSeconds = stampSeconds(segment.stamp);
		if (this.segments === 0) this.#firstSeconds = this.lastSeconds;
		this.segments++;
		stream.seen = true;
		if (flags & SYN) this.#onSyn(segment);
		else if (this.#handshakeState === 2) this.#onThird(segment);
		const acknowledges =
			(flags & (ACK | RST)) === ACK ? segment.acknowledgmentNumber : undefined;
		if (acknowledges !== undefined) {
			peer.acknowledge(acknowledges);
			stream.window = segment.window;
		}
		if (flags & RST) this.#onReset(segment);
		else {
			if (segment.wireLength > 0 && !(flags & SYN))
				isSettled = this.#onPayload(segment, acknowledges) && isSettled;
			if (flags & FIN) isSettled = this.#onFin(segment, isSettled) && isSettled;
		}
		if (!isSettled) this.#settle();
	}

	/** A SYN was seen, and no more of the handshake than the answer to it. */
	get isOpening(): boolean {
		return this.#handshakeState === 1 || this.#handshakeState === 2;
	}

	/** The segment is the next one of the handshake, as it should be, and no more. */
	opensBy({
		direction,
		flags,
		stamp,
		acknowledgmentNumber,
		wireLength,
	}: Segment): boolean {
		const stream = this.streams[direction];
		const peer = this.streams[direction === 0 ? 1 : 0];
		const isAnswer = direction !== this.#opener;
		const due = this.#handshakeState === (isAnswer ? 1 : 2);
		return (
			due &&
			(flags & (SYN | FIN | RST | ACK)) === (isAnswer ? SYN | ACK : ACK) &&
			wireLength === 0 &&
			this.#wasSettled &&
			!this.isOver &&
			stream.isRunning !== isAnswer &&
			peer.isRunning &&
			((acknowledgmentNumber - peer.next) | 0) === 0 &&
			stampSeconds(stamp) >= this.lastSeconds
		);
	}

	/** Segments can pass that bring nothing but octets which are due, and acknowledgments. */
	get isCalm(): boolean {
		return (
			this.#wasSettled &&
			!this.isHeld &&
			this.#handshakeState !== 2 &&
			!this.isOver
		);
	}

	/** Something waits for its turn, and nothing else is the matter. */
	get isQuiet(): boolean {
		const { streams } = this;
		return (
			!this.isHeld &&
			this.#handshakeState !== 2 &&
			!this.isOver &&
			isFarFromLimit(this.#limits, 0) &&
			streams[0].isQuiet &&
			streams[1].isQuiet
		);
	}

	/**
	 * Takes payload of a connection that is calm or quiet, when it is no more than a repeat, or one more segment that
	 * waits, or one that others of the same body waited for. False: it is more. Its acknowledgment is not looked at, and
	 * must be one of octets that were seen.
	 */
	passAside(segment: Segment): boolean {
		const { acknowledgmentNumber, direction } = segment;
		const stream = this.streams[direction];
		const { sink } = stream;
		if (sink.isSkippable || !stream.isQuiet) return false;
		if (stream.position === 0) return false;
		const { sequenceNumber, wireLength } = segment;
		const octets = stream.follow(sequenceNumber, wireLength);
		if (octets < 0 || octets > sink.plain) return false;
		const peer = this.streams[direction === 0 ? 1 : 0];
		if (octets === 0) {
			const isRepeat = distance(sequenceNumber, stream.next) > 0;
			// The first that waits is noted by who looks after the time.
			if (!isRepeat && (this.#wasSettled || !this.#hasRoom(segment)))
				return false;
			if (peer.position === 0) peer.awaitFrom(acknowledgmentNumber);
			stream.accept(segment, acknowledgmentNumber);
			if (!isRepeat) this.#charge();
			return true;
		}
		if (peer.position === 0) peer.awaitFrom(acknowledgmentNumber);
		stream.acceptInOrder(segment);
		if (this.#wasSettled) return true;
		stream.drain(peer);
		this.#wasSettled = stream.isComplete && peer.isComplete;
		this.#charge();
		return true;
	}

	#hasRoom({ wireLength }: Segment): boolean {
		const cost = wireLength + CHUNK_COST;
		if (this.#charged + cost > this.#limits.buffer) return false;
		return isFarFromLimit(this.#limits, cost);
	}

	/** Takes payload, but that of a SYN. Whether it was due. */
	#onPayload(segment: Segment, acknowledges: number | undefined): boolean {
		const { direction } = segment;
		const stream = this.streams[direction];
		const peer = this.streams[direction === 0 ? 1 : 0];
		if (acknowledges !== undefined) {
			if (peer.position === 0) peer.awaitFrom(acknowledges);
			if (peer.isBehind(acknowledges)) {
				stream.accept(segment, acknowledges);
				return false;
			}
		}
		if (stream.acceptInOrder(segment)) return true;
		stream.accept(segment, acknowledges);
		return false;
	}

	#onSyn(segment: Segment): void {
		const { direction, flags, sequenceNumber, stamp } = segment;
		const stream = this.streams[direction];
		stream.start(advance(sequenceNumber, 1));
		if (!this.hasData) this.#reopen();
		if (flags & ACK) this.#onSynAck(segment);
		else if (this.#opener < 0) {
			this.#opener = direction;
			this.#handshake = beginHandshake(stamp);
			this.#handshakeState = 1;
		} else this.#onSynAgain(direction, stamp);
		// Data in a SYN follows its own number (RFC 9293 3.4, RFC 7413).
		if (segment.wireLength > 0) {
			const data = { ...segment, sequenceNumber: advance(sequenceNumber, 1) };
			if (!stream.acceptInOrder(data)) stream.accept(data, undefined);
		}
	}

	#onSynAgain(direction: 0 | 1, stamp: Stamp): void {
		const handshake = this.#handshake;
		if (!handshake || direction !== this.#opener || this.hasData) return;
		handshake.retransmissions++;
		if (this.#handshakeState !== 1) return;
		continueHandshake(handshake, stamp);
	}

	#onSynAck(segment: Segment): void {
		const { direction, stamp } = segment;
		if (this.#opener < 0) this.#opener = direction === 0 ? 1 : 0;
		if (!this.#handshake || direction === this.#opener) return;
		if (this.#handshakeState > 1 && !this.hasData)
			this.#handshake.retransmissions++;
		if (this.#handshakeState !== 1) return;
		continueHandshake(this.#handshake, stamp);
		this.#handshakeState = 2;
	}

	/** The first packet of the opener after the SYN-ACK makes the connection usable. */
	#onThird(segment: Segment): void {
		if (segment.direction !== this.#opener || !(segment.flags & ACK)) return;
		if (!this.#handshake) return;
		continueHandshake(this.#handshake, segment.stamp);
		this.#handshakeState = 3;
	}

	/** @param isSettled nothing else is the matter. Returns whether the FIN was due */
	#onFin(segment: Segment, isSettled: boolean): boolean {
		const { direction, sequenceNumber, wireLength, flags, stamp } = segment;
		const start = advance(sequenceNumber, flags & SYN ? 1 : 0);
		const stream = this.streams[direction];
		stream.finishAt(advance(start, wireLength), stamp);
		const isDue = isSettled && stream.isFinishDue;
		if (isDue) stream.isFinished = true;
		if (!this.#ending) {
			this.#ending = { kind: "fin", direction, stamp: copyStamp(stamp) };
		}
		if (this.streams[0].hasFin && this.streams[1].hasFin) this.#linger();
		return isDue;
	}

	/**
	 * Whatever its number: a RST that the peer would refuse (RFC 9293 3.5.3) is not told apart, but octets that come
	 * afterwards are still taken for a while.
	 */
	#onReset(segment: Segment): void {
		const { direction, stamp } = segment;
		const known = this.#ending;
		if (this.#resetBy < 0) this.#resetBy = direction;
		if (!known || (known.kind === "fin" && known.direction === direction)) {
			this.#ending = { kind: "rst", direction, stamp: copyStamp(stamp) };
		}
		this.#linger();
	}

	#linger(): void {
		if (this.isOver) return;
		this.isOver = true;
		this.#lingerFrom = this.lastSeconds;
	}

	/** Nothing more is to be expected after this second. A refused opener may try again. */
	get lingerUntil(): number {
		if (!this.isOver) return Number.POSITIVE_INFINITY;
		return this.#lingerFrom + (this.hasData ? LINGER_SECONDS : REFUSED_SECONDS);
	}

	/** Octets were seen. */
	get hasData(): boolean {
		return this.streams[0].hasData || this.streams[1].hasData;
	}

	/** A SYN after a refusal: the connection may come about after all. */
	#reopen(): void {
		if (this.#ending?.kind !== "rst") return;
		this.#ending = undefined;
		this.#resetBy = -1;
		this.#lingerFrom = Number.POSITIVE_INFINITY;
		this.isOver = false;
	}

	/** Nothing waits and nothing is known to be missing, in both directions. */
	get isSettled(): boolean {
		if (this.#wasSettled) return true;
		return this.streams[0].isComplete && this.streams[1].isComplete;
	}

	#settle(): void {
		const { streams } = this;
		this.#wasSettled = streams[0].isComplete && streams[1].isComplete;
		if (this.#wasSettled) {
			if (this.#charged > 0) this.#charge();
			return;
		}
		this.#drain();
		this.expire(this.lastSeconds);
		this.#charge();
		const { buffer, waiting } = this.#limits;
		if (this.#charged <= buffer && !waiting.isExceeded) return;
		this.#limit(streams[0]);
		this.#limit(streams[1]);
	}

	/** Says how much memory waits here. */
	#charge(): void {
		const cost = this.streams[0].cost + this.streams[1].cost;
		this.#limits.waiting.charge(cost - this.#charged);
		this.#charged = cost;
	}

	#limit(stream: TcpStream): void {
		const { buffer, waiting } = this.#limits;
		while (stream.cost > (waiting.isExceeded ? 0 : buffer)) {
			this.bufferLimitHits++;
			stream.force();
			this.#drain();
			this.#charge();
		}
	}

	#drain(): void {
		const a = this.streams[0];
		const b = this.streams[1];
		let progress = true;
		while (progress) {
			progress = a.drain(b);
			progress = b.drain(a) || progress;
		}
	}

	/** Time has passed. */
	expire(seconds: number): void {
		const a = this.streams[0];
		const b = this.streams[1];
		const isYoung =
			this.segments < START_SEGMENTS &&
			seconds - this.#firstSeconds < START_SECONDS;
		if (a.isAwaited && !isYoung) {
			a.isAwaited = false;
			b.isAwaited = false;
			this.#drain();
		}
		let progress = true;
		while (progress) {
			progress = a.expire(seconds, b.waiting);
			progress = b.expire(seconds, a.waiting) || progress;
			if (progress) this.#drain();
		}
	}

	/** Writes down what is to be kept of a connection that may be silent for long. False: something is the matter. */
	fold(numbers: Numbers, place: Place): boolean {
		const a = this.streams[0];
		const b = this.streams[1];
		if (!this.#wasSettled || this.isOver || this.#handshakeState === 2)
			return false;
		if (this.#ending || this.#unreachable || this.bufferLimitHits > 0)
			return false;
		if (this.hasData ? !a.isIdle || !b.isIdle : !this.#isBare) return false;
		const { doubles, words } = numbers;
		const { double, word } = place;
		doubles[double] = this.#firstSeconds;
		doubles[double + LAST_SECONDS] = this.lastSeconds;
		words[word] = (this.#opener << 2) | this.#handshakeState;
		words[word + 1] = Math.min(this.segments, START_SEGMENTS); // more are as many
		foldStream(a, numbers, place, 0);
		foldStream(b, numbers, place, 1);
		return true;
	}

	/** Nothing was seen but the three segments of its handshake, or some SYNs of it. */
	get #isBare(): boolean {
		const frames = this.#handshake?.frames.length;
		if (this.segments !== frames || frames > HANDSHAKE_SEGMENTS) return false;
		const [a, b] = this.streams;
		if (this.#handshakeState === 3) return a.isUnused && b.isUnused;
		const [first, other] = this.#opener === 0 ? [a, b] : [b, a];
		return first.isUnused && other.isUnseen;
	}

	/** Makes a new connection what the one was whose numbers are there. */
	unfold(numbers: Numbers, place: Place): void {
		const { doubles, words } = numbers;
		const { double, word } = place;
		const state = words[word]!;
		this.#firstSeconds = doubles[double]!;
		this.lastSeconds = doubles[double + LAST_SECONDS]!;
		if (state >= 0) this.#opener = state >> 2 === 0 ? 0 : 1;
		this.#handshakeState = state & 3;
		this.segments = words[word + 1]!;
		this.#wasSettled = true;
		unfoldStream(this.streams[0], numbers, place, 0);
		unfoldStream(this.streams[1], numbers, place, 1);
	}

	/** Gives back the handshake of a connection that has had no octets, after its numbers. */
	resume(numbers: Numbers, place: Place): void {
		const { segments } = this;
		const again = this.#handshakeState === 1 ? segments - 1 : 0;
		this.#handshake = unfoldHandshake(numbers, place, segments, again);
	}

	/** Nothing more comes: everything that waits is passed on, with the gaps before it. */
	flush(): void {
		const [a, b] = this.streams;
		this.expire(Number.POSITIVE_INFINITY);
		let progress = true;
		while (progress) {
			progress = false;
			for (const stream of [a, b]) {
				if (stream.cost === 0) continue;
				stream.force();
				progress = true;
			}
			this.#drain();
		}
		a.flush();
		b.flush();
		this.#charge();
	}

	/** Lets go of everything that waits. */
	discard(): void {
		this.#limits.waiting.charge(0 - this.#charged);
		this.#charged = 0;
	}
}
