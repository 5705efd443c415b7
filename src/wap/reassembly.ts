import { copyStamp, type Stamp, stampTime } from "../flow/stamp.js";
import type { Carriage, Problem } from "../record.js";
import { WTP_FLAG_GTR, WTP_FLAG_TTR, WTP_HAS_PSN } from "../wasm/layout.js";
import type { Buffers } from "./buffers.js";
import { carriageOfTravel } from "./carriage.js";
import { fingerprint } from "./fingerprint.js";
import {
	type WapRow,
	WTP_RESULT,
	WTP_SEGMENTED_INVOKE,
	WTP_SEGMENTED_RESULT,
} from "./row.js";

/** Packets of one message; without extended SAR there are 256 at most. */
const PACKETS_LIMIT = 65_536;
/** Sequence numbers that a problem lists by name. */
const LISTED = 8;
const NOTHING = new Uint8Array(0);

/** Octets `at` and on are those of the packet, in the buffer of its message. */
interface Packet {
	psn: number;
	stamp: Stamp;
	at: number;
	length: number;
	wireLength: number;
	fingerprint: number;
	endsGroup: boolean;
}

/** What a packet did for its message. */
export type Arrival =
	| "added"
	/** Nothing is missing any more. */
	| "completed"
	/** Seen before. */
	| "repeated"
	/** Not kept: a limit, beyond the end of the message, or too late. */
	| "refused";

/** All that is left of packets when their octets were dropped: fingerprints by number. */
export type Prints = readonly (number | undefined)[];

/** What a packet does for a message whose octets were dropped. */
export function lateArrival(row: WapRow, prints: Prints): Arrival {
	return prints[sequenceNumber(row)] === undefined ? "refused" : "repeated";
}

/** Position of a packet in its message: Invoke and Result are packet 0. */
export function sequenceNumber(row: WapRow): number {
	return row.type >= WTP_SEGMENTED_INVOKE ? row.psn : 0;
}

/**
 * Puts one message of a WTP transaction together (WAP-224 7.14): packets by PSN, in any order, the first copy counts.
 * Also keeps what the peer's acknowledgements prove.
 */
export class SduReassembly {
	readonly #limit: number;
	readonly #buffers: Buffers | undefined;
	/** Packet 0: most messages have no other. */
	#first: Packet | undefined;
	#others: Map<number, Packet> | undefined;
	/** Octets of the packets in order of their arrival. */
	#buffer: Uint8Array = NOTHING;
	#used = 0;
	/** The buffer holds the packets in order, from 0, none twice. */
	#inOrder = true;
	#next = 0;
	#last = -1;
	#highest = -1;
	#octets = 0;
	#sliced = 0;
	#totalSize = 0;
	#provenTo = -1;
	#extended = false;
	#latest: Stamp | undefined;
	#conflict: number | undefined;
	#limited = false;
	/** Set when the octets were dropped. */
	#prints: Prints | undefined;
	/** What the assembled message lies in, when that is a buffer of several packets. */
	#lent: Uint8Array | undefined;
	retransmissions = 0;

	/** @param buffers where octets of several packets come together; memory of its own without */
	constructor(limit: number, buffers?: Buffers) {
		this.#limit = limit;
		this.#buffers = buffers;
	}

	get started(): boolean {
		return this.#highest >= 0;
	}

	/** Every packet of the message is there (its octets may have been cut by the snap length). */
	get finished(): boolean {
		return this.#last >= 0 && this.#next > this.#last;
	}

	/** The message fitted into one packet. */
	get isSinglePacket(): boolean {
		return this.#last === 0;
	}

	/** Octets that are kept at the moment. */
	get octets(): number {
		return this.#octets;
	}

	/** The peer has all of it. */
	get acknowledged(): boolean {
		const end = this.#last < 0 ? Number.POSITIVE_INFINITY : this.#last;
		return this.#provenTo >= end;
	}

	/** Does this number name the last packet, or one behind it? */
	isLast(psn: number): boolean {
		return this.#last >= 0 && psn >= this.#last;
	}

	fingerprintAt(psn: number): number | undefined {
		return this.#prints ? this.#prints[psn] : this.#packet(psn)?.fingerprint;
	}

	/** Packets up to and with this number reached the peer; all of them without a number. */
	prove(psn = Number.POSITIVE_INFINITY): void {
		if (psn > this.#provenTo) this.#provenTo = psn;
	}

	add(row: WapRow): Arrival {
		if (this.#prints) return this.#addLate(row, this.#prints);
		const psn = sequenceNumber(row);
		const known = this.#packet(psn);
		if (known) return this.#addAgain(row, known);
		const isBeyond = this.#last >= 0 && psn > this.#last;
		if (isBeyond || !this.#hasRoom(row)) return "refused";
		const packet: Packet = {
			psn,
			stamp: copyStamp(row.stamp),
			at: this.#used,
			length: row.length,
			wireLength: row.wireLength,
			fingerprint: fingerprint(row),
			endsGroup: (row.flags & WTP_FLAG_GTR) !== 0,
		};
		this.#append(row);
		this.#keep(packet);
		this.#octets += row.length;
		this.#sliced += row.wireLength - row.length;
		if (psn !== this.#next) this.#inOrder = false;
		this.#note(row, packet);
		while (this.#packet(this.#next)) this.#next++;
		return this.finished ? "completed" : "added";
	}

	/** The octets up to the first hole. */
	assemble(): Uint8Array {
		const buffer = this.#buffer;
		if (this.#inOrder && this.#sliced === 0) {
			if (buffer.length === this.#used) return buffer;
			this.#lent = buffer;
			return buffer.subarray(0, this.#used);
		}
		const octets = new Uint8Array(this.#offsetOfHole());
		let to = 0;
		for (let psn = 0; to < octets.length; psn++) {
			const packet = this.#packet(psn);
			if (!packet) break;
			const { at } = packet;
			octets.set(buffer.subarray(at, at + packet.length), to);
			to += packet.length;
		}
		return octets;
	}

	/** How the message travelled. Nothing when no packet of it was seen. */
	carriage(): Carriage | undefined {
		const packets = this.#sorted();
		const first = packets[0]?.stamp;
		if (!first) return undefined;
		const whole = this.finished && this.#sliced === 0;
		const carriage = carriageOfTravel({
			first,
			last: whole && this.#latest ? this.#latest : latestOf(packets),
			frames: framesOf(packets),
			bytes: this.#octets,
			complete: whole,
			retransmissions: this.retransmissions,
		});
		if (this.acknowledged) carriage.acknowledged = true;
		if (whole) {
			const dataTime = stampTime(packets[packets.length - 1]!.stamp);
			if (dataTime !== carriage.time) carriage.lastDataTime = dataTime;
			return carriage;
		}
		carriage.missingCause = this.#missingCause();
		const missing = this.#missing();
		if (missing > 0) carriage.missing = missing;
		return carriage;
	}

	problems(): Problem[] {
		const problems: Problem[] = [];
		const frame = this.#latest?.frame ?? 0;
		if (this.#conflict !== undefined)
			problems.push({ layer: "wtp", code: "conflict", frame: this.#conflict });
		if (this.#limited)
			problems.push({ layer: "wtp", code: "limit-message-octets", frame });
		if (this.finished && this.#sliced === 0) return problems;
		const cause = this.#missingCause();
		const problem: Problem = {
			layer: "wtp",
			code: cause === "cut" ? "incomplete" : cause,
			offset: this.#offsetOfHole(),
			available: this.#octets,
			frame,
		};
		if (this.#totalSize > 0) problem.needed = this.#totalSize;
		const note = this.#missingPackets();
		if (note) problem.note = note;
		problems.push(problem);
		return problems;
	}

	/** Drops the octets; what was seen is still known. */
	release(): void {
		if (this.#prints) return;
		const prints: (number | undefined)[] = this.#first
			? [this.#first.fingerprint]
			: [];
		if (this.#others)
			for (const packet of this.#others.values())
				prints[packet.psn] = packet.fingerprint;
		this.#prints = prints;
		this.#first = undefined;
		this.#others = undefined;
		this.#latest = undefined;
		if (this.#lent !== this.#buffer) this.#buffers?.give(this.#buffer);
		this.#buffer = NOTHING;
		this.#octets = 0;
	}

	/** Fingerprints of its packets, once it was released. */
	get prints(): Prints {
		return this.#prints ?? [];
	}

	/** Nobody needs the assembled octets any more. */
	reclaim(): void {
		if (this.#lent) this.#buffers?.give(this.#lent);
		this.#lent = undefined;
	}

	#addLate(row: WapRow, prints: Prints): Arrival {
		const arrival = lateArrival(row, prints);
		if (arrival === "repeated") this.retransmissions++;
		return arrival;
	}

	#packet(psn: number): Packet | undefined {
		return psn === 0 ? this.#first : this.#others?.get(psn);
	}

	#keep(packet: Packet): void {
		if (packet.psn === 0) this.#first = packet;
		else {
			this.#others ??= new Map();
			this.#others.set(packet.psn, packet);
		}
	}

	/** A packet that nothing can follow needs no room for more. */
	#append(row: WapRow): void {
		const { bytes, offset, length } = row;
		const needed = this.#used + length;
		if (this.#used === 0 && (row.flags & WTP_FLAG_TTR) !== 0) {
			this.#buffer = bytes.slice(offset, offset + length);
		} else {
			if (needed > this.#buffer.length) this.#grow(needed);
			this.#buffer.set(bytes.subarray(offset, offset + length), this.#used);
		}
		this.#used = needed;
	}

	#grow(needed: number): void {
		const size = Math.max(needed, 2 * this.#buffer.length);
		const buffer = this.#buffers?.take(size) ?? new Uint8Array(size);
		if (this.#used > 0) {
			buffer.set(this.#buffer.subarray(0, this.#used));
			this.#buffers?.give(this.#buffer);
		}
		this.#buffer = buffer;
	}

	#addAgain(row: WapRow, known: Packet): Arrival {
		this.retransmissions++;
		if (known.fingerprint === fingerprint(row)) return "repeated";
		const fuller =
			row.wireLength === known.wireLength &&
			row.length > known.length &&
			known.length < known.wireLength;
		if (!fuller) {
			if (row.length === row.wireLength) this.#conflict ??= row.stamp.frame;
			return "repeated";
		}
		this.#drop(known);
		this.#squeeze();
		this.#next = Math.min(this.#next, known.psn);
		this.retransmissions--;
		return this.add(row);
	}

	#drop(packet: Packet): void {
		if (packet.psn === 0) this.#first = undefined;
		else this.#others?.delete(packet.psn);
		this.#octets -= packet.length;
		this.#sliced -= packet.wireLength - packet.length;
		this.#inOrder = false;
	}

	/** Octets of packets that were dropped go: the buffer is bounded by what is in it. */
	#squeeze(): void {
		const buffer = new Uint8Array(this.#octets);
		let used = 0;
		for (const packet of this.#sorted()) {
			const { at, length } = packet;
			buffer.set(this.#buffer.subarray(at, at + length), used);
			packet.at = used;
			used += length;
		}
		this.#buffer = buffer;
		this.#used = used;
	}

	/** In order of their numbers. */
	#sorted(): Packet[] {
		const packets = this.#first ? [this.#first] : [];
		if (!this.#others) return packets;
		let ascending = true;
		let before = 0;
		for (const packet of this.#others.values()) {
			if (packet.psn < before) ascending = false;
			before = packet.psn;
			packets.push(packet);
		}
		return ascending ? packets : packets.sort((a, b) => a.psn - b.psn);
	}

	#hasRoom(row: WapRow): boolean {
		const packets = (this.#first ? 1 : 0) + (this.#others?.size ?? 0);
		if (this.#octets + row.length <= this.#limit && packets < PACKETS_LIMIT)
			return true;
		this.#limited = true;
		return false;
	}

	#note(row: WapRow, { psn, stamp }: Packet): void {
		const segment = row.type >= WTP_SEGMENTED_INVOKE;
		if (!this.#latest || stamp.frame > this.#latest.frame) this.#latest = stamp;
		if (psn > this.#highest) this.#highest = psn;
		if (segment && (row.has & WTP_HAS_PSN) !== 0) this.#extended = true;
		if ((row.flags & WTP_FLAG_TTR) !== 0) this.#endAt(psn);
		if (row.totalSize > this.#totalSize) this.#totalSize = row.totalSize;
	}

	/** Nothing can be behind the last packet: what claims to be is dropped. */
	#endAt(last: number): void {
		this.#last = last;
		if (this.#highest <= last) return;
		this.#highest = last;
		for (const packet of this.#sorted())
			if (packet.psn > last) this.#drop(packet);
		this.#next = Math.min(this.#next, last);
	}

	/** A sender waits for the Ack of a group before it sends the next (WAP-224 7.14.3); not so in extended SAR. */
	#provenByGroups(): number {
		if (this.#extended) return -1;
		let proven = -1;
		for (const { psn, endsGroup } of this.#sorted())
			if (endsGroup && psn < this.#highest) proven = psn;
		return proven;
	}

	#missingCause(): NonNullable<Carriage["missingCause"]> {
		const cut = this.#firstSliced();
		if (cut < this.#next) return "sliced";
		const proven = Math.max(this.#provenTo, this.#provenByGroups());
		if (proven >= this.#next) return "capture-gap";
		return this.#highest > this.#next ? "network-loss" : "cut";
	}

	#firstSliced(): number {
		if (this.#sliced === 0) return Number.POSITIVE_INFINITY;
		const cut = this.#sorted().find((p) => p.length < p.wireLength);
		return cut?.psn ?? Number.POSITIVE_INFINITY;
	}

	/** Octets that are known to be missing; 0: unknown. */
	#missing(): number {
		if (this.#totalSize > this.#octets) return this.#totalSize - this.#octets;
		return this.finished ? this.#sliced : 0;
	}

	#offsetOfHole(): number {
		let offset = 0;
		for (let psn = 0; psn < this.#next; psn++) {
			const packet = this.#packet(psn);
			if (!packet) break;
			offset += packet.length;
			if (packet.length < packet.wireLength) break;
		}
		return offset;
	}

	#missingPackets(): string {
		const holes: number[] = [];
		for (let psn = this.#next; psn < this.#highest; psn++) {
			if (holes.length === LISTED) break;
			if (!this.#packet(psn)) holes.push(psn);
		}
		const words = holes.length > 0 ? [`packets ${holes.join(", ")}`] : [];
		if (this.#last < 0) words.push(`all after packet ${this.#highest}`);
		return words.length > 0 ? `${words.join(" and ")} missing` : "";
	}
}

/** The last frame that added to them. */
function latestOf(packets: readonly Packet[]): Stamp {
	let latest = packets[0]!.stamp;
	for (const { stamp } of packets)
		if (stamp.frame > latest.frame) latest = stamp;
	return latest;
}

/** Frames of the packets, ascending, each once. */
function framesOf(packets: readonly Packet[]): number[] {
	const frames: number[] = [];
	let before = 0;
	let ascending = true;
	for (const { stamp } of packets) {
		if (stamp.frame === before) continue;
		if (stamp.frame < before) ascending = false;
		frames.push(stamp.frame);
		before = stamp.frame;
	}
	return ascending ? frames : [...new Set(frames)].sort((a, b) => a - b);
}

/** Is this packet of the Result side? */
export function isResult(row: WapRow): boolean {
	return row.type === WTP_RESULT || row.type === WTP_SEGMENTED_RESULT;
}
