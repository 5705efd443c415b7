import { CarriageLog } from "../flow/carriage.js";
import { copyStamp, type Stamp } from "../flow/stamp.js";
import type { Carriage, Problem } from "../record.js";
import { WTP_FLAG_GTR, WTP_FLAG_TTR, WTP_HAS_PSN } from "../wasm/layout.js";
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

interface Packet {
	stamp: Stamp;
	octets: Uint8Array;
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

/** FNV-1a over the user data, to tell repeats from new packets after the octets are gone. */
export function fingerprint(row: WapRow): number {
	const { bytes, offset, length } = row;
	let hash = 0x811c9dc5 ^ row.wireLength;
	for (let at = offset; at < offset + length; at++)
		hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
	return hash >>> 0;
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
	readonly #packets = new Map<number, Packet>();
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
	#released = false;
	retransmissions = 0;

	constructor(limit: number) {
		this.#limit = limit;
	}

	get started(): boolean {
		return this.#packets.size > 0;
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
		return this.#packets.get(psn)?.fingerprint;
	}

	/** Packets up to and with this number reached the peer; all of them without a number. */
	prove(psn = Number.POSITIVE_INFINITY): void {
		if (psn > this.#provenTo) this.#provenTo = psn;
	}

	add(row: WapRow): Arrival {
		const psn = sequenceNumber(row);
		const known = this.#packets.get(psn);
		if (known) return this.#addAgain(row, psn, known);
		const isBeyond = this.#last >= 0 && psn > this.#last;
		if (this.#released || isBeyond) return "refused";
		if (!this.#hasRoom(row)) return "refused";
		this.#packets.set(psn, {
			stamp: copyStamp(row.stamp),
			octets: row.bytes.slice(row.offset, row.offset + row.length),
			wireLength: row.wireLength,
			fingerprint: fingerprint(row),
			endsGroup: (row.flags & WTP_FLAG_GTR) !== 0,
		});
		this.#octets += row.length;
		this.#sliced += row.wireLength - row.length;
		this.#note(row, psn);
		while (this.#packets.has(this.#next)) this.#next++;
		return this.finished ? "completed" : "added";
	}

	/** The octets up to the first hole. */
	assemble(): Uint8Array {
		const pieces: Uint8Array[] = [];
		for (let psn = 0; psn < this.#next; psn++) {
			const packet = this.#packets.get(psn);
			if (!packet) break;
			pieces.push(packet.octets);
			if (packet.octets.length < packet.wireLength) break;
		}
		if (pieces.length === 1) return pieces[0] ?? NOTHING;
		const octets = new Uint8Array(pieces.reduce((n, p) => n + p.length, 0));
		let at = 0;
		for (const piece of pieces) {
			octets.set(piece, at);
			at += piece.length;
		}
		return octets;
	}

	/** How the message travelled. Nothing when no packet of it was seen. */
	carriage(): Carriage | undefined {
		const packets = [...this.#packets].sort(([a], [b]) => a - b);
		const first = packets[0]?.[1];
		if (!first) return undefined;
		const log = new CarriageLog(first.stamp);
		log.retransmissions = this.retransmissions;
		for (const [, { stamp, octets }] of packets) log.add(stamp, octets.length);
		const whole = this.finished && this.#sliced === 0;
		const carriage = log.finish(whole ? this.#latest : undefined);
		if (this.acknowledged) carriage.acknowledged = true;
		if (whole) return carriage;
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
		this.#released = true;
		for (const packet of this.#packets.values()) packet.octets = NOTHING;
		this.#octets = 0;
	}

	#addAgain(row: WapRow, psn: number, known: Packet): Arrival {
		this.retransmissions++;
		if (known.fingerprint === fingerprint(row)) return "repeated";
		const fuller =
			!this.#released &&
			row.wireLength === known.wireLength &&
			row.length > known.octets.length &&
			known.octets.length < known.wireLength;
		if (!fuller) {
			if (row.length === row.wireLength) this.#conflict ??= row.stamp.frame;
			return "repeated";
		}
		this.#octets -= known.octets.length;
		this.#sliced -= known.wireLength - known.octets.length;
		this.#packets.delete(psn);
		this.#next = Math.min(this.#next, psn);
		this.retransmissions--;
		return this.add(row);
	}

	#hasRoom(row: WapRow): boolean {
		if (
			this.#octets + row.length <= this.#limit &&
			this.#packets.size < PACKETS_LIMIT
		)
			return true;
		this.#limited = true;
		return false;
	}

	#note(row: WapRow, psn: number): void {
		const segment = row.type >= WTP_SEGMENTED_INVOKE;
		if (!this.#latest || row.stamp.frame > this.#latest.frame)
			this.#latest = copyStamp(row.stamp);
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
		for (const [psn, { octets, wireLength }] of this.#packets) {
			if (psn <= last) continue;
			this.#packets.delete(psn);
			this.#octets -= octets.length;
			this.#sliced -= wireLength - octets.length;
		}
		this.#next = Math.min(this.#next, last);
	}

	/** A sender waits for the Ack of a group before it sends the next (WAP-224 7.14.3); not so in extended SAR. */
	#provenByGroups(): number {
		if (this.#extended) return -1;
		let proven = -1;
		for (const [psn, { endsGroup }] of this.#packets)
			if (endsGroup && psn < this.#highest && psn > proven) proven = psn;
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
		let first = Number.POSITIVE_INFINITY;
		if (this.#sliced === 0) return first;
		for (const [psn, { octets, wireLength }] of this.#packets)
			if (octets.length < wireLength && psn < first) first = psn;
		return first;
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
			offset += packet.octets.length;
			if (packet.octets.length < packet.wireLength) break;
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

/** Is this packet of the Result side? */
export function isResult(row: WapRow): boolean {
	return row.type === WTP_RESULT || row.type === WTP_SEGMENTED_RESULT;
}
