import type { CaptureReader } from "../capture/reader.js";
import type { Rows } from "../frame/frame.js";
import { fingerprint } from "../wap/fingerprint.js";
import { ROW_IS_TCP, ROW_IS_WSP, ROW_IS_WTP } from "../wasm/layout.js";
import { PACKET_WORDS, PacketCounts } from "./packetcounts.js";

/** A packet and its copy are in the same or in neighbouring spans of so many seconds, clocks of probes included. */
const SPAN_SECONDS = 2;
/** Nothing that is farther away is a copy. */
const REACH_SECONDS = 2 * SPAN_SECONDS;
/** Packets of one span that are remembered. */
const LIMIT = 100_000;

/**
 * Tells packets that several captures hold: two probes on one link, or overlapping files. Each is taken once, from
 * whichever capture has it first, so that a copy is no retransmission; what one capture lost the other gives. A packet
 * that really came again is there twice in one of them. Where one capture only has packets, nothing is remembered.
 */
export class Copies {
	/** Of this span and of the one before. */
	#young = new PacketCounts();
	#old = new PacketCounts();
	readonly #packet = new Uint32Array(PACKET_WORDS);
	#span = 0;
	/** Latest second so far, and that of packets of other captures than the one at hand. */
	#seconds = Number.NEGATIVE_INFINITY;
	#otherSeconds = Number.NEGATIVE_INFINITY;
	#capture = -1;
	readonly #reader: Pick<CaptureReader, "aloneUntil">;
	#aloneUntil = Number.NEGATIVE_INFINITY;

	constructor(reader: Pick<CaptureReader, "aloneUntil">) {
		this.#reader = reader;
	}

	/** Before the rows of a batch. */
	beginBatch(): void {
		this.#aloneUntil = this.#reader.aloneUntil;
	}

	/** The selected row is of a packet that another capture gave already. */
	isCopy(rows: Rows): boolean {
		const { kind, capture, seconds } = rows;
		if (kind !== ROW_IS_TCP && kind !== ROW_IS_WTP && kind !== ROW_IS_WSP)
			return false;
		if (capture !== this.#capture) {
			this.#capture = capture;
			this.#otherSeconds = this.#seconds;
		}
		if (seconds > this.#seconds) this.#seconds = seconds;
		if (this.#isAlone()) return false;
		this.#forget();
		const packet = this.#packet;
		if (kind === ROW_IS_TCP) describeSegment(rows, packet);
		else describeDatagram(rows, packet);
		const young = this.#young;
		let before = young.look(packet, capture);
		if (before < 0) {
			young.copy(packet, this.#old);
			before = young.look(packet, capture);
		}
		const isCopy = young.others > Math.max(before, 0);
		young.add(packet, capture);
		return isCopy;
	}

	/** No other capture has packets near in time. */
	#isAlone(): boolean {
		return (
			this.#seconds + REACH_SECONDS < this.#aloneUntil &&
			this.#seconds - REACH_SECONDS > this.#otherSeconds
		);
	}

	#forget(): void {
		const span = Math.floor(this.#seconds / SPAN_SECONDS);
		if (span === this.#span && this.#young.size < LIMIT) return;
		const cleared = this.#old;
		this.#old = this.#young;
		this.#young = cleared;
		cleared.clear();
		if (span > this.#span + 1) this.#old.clear();
		this.#span = span;
	}
}

function describeSegment(rows: Rows, packet: Uint32Array): void {
	packet[0] = rows.stream;
	packet[1] = (rows.window << 16) | (rows.tcpFlags << 8) | rows.direction;
	packet[2] = rows.sequenceNumber;
	packet[3] = rows.acknowledgmentNumber;
	packet[4] = rows.payloadWireLength;
}

const OF_WTP = 2;
const OF_WSP = 4;

function describeDatagram(rows: Rows, packet: Uint32Array): void {
	const isWsp = rows.kind === ROW_IS_WSP;
	packet[0] = rows.stream;
	packet[1] = isWsp
		? OF_WSP | rows.direction
		: (rows.wtpType << 8) | OF_WTP | rows.direction;
	packet[2] = fingerprint({
		bytes: rows.memory,
		offset: rows.payloadOffset,
		length: rows.payloadLength,
		wireLength: rows.payloadWireLength,
	});
	packet[3] = rows.wtpPsn;
	packet[4] = (rows.wtpTid << 16) | (rows.wtpIndex << 8) | rows.wtpFlags;
	if (isWsp) packet.fill(0, 3);
}
