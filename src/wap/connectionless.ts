import type { WapContext } from "./context.js";
import {
	carriageOf,
	clientOf,
	kindOf,
	openTransaction,
	setSides,
} from "./message.js";
import { isWspMethod, isWspPush, WSP_REPLY } from "./names.js";
import { otherSide, type Pair, type Side } from "./pair.js";
import { fingerprint } from "./reassembly.js";
import type { WapRow } from "./row.js";
import type { Due } from "./schedule.js";
import type { WapMessage, WapTransaction } from "./transaction.js";
import { decodeWspPdu } from "./wsp.js";

/** Requests with one TID octet that are remembered at a time, on one pair. */
const SAME_TID_LIMIT = 64;

/** A request with its reply, or a push (WAP-230 8.1.1): one datagram each. */
class Datagrams implements Due {
	readonly record: WapTransaction;
	/** Those on the same pair with the same TID octet and requester, the newest first. */
	readonly peers: Datagrams[];
	readonly key: number;
	requestPrint: number | undefined;
	responsePrint: number | undefined;
	/** Seconds of the first datagram. */
	begun = 0;
	deadline = 0;
	lookedAt = Number.POSITIVE_INFINITY;
	isReported = false;
	readonly #expired: (datagrams: Datagrams) => void;

	constructor(
		record: WapTransaction,
		peers: Datagrams[],
		key: number,
		expired: (datagrams: Datagrams) => void,
	) {
		this.record = record;
		this.peers = peers;
		this.key = key;
		this.#expired = expired;
	}

	expire(): void {
		this.#expired(this);
	}
}

/** Connectionless WSP: pairs each reply with the nearest earlier request that has none (SPEC 6). */
export class Connectionless {
	readonly #context: WapContext;
	readonly #byPair = new WeakMap<Pair, Map<number, Datagrams[]>>();
	/** In order of their first datagrams. */
	readonly #remembered = new Set<Datagrams>();
	#octets = 0;

	constructor(context: WapContext) {
		this.#context = context;
	}

	onRow(row: WapRow, pair: Pair, sender: Side): void {
		if (row.length < 2) return;
		const type = row.bytes[row.offset + 1] ?? 0;
		if (type === WSP_REPLY) this.#reply(row, pair, otherSide(sender));
		else if (isWspMethod(type) || isWspPush(type))
			this.#request(row, pair, sender);
		this.#enforceLimits();
	}

	/** The capture is over. */
	finish(): void {
		for (const datagrams of this.#remembered) this.#report(datagrams, "open");
		for (const datagrams of this.#remembered) this.#forget(datagrams);
	}

	#request(row: WapRow, pair: Pair, sender: Side): void {
		const same = this.#sameTid(row, pair, sender);
		const print = fingerprint(row);
		const known = same.find((d) => d.requestPrint === print);
		if (known?.record.request) {
			this.#repeat(known, known.record.request, row);
			return;
		}
		const message = this.#read(row);
		const datagrams = this.#begin(row, pair, sender, same);
		const { record } = datagrams;
		datagrams.requestPrint = print;
		record.request = message;
		record.kind = kindOf(message.pdu);
		pair.client = clientOf(message.pdu, sender) ?? pair.client;
		setSides(record, pair, pair.clientOr(sender));
		const isPush = record.kind === "push";
		if (isPush) record.mode = "wsp-push";
		const { events } = this.#context;
		events.onMessage?.(message, record, isPush ? "push" : "request");
		if (isPush) this.#report(datagrams, "done");
	}

	#reply(row: WapRow, pair: Pair, requester: Side): void {
		const same = this.#sameTid(row, pair, requester);
		const print = fingerprint(row);
		const open = same.find(
			(d) => d.record.request && !d.record.response && !d.isReported,
		);
		if (!open) {
			const known = same.find((d) => d.responsePrint === print);
			if (known?.record.response) {
				this.#repeat(known, known.record.response, row);
				return;
			}
		}
		const datagrams = open ?? this.#begin(row, pair, requester, same);
		const { record } = datagrams;
		datagrams.responsePrint = print;
		record.response = this.#read(row);
		record.kind = "method";
		pair.client ??= requester;
		setSides(record, pair, requester);
		const { events } = this.#context;
		events.onMessage?.(record.response, record, "response");
		this.#report(datagrams, "done");
	}

	#read(row: WapRow): WapMessage {
		const bytes = row.bytes.slice(row.offset, row.offset + row.length);
		this.#octets += bytes.length;
		const message: WapMessage = {
			bytes,
			pdu: decodeWspPdu(this.#context.core, bytes, true),
			carriage: carriageOf(row),
			problems: [],
			repeats: [],
		};
		if (row.length < row.wireLength)
			message.problems.push({
				layer: "wsp",
				code: "sliced",
				offset: row.length,
				needed: row.wireLength,
				available: row.length,
				frame: row.stamp.frame,
			});
		return message;
	}

	#repeat(datagrams: Datagrams, message: WapMessage, row: WapRow): void {
		const { record } = datagrams;
		const repeat = carriageOf(row);
		message.carriage.retransmissions++;
		message.repeats.push(repeat);
		const request = record.kind === "push" ? "push" : "request";
		const role = message === record.response ? "response" : request;
		this.#context.events.onMessage?.(message, record, role, repeat);
	}

	#begin(
		row: WapRow,
		pair: Pair,
		requester: Side,
		same: Datagrams[],
	): Datagrams {
		const { limits, schedule } = this.#context;
		const tid = row.bytes[row.offset] ?? 0;
		const record = openTransaction(pair, row.flow.stream, tid, "wsp-cl");
		record.session = `${pair.stream}.cl`;
		const key = keyOf(requester, tid);
		const datagrams = new Datagrams(record, same, key, (d) => this.#expire(d));
		if (same.length >= SAME_TID_LIMIT) {
			const oldest = same.at(-1);
			if (oldest) this.#end(oldest, "timeout");
		}
		same.unshift(datagrams);
		this.#remembered.add(datagrams);
		schedule.set(datagrams, schedule.now + limits.replySeconds);
		return datagrams;
	}

	#sameTid(row: WapRow, pair: Pair, requester: Side): Datagrams[] {
		let known = this.#byPair.get(pair);
		if (!known) {
			known = new Map();
			this.#byPair.set(pair, known);
		}
		const key = keyOf(requester, row.bytes[row.offset] ?? 0);
		let same = known.get(key);
		if (!same) {
			same = [];
			known.set(key, same);
		}
		return same;
	}

	#report(datagrams: Datagrams, end: "done" | "timeout" | "open"): void {
		if (datagrams.isReported) return;
		datagrams.isReported = true;
		datagrams.record.ended = end;
		this.#context.events.onTransaction(datagrams.record);
	}

	/** Answered or not, nobody waits for it any longer. */
	#expire(datagrams: Datagrams): void {
		this.#end(datagrams, "timeout");
	}

	#end(datagrams: Datagrams, end: "timeout" | "open"): void {
		this.#report(datagrams, end);
		this.#forget(datagrams);
	}

	#forget(datagrams: Datagrams): void {
		if (!this.#remembered.delete(datagrams)) return;
		const { peers } = datagrams;
		const { request, response } = datagrams.record;
		this.#octets -=
			(request?.bytes.length ?? 0) + (response?.bytes.length ?? 0);
		const at = peers.indexOf(datagrams);
		if (at >= 0) peers.splice(at, 1);
	}

	#enforceLimits(): void {
		const { limits, limited } = this.#context;
		while (
			this.#remembered.size > limits.openTransactions ||
			this.#octets > limits.rememberedOctets
		) {
			const [oldest] = this.#remembered;
			if (!oldest) return;
			if (!oldest.isReported) {
				limited("open-transactions");
				const code = "limit-open-transactions";
				oldest.record.problems.push({ layer: "wsp", code });
			}
			this.#end(oldest, "open");
		}
	}
}

function keyOf(requester: Side, tid: number): number {
	return (requester << 8) | tid;
}
