import type { Rows } from "../frame/frame.js";
import { copyStamp, newStamp, type Stamp } from "./stamp.js";

/** Bounds on what is kept for datagrams that are not complete. */
export interface FragmentLimits {
	/** Datagrams open at a time. */
	datagrams: number;
	/** Octets of all of them. */
	octets: number;
	/** Seconds of capture time after the first fragment (RFC 791 3.2 and RFC 8200 4.5 give 15 to 60). */
	seconds: number;
}

export const FRAGMENT_LIMITS: FragmentLimits = {
	datagrams: 4096,
	octets: 64 * 1024 * 1024,
	seconds: 30,
};

/** How often what became of fragments. */
export interface FragmentCounts {
	completed: number;
	/** Datagrams given up: too old, too many, too large together. */
	expired: number;
	overCount: number;
	overOctets: number;
	/** Fragments whose octets were there already, in part or in whole; the first copy counts. */
	overlapped: number;
	/** Fragments that contradict the datagram's end, or reach beyond 65,535 octets. */
	malformed: number;
}

/** A datagram's IP payload, put together. */
export interface Datagram {
	octets: Uint8Array;
	/** Octets captured from the start without a hole. */
	length: number;
	wireLength: number;
	family: number;
	/** IP protocol, or the IPv6 extension header that follows the fragment header. */
	protocol: number;
	/** Source, then destination, 4 or 16 octets each. */
	addresses: Uint8Array;
	/** Scope key, way and tunnel endpoint identifier of its tunnel. */
	scope: number;
	way: number;
	teid: number;
	/** Where and when the fragment that completed it was captured. */
	stamp: Stamp;
	/** ROW_FLAG_* of that fragment. */
	flags: number;
	/** Packets that its fragments came in, three numbers each: frame, capture, frame within the capture. */
	packets: readonly number[];
}

interface Piece {
	start: number;
	/** End of the captured octets. */
	end: number;
	/** End by the header. */
	wireEnd: number;
}

interface Open {
	key: string;
	octets: Uint8Array;
	/** Sorted, without overlap. */
	pieces: Piece[];
	/** Length by the last fragment. */
	total: number | undefined;
	protocol: number;
	firstSecond: number;
	packets: number[];
	/** Neighbours by the first fragment: a map's own order is slow to read from the front while entries go. */
	older: Open | undefined;
	newer: Open | undefined;
}

const DATAGRAM_MAX = 65_535;
/** Packets of one datagram that are remembered: as many as can bring something new to it. */
const PACKETS_LIMIT = DATAGRAM_MAX / 8;
const NO_STAMP: Stamp = newStamp();

/** Puts fragments of IP datagrams together (RFC 791 3.2, RFC 8200 4.5). */
export class FragmentTable {
	readonly counts: FragmentCounts = {
		completed: 0,
		expired: 0,
		overCount: 0,
		overOctets: 0,
		overlapped: 0,
		malformed: 0,
	};
	readonly #limits: FragmentLimits;
	readonly #open = new Map<string, Open>();
	#oldest: Open | undefined;
	#newest: Open | undefined;
	#octets = 0;

	constructor(limits: FragmentLimits = FRAGMENT_LIMITS) {
		this.#limits = limits;
	}

	/** Octets held. */
	get octets(): number {
		return this.#octets;
	}

	/**
	 * Takes the selected row, a fragment. Returns the datagram that it completes.
	 *
	 * @param packets those that the row was made of, when it is not the one of its frame
	 */
	add(rows: Rows, packets?: readonly number[]): Datagram | undefined {
		this.#expire(rows.seconds);
		const open = this.#find(rows);
		const start = rows.fragmentOffset;
		const wireEnd = start + rows.payloadWireLength;
		if (!this.#accepts(open, rows, wireEnd)) {
			this.counts.malformed++;
			return undefined;
		}
		if (start === 0) open.protocol = rows.fragmentProtocol;
		if (!rows.hasMoreFragments) open.total = wireEnd;
		this.#insert(open, rows);
		if (open.packets.length < 3 * PACKETS_LIMIT)
			open.packets.push(
				...(packets ?? [rows.frame, rows.capture, rows.captureFrame]),
			);
		if (!isComplete(open)) return undefined;
		this.counts.completed++;
		this.#remove(open);
		return finish(open, rows);
	}

	#find(rows: Rows): Open {
		const size = rows.fragmentFamily === 4 ? 8 : 32;
		const at = rows.fragmentAddresses;
		const addresses = rows.memory.subarray(at, at + size);
		// IPv6 datagrams are told apart without the protocol, RFC 8200 4.5.
		const protocol = rows.fragmentFamily === 4 ? rows.fragmentProtocol : 0;
		const key = `${addresses.join(".")}/${rows.fragmentId}/${protocol}/${rows.fragmentScope}`;
		const known = this.#open.get(key);
		if (known) return known;
		if (this.#open.size >= this.#limits.datagrams) {
			this.#dropOldest();
			this.counts.overCount++;
		}
		const open: Open = {
			key,
			octets: new Uint8Array(0),
			pieces: [],
			total: undefined,
			protocol: rows.fragmentProtocol,
			firstSecond: rows.seconds,
			packets: [],
			older: this.#newest,
			newer: undefined,
		};
		this.#open.set(key, open);
		if (this.#newest) this.#newest.newer = open;
		else this.#oldest = open;
		this.#newest = open;
		return open;
	}

	#accepts(open: Open, rows: Rows, wireEnd: number): boolean {
		if (wireEnd > DATAGRAM_MAX || rows.payloadWireLength === 0) return false;
		if (open.total !== undefined && wireEnd > open.total) return false;
		if (rows.hasMoreFragments) return true;
		const last = open.pieces[open.pieces.length - 1];
		return last === undefined || last.wireEnd <= wireEnd;
	}

	/** Copies what is new of the fragment: of octets that are there already the first copy counts. */
	#insert(open: Open, rows: Rows): void {
		const from = rows.fragmentOffset;
		const end = from + rows.payloadLength;
		const wireEnd = from + rows.payloadWireLength;
		this.#grow(open, wireEnd);
		let start = from;
		const merged: Piece[] = [];
		for (const piece of open.pieces) {
			if (piece.start >= wireEnd || piece.wireEnd <= start) {
				merged.push(piece);
				continue;
			}
			this.counts.overlapped++;
			if (piece.start > start) {
				const before = Math.min(end, piece.start);
				const gap = { start, end: before, wireEnd: piece.start };
				merged.push(this.#copy(open, rows, gap));
			}
			merged.push(piece);
			start = piece.wireEnd;
		}
		if (start < wireEnd) {
			merged.push(this.#copy(open, rows, { start, end, wireEnd }));
		}
		open.pieces = merged.sort((a, b) => a.start - b.start);
	}

	/** `end` may lie before the start: nothing of the piece was captured. */
	#copy(open: Open, rows: Rows, { start, end, wireEnd }: Piece): Piece {
		const captured = Math.max(start, end);
		const at = rows.payloadOffset - rows.fragmentOffset;
		open.octets.set(rows.memory.subarray(at + start, at + captured), start);
		return { start, end: captured, wireEnd };
	}

	#grow(open: Open, size: number): void {
		if (size <= open.octets.length) return;
		const capacity = Math.min(
			DATAGRAM_MAX,
			Math.max(size, open.octets.length * 2, 4096),
		);
		const octets = new Uint8Array(capacity);
		octets.set(open.octets);
		this.#octets += capacity - open.octets.length;
		open.octets = octets;
		while (this.#octets > this.#limits.octets && this.#open.size > 1) {
			this.#dropOldest();
			this.counts.overOctets++;
		}
	}

	#remove(open: Open): void {
		if (!this.#open.delete(open.key)) return;
		this.#octets -= open.octets.length;
		const { older, newer } = open;
		if (older) older.newer = newer;
		else this.#oldest = newer;
		if (newer) newer.older = older;
		else this.#newest = older;
	}

	#dropOldest(): void {
		if (this.#oldest) this.#remove(this.#oldest);
	}

	#expire(second: number): void {
		for (let open = this.#oldest; open; open = this.#oldest) {
			if (second - open.firstSecond <= this.#limits.seconds) return;
			this.#remove(open);
			this.counts.expired++;
		}
	}
}

function isComplete(open: Open): boolean {
	if (open.total === undefined) return false;
	let end = 0;
	for (const piece of open.pieces) {
		if (piece.start > end) return false;
		end = piece.wireEnd;
	}
	return end === open.total;
}

function finish(open: Open, rows: Rows): Datagram {
	let length = 0;
	for (const piece of open.pieces) {
		length = piece.end;
		if (piece.end < piece.wireEnd) break;
	}
	const at = rows.fragmentAddresses;
	const size = rows.fragmentFamily === 4 ? 8 : 32;
	return {
		octets: open.octets,
		length,
		wireLength: open.total ?? 0,
		family: rows.fragmentFamily,
		protocol: open.protocol,
		addresses: rows.memory.slice(at, at + size),
		scope: rows.fragmentScope,
		way: rows.fragmentWay,
		teid: rows.stream,
		stamp: rows.stamp(copyStamp(NO_STAMP)),
		flags: rows.flags,
		packets: open.packets,
	};
}
