import type { Moment } from "../flow/stamp.js";
import type { HttpHeader } from "../http/message.js";
import type { MmsPdu } from "../mms/pdu.js";
import type { Carriage, Exchange, Half } from "../record.js";
import type { Handshake } from "../tcp/connection.js";
import type { WspAddress } from "../wap/capability.js";
import type { WapRole } from "../wap/context.js";
import { WSP_CONNECT } from "../wap/names.js";
import type {
	WapMessage,
	WapTransaction,
	WspHeader,
} from "../wap/transaction.js";
import { tellContents } from "./contents.js";
import type { ExchangeContext } from "./context.js";
import {
	addEnd,
	addPath,
	connectOf,
	exchangeUid,
	instantOf,
	transactionIdMismatch,
} from "./end.js";
import { MMS_TYPE, makeHalf } from "./half.js";
import { decodePdu, startsLikeMms } from "./pdu.js";
import { RecentMap } from "./recent.js";
import { serverKey } from "./relevance.js";

interface Found {
	pdu?: MmsPdu;
	/** It says that it is MMS, and no PDU could be read. */
	garbled: boolean;
}

/** Where a message keeps what was found in it. */
const FOUND = Symbol("found");

type Searched = WapMessage & { [FOUND]?: Found };

/** Sessions that were opened and carried nothing yet. */
const OPENED_SESSIONS = 10_000;

const NOTHING = new Uint8Array(0);

/** Turns WSP transactions and pushes into PDU and exchange records. */
export class WapExchanges {
	readonly #context: ExchangeContext;
	/** Requests that wait for their answers, when somebody wants to know. */
	readonly #open: Set<WapTransaction> | undefined;
	/** How sessions were opened of which no method was told yet. */
	readonly #opened = new RecentMap<NonNullable<Exchange["connect"]>>(
		OPENED_SESSIONS,
	);

	constructor(context: ExchangeContext) {
		this.#context = context;
		this.#open = context.sink.live ? new Set() : undefined;
	}

	/** Exchanges of which the request is there and the end is not, as far as they are known to belong to MMS. */
	openExchanges(): Exchange[] {
		const open: Exchange[] = [];
		for (const transaction of this.#open ?? [])
			if (this.#isMms(transaction, false))
				open.push(this.#exchange(transaction));
		return open;
	}

	/**
	 * @param role what it is in its transaction: the server sends responses and pushes
	 * @param repeat how the same SDU travelled again, when this is not its first time
	 */
	onMessage(
		message: WapMessage,
		transaction: WapTransaction,
		role: WapRole,
		repeat?: Carriage,
	): void {
		const { pdu } = this.#find(message);
		const { mode, client, server, family, path, request } = transaction;
		const { pdus, relevance } = this.#context;
		if (transaction.connect === "accepted" && role === "response")
			this.#noteOpened(transaction);
		if (message === request) this.#open?.add(transaction);
		const asked = role === "response" ? request : undefined;
		const question = (asked as Searched | undefined)?.[FOUND]?.pdu;
		if (question) pdus?.answered(question, message.carriage.time);
		if (!pdu) return;
		relevance.learnLocations(pdu.fields);
		const [source, destination] =
			role === "request" ? [client, server] : [server, client];
		pdus?.add(pdu, {
			transport: mode,
			source,
			destination,
			scope: path?.scope,
			family,
			carriage: repeat ?? message.carriage,
			problems: message.problems,
			repeat: repeat !== undefined,
			askedTime: asked?.carriage.firstTime,
		});
	}

	onTransaction(transaction: WapTransaction): void {
		const { relevance, sink } = this.#context;
		this.#open?.delete(transaction);
		if (!sink.onExchange) return;
		if (transaction.kind === "session") {
			this.#onSession(transaction);
			return;
		}
		const connect = this.#opened.take(transaction.session);
		if (!this.#isMms(transaction)) return;
		const exchange = this.#exchange(transaction);
		if (connect) exchange.connect = connect;
		relevance.learn(exchange);
		sink.onExchange(exchange);
	}

	#noteOpened({ session, request, response }: WapTransaction): void {
		if (!request || !response) return;
		const handshake = handshakeOf(request, response);
		const { manyCaptures } = this.#context;
		this.#opened.set(session, connectOf(handshake, manyCaptures));
	}

	/** A Connect without ConnectReply: answered by Reply, Redirect, Abort, ICMP or nothing (STATES 3.1). */
	#onSession(transaction: WapTransaction): void {
		const { connect, ended, request, response } = transaction;
		if (request?.pdu.type !== WSP_CONNECT) return;
		if (connect === undefined || connect === "accepted") return;
		// The capture ended while it was under way.
		if (connect === "unanswered" && ended === "open") return;
		const { attempts, relevance, manyCaptures } = this.#context;
		const exchange = this.#exchange(transaction);
		exchange.kind = "attempt";
		const handshake = handshakeOf(request, response);
		exchange.connect = connectOf(handshake, manyCaptures);
		const { server, serverPort } = exchange;
		if (relevance.isNamed(server, serverPort)) exchange.mmsc = true;
		const keys = [serverKey(exchange), server, `${server}:${serverPort}`];
		attempts.tell(exchange, keys);
	}

	/** @param isOver no answer is one that failed */
	#isMms(transaction: WapTransaction, isOver = true): boolean {
		const { kind, request, response } = transaction;
		if (kind === "session") return false;
		if (this.#holdsMms(request) || this.#holdsMms(response)) return true;
		const { method, uri } = request?.pdu ?? {};
		if (kind !== "method" || method !== "GET" || !uri) return false;
		const status = response?.pdu.httpStatus ?? Number.POSITIVE_INFINITY;
		const isWhole = response?.carriage.complete && status < 300;
		const accept = acceptOf(transaction);
		return this.#context.relevance.isRetrieval(uri, accept, isOver && !isWhole);
	}

	#holdsMms(message: WapMessage | undefined): boolean {
		if (!message) return false;
		const { pdu, garbled } = this.#find(message);
		return pdu !== undefined || garbled;
	}

	#find(message: WapMessage): Found {
		const known = (message as Searched)[FOUND];
		if (known) return known;
		const { core } = this.#context;
		const { dataOffset, dataLength, contentType } = message.pdu;
		const data = message.bytes.subarray(dataOffset, dataOffset + dataLength);
		const claims = contentType === MMS_TYPE;
		const isMms = claims || startsLikeMms(core, data);
		const pdu = isMms ? decodePdu(core, data) : undefined;
		const garbled = claims && data.length > 0 && !pdu;
		const found: Found = { garbled, ...(pdu && { pdu }) };
		(message as Searched)[FOUND] = found;
		if (pdu) tellContents(this.#context.sink, pdu, data, message.carriage);
		// The tracker uses the memory again.
		message.bytes = NOTHING;
		return found;
	}

	#exchange(transaction: WapTransaction): Exchange {
		const { manyCaptures } = this.#context;
		const { client, clientPort, server, serverPort } = transaction;
		const { request, response, path, abort, acknowledged } = transaction;
		const url = request?.pdu.uri;
		const requestHalf =
			request && this.#half(request, transaction.sessionHeaders);
		const responseHalf =
			response && this.#half(response, transaction.sessionReplyHeaders);
		const first = requestHalf ?? responseHalf;
		const time = first?.firstTime;
		const exchange: Exchange = {
			type: "exchange",
			uid: exchangeUid(transaction, path, `${time} ${url} ${transaction.tid}`),
			kind: transaction.kind === "push" ? "push" : "request",
			transport: transaction.mode,
			client,
			clientPort,
			server,
			serverPort,
			connection: transaction.session,
			ended: transaction.ended === "done" ? "open" : transaction.ended,
			problems: transactionIdMismatch(requestHalf, responseHalf),
		};
		addPath(exchange, path);
		if (url) exchange.url = url;
		if (requestHalf) exchange.request = requestHalf;
		if (responseHalf) exchange.response = responseHalf;
		if (abort) exchange.abort = abort;
		if (transaction.icmp) exchange.icmp = transaction.icmp;
		if (acknowledged)
			exchange.acknowledged = instantOf(acknowledged, manyCaptures);
		if (transaction.holdOn) exchange.holdOn = true;
		addEnd(exchange, transaction, manyCaptures);
		exchange.problems.push(...transaction.problems);
		this.#addProblems(exchange, request);
		this.#addProblems(exchange, response);
		return exchange;
	}

	#addProblems(exchange: Exchange, message: WapMessage | undefined): void {
		if (!message) return;
		const inside = this.#find(message).pdu?.problems ?? [];
		exchange.problems.push(
			...message.problems,
			...message.pdu.problems,
			...inside,
		);
	}

	#half(message: WapMessage, inherited: readonly WspHeader[]): Half {
		const { pdu, carriage } = message;
		const found = this.#find(message);
		const half = makeHalf(
			carriage,
			headersOf(message, inherited),
			found.pdu,
			this.#context.manyCaptures,
		);
		const { method, status, httpStatus } = pdu;
		if (method) half["http.request.method"] = method;
		if (status !== undefined) half["wsp.reply.status"] = status;
		if (httpStatus !== undefined) half["http.response.code"] = httpStatus;
		const goTo = pdu.redirect?.addresses[0];
		if (goTo) half["http.location"] = locationOf(goTo);
		if (found.garbled) half.garbled = true;
		if (!found.pdu) half.bodyBytes = pdu.dataLength;
		return half;
	}
}

/** Where a Redirect sends the client (WAP-230 8.2.2.4). */
function locationOf({ address, port }: WspAddress): string {
	return port === undefined ? address : `${address}:${port}`;
}

/** Connect to ConnectReply: times and frames, as those of a TCP connection. */
function handshakeOf(request: WapMessage, response?: WapMessage): Handshake {
	const last = (response ?? request).carriage;
	const { time, timeNs, frame, capture = 0, captureFrame = 0 } = last;
	const moment: Moment = { time, frame, capture, captureFrame };
	if (timeNs) moment.timeNs = timeNs;
	const { firstTime, frames, retransmissions } = request.carriage;
	const answer = response?.carriage.frames ?? [];
	return {
		firstTime,
		last: moment,
		frames: [...frames, ...answer],
		retransmissions:
			retransmissions + (response?.carriage.retransmissions ?? 0),
	};
}

/** Headers of a message, then those of its session (WAP-230 8.2.2.1). */
function headersOf(
	{ pdu }: WapMessage,
	inherited: readonly WspHeader[],
): HttpHeader[] {
	const headers: HttpHeader[] = [];
	if (pdu.contentType) headers.push(["content-type", pdu.contentType]);
	for (const { name, value } of pdu.headers)
		headers.push([name, String(value)]);
	for (const { name, value } of inherited) headers.push([name, String(value)]);
	return headers;
}

function acceptOf({ sessionHeaders, request }: WapTransaction): string {
	return [...sessionHeaders, ...(request?.pdu.headers ?? [])]
		.filter(({ name }) => name === "accept")
		.map(({ value }) => value)
		.join(", ");
}
