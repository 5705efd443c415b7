import { assignStamp, copyStamp, type Stamp } from "../flow/stamp.js";
import type { Carriage, Problem } from "../record.js";
import { WTP_FLAG_GTR, WTP_FLAG_TTR, WTP_HAS_PSN } from "../wasm/layout.js";
import { carriageOfTravel } from "./carriage.js";
import { Pieces, Room } from "./pieces.js";
import {
	type WapRow,
	WTP_RESULT,
	WTP_SEGMENTED_INVOKE,
	WTP_SEGMENTED_RESULT,
} from "./row.js";
import {
	type Arrival,
	PACKETS_LIMIT,
	type Packet,
	type Prints,
	type Run,
	ScatteredSdu,
	sequenceNumber,
} from "./scattered.js";
import type { WapRun } from "./waprun.js";

const NOTHING = new Uint8Array(0);
const NO_FRAMES: number[] = [];

/** What a packet does for a message whose octets were dropped. */
export function lateArrival(row: WapRow, prints: Prints): Arrival {
	return prints[sequenceNumber(row)] === undefined ? "refused" : "repeated";
}

/**
 * Puts one message of a WTP transaction together (WAP-224 7.14). Most come whole and in order: their octets go one
 * behind the other, and a few numbers for each packet are kept. Any other is left to `ScatteredSdu` from the first packet on that
 * is not the next. Also keeps what the peer's acknowledgements prove.
 */
export class SduReassembly {
	readonly #limit: number;
	readonly #room: Room;
	/** A message of one packet lies where its row lies, from `#at` on: it is read at once. */
	#single: Uint8Array = NOTHING;
	#at = 0;
	#pieces: Pieces | undefined;
	#used = 0;
	/** Octets of the first packet, and whether all have so many. */
	#unit = 0;
	#isEven = true;
	#first: Stamp | undefined;
	/** Of the newest packet. */
	#latest: Stamp | undefined;
	/** Of each packet; what is left when the octets were dropped. */
	#prints: (number | undefined)[] = [];
	#frames: number[] = NO_FRAMES;
	/** Where each packet ends, doubled, and 1 more when it ends a group; from the second packet on. */
	#ends: number[] | undefined;
	#endsGroup = 0;
	#last = -1;
	#totalSize = 0;
	#extended = false;
	#conflict: number | undefined;
	#limited = false;
	#retransmissions = 0;
	#provenTo = -1;
	#scattered: ScatteredSdu | undefined;
	#released = false;

	/** @param room memory for octets of several packets */
	constructor(limit: number, room = new Room()) {
		this.#limit = limit;
		this.#room = room;
	}

	get started(): boolean {
		return this.#scattered !== undefined || this.#prints.length > 0;
	}

	/** Every packet of the message is there (its octets may have been cut by the snap length). */
	get finished(): boolean {
		return this.#scattered ? this.#scattered.finished : this.#last >= 0;
	}

	/** The message fitted into one packet. */
	get isSinglePacket(): boolean {
		return this.#lastPacket === 0;
	}

	/** Octets that are kept at the moment. */
	get octets(): number {
		return this.#scattered ? this.#scattered.octets : this.#used;
	}

	/** The peer has all of it. */
	get acknowledged(): boolean {
		const last = this.#lastPacket;
		return this.#provenTo >= (last < 0 ? Number.POSITIVE_INFINITY : last);
	}

	get retransmissions(): number {
		return this.#retransmissions + (this.#scattered?.retransmissions ?? 0);
	}

	/** Does this number name the last packet, or one behind it? */
	isLast(psn: number): boolean {
		const last = this.#lastPacket;
		return last >= 0 && psn >= last;
	}

	printAt(psn: number): number | undefined {
		if (this.#scattered && !this.#released) return this.#scattered.printAt(psn);
		return this.#prints[psn];
	}

	/** Packets up to and with this number reached the peer; all of them without a number. */
	prove(psn = Number.POSITIVE_INFINITY): void {
		if (psn > this.#provenTo) this.#provenTo = psn;
	}

	/** When this says `completed`, what `assemble` gives is good as long as the row is. */
	add(row: WapRow): Arrival {
		if (this.#released) return this.#addLate(row);
		if (this.#scattered) return this.#scattered.add(row);
		const psn = sequenceNumber(row);
		const next = this.#prints.length;
		if (psn < next) return this.#addAgain(row, psn);
		if (this.#last >= 0) return "refused";
		if (this.#used + row.length > this.#limit || next >= PACKETS_LIMIT) {
			this.#limited = true;
			return "refused";
		}
		const latest = this.#latest;
		const isNext = !latest || row.stamp.frame > latest.frame;
		if (psn !== next || row.length < row.wireLength || !isNext)
			return this.#scatter().add(row);
		this.#note(row, latest);
		const isWhole = (row.flags & WTP_FLAG_TTR) !== 0;
		if (isWhole && !this.#ends) this.#refer(row);
		else this.#append(row);
		if (!isWhole) return "added";
		this.#last = psn;
		return "completed";
	}

	/**
	 * Takes segments of a run as `add` would, up to an Ack or to the first that may do more than add to it, which is left.
	 *
	 * @returns whether it took all of them
	 */
	take(run: WapRun): boolean {
		const { row } = run;
		const latest = this.#latest;
		if (this.#released) return false;
		if (this.#scattered) return this.#scattered.take(run);
		if (!latest || this.#last >= 0) return false;
		const prints = this.#prints;
		let { frame } = latest;
		while (run.at !== 0 && !run.isAck) {
			const { psn, length, stamp } = row;
			if (psn !== prints.length || psn >= PACKETS_LIMIT) return false;
			if (this.#used + length > this.#limit || stamp.frame <= frame)
				return false;
			frame = stamp.frame;
			this.#noteNext(row);
			this.#append(row);
			run.moveOn();
		}
		return true;
	}

	/**
	 * The octets up to the first hole. They may lie where those of other messages will lie when this one is released.
	 *
	 * @param room where those of packets that lie in another order come together, if they fit
	 */
	assemble(room?: Uint8Array): Uint8Array {
		if (this.#scattered) return this.#scattered.assemble(room);
		const used = this.#used;
		return this.#pieces
			? this.#pieces.view(used)
			: this.#single.subarray(this.#at, this.#at + used);
	}

	/** How the message travelled. Nothing when no packet of it was seen. */
	carriage(): Carriage | undefined {
		const first = this.#first;
		const last = this.#latest;
		if (this.#scattered || (first && this.#last < 0))
			return this.#scatter().carriage(this.#provenTo, this.retransmissions);
		if (!first || !last) return undefined;
		const carriage = carriageOfTravel({
			first,
			last,
			frames: this.#frames,
			bytes: this.#used,
			complete: true,
			retransmissions: this.#retransmissions,
		});
		if (this.acknowledged) carriage.acknowledged = true;
		return carriage;
	}

	problems(): Problem[] {
		if (this.#scattered || this.#last < 0)
			return this.#scatter().problems(this.#provenTo);
		const problems: Problem[] = [];
		if (this.#conflict !== undefined)
			problems.push({ layer: "wtp", code: "conflict", frame: this.#conflict });
		if (!this.#limited) return problems;
		const { frame } = this.#latest as Stamp;
		problems.push({ layer: "wtp", code: "limit-message-octets", frame });
		return problems;
	}

	/** Drops the octets; what was seen is still known. */
	release(): void {
		if (this.#released) return;
		this.#released = true;
		if (this.#scattered) this.#prints = this.#scattered.release();
		else this.#pieces?.release();
		this.#single = NOTHING;
		this.#used = 0;
		this.#frames = NO_FRAMES;
		this.#ends = undefined;
		this.#first = undefined;
		this.#latest = undefined;
	}

	/** Prints of its packets, once it was released. */
	get prints(): Prints {
		return this.#prints;
	}

	get #lastPacket(): number {
		return this.#scattered ? this.#scattered.last : this.#last;
	}

	#addLate(row: WapRow): Arrival {
		const arrival = lateArrival(row, this.#prints);
		if (arrival === "repeated") this.#retransmissions++;
		return arrival;
	}

	/** The first copy counts. */
	#addAgain(row: WapRow, psn: number): Arrival {
		this.#retransmissions++;
		const isOther = this.#prints[psn] !== row.print;
		if (isOther && row.length === row.wireLength)
			this.#conflict ??= row.stamp.frame;
		return "repeated";
	}

	/** What is said of the next packet; its octets come after that. */
	#note(row: WapRow, latest: Stamp | undefined): void {
		const { stamp, flags } = row;
		if (latest) this.#noteNext(row);
		else {
			this.#prints.push(row.print);
			this.#first = copyStamp(stamp);
			this.#latest = this.#first;
			this.#frames = [stamp.frame];
			this.#endsGroup = (flags & WTP_FLAG_GTR) === 0 ? 0 : 1;
		}
		if (row.type >= WTP_SEGMENTED_INVOKE && (row.has & WTP_HAS_PSN) !== 0)
			this.#extended = true;
		if (row.totalSize > this.#totalSize) this.#totalSize = row.totalSize;
	}

	/** Of one that is not the first. */
	#noteNext({ stamp, print, flags }: WapRow): void {
		const latest = this.#latest as Stamp;
		this.#prints.push(print);
		this.#ends ??= [2 * this.#used + this.#endsGroup];
		if (latest === this.#first) this.#latest = copyStamp(stamp);
		else assignStamp(latest, stamp);
		this.#frames.push(stamp.frame);
		this.#endsGroup = (flags & WTP_FLAG_GTR) === 0 ? 0 : 1;
	}

	#refer({ bytes, offset, length }: WapRow): void {
		this.#used = length;
		this.#single = bytes;
		this.#at = offset;
	}

	#append(row: WapRow): void {
		const { length } = row;
		if (this.#used === 0) this.#unit = length;
		else if (length !== this.#unit) this.#isEven = false;
		this.#used += length;
		this.#ends?.push(2 * this.#used + this.#endsGroup);
		this.#pieces ??= new Pieces(this.#room);
		this.#pieces.append(row);
	}

	/** From here on packets are told apart. */
	#scatter(): ScatteredSdu {
		if (this.#scattered) return this.#scattered;
		const run: Run = {
			packets: this.#packets(),
			pieces: this.#pieces ?? new Pieces(this.#room),
			unit: this.#isEven ? this.#unit : 0,
			totalSize: this.#totalSize,
			extended: this.#extended,
			conflict: this.#conflict,
			limited: this.#limited,
		};
		const scattered = new ScatteredSdu(this.#limit, this.#room, run);
		this.#scattered = scattered;
		return scattered;
	}

	/** Of those between the first and the newest only the number of the frame matters. */
	#packets(): Packet[] {
		const packets: Packet[] = [];
		const count = this.#prints.length;
		const ends = this.#ends ?? [2 * this.#used + this.#endsGroup];
		let at = 0;
		for (let psn = 0; psn < count; psn++) {
			const end = ends[psn] as number;
			const isNewest = psn === count - 1;
			const stamp = copyStamp((isNewest ? this.#latest : this.#first) as Stamp);
			stamp.frame = this.#frames[psn] as number;
			const length = (end >> 1) - at;
			const print = this.#prints[psn] as number;
			const endsGroup = (end & 1) === 1;
			packets.push({
				psn,
				stamp,
				at,
				length,
				wireLength: length,
				print,
				endsGroup,
			});
			at += length;
		}
		return packets;
	}
}

/** Is this packet of the Result side? */
export function isResult(row: WapRow): boolean {
	return row.type === WTP_RESULT || row.type === WTP_SEGMENTED_RESULT;
}
