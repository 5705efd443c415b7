import type { Carriage } from "../record.js";
import { carriageOf } from "./carriage.js";
import type { WapContext, WapRole } from "./context.js";
import {
	clientOf,
	kindOf,
	messageOf,
	openMessage,
	openTransaction,
	setSides,
	settleUnreachable,
} from "./message.js";
import { isWspPush, WSP_CONNECT, WSP_RESUME } from "./names.js";
import type { KeptOctets, OctetStore } from "./octetstore.js";
import { otherSide, type Pair, type Side } from "./pair.js";
import type { Room } from "./pieces.js";
import type { WapRow } from "./row.js";
import { type Due, NEVER } from "./schedule.js";
import type { WspSession } from "./session.js";
import type { WapMessage, WapTransaction } from "./transaction.js";
import { type WtpEffect, WtpTransaction } from "./wtp.js";

type Role = NonNullable<WtpEffect["side"]>;

/** Who keeps the exchanges. */
export interface ExchangeOwner {
	readonly context: WapContext;
	/** For octets of messages on their way. */
	readonly room: Room;
	readonly store: OctetStore;
	expire(exchange: WtpExchange): void;
}

/** A WTP transaction between two peers with the WSP PDUs it carries: fills its record as packets come. */
export class WtpExchange implements Due {
	readonly pair: Pair;
	readonly initiator: Side;
	/** Without the bit of the direction. */
	readonly tid: number;
	/** Of it and its initiator. */
	readonly key: number;
	readonly wtp: WtpTransaction;
	deadline = 0;
	lookedAt = NEVER;
	isReported = false;
	/** Of a reported one, see `ClosedExchanges`. */
	isRemembered = false;
	keptOctets = 0;
	rememberedUntil = 0;
	/** The one before it with the same TID, while this one lasts. */
	previous: WtpExchange | undefined;
	/** The one before it of its pair, which alone writes this. */
	older: WtpExchange | undefined;
	readonly #owner: ExchangeOwner;
	/** What is told of it; the listener's alone after the end. */
	#record: WapTransaction | undefined;
	/** Of the record, when that was given up. */
	#stream: number;
	#mode: WapTransaction["mode"] = "wsp";
	#kind: WapTransaction["kind"] = "unknown";
	/** Octets of messages of one packet, which may be told again. */
	#invokeOctets: KeptOctets | undefined;
	#resultOctets: KeptOctets | undefined;
	#session: WspSession | undefined;
	#client: Side;

	constructor(owner: ExchangeOwner, row: WapRow, pair: Pair, initiator: Side) {
		const { limits } = owner.context;
		this.#owner = owner;
		this.pair = pair;
		this.initiator = initiator;
		this.#client = initiator;
		this.tid = row.tid & 0x7fff;
		this.key = exchangeKey(initiator, row.tid);
		this.wtp = new WtpTransaction(limits.messageOctets, owner.room);
		this.#stream = row.flow.stream;
		this.#record = openTransaction(pair, this.#stream, this.tid, "wsp");
	}

	/** What is told of it; once reported, what its repeats need of that. */
	get record(): WapTransaction {
		return this.#record ?? this.#recall();
	}

	/** The same until it is reported. */
	get waiting(): WapTransaction | undefined {
		return this.#record;
	}

	expire(): void {
		this.#owner.expire(this);
	}

	/** @returns what the packet did */
	accept(row: WapRow): WtpEffect["arrival"] {
		const { side, arrival } = this.wtp.accept(row);
		if (!side) return arrival;
		if (arrival === "completed") this.#complete(side);
		else if (arrival === "repeated") this.#repeat(side, row);
		return arrival;
	}

	/** It is over: what is not complete never will be. */
	close(end: "timeout" | "open"): void {
		const { wtp, record } = this;
		// A Result without its Invoke: the capture missed the beginning, so not the network.
		if (!wtp.invoke.started && wtp.result.started) wtp.result.prove(0);
		if (!record.request && wtp.invoke.started) this.#complete("invoke");
		if (!record.response && wtp.result.started) this.#complete("result");
		this.#describe();
		this.#conclude(end);
		wtp.close(this.#owner.context.schedule.now);
	}

	/** It was reported: only what repeats need is kept. Returns how many octets that is. */
	keepForRepeats(): number {
		const { mode, kind } = this.record;
		this.#record = undefined;
		this.#mode = mode;
		this.#kind = kind;
		const invoke = this.#invokeOctets?.length ?? 0;
		return invoke + (this.#resultOctets?.length ?? 0);
	}

	#recall(): WapTransaction {
		const { pair, tid } = this;
		const record = openTransaction(pair, this.#stream, tid, this.#mode);
		record.kind = this.#kind;
		record.ended = "done";
		if (this.#session) record.session = this.#session.name;
		setSides(record, pair, this.#client);
		return record;
	}

	#complete(side: Role): void {
		const sdu = this.wtp.sdu(side);
		const { record, pair } = this;
		const { decoder, sessions, events } = this.#owner.context;
		const session = this.#session ?? pair.session;
		const message = messageOf(decoder, sdu, session?.pages);
		this.wtp.release(side);
		if (!message) return;
		this.#keepOctets(side, message);
		if (side === "invoke") this.#placeRequest(message);
		else this.#placeResponse(message);
		if (this.#opensSession() && this.#session)
			sessions.settle(pair, this.#session, record);
		this.#describe();
		events.onMessage?.(message, record, this.#roleOf(side, record));
	}

	#keepOctets(side: Role, message: WapMessage): void {
		if (!this.wtp.sdu(side).isSinglePacket) return;
		const octets = this.#owner.store.keep(message, message.problems);
		if (side === "invoke") this.#invokeOctets = octets;
		else this.#resultOctets = octets;
	}

	#placeRequest(message: WapMessage): void {
		const { record, pair, initiator } = this;
		const { pdu } = message;
		record.request = message;
		record.kind = kindOf(pdu);
		if (isWspPush(pdu.type)) record.mode = "wsp-push";
		pair.client = clientOf(pdu, initiator) ?? pair.client;
		const isAnswered = record.response?.pdu.sessionId !== undefined;
		if (this.#session && isAnswered) {
			this.#session.headers = pdu.headers;
			return;
		}
		const client = pair.clientOr(initiator);
		this.#session = this.#owner.context.sessions.request(pair, pdu, client);
		const name = this.#session.methods.get(pdu.type);
		if (name) pdu.method = name;
	}

	#placeResponse(message: WapMessage): void {
		const { record, pair } = this;
		record.response = message;
		pair.client ??= this.initiator;
		if (record.request) return;
		// Without its request it belongs to a session only if it is a ConnectReply.
		if (message.pdu.sessionId === undefined) {
			record.kind = "method";
		} else {
			record.kind = "session";
			this.#session = this.#owner.context.sessions.lateReply(pair);
		}
	}

	#opensSession(): boolean {
		const { kind, request } = this.record;
		if (kind !== "session") return false;
		const type = request?.pdu.type ?? WSP_CONNECT;
		return type === WSP_CONNECT || type === WSP_RESUME;
	}

	/** A packet again: a message that it carries whole can be read in that frame too. */
	#repeat(side: Role, row: WapRow): void {
		const { record, wtp } = this;
		const told = side === "invoke" ? record.request : record.response;
		if (told) told.carriage.retransmissions = wtp.sdu(side).retransmissions;
		const octets = side === "invoke" ? this.#invokeOctets : this.#resultOctets;
		if (!octets) return;
		const repeat = carriageOf(row);
		const message = told ?? this.#recallMessage(octets, repeat);
		const { events } = this.#owner.context;
		events.onMessage?.(message, record, this.#roleOf(side, record), repeat);
	}

	#recallMessage(kept: KeptOctets, carriage: Carriage): WapMessage {
		const { decoder } = this.#owner.context;
		const session = this.#session;
		const message = openMessage(decoder, kept, carriage, kept.problems);
		const { offset, length } = message;
		message.pdu = decoder.decode(offset, length, false, session?.pages);
		const name = session?.methods.get(message.pdu.type);
		if (name) message.pdu.method = name;
		return message;
	}

	#roleOf(side: Role, { kind }: WapTransaction): WapRole {
		if (side === "result") return "response";
		return kind === "push" ? "push" : "request";
	}

	/** Fills in who is who, and what was acknowledged when. */
	#describe(): void {
		const { record, pair, initiator, wtp } = this;
		const byPdu = record.request && clientOf(record.request.pdu, initiator);
		const isPush = wtp.transactionClass === 1;
		const byPorts = pair.clientOr(isPush ? otherSide(initiator) : initiator);
		const client = byPdu ?? (record.response ? initiator : byPorts);
		if (client !== this.#client || record.client === "")
			setSides(record, pair, client);
		this.#client = client;
		this.#session ??= this.#owner.context.sessions.current(pair);
		record.session = this.#session.name;
		record.sessionHeaders = this.#session.headers;
		record.sessionReplyHeaders = this.#session.replyHeaders;
		this.#describeAcks();
	}

	#describeAcks(): void {
		const { record, wtp } = this;
		const { transactionClass, responderAck, lastAck } = wtp;
		if (transactionClass !== undefined)
			record.transactionClass = transactionClass;
		if (responderAck && transactionClass === 1)
			record.acknowledged = responderAck;
		else if (responderAck) record.holdOn = responderAck;
		const hasResult = transactionClass === undefined || transactionClass === 2;
		if (lastAck && hasResult) record.lastAck = lastAck;
		if (record.request && wtp.invoke.acknowledged)
			record.request.carriage.acknowledged = true;
		if (record.response && wtp.result.acknowledged)
			record.response.carriage.acknowledged = true;
	}

	#conclude(end: "timeout" | "open"): void {
		const { record, wtp, pair, initiator } = this;
		const { abort } = wtp;
		const isDone = wtp.isDone || wtp.isEnding || wtp.result.finished;
		record.ended = isDone ? "done" : end;
		if (abort) {
			record.ended = "abort";
			record.abort = { type: abort.type, reason: abort.reason };
			const byClient = (initiator === this.#client) === abort.byInitiator;
			record.endedBy = byClient ? "client" : "server";
			record.end = abort;
		}
		settleUnreachable(record);
		if (record.connect || !this.#opensSession() || !this.#session) return;
		if (abort) this.#owner.context.sessions.settle(pair, this.#session, record);
		else record.connect = "unanswered";
	}
}

/** Names the transactions of a pair. */
export function exchangeKey(initiator: Side, tid: number): number {
	return (initiator << 15) | (tid & 0x7fff);
}
