import { assignStamp, copyStamp, type Stamp } from "../flow/stamp.js";
import type { Carriage, Problem } from "../record.js";
import { WTP_FLAG_GTR, WTP_FLAG_TTR, WTP_HAS_PSN } from "../wasm/layout.js";
import { carriageOfTravel } from "./carriage.js";
import { type Octets, Pieces, Room } from "./pieces.js";
import {
	type WapRow,
	WTP_RESULT,
	WTP_SEGMENTED_INVOKE,
	WTP_SEGMENTED_RESULT,
} from "./row.js";
import {
	ALL_PACKETS,
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
	/** Octets of the first packet, and of each but the last. */
	#unit = 0;
	#first: Stamp | undefined;
	/** Of the newest packet. */
	#latest: Stamp | undefined;
	/** Of each packet; what is left when the octets were dropped. */
	#prints: (number | undefined)[] = [];
	#frames: number[] = NO_FRAMES;
	/** Numbers of those that end a group. */
	#groups: number[] | undefined;
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
		return this.#provenTo >= (last < 0 ? ALL_PACKETS : last);
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

	/** Packets up to and with this number reached the peer. */
	prove(psn = ALL_PACKETS): void {
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
		const isWhole = (row.flags & WTP_FLAG_TTR) !== 0;
		if (psn !== next || !isNext || !this.#isEven(row, isWhole))
			return this.#scatter().add(row);
		this.#note(row, latest);
		if (isWhole && next === 0) this.#refer(row);
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
		const latest = this.#latest;
		if (this.#released) return false;
		if (this.#scattered) return this.#scattered.take(run);
		if (!latest || this.#last >= 0) return false;
		const { row } = run;
		const { stamp } = row;
		const pieces = this.#piecesToFill();
		const prints = this.#prints;
		const frames = this.#frames;
		const unit = this.#unit;
		const first = run.at;
		let used = this.#used;
		let { frame, nanoseconds } = latest;
		let isNext = true;
		while (run.at !== 0 && !run.isAck) {
			const psn = prints.length;
			isNext = row.psn === psn && row.length === unit && stamp.frame > frame;
			if (!isNext || psn >= PACKETS_LIMIT || used + unit > this.#limit) break;
			({ frame, nanoseconds } = stamp);
			prints.push(row.print);
			frames.push(frame);
			if ((row.flags & WTP_FLAG_GTR) !== 0) this.#noteGroup(psn);
			pieces.append(row);
			used += unit;
			run.moveOn();
		}
		this.#used = used;
		if (run.at !== first) this.#noteLatest(stamp, frame, nanoseconds);
		return run.at === 0 || run.isAck;
	}

	/**
	 * The octets up to the first hole. They may lie where those of other messages will lie when this one is released.
	 *
	 * @param room where those of packets that lie in another order come together, if they fit
	 */
	assemble(room?: Uint8Array): Octets {
		const length = this.#used;
		if (!this.#scattered && !this.#pieces)
			return { bytes: this.#single, offset: this.#at, length };
		const bytes = this.#scattered
			? this.#scattered.assemble(room)
			: (this.#pieces as Pieces).view(length, room);
		return { bytes, offset: 0, length: bytes.length };
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
		this.#groups = undefined;
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
		const psn = this.#prints.length;
		this.#prints.push(row.print);
		if (latest) {
			this.#frames.push(stamp.frame);
			this.#noteLatest(stamp, stamp.frame, stamp.nanoseconds);
		} else {
			this.#first = copyStamp(stamp);
			this.#latest = this.#first;
			this.#frames = [stamp.frame];
			this.#unit = row.length;
		}
		if ((flags & WTP_FLAG_GTR) !== 0) this.#noteGroup(psn);
		if (row.type >= WTP_SEGMENTED_INVOKE && (row.has & WTP_HAS_PSN) !== 0)
			this.#extended = true;
		if (row.totalSize > this.#totalSize) this.#totalSize = row.totalSize;
	}

	/** Of those that are not the first. The others of its run, of which `stamp` is, differ in these two alone. */
	#noteLatest(stamp: Stamp, frame: number, nanoseconds: number): void {
		let latest = this.#latest as Stamp;
		if (latest === this.#first) {
			latest = copyStamp(stamp);
			this.#latest = latest;
		} else assignStamp(latest, stamp);
		latest.captureFrame -= latest.frame - frame;
		latest.frame = frame;
		latest.nanoseconds = nanoseconds;
	}

	#noteGroup(psn: number): void {
		this.#groups ??= [];
		this.#groups.push(psn);
	}

	/** As long as the first one; the last may be shorter. */
	#isEven({ length, wireLength }: WapRow, isLast: boolean): boolean {
		if (length < wireLength) return false;
		if (this.#prints.length === 0) return true;
		return isLast ? length <= this.#unit : length === this.#unit;
	}

	#piecesToFill(): Pieces {
		this.#pieces ??= new Pieces(this.#room);
		return this.#pieces;
	}

	#refer({ bytes, offset, length }: WapRow): void {
		this.#used = length;
		this.#single = bytes;
		this.#at = offset;
	}

	#append(row: WapRow): void {
		this.#used += row.length;
		this.#piecesToFill().append(row);
	}

	/** From here on packets are told apart. */
	#scatter(): ScatteredSdu {
		if (this.#scattered) return this.#scattered;
		const run: Run = {
			packets: this.#packets(),
			pieces: this.#piecesToFill(),
			unit: this.#unit,
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
		const unit = this.#unit;
		const groups = this.#groups ?? [];
		let group = 0;
		for (let psn = 0; psn < count; psn++) {
			const isNewest = psn === count - 1;
			const stamp = (isNewest ? this.#latest : this.#first) as Stamp;
			const at = psn * unit;
			const length = isNewest ? this.#used - at : unit;
			const endsGroup = groups[group] === psn;
			if (endsGroup) group++;
			packets.push({
				frame: this.#frames[psn] as number,
				seconds: stamp.seconds,
				nanoseconds: stamp.nanoseconds,
				fine: stamp.fine,
				capture: stamp.capture,
				captureFrame: stamp.captureFrame,
				psn,
				at,
				length,
				wireLength: length,
				print: this.#prints[psn] as number,
				endsGroup,
			});
		}
		return packets;
	}
}

/** Is this packet of the Result side? */
export function isResult(row: WapRow): boolean {
	return row.type === WTP_RESULT || row.type === WTP_SEGMENTED_RESULT;
}
