import type { Carriage, Problem } from "../record.js";
import { carriageOf } from "./carriage.js";
import type { WapContext } from "./context.js";
import {
	clientOf,
	kindOf,
	openMessage,
	openTransaction,
	setSides,
	settleUnreachable,
} from "./message.js";
import { isWspMethod, isWspPush, WSP_REPLY } from "./names.js";
import { type KeptOctets, OctetStore } from "./octetstore.js";
import { otherSide, type Pair, type Side } from "./pair.js";
import { Peers } from "./peers.js";
import type { Octets } from "./pieces.js";
import { Queue } from "./queue.js";
import type { WapRow } from "./row.js";
import { type Due, NEVER } from "./schedule.js";
import type { WapMessage, WapTransaction } from "./transaction.js";

/** Requests with one TID octet that are remembered at a time, on one pair. */
const SAME_TID_LIMIT = 64;

const NO_PROBLEMS: Problem[] = [];

/** A request with its reply, or a push (WAP-230 8.1.1): one datagram each. */
export class Datagrams implements Due {
	/** Those with the same TID octet. */
	readonly peers: Peers;
	readonly stream: number;
	/** What is told of it; the listener's alone once it was reported. */
	record: WapTransaction | undefined;
	mode: WapTransaction["mode"] = "wsp-cl";
	kind: WapTransaction["kind"] = "unknown";
	ended: WapTransaction["ended"] = "open";
	client: Side;
	request: KeptOctets | undefined;
	response: KeptOctets | undefined;
	requestPrint: number | undefined;
	responsePrint: number | undefined;
	/** Octets of both messages. */
	octets = 0;
	isRemembered = true;
	deadline = 0;
	lookedAt = NEVER;
	readonly #owner: Connectionless;

	constructor(owner: Connectionless, row: WapRow, peers: Peers) {
		this.#owner = owner;
		this.client = peers.requester;
		this.stream = row.flow.stream;
		this.peers = peers;
	}

	get waiting(): WapTransaction | undefined {
		return this.record;
	}

	expire(): void {
		this.#owner.expire(this);
	}
}

/** Connectionless WSP: pairs each reply with the nearest earlier request that has none (SPEC 6). */
export class Connectionless {
	readonly #context: WapContext;
	/** In order of their first datagrams. */
	readonly #remembered = new Queue<Datagrams>(
		({ isRemembered }) => isRemembered,
	);
	#count = 0;
	readonly #store = new OctetStore();
	#octets = 0;
	/** More is remembered than when the limits were looked at. */
	#grew = false;

	constructor(context: WapContext) {
		this.#context = context;
	}

	onRow(row: WapRow, pair: Pair, sender: Side): void {
		if (row.length < 2) return;
		const type = row.bytes[row.offset + 1] ?? 0;
		if (type === WSP_REPLY) this.#reply(row, pair, otherSide(sender));
		else if (isWspMethod(type) || isWspPush(type))
			this.#request(row, pair, sender);
		if (this.#grew) this.#enforceLimits();
	}

	/** The capture is over. */
	finish(): void {
		for (const datagrams of this.#remembered) this.#report(datagrams, "open");
		for (const datagrams of this.#remembered) this.#forget(datagrams);
	}

	/** Requests of a side that wait for their replies. */
	*waiting(pair: Pair, requester: Side): Generator<WapTransaction> {
		let left = pair.asked;
		for (let one = pair.newestPeers; one && left > 0; one = one.older) {
			if (one.requester !== requester) continue;
			for (const { record } of one.newestFirst()) {
				if (!record) continue;
				left--;
				yield record;
			}
		}
	}

	/** Nobody waits for its answer any longer. */
	expire(datagrams: Datagrams): void {
		this.#end(datagrams, "timeout");
	}

	/** Capture time went on: what was reported is forgotten as soon as what began with it expires. */
	advance(): void {
		const { now } = this.#context.schedule;
		let { oldest } = this.#remembered;
		while (oldest && !oldest.record && oldest.deadline <= now) {
			this.#forget(oldest);
			({ oldest } = this.#remembered);
		}
	}

	/** New ones have to be given something to remember. */
	#peersOf(pair: Pair, requester: Side, tid: number): Peers {
		const known = pair.peersOf(requester, tid);
		if (known) return known;
		const peers = new Peers(pair, requester, tid);
		pair.addPeers(peers);
		return peers;
	}

	#request(row: WapRow, pair: Pair, sender: Side): void {
		const { print } = row;
		const peers = this.#peersOf(pair, sender, tidOf(row));
		const known = peers.findRequest(print);
		if (known) {
			this.#repeat(known, "request", row);
			return;
		}
		const datagrams = new Datagrams(this, row, peers);
		datagrams.requestPrint = print;
		const record = this.#begin(datagrams);
		const message = this.#read(row);
		record.request = message;
		record.kind = kindOf(message.pdu);
		pair.client = clientOf(message.pdu, sender) ?? pair.client;
		datagrams.client = pair.clientOr(sender);
		setSides(record, pair, datagrams.client);
		const isPush = record.kind === "push";
		if (isPush) record.mode = "wsp-push";
		datagrams.request = this.#keep(datagrams, message);
		const { events } = this.#context;
		events.onMessage?.(message, record, isPush ? "push" : "request");
		if (isPush) this.#report(datagrams, "done");
		else this.#context.schedule.set(datagrams, datagrams.deadline);
	}

	#reply(row: WapRow, pair: Pair, requester: Side): void {
		const peers = this.#peersOf(pair, requester, tidOf(row));
		const { print } = row;
		const open = peers.findOpen();
		const known = open ? undefined : peers.findReply(print);
		if (known) {
			this.#repeat(known, "response", row);
			return;
		}
		const datagrams = open ?? new Datagrams(this, row, peers);
		const record = datagrams.record ?? this.#begin(datagrams);
		const message = this.#read(row);
		datagrams.responsePrint = print;
		datagrams.response = this.#keep(datagrams, message);
		datagrams.client = requester;
		record.response = message;
		record.kind = "method";
		pair.client ??= requester;
		setSides(record, pair, requester);
		this.#context.events.onMessage?.(message, record, "response");
		this.#report(datagrams, "done");
	}

	#read(row: WapRow): WapMessage {
		const isSliced = row.length < row.wireLength;
		const problems = isSliced ? [sliced(row)] : NO_PROBLEMS;
		return this.#decode(row, carriageOf(row), problems);
	}

	#decode(octets: Octets, carriage: Carriage, problems: Problem[]): WapMessage {
		const { decoder } = this.#context;
		const message = openMessage(decoder, octets, carriage, problems);
		message.pdu = decoder.decode(message.offset, message.length, true);
		return message;
	}

	#keep(datagrams: Datagrams, message: WapMessage): KeptOctets {
		const { length, problems } = message;
		datagrams.octets += length;
		this.#octets += length;
		this.#grew = true;
		return this.#store.keep(message, problems);
	}

	#repeat(
		datagrams: Datagrams,
		which: "request" | "response",
		row: WapRow,
	): void {
		const kept = datagrams[which];
		if (!kept) return;
		const { events } = this.#context;
		const record = datagrams.record ?? recall(datagrams);
		const told = record[which];
		if (told) told.carriage.retransmissions++;
		const repeat = carriageOf(row);
		const message = told ?? this.#decode(kept, repeat, kept.problems);
		const request = record.kind === "push" ? "push" : "request";
		const role = which === "response" ? "response" : request;
		events.onMessage?.(message, record, role, repeat);
	}

	#begin(datagrams: Datagrams): WapTransaction {
		const { limits, schedule } = this.#context;
		const { peers } = datagrams;
		const { oldest } = peers;
		if (oldest && peers.size >= SAME_TID_LIMIT) this.#end(oldest, "timeout");
		peers.add(datagrams);
		this.#remembered.add(datagrams);
		this.#count++;
		this.#grew = true;
		datagrams.deadline = schedule.now + limits.replySeconds;
		const record = openRecord(datagrams);
		datagrams.record = record;
		peers.pair.asked++;
		peers.pair.begin(peers.requester, datagrams);
		return record;
	}

	#report(datagrams: Datagrams, end: "done" | "timeout" | "open"): void {
		const { record } = datagrams;
		if (!record) return;
		record.ended = end;
		settleUnreachable(record);
		datagrams.mode = record.mode;
		datagrams.kind = record.kind;
		datagrams.ended = record.ended;
		datagrams.record = undefined;
		datagrams.peers.pair.asked--;
		this.#context.events.onTransaction(record);
	}

	#end(datagrams: Datagrams, end: "timeout" | "open"): void {
		this.#report(datagrams, end);
		this.#forget(datagrams);
	}

	#forget(datagrams: Datagrams): void {
		if (!datagrams.isRemembered) return;
		datagrams.isRemembered = false;
		this.#count--;
		this.#octets -= datagrams.octets;
		const { peers } = datagrams;
		peers.delete(datagrams);
		if (peers.size === 0) peers.pair.deletePeers(peers);
	}

	#enforceLimits(): void {
		const { limits, limited } = this.#context;
		this.#grew = false;
		while (
			this.#count > limits.openTransactions ||
			this.#octets > limits.rememberedOctets
		) {
			const { oldest } = this.#remembered;
			if (!oldest) return;
			if (oldest.record) {
				limited("open-transactions");
				const code = "limit-open-transactions";
				oldest.record.problems = [{ layer: "wsp", code }];
			}
			this.#end(oldest, "open");
		}
	}
}

/** The snap length cut the datagram. */
function sliced({ length, wireLength, stamp }: WapRow): Problem {
	return {
		layer: "wsp",
		code: "sliced",
		offset: length,
		needed: wireLength,
		available: length,
		frame: stamp.frame,
	};
}

function openRecord({ peers, stream }: Datagrams): WapTransaction {
	const { pair, tid } = peers;
	const record = openTransaction(pair, stream, tid, "wsp-cl");
	pair.connectionless ??= `${pair.stream}.cl`;
	record.session = pair.connectionless;
	return record;
}

/** The record of what was reported, as far as repeats need it. */
function recall(datagrams: Datagrams): WapTransaction {
	const record = openRecord(datagrams);
	record.mode = datagrams.mode;
	record.kind = datagrams.kind;
	record.ended = datagrams.ended;
	setSides(record, datagrams.peers.pair, datagrams.client);
	return record;
}

function tidOf(row: WapRow): number {
	return row.bytes[row.offset] ?? 0;
}
