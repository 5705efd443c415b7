import type { CaptureReader } from "../capture/reader.js";
import type { Flows } from "../frame/flows.js";
import type { Rows } from "../frame/frame.js";
import { dnsFailure } from "../pipeline/dnsrows.js";
import { fingerprint } from "../wap/fingerprint.js";
import {
	ROW_FLAG_START,
	ROW_IS_DNS,
	ROW_IS_TCP,
	ROW_IS_WSP,
	ROW_IS_WTP,
	VERDICT_IGNORE,
} from "../wasm/layout.js";
import { Chosen, type PacketNumbers } from "./chosen.js";
import { TcpChoice } from "./tcpchoice.js";
import { endsKey, type Wanted } from "./wanted.js";
import { WapChoice } from "./wapchoice.js";

/** First octets of an answer that is not the last one (RFC 9110 15.2); the minor version lies between. */
const INTERIM = [..."HTTP/1"].map((letter) => letter.charCodeAt(0));
const INTERIM_CLASS = "1".charCodeAt(0);
const CLASS_AT = 9;

/** Connections of one kind, by their stream. */
interface Followed<T> {
	readonly streams: Map<number, T>;
	make(): T;
}

/** Second reading: goes through the rows of the core and chooses the packets that belong to the messages. */
export class Chooser {
	readonly chosen = new Chosen();
	readonly #reader: CaptureReader;
	readonly #flows: Flows;
	readonly #wanted: Wanted;
	readonly #tcp: Followed<TcpChoice> = {
		streams: new Map(),
		make: () => new TcpChoice(this.chosen),
	};
	readonly #wap: Followed<WapChoice> = {
		streams: new Map(),
		make: () => new WapChoice(this.chosen),
	};
	/** Streams of this batch that are not looked at any more. */
	readonly #ignored = new Set<number>();

	/** @param reader one that makes a row of every TCP segment */
	constructor(reader: CaptureReader, wanted: Wanted) {
		this.#reader = reader;
		this.#flows = reader.flows;
		this.#wanted = wanted;
	}

	/** Takes all rows of a batch, in order. */
	process(rows: Rows): void {
		this.#ignored.clear();
		const { count } = rows;
		for (let index = 0; index < count; index++) this.#onRow(rows.select(index));
	}

	#onRow(rows: Rows): void {
		switch (rows.kind) {
			case ROW_IS_TCP:
				this.#onTcp(rows);
				break;
			case ROW_IS_WTP:
			case ROW_IS_WSP:
				this.#onWap(rows);
				break;
			case ROW_IS_DNS:
				this.#onDns(rows);
				break;
			default:
				// Refusals by routers: one packet each.
				if (this.#wanted.frames.has(rows.frame))
					this.chosen.add(this.#packetsOf(rows));
		}
	}

	#onTcp(rows: Rows): void {
		const choice = this.#follow(this.#tcp, rows);
		if (!choice) return;
		const { frame } = rows;
		if (this.#wanted.whole.has(frame)) choice.takeWhole();
		choice.onSegment({
			direction: rows.direction,
			flags: rows.tcpFlags,
			sequenceNumber: rows.sequenceNumber,
			acknowledgmentNumber: rows.acknowledgmentNumber,
			length: rows.payloadWireLength,
			isInterim: isInterim(rows),
			isStart: (rows.flags & ROW_FLAG_START) !== 0,
			isSliced: rows.payloadLength < rows.payloadWireLength,
			isWanted: this.#wanted.frames.has(frame),
			packets: this.#packetsOf(rows),
		});
	}

	#onWap(rows: Rows): void {
		const choice = this.#follow(this.#wap, rows);
		if (!choice) return;
		const { memory, payloadOffset, payloadLength, frame } = rows;
		const pdu = {
			direction: rows.direction,
			seconds: rows.seconds,
			print: fingerprint({
				bytes: memory,
				offset: payloadOffset,
				length: payloadLength,
				wireLength: rows.payloadWireLength,
			}),
			isWanted: this.#wanted.frames.has(frame),
			packets: this.#packetsOf(rows),
			type: rows.wtpType,
			tid: rows.wtpTid,
			first: payloadLength > 0 ? memory[payloadOffset]! : 0,
		};
		if (rows.kind === ROW_IS_WTP) choice.onWtp(pdu);
		else choice.onDatagram(pdu);
	}

	/** The row comes when a query has failed, and tells of the packets before it. */
	#onDns(rows: Rows): void {
		const { query, answer } = dnsFailure(rows, this.#flows);
		for (const packet of [query, answer])
			if (packet && this.#wanted.frames.has(packet.frame))
				this.chosen.add([packet.frame, packet.capture, packet.captureFrame]);
	}

	/** What is known of the row's connection; undefined when none of its ends carried a message. */
	#follow<T>({ streams, make }: Followed<T>, rows: Rows): T | undefined {
		const { stream, flow } = rows;
		const key = rows.kind === ROW_IS_TCP ? stream : -1 - stream;
		const known = streams.get(stream);
		if (known || this.#ignored.has(key)) return known;
		const flows = this.#flows;
		const ends = endsKey(
			flows.address(flow, 0),
			flows.port(flow, 0),
			flows.address(flow, 1),
			flows.port(flow, 1),
		);
		if (!this.#wanted.ends.has(ends)) {
			this.#ignored.add(key);
			flows.setVerdict(flow, stream, VERDICT_IGNORE);
			return undefined;
		}
		const made = make();
		streams.set(stream, made);
		return made;
	}

	#packetsOf(rows: Rows): PacketNumbers {
		const { datagramPackets } = this.#reader;
		if (datagramPackets) return datagramPackets;
		return [rows.frame, rows.capture, rows.captureFrame];
	}
}

function isInterim(rows: Rows): boolean {
	if (rows.payloadLength <= CLASS_AT) return false;
	const { memory, payloadOffset } = rows;
	return (
		memory[payloadOffset + CLASS_AT] === INTERIM_CLASS &&
		INTERIM.every((octet, i) => memory[payloadOffset + i] === octet)
	);
}
