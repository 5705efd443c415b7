import { reversed } from "../flow/path.js";
import type {
	HttpConnection,
	HttpMessage,
	HttpPair,
	HttpRefusal,
} from "../http/message.js";
import { requestUrl } from "../http/url.js";
import type { Exchange, Half, Problem } from "../record.js";
import { addToUid } from "../uid.js";
import {
	bodyStart,
	type Found,
	findMms,
	foundIn,
	keepFound,
	mayHoldMms,
	NOTHING,
} from "./body.js";
import { tellContents } from "./contents.js";
import type { ExchangeContext } from "./context.js";
import {
	addEnd,
	addProblems,
	attemptOf,
	beginExchangeUid,
	connectOf,
	type Ends,
	endExchangeUid,
	transactionIdMismatch,
	tunnelOf,
} from "./end.js";
import { type HalfMaker, headerOf } from "./half.js";
import { makeHttpRecord } from "./httprecord.js";
import { startsLikeMms } from "./pdu.js";
import { nameKey, serverKey } from "./relevance.js";

/** The client has it (RFC 9110 15.4.5): no failed retrieval. */
const NOT_MODIFIED = 304;
const TLS_PORT = 443;

/** A connection of which only its beginning is known. */
export interface Attempt extends Omit<HttpRefusal, "ended"> {
	ended: HttpRefusal["ended"] | "open";
	tls?: { serverName: string };
}

/** Turns HTTP messages and pairs into PDU, HTTP and exchange records. */
export class HttpExchanges {
	readonly #context: ExchangeContext;
	readonly #halves: HalfMaker;
	/** Requests that wait for their answers, when somebody wants to know. */
	readonly #open: Set<HttpPair> | undefined;

	constructor(context: ExchangeContext) {
		this.#context = context;
		this.#halves = context.halves;
		this.#open = context.sink.live ? new Set() : undefined;
	}

	/** Exchanges of which the request is there and the answer is not, as far as they are known to belong to MMS. */
	openExchanges(): Exchange[] {
		const open: Exchange[] = [];
		for (const pair of this.#open ?? []) {
			const asked = withoutAnswer(pair);
			if (this.#isMms(asked, false)) open.push(this.#exchange(asked));
		}
		return open;
	}

	/** Whether the body is worth its memory. */
	keepBody(
		message: HttpMessage,
		bytes: Uint8Array,
		start: number,
		end: number,
	): boolean {
		const { core, pdus, sink } = this.#context;
		if (!sink.onExchange && !pdus && !sink.onContents) return false;
		return mayHoldMms(message) ?? startsLikeMms(core, bytes, start, end);
	}

	onMessage(message: HttpMessage, pair: HttpPair): void {
		const { sink, manyCaptures, pdus, waiting } = this.#context;
		const { connection, request } = pair;
		if (message === request) this.#open?.add(pair);
		const found = findMms(this.#context, message);
		if (found !== NOTHING) keepFound(message, found);
		if (sink.onContents && found.pdu && !found.isPap)
			tellContents(sink, found.pdu, bodyStart(message), message.carriage);
		message.body.bytes = undefined;
		if (found.pdu) {
			waiting.pdu(found.pdu.fields);
			this.#report(message, pair, found);
		}
		if (pdus && message.kind === "response" && message.status! >= 200) {
			const asked = request && foundIn(request)?.pdu;
			if (asked) pdus.answered(asked, message.carriage.time);
		}
		sink.onHttp?.(makeHttpRecord(message, connection, manyCaptures));
		sink.onHttpPassed?.(message.status !== undefined);
	}

	onPair(pair: HttpPair): void {
		const { sink, waiting } = this.#context;
		this.#open?.delete(pair);
		if (sink.onExchange) waiting.pair(pair);
	}

	/** Makes an exchange of a pair, if it belongs to MMS. */
	take(pair: HttpPair): void {
		const { relevance, sink } = this.#context;
		if (!this.#isMms(pair)) {
			if (pair.request?.method === "CONNECT") this.#onConnect(pair);
			return;
		}
		const exchange = this.#exchange(pair);
		relevance.learn(exchange);
		sink.onExchange?.(exchange);
	}

	/** @param isOver no answer is one that failed */
	#isMms({ connection, request, response }: HttpPair, isOver = true): boolean {
		if (holdsMms(request) || holdsMms(response)) return true;
		if (request?.method !== "GET") return false;
		const url = requestUrl(request, connection);
		if (url === undefined) return false;
		const status = response?.carriage.complete ? response.status! : 400;
		const failed = isOver && status >= 300 && status !== NOT_MODIFIED;
		// Of no matter otherwise.
		const accept = failed ? headerOf(request.headers, "accept") : undefined;
		return this.#context.relevance.isRetrieval(url, accept ?? "", failed);
	}

	/** A connection to a server of MMS that was not made, or that is TLS: what there is to know of it. */
	onAttempt(attempt: Attempt): void {
		const { attempts, relevance, manyCaptures } = this.#context;
		const { connection, connect, tls, ended, end, icmp } = attempt;
		const { server, serverPort, stream } = connection;
		const name = tls ? tls.serverName : server;
		const keys = [name, `${name}:${serverPort}`];
		if (!tls) keys.push(serverKey(connection));
		// Of TLS there is far too much to keep what may turn out to belong to MMS.
		else if (!relevance.knows(keys)) return;
		const begun = { connection: `tcp-${stream}`, connect, ended };
		const exchange = attemptOf(connection, begun, manyCaptures);
		if (tls) exchange.tls = tls;
		if (icmp) exchange.icmp = icmp;
		if (relevance.isNamed(name, serverPort)) exchange.mmsc = true;
		const endedBy = ended === "rst" ? "server" : undefined;
		addEnd(exchange, { endedBy, end }, manyCaptures);
		attempts.tell(exchange, keys);
	}

	/** A proxy that does not make the connection, or makes one for TLS (RFC 9110 9.3.6). */
	#onConnect(pair: HttpPair): void {
		const { request, response } = pair;
		if (!request?.target) return;
		const { attempts, relevance } = this.#context;
		const target = request.target.toLowerCase();
		const [host, port] = hostAndPort(target);
		const keys = [target, nameKey(target)];
		const isMade = response && response.status! < 300;
		if (isMade ? port !== TLS_PORT || !relevance.knows(keys) : !isOver(pair))
			return;
		const exchange = this.#exchange(pair);
		exchange.kind = "attempt";
		// They stand last in the record.
		delete exchange.tls;
		delete exchange.mmsc;
		delete exchange.url;
		exchange.url = request.target;
		if (isMade) exchange.tls = { serverName: host };
		if (relevance.isNamed(host, port)) exchange.mmsc = true;
		attempts.tell(exchange, keys);
	}

	#report(message: HttpMessage, pair: HttpPair, found: Found): void {
		const { pdus } = this.#context;
		if (pdus === undefined) return;
		const { connection, request } = pair;
		const { client, server, family, path } = connection;
		const isRequest = message.kind === "request";
		pdus.add(found.pdu!, {
			transport: found.isPap ? "pap" : "http",
			source: isRequest ? client : server,
			destination: isRequest ? server : client,
			scope: path?.scope,
			family,
			carriage: message.carriage,
			problems: message.problems,
			askedTime: isRequest ? undefined : request?.carriage.firstTime,
		});
	}

	#exchange(pair: HttpPair): Exchange {
		const { manyCaptures } = this.#context;
		const { connection, request, response, index, end } = pair;
		const { stream, connect } = connection;
		const isPap = request && foundIn(request)?.isPap;
		const ends = isPap ? pushEnds(connection) : connection;
		const { path } = ends;
		const url = request && requestUrl(request, connection);
		const requestHalf = request && this.#half(request);
		const responseHalf = response && this.#half(response);
		const first = requestHalf ?? responseHalf;
		const time = first?.firstTime;
		const { client, clientPort, server, serverPort } = ends;
		const problems = transactionIdMismatch(requestHalf, responseHalf);
		addMessageProblems(problems, request);
		addMessageProblems(problems, response);
		const kind = isPap ? "push" : "request";
		beginExchangeUid(ends);
		addToUid(time);
		addToUid(url);
		addToUid(index);
		return {
			type: "exchange",
			uid: endExchangeUid(path),
			kind,
			transport: isPap ? "pap" : "http",
			client,
			clientPort,
			server,
			serverPort,
			connection: `tcp-${stream}`,
			ended: pair.ended,
			problems,
			scope: path?.scope || undefined,
			tunnel: tunnelOf(path, kind),
			url: url || undefined,
			connect:
				index === 0 && connect ? connectOf(connect, manyCaptures) : undefined,
			request: requestHalf,
			response: responseHalf,
			answerInGap: pair.answerInGap ? true : undefined,
			zeroWindow: pair.zeroWindow,
			endedBy: pair.endedBy,
			endTime: end?.time,
			endFrame: end?.frame,
			endTimeNs: end?.timeNs || undefined,
			endCapture: manyCaptures ? end?.capture : undefined,
			endCaptureFrame: manyCaptures ? end?.captureFrame : undefined,
			tls: undefined,
			dns: undefined,
			icmp: undefined,
			mmsc: undefined,
		} as object as Exchange;
	}

	#half(message: HttpMessage): Half {
		const found = foundIn(message) ?? NOTHING;
		const halves = this.#halves;
		const half = halves.begin(message.carriage, found.pdu);
		const { headers, method, status, reason } = message;
		for (let i = 0; i < headers.length; i++) {
			const header = headers[i]!;
			halves.addHeader(half, header[0], header[1]);
		}
		if (found.pdu) halves.finish(half, found.pdu);
		if (method) half["http.request.method"] = method;
		if (status !== undefined) half["http.response.code"] = status;
		if (reason) half["http.response.phrase"] = reason;
		if (found.garbled) half.garbled = true;
		if (found.number) half.number = found.number;
		if (!found.pdu) half.bodyBytes = message.body.length;
		return half;
	}
}

/** An answer is there, or none can come. */
function isOver({ response, ended, answerInGap }: HttpPair): boolean {
	return response !== undefined || (ended !== "open" && !answerInGap);
}

/** Authority-form of a CONNECT (RFC 9112 3.2.3). */
function hostAndPort(target: string): [host: string, port: number] {
	const colon = target.lastIndexOf(":");
	if (colon < 0) return [target, 0];
	return [target.slice(0, colon), Number(target.slice(colon + 1))];
}

/** The PAP server is nearer to the handset: in the direction of the push it takes the client's place. */
function pushEnds({
	client,
	clientPort,
	server,
	serverPort,
	path,
}: HttpConnection): Ends & Pick<HttpConnection, "path"> {
	return {
		...(path && { path: reversed(path) }),
		client: server,
		clientPort: serverPort,
		server: client,
		serverPort: clientPort,
	};
}

/** The pair as it is before its answer. */
function withoutAnswer({ connection, index, request }: HttpPair): HttpPair {
	return request
		? { connection, index, request, ended: "open" }
		: { connection, index, ended: "open" };
}

function holdsMms(message: HttpMessage | undefined): boolean {
	return message !== undefined && foundIn(message) !== undefined;
}

function addMessageProblems(
	problems: Problem[],
	message: HttpMessage | undefined,
): void {
	if (!message) return;
	addProblems(problems, message.problems);
	addProblems(problems, foundIn(message)?.pdu?.problems);
}
