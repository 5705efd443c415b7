import { ascending } from "../flow/carriage.js";
import { type Stamp, stampTime } from "../flow/stamp.js";
import type { Carriage, Problem } from "../record.js";
import { WTP_FLAG_GTR, WTP_FLAG_TTR, WTP_HAS_PSN } from "../wasm/layout.js";
import { carriageOfTravel } from "./carriage.js";
import { Pieces, type Room, roomFor } from "./pieces.js";
import { type WapRow, WTP_SEGMENTED_INVOKE } from "./row.js";
import type { WapRun } from "./waprun.js";

/** Packets of one message; without extended SAR there are 256 at most. */
export const PACKETS_LIMIT = 65_536;
/** Beyond the number of any. A small integer, as those are. */
export const ALL_PACKETS = 0x7fffffff;
/** Numbers are far apart when the highest is so many times as high as there are packets. */
const FAR = 4;
/** Packets lie where they belong in a block that is there, or in so many times the octets that are there. */
const SPREAD = 2;
/** `#unit` before there is a packet. */
const UNKNOWN = -1;
/** Sequence numbers that a problem lists by name. */
const LISTED = 8;

/** Octets `at` and on are those of the packet, among those of its message. */
export interface Packet extends Stamp {
	psn: number;
	at: number;
	length: number;
	wireLength: number;
	print: number;
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

/** All that is left of packets when their octets were dropped: prints by number. */
export type Prints = readonly (number | undefined)[];

/** Position of a packet in its message: Invoke and Result are packet 0. */
export function sequenceNumber(row: WapRow): number {
	return row.type >= WTP_SEGMENTED_INVOKE ? row.psn : 0;
}

/** What was seen of a message while its packets came in order. */
export interface Run {
	packets: Packet[];
	pieces: Pieces;
	/** Octets of each packet; 0: they differ. */
	unit: number;
	totalSize: number;
	extended: boolean;
	conflict: number | undefined;
	limited: boolean;
}

/**
 * A message of which packets are missing, came in another order, or were cut by the snap length: packets by PSN, in any
 * order, the first copy counts.
 */
export class ScatteredSdu {
	readonly #limit: number;
	readonly #room: Room;
	readonly #packets = new Map<number, Packet>();
	#pieces: Pieces;
	/**
	 * Octets of each packet but the last, which so have their places: those of the message in order, with its holes. 0:
	 * they differ, or are too far apart, and lie as they came.
	 */
	#unit: number;
	#next = 0;
	#last = -1;
	#highest = -1;
	#octets = 0;
	#sliced = 0;
	#totalSize: number;
	#extended: boolean;
	#latest: Stamp | undefined;
	#conflict: number | undefined;
	#limited: boolean;
	retransmissions = 0;

	constructor(limit: number, room: Room, run: Run) {
		this.#limit = limit;
		this.#room = room;
		this.#pieces = run.pieces;
		this.#unit = run.packets.length === 0 ? UNKNOWN : run.unit;
		this.#totalSize = run.totalSize;
		this.#extended = run.extended;
		this.#conflict = run.conflict;
		this.#limited = run.limited;
		for (const packet of run.packets) {
			this.#packets.set(packet.psn, packet);
			this.#latest = packet;
			this.#highest = packet.psn;
			this.#octets += packet.length;
			this.#next++;
		}
	}

	/** Every packet of the message is there (its octets may have been cut by the snap length). */
	get finished(): boolean {
		return this.#last >= 0 && this.#next > this.#last;
	}

	/** Number of the last packet, -1 until it is known. */
	get last(): number {
		return this.#last;
	}

	/** Octets that are kept at the moment. */
	get octets(): number {
		return this.#octets;
	}

	printAt(psn: number): number | undefined {
		return this.#packets.get(psn)?.print;
	}

	add(row: WapRow): Arrival {
		const psn = sequenceNumber(row);
		const known = this.#packets.get(psn);
		if (known) return this.#addAgain(row, known);
		const isBeyond = this.#last >= 0 && psn > this.#last;
		if (isBeyond || !this.#hasRoom(row)) return "refused";
		const { stamp } = row;
		// One object for each: those of a message are gone through several times.
		const packet: Packet = {
			frame: stamp.frame,
			seconds: stamp.seconds,
			nanoseconds: stamp.nanoseconds,
			fine: stamp.fine,
			capture: stamp.capture,
			captureFrame: stamp.captureFrame,
			psn,
			at: this.#placeOf(row, psn),
			length: row.length,
			wireLength: row.wireLength,
			print: row.print,
			endsGroup: (row.flags & WTP_FLAG_GTR) !== 0,
		};
		this.#pieces.put(packet.at, row);
		this.#packets.set(psn, packet);
		this.#octets += row.length;
		this.#sliced += row.wireLength - row.length;
		this.#note(row, packet);
		while (this.#packets.has(this.#next)) this.#next++;
		return this.finished ? "completed" : "added";
	}

	/**
	 * Takes segments of a run, up to an Ack. Where it ends must not be known yet: else one of them might complete it.
	 *
	 * @returns whether it took all of them
	 */
	take(run: WapRun): boolean {
		if (this.#last >= 0) return false;
		for (; run.at !== 0 && !run.isAck; run.moveOn()) this.add(run.row);
		return true;
	}

	/** The octets up to the first hole. */
	assemble(room?: Uint8Array): Uint8Array {
		const pieces = this.#pieces;
		const length = this.#offsetOfHole();
		if (this.#unit > 0) return pieces.view(length, room);
		const octets = roomFor(length, room);
		let to = 0;
		for (let psn = 0; to < octets.length; psn++) {
			const packet = this.#packets.get(psn);
			if (!packet) break;
			pieces.copy(packet.at, packet.length, octets, to);
			to += packet.length;
		}
		return octets;
	}

	/**
	 * How the message travelled. Nothing when no packet of it is there.
	 *
	 * @param provenTo packets up to this number reached the peer
	 * @param retransmissions of it so far
	 */
	carriage(provenTo: number, retransmissions: number): Carriage | undefined {
		const packets = this.#sorted();
		const first = packets[0];
		if (!first) return undefined;
		const whole = this.finished && this.#sliced === 0;
		const carriage = carriageOfTravel({
			first,
			last: whole && this.#latest ? this.#latest : latestOf(packets),
			frames: framesOf(packets),
			bytes: this.#octets,
			complete: whole,
			retransmissions,
		});
		const end = this.#last < 0 ? ALL_PACKETS : this.#last;
		if (provenTo >= end) carriage.acknowledged = true;
		if (whole) {
			const dataTime = stampTime(packets[packets.length - 1]!);
			if (dataTime !== carriage.time) carriage.lastDataTime = dataTime;
			return carriage;
		}
		carriage.missingCause = this.#missingCause(provenTo);
		const missing = this.#missing();
		if (missing > 0) carriage.missing = missing;
		return carriage;
	}

	problems(provenTo: number): Problem[] {
		const problems: Problem[] = [];
		const frame = this.#latest?.frame ?? 0;
		if (this.#conflict !== undefined)
			problems.push({ layer: "wtp", code: "conflict", frame: this.#conflict });
		if (this.#limited)
			problems.push({ layer: "wtp", code: "limit-message-octets", frame });
		if (this.finished && this.#sliced === 0) return problems;
		const cause = this.#missingCause(provenTo);
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

	/** Gives the octets up; what tells repeats is left. */
	release(): (number | undefined)[] {
		const prints: (number | undefined)[] = [];
		for (const packet of this.#packets.values())
			prints[packet.psn] = packet.print;
		this.#packets.clear();
		this.#octets = 0;
		this.#pieces.release();
		return prints;
	}

	#addAgain(row: WapRow, known: Packet): Arrival {
		this.retransmissions++;
		if (known.print === row.print) return "repeated";
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
		this.#packets.delete(packet.psn);
		this.#octets -= packet.length;
		this.#sliced -= packet.wireLength - packet.length;
	}

	/** Octets of packets that were dropped go: the memory is bounded by what is in it. */
	#squeeze(): void {
		const old = this.#pieces;
		const pieces = new Pieces(this.#room);
		const octets = new Uint8Array(this.#octets);
		for (const packet of this.#sorted()) {
			old.copy(packet.at, packet.length, octets, 0);
			packet.at = pieces.used;
			pieces.append({ bytes: octets, offset: 0, length: packet.length });
		}
		old.release();
		this.#pieces = pieces;
		this.#unit = 0;
	}

	/** In order of their numbers. */
	#sorted(): Packet[] {
		const known = this.#packets;
		// Numbers far apart are not worth a look at each between them.
		if (this.#highest > FAR * known.size)
			return [...known.values()].sort((a, b) => a.psn - b.psn);
		const packets: Packet[] = [];
		for (let psn = 0; psn <= this.#highest; psn++) {
			const packet = known.get(psn);
			if (packet) packets.push(packet);
		}
		return packets;
	}

	#hasRoom(row: WapRow): boolean {
		const isRoom = this.#octets + row.length <= this.#limit;
		if (isRoom && this.#packets.size < PACKETS_LIMIT) return true;
		this.#limited = true;
		return false;
	}

	/** Where the octets of a packet go that is not there. */
	#placeOf({ length, flags }: WapRow, psn: number): number {
		const pieces = this.#pieces;
		const isLast = (flags & WTP_FLAG_TTR) !== 0;
		if (this.#unit === UNKNOWN) this.#unit = isLast ? 0 : length;
		const unit = this.#unit;
		if (unit === 0) return pieces.used;
		const fits = isLast ? length <= unit : length === unit;
		const at = psn * unit;
		const room = Math.max(pieces.size, SPREAD * (this.#octets + unit));
		if (fits && at + unit <= room) return at;
		this.#unit = 0;
		return pieces.used;
	}

	#note(row: WapRow, packet: Packet): void {
		const { psn, frame } = packet;
		const segment = row.type >= WTP_SEGMENTED_INVOKE;
		if (!this.#latest || frame > this.#latest.frame) this.#latest = packet;
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
		for (const packet of this.#packets.values())
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

	#missingCause(provenTo: number): NonNullable<Carriage["missingCause"]> {
		const cut = this.#firstSliced();
		if (cut < this.#next) return "sliced";
		const proven = Math.max(provenTo, this.#provenByGroups());
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
			const packet = this.#packets.get(psn);
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
			if (!this.#packets.has(psn)) holes.push(psn);
		}
		const words = holes.length > 0 ? [`packets ${holes.join(", ")}`] : [];
		if (this.#last < 0) words.push(`all after packet ${this.#highest}`);
		return words.length > 0 ? `${words.join(" and ")} missing` : "";
	}
}

/** The last frame that added to them. */
function latestOf(packets: readonly Packet[]): Stamp {
	let latest = packets[0]!;
	for (const packet of packets)
		if (packet.frame > latest.frame) latest = packet;
	return latest;
}

/** Frames of the packets, ascending, each once. */
function framesOf(packets: readonly Packet[]): number[] {
	const frames: number[] = [];
	let highest = 0;
	let isAscending = true;
	for (let at = 0; at < packets.length; at++) {
		const { frame } = packets[at] as Packet;
		if (frame === highest) continue;
		if (frame < highest) isAscending = false;
		else highest = frame;
		frames.push(frame);
	}
	return isAscending ? frames : ascending(frames);
}
