import { ACK, FIN, RST, SYN } from "../tcp/segment.js";
import { advance, distance } from "../tcp/sequence.js";
import type { Chosen, PacketNumbers } from "./chosen.js";

/** One segment of a connection: its numbers in the stream, and those of its packets. */
export interface ChoiceSegment {
	direction: 0 | 1;
	flags: number;
	sequenceNumber: number;
	acknowledgmentNumber: number;
	/** Octets of payload on the wire. */
	length: number;
	/** The payload begins like an interim answer: `HTTP/1.1 1`. */
	isInterim: boolean;
	/** It begins with what may be a start line. */
	isStart: boolean;
	/** The snap length cut it. */
	isSliced: boolean;
	/** It carried octets of the messages first. */
	isWanted: boolean;
	packets: PacketNumbers;
}

/** Octets of the messages, as positions in their stream. */
interface Range {
	start: number;
	end: number;
	/** The peer has acknowledged all of them. */
	isReached: boolean;
}

/** Acknowledgements that may turn out to be those of octets which the capture shows later. */
const RECENT_ACKNOWLEDGEMENTS = 16;
/** Packets of opening and closing that are kept until it is known whether the connection is wanted. */
const KEPT_LIMIT = 256;

/** What one direction of a connection sent of the messages. */
class Sender {
	/** Ascending, apart from each other. */
	readonly ranges: Range[] = [];
	/** Position behind its FIN. */
	finEnd: number | undefined;
	/** Number acknowledged last. */
	acknowledged: number | undefined;
	/** Bare acknowledgements of what it sent. */
	recent: { position: number; packets: PacketNumbers }[] = [];
	/** Its last new octets were of the messages, and whether the snap length cut them. */
	isSending = false;
	isSliced = false;
	#number: number | undefined;
	#position = 0;

	/** Position of a sequence number, which lies within 2^31 of the end of what was sent. */
	position(sequenceNumber: number): number {
		this.#number ??= sequenceNumber;
		return this.#position + distance(this.#number, sequenceNumber);
	}

	/** The same of a segment of this side. */
	sent(sequenceNumber: number, length: number): number {
		const position = this.position(sequenceNumber);
		if (position + length > this.#position) {
			this.#number = advance(sequenceNumber, length);
			this.#position = position + length;
		}
		return position;
	}

	/** Octets before this position were sent, and the capture did not show all of them so far. */
	isBeyond(position: number): boolean {
		return position > this.#position;
	}

	/** The last range that starts before the position. */
	#before(position: number): Range | undefined {
		for (let i = this.ranges.length - 1; i >= 0; i--)
			if (this.ranges[i]!.start < position) return this.ranges[i];
		return undefined;
	}

	overlaps(start: number, end: number): boolean {
		const range = this.#before(end);
		return range !== undefined && range.end > start;
	}

	add(start: number, end: number): void {
		const { ranges } = this;
		let at = ranges.length;
		while (at > 0 && ranges[at - 1]!.end >= start) at--;
		const merged: Range = { start, end, isReached: false };
		let next = at;
		while (next < ranges.length && ranges[next]!.start <= end) {
			merged.start = Math.min(merged.start, ranges[next]!.start);
			merged.end = Math.max(merged.end, ranges[next]!.end);
			next++;
		}
		ranges.splice(at, next - at, merged);
	}

	/** Whether an acknowledgement of everything before the position is one of octets of the messages. */
	isAcknowledged(position: number): boolean {
		const range = this.#before(position);
		if (range && (position <= range.end || !range.isReached)) return true;
		// The same number again, while octets behind it are under way: one of them is missing.
		const next = this.ranges.at(-1);
		return position === next?.start && position === this.acknowledged;
	}

	acknowledge(position: number): void {
		this.acknowledged = position;
		const range = this.#before(position);
		if (range && position >= range.end) range.isReached = true;
	}
}

/**
 * Which packets of one TCP connection belong to the messages: those that carried them and their repeats, what acknowledges
 * them, and how the connection was opened and closed (RFC 9293 3.5, 3.6).
 */
export class TcpChoice {
	readonly #chosen: Chosen;
	readonly #senders = [new Sender(), new Sender()] as const;
	/** Opening and closing so far, until the connection is wanted. */
	#kept: PacketNumbers[] = [];
	#isWanted = false;
	#isWhole = false;
	/** The last new octets, of either side, were of the messages. */
	#isCurrent = false;
	/** Who sent the first SYN, and whether the third packet of the handshake is due. */
	#opener: 0 | 1 | undefined;
	#isThirdDue = false;

	constructor(chosen: Chosen) {
		this.#chosen = chosen;
	}

	/** Everything of it is wanted from here on. */
	takeWhole(): void {
		this.#isWhole = true;
	}

	onSegment(segment: ChoiceSegment): void {
		const { direction, flags, length, packets } = segment;
		const sender = this.#senders[direction];
		const start = sender.sent(
			flags & SYN ? advance(segment.sequenceNumber, 1) : segment.sequenceNumber,
			length,
		);
		const isFirstFin = (flags & FIN) !== 0;
		if (isFirstFin) sender.finEnd ??= start + length + 1;
		if (segment.isWanted || this.#isWhole) this.#want(segment, start);
		else if (flags & (SYN | RST)) this.#keep(packets);
		else if (length > 0) this.#onPayload(segment, start);
		else if (isFirstFin) this.#keep(packets);
		else this.#onBare(segment);
		this.#acknowledge(segment);
		this.#followHandshake(segment);
	}

	#want(segment: ChoiceSegment, start: number): void {
		const { direction, length, packets, isSliced } = segment;
		this.#chosen.add(packets);
		if (!this.#isWanted) {
			this.#isWanted = true;
			for (const kept of this.#kept) this.#chosen.add(kept);
			this.#kept = [];
		}
		if (length === 0) return;
		const sender = this.#senders[direction];
		sender.isSending = true;
		sender.isSliced = isSliced;
		this.#isCurrent = true;
		sender.add(start, start + length);
		sender.recent = sender.recent.filter((one) => {
			const isOurs = one.position > start && one.position <= start + length;
			if (isOurs) this.#chosen.add(one.packets);
			return !isOurs;
		});
	}

	#keep(packets: PacketNumbers): void {
		if (this.#isWanted) this.#chosen.add(packets);
		else if (this.#kept.length < KEPT_LIMIT) this.#kept.push(packets);
	}

	/** Octets that were not the first of theirs: a repeat, or another message. */
	#onPayload(segment: ChoiceSegment, start: number): void {
		const { direction, length, packets } = segment;
		const sender = this.#senders[direction];
		const peer = this.#senders[direction === 0 ? 1 : 0];
		const isRepeat = sender.overlaps(start, start + length);
		// Where a message's head was cut nothing tells how long it is: the next start line ends it.
		const goesOn = sender.isSending && sender.isSliced && !segment.isStart;
		const isInterim = segment.isInterim && peer.isSending;
		if (isRepeat) this.#chosen.add(packets);
		else if (goesOn || isInterim) this.#want(segment, start);
		else {
			sender.isSending = false;
			this.#isCurrent = false;
		}
	}

	/** No octets: an acknowledgement, a change of the window, a question whether the peer is there. */
	#onBare({ direction, flags, ...segment }: ChoiceSegment): void {
		if ((flags & ACK) === 0) return;
		const peer = this.#senders[direction === 0 ? 1 : 0];
		const { packets } = segment;
		if (this.#isThirdDue && direction === this.#opener) {
			this.#keep(packets);
			return;
		}
		const position = peer.position(segment.acknowledgmentNumber);
		if (peer.finEnd !== undefined && position >= peer.finEnd) {
			this.#keep(packets);
			return;
		}
		// Octets that the capture lost: those of the message that is under way.
		const isLost = this.#isCurrent && peer.isBeyond(position);
		if (isLost || peer.isAcknowledged(position)) {
			this.#chosen.add(packets);
			return;
		}
		peer.recent.push({ position, packets });
		if (peer.recent.length > RECENT_ACKNOWLEDGEMENTS) peer.recent.shift();
	}

	#acknowledge({ direction, flags, ...segment }: ChoiceSegment): void {
		if ((flags & (ACK | RST)) !== ACK) return;
		const peer = this.#senders[direction === 0 ? 1 : 0];
		peer.acknowledge(peer.position(segment.acknowledgmentNumber));
	}

	#followHandshake({ direction, flags }: ChoiceSegment): void {
		if ((flags & SYN) === 0) {
			if (direction === this.#opener) this.#isThirdDue = false;
		} else if (flags & ACK) {
			this.#opener ??= direction === 0 ? 1 : 0;
			this.#isThirdDue = true;
		} else this.#opener ??= direction;
	}
}
