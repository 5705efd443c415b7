import type { WapContext, WapRole } from "./context.js";
import {
	carriageOf,
	clientOf,
	kindOf,
	messageOf,
	openTransaction,
	setSides,
} from "./message.js";
import { isWspPush, WSP_CONNECT, WSP_RESUME } from "./names.js";
import { otherSide, type Pair, type Side } from "./pair.js";
import type { WapRow } from "./row.js";
import type { Due } from "./schedule.js";
import type { WspSession } from "./session.js";
import type { WapMessage, WapTransaction } from "./transaction.js";
import { type WtpEffect, WtpTransaction } from "./wtp.js";

/** A WTP transaction between two peers with the WSP PDUs it carries: fills its record as packets come. */
export class WtpExchange implements Due {
	readonly pair: Pair;
	readonly initiator: Side;
	readonly wtp: WtpTransaction;
	/** What is told of it; after the end a copy without messages of several packets. */
	record: WapTransaction;
	deadline = 0;
	lookedAt = Number.POSITIVE_INFINITY;
	isReported = false;
	/** The one before it with the same TID, while this one lasts. */
	previous: WtpExchange | undefined;
	readonly #context: WapContext;
	readonly #expired: (exchange: WtpExchange) => void;
	#session: WspSession | undefined;
	#client: Side;

	constructor(
		context: WapContext,
		row: WapRow,
		[pair, initiator]: readonly [Pair, Side],
		expired: (exchange: WtpExchange) => void,
	) {
		this.#context = context;
		this.#expired = expired;
		this.pair = pair;
		this.initiator = initiator;
		this.#client = initiator;
		this.wtp = new WtpTransaction(context.limits.messageOctets);
		const tid = row.tid & 0x7fff;
		this.record = openTransaction(pair, row.flow.stream, tid, "wsp");
	}

	expire(): void {
		this.#expired(this);
	}

	accept(row: WapRow): void {
		const { side, arrival } = this.wtp.accept(row);
		if (!side) return;
		if (arrival === "completed") this.#complete(side);
		else if (arrival === "repeated") this.#repeat(side, row);
	}

	/** It is over: what is not complete never will be. */
	close(end: "timeout" | "open"): void {
		const { wtp, record } = this;
		// A Result without its Invoke: the capture missed the beginning, so not the network.
		if (!wtp.invoke.started) wtp.result.prove(0);
		if (!record.request && wtp.invoke.started) this.#complete("invoke");
		if (!record.response && wtp.result.started) this.#complete("result");
		wtp.close(this.#context.schedule.now);
		this.#describe();
		this.#conclude(end);
	}

	/** It was reported: only what repeats need is kept. Returns how many octets that is. */
	keepForRepeats(): number {
		const { wtp } = this;
		const { request, response, ...record } = this.record;
		this.record = { ...record, sessionHeaders: [], sessionReplyHeaders: [] };
		let octets = 0;
		if (request && wtp.invoke.isSinglePacket) {
			this.record.request = request;
			octets += request.bytes.length;
		}
		if (response && wtp.result.isSinglePacket) {
			this.record.response = response;
			octets += response.bytes.length;
		}
		return octets;
	}

	#complete(side: NonNullable<WtpEffect["side"]>): void {
		const sdu = this.wtp[side];
		const { record, pair } = this;
		const session = this.#session ?? pair.session;
		const message = messageOf(this.#context.core, sdu, session?.pages);
		sdu.release();
		if (!message) return;
		if (side === "invoke") this.#placeRequest(message);
		else this.#placeResponse(message);
		if (this.#opensSession() && this.#session)
			this.#context.sessions.settle(pair, this.#session, record);
		this.#describe();
		const { events } = this.#context;
		events.onMessage?.(message, record, this.#roleOf(side));
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
		this.#session = this.#context.sessions.request(pair, pdu, client);
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
			this.#session = this.#context.sessions.lateReply(pair);
		}
	}

	#opensSession(): boolean {
		const { kind, request } = this.record;
		if (kind !== "session") return false;
		const type = request?.pdu.type ?? WSP_CONNECT;
		return type === WSP_CONNECT || type === WSP_RESUME;
	}

	/** A packet again: a message that it carries whole can be read in that frame too. */
	#repeat(side: NonNullable<WtpEffect["side"]>, row: WapRow): void {
		const { record, wtp } = this;
		const message = side === "invoke" ? record.request : record.response;
		if (!message) return;
		message.carriage.retransmissions = wtp[side].retransmissions;
		if (!wtp[side].isSinglePacket) return;
		const repeat = carriageOf(row);
		message.repeats.push(repeat);
		const { events } = this.#context;
		events.onMessage?.(message, record, this.#roleOf(side), repeat);
	}

	#roleOf(side: NonNullable<WtpEffect["side"]>): WapRole {
		if (side === "result") return "response";
		return this.record.kind === "push" ? "push" : "request";
	}

	/** Fills in who is who, and what was acknowledged when. */
	#describe(): void {
		const { record, pair, initiator, wtp } = this;
		const byPdu = record.request && clientOf(record.request.pdu, initiator);
		const isPush = wtp.transactionClass === 1;
		const byPorts = pair.clientOr(isPush ? otherSide(initiator) : initiator);
		this.#client = byPdu ?? (record.response ? initiator : byPorts);
		setSides(record, pair, this.#client);
		this.#session ??= this.#context.sessions.current(pair);
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
			record.endTime = abort.time;
			record.endFrame = abort.frame;
		}
		if (record.connect || !this.#opensSession() || !this.#session) return;
		if (abort) this.#context.sessions.settle(pair, this.#session, record);
		else record.connect = "unanswered";
	}
}
