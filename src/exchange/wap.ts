import type { Moment } from "../flow/stamp.js";
import type { MmsPdu } from "../mms/pdu.js";
import type { Carriage, Exchange, Half, Problem } from "../record.js";
import type { Handshake } from "../tcp/handshake.js";
import { addToUid } from "../uid.js";
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
	addProblems,
	beginExchangeUid,
	connectOf,
	endExchangeUid,
	instantOf,
	transactionIdMismatch,
	tunnelOf,
} from "./end.js";
import { type HalfMaker, MMS_TYPE } from "./half.js";
import { startsLikeMms } from "./pdu.js";
import { RecentMap } from "./recent.js";
import { serverKey } from "./relevance.js";

/** What a message keeps as `found`. */
interface Found {
	pdu: MmsPdu | undefined;
	/** It says that it is MMS, and no PDU could be read. */
	garbled: boolean;
}

/** Sessions that were opened and carried nothing yet. */
const OPENED_SESSIONS = 10_000;

const NOTHING = new Uint8Array(0);
const NO_MMS: Found = { pdu: undefined, garbled: false };

/** Turns WSP transactions and pushes into PDU and exchange records. */
export class WapExchanges {
	readonly #context: ExchangeContext;
	readonly #halves: HalfMaker;
	/** Requests that wait for their answers, when somebody wants to know. */
	readonly #open: Set<WapTransaction> | undefined;
	/** How sessions were opened of which no method was told yet. */
	readonly #opened = new RecentMap<NonNullable<Exchange["connect"]>>(
		OPENED_SESSIONS,
	);

	constructor(context: ExchangeContext) {
		this.#context = context;
		this.#halves = context.halves;
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
		const { pdus, sink, waiting } = this.#context;
		if (!pdus && !sink.onExchange && !sink.onContents) return;
		const { pdu } = this.#find(message);
		const { mode, client, server, family, path, request } = transaction;
		if (transaction.connect === "accepted" && role === "response")
			this.#noteOpened(transaction);
		if (message === request) this.#open?.add(transaction);
		const asked = role === "response" ? request : undefined;
		const question = (asked?.found as Found | undefined)?.pdu;
		if (question) pdus?.answered(question, message.carriage.time);
		if (!pdu) return;
		waiting.pdu(pdu.fields);
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
		const { sink, waiting } = this.#context;
		this.#open?.delete(transaction);
		if (!sink.onExchange) return;
		const { kind, isConnectionless, session } = transaction;
		const isOfSession = kind !== "session" && !isConnectionless;
		const opened = isOfSession ? this.#opened.take(session) : undefined;
		waiting.transaction(transaction, opened);
	}

	/**
	 * Makes an exchange of a transaction, if it belongs to MMS.
	 *
	 * @param opened how its session was
	 */
	take(transaction: WapTransaction, opened: Exchange["connect"]): void {
		const { relevance, sink } = this.#context;
		if (transaction.kind === "session") {
			this.#onSession(transaction);
			return;
		}
		if (!this.#isMms(transaction)) return;
		const exchange = this.#exchange(transaction, opened);
		relevance.learn(exchange);
		sink.onExchange?.(exchange);
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
		const handshake = handshakeOf(request, response);
		const made = connectOf(handshake, manyCaptures);
		const exchange = this.#exchange(transaction, made);
		exchange.kind = "attempt";
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
		if (message.found) return message.found as Found;
		const found = this.#search(message);
		message.found = found;
		// The tracker uses the memory again.
		message.bytes = NOTHING;
		return found;
	}

	#search(message: WapMessage): Found {
		const { core, decodePdu, sink } = this.#context;
		const { bytes, carriage } = message;
		const { dataOffset, dataLength, contentType } = message.pdu;
		const claims = contentType === MMS_TYPE;
		const start = message.offset + dataOffset;
		const end = start + dataLength;
		if (!claims && !startsLikeMms(core, bytes, start, end)) return NO_MMS;
		const pdu = decodePdu(bytes, start, end);
		if (pdu && sink.onContents)
			tellContents(sink, pdu, bytes.subarray(start, end), carriage);
		return { pdu, garbled: claims && dataLength > 0 && !pdu };
	}

	/** @param connect how its session was opened */
	#exchange(
		transaction: WapTransaction,
		connect?: Exchange["connect"],
	): Exchange {
		const { manyCaptures } = this.#context;
		const { client, clientPort, server, serverPort } = transaction;
		const { request, response, path, acknowledged, end } = transaction;
		const url = request?.pdu.uri;
		const requestHalf =
			request && this.#half(request, transaction.sessionHeaders);
		const responseHalf =
			response && this.#half(response, transaction.sessionReplyHeaders);
		const first = requestHalf ?? responseHalf;
		const time = first?.firstTime;
		const problems = transactionIdMismatch(requestHalf, responseHalf);
		addProblems(problems, transaction.problems);
		this.#addProblems(problems, request);
		this.#addProblems(problems, response);
		const kind = transaction.kind === "push" ? "push" : "request";
		beginExchangeUid(transaction);
		addToUid(time);
		addToUid(url);
		addToUid(transaction.tid);
		return {
			type: "exchange",
			uid: endExchangeUid(path),
			kind,
			transport: transaction.mode,
			client,
			clientPort,
			server,
			serverPort,
			connection: transaction.session,
			ended: transaction.ended === "done" ? "open" : transaction.ended,
			problems,
			scope: path?.scope || undefined,
			tunnel: tunnelOf(path, kind),
			url: url || undefined,
			request: requestHalf,
			response: responseHalf,
			abort: transaction.abort,
			icmp: transaction.icmp,
			acknowledged: acknowledged && instantOf(acknowledged, manyCaptures),
			holdOn: transaction.holdOn ? true : undefined,
			endedBy: transaction.endedBy,
			endTime: end?.time,
			endFrame: end?.frame,
			endTimeNs: end?.timeNs || undefined,
			endCapture: manyCaptures ? end?.capture : undefined,
			endCaptureFrame: manyCaptures ? end?.captureFrame : undefined,
			connect,
		} as Exchange;
	}

	#addProblems(problems: Problem[], message: WapMessage | undefined): void {
		if (!message) return;
		addProblems(problems, message.problems);
		addProblems(problems, message.pdu.problems);
		addProblems(problems, this.#find(message).pdu?.problems);
	}

	#half(message: WapMessage, inherited: readonly WspHeader[]): Half {
		const { pdu, carriage } = message;
		const found = this.#find(message);
		const halves = this.#halves;
		const half = halves.begin(carriage, found.pdu);
		// Headers of a message, then those of its session (WAP-230 8.2.2.1).
		if (pdu.contentType)
			halves.addHeader(half, "content-type", pdu.contentType);
		this.#addHeaders(half, pdu.headers);
		this.#addHeaders(half, inherited);
		if (found.pdu) halves.finish(half, found.pdu);
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

	#addHeaders(half: Half, headers: readonly WspHeader[]): void {
		for (let i = 0; i < headers.length; i++) {
			const { name, value } = headers[i]!;
			this.#halves.addHeader(half, name, String(value));
		}
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

function acceptOf({ sessionHeaders, request }: WapTransaction): string {
	return [...sessionHeaders, ...(request?.pdu.headers ?? [])]
		.filter(({ name }) => name === "accept")
		.map(({ value }) => value)
		.join(", ");
}
