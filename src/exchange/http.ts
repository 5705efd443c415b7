import type {
	HttpConnection,
	HttpMessage,
	HttpPair,
	HttpRefusal,
} from "../http/message.js";
import { requestUrl } from "../http/url.js";
import type { Exchange, Half, Problem } from "../record.js";
import { type Found, findMms, mayHoldMms, NOTHING } from "./body.js";
import type { ExchangeContext } from "./context.js";
import { endOf, transactionIdMismatch } from "./end.js";
import { headerMap, makeHalf } from "./half.js";
import { makeHttpRecord } from "./httprecord.js";
import { uidOf } from "./uid.js";

/** A connection of which only its beginning is known. */
export interface Attempt extends Omit<HttpRefusal, "ended"> {
	ended: HttpRefusal["ended"] | "open";
	tls?: { serverName: string };
}

/** Turns HTTP messages and pairs into PDU, HTTP and exchange records. */
export class HttpExchanges {
	readonly #context: ExchangeContext;
	/** What was in a body; kept until its pair is complete, the octets are not. */
	readonly #found = new WeakMap<HttpMessage, Found>();

	constructor(context: ExchangeContext) {
		this.#context = context;
	}

	/** Whether the body is worth its memory. */
	keepBody(message: HttpMessage, first: Uint8Array): boolean {
		const { core, sink } = this.#context;
		if (!sink.onExchange && !sink.onPdu) return false;
		return mayHoldMms(core, message, first);
	}

	onMessage(message: HttpMessage, connection: HttpConnection): void {
		const { core, sink, manyCaptures } = this.#context;
		const found = findMms(core, message);
		if (found !== NOTHING) this.#found.set(message, found);
		delete message.body.bytes;
		if (found.pdu) this.#report(message, connection, found);
		sink.onHttp?.(makeHttpRecord(message, connection, manyCaptures));
	}

	onPair(pair: HttpPair): void {
		const { relevance, sink } = this.#context;
		if (!sink.onExchange) return;
		const exchange = this.#exchange(pair);
		const headers = pair.request && headerMap(pair.request);
		if (relevance.isMms(exchange, headers?.get("accept") ?? ""))
			sink.onExchange(exchange);
	}

	/** A connection to a server of MMS that was not made, or that is TLS: what there is to know of it. */
	onAttempt(attempt: Attempt): void {
		const { relevance, sink } = this.#context;
		const { connection, connect, tls, ended, endTime, endFrame } = attempt;
		const { server, serverPort, stream, vlan } = connection;
		const isKnown = tls
			? relevance.knowsHost(tls.serverName)
			: relevance.knowsServer(server, serverPort);
		if (!isKnown) return;
		const ends = clientEnds(connection);
		sink.onExchange?.({
			type: "exchange",
			uid: uidOf("x", ...Object.values(ends), connect.firstTime),
			kind: "attempt",
			transport: "http",
			...ends,
			...(vlan !== undefined && { scope: `vlan-${vlan}` }),
			connection: `tcp-${stream}`,
			connect,
			...(tls && { tls }),
			ended,
			...(ended === "rst" && { endedBy: "server" }),
			...(endTime !== undefined && { endTime }),
			...(endFrame !== undefined && { endFrame }),
			problems: [],
		});
	}

	#report(
		message: HttpMessage,
		connection: HttpConnection,
		found: Found,
	): void {
		const { client, server, family } = connection;
		const [source, destination] =
			message.kind === "request" ? [client, server] : [server, client];
		this.#context.pdus?.add(found.pdu!, {
			transport: found.isPap ? "pap" : "http",
			source,
			destination,
			family,
			carriage: message.carriage,
			problems: message.problems,
		});
	}

	#exchange(pair: HttpPair): Exchange {
		const { connection, request, response, index } = pair;
		const { stream, vlan, connect } = connection;
		const isPap = request && this.#found.get(request)?.isPap;
		const ends = isPap ? pushEnds(connection) : clientEnds(connection);
		const url = request && requestUrl(request, connection);
		const requestHalf = request && this.#half(request);
		const responseHalf = response && this.#half(response);
		const first = requestHalf ?? responseHalf;
		const time = first?.firstTimeNs ?? first?.firstTime;
		return {
			type: "exchange",
			uid: uidOf("x", ...Object.values(ends), time, url, index),
			kind: isPap ? "push" : "request",
			transport: isPap ? "pap" : "http",
			...ends,
			...(vlan !== undefined && { scope: `vlan-${vlan}` }),
			...(url && { url }),
			connection: `tcp-${stream}`,
			...(index === 0 && connect && { connect }),
			...(requestHalf && { request: requestHalf }),
			...(responseHalf && { response: responseHalf }),
			...endOf(pair),
			...(pair.answerInGap && { answerInGap: true }),
			problems: [
				...this.#problems(request),
				...this.#problems(response),
				...transactionIdMismatch(requestHalf, responseHalf),
			],
		};
	}

	#problems(message: HttpMessage | undefined): Problem[] {
		if (!message) return [];
		const { pdu } = this.#found.get(message) ?? NOTHING;
		return [...message.problems, ...(pdu?.problems ?? [])];
	}

	#half(message: HttpMessage): Half {
		const found = this.#found.get(message) ?? NOTHING;
		const half = makeHalf(
			message.carriage,
			headerMap(message),
			found.pdu,
			this.#context.manyCaptures,
		);
		const { method, status, reason } = message;
		if (method) half["http.request.method"] = method;
		if (status !== undefined) half["http.response.code"] = status;
		if (reason) half["http.response.phrase"] = reason;
		if (found.garbled) half.garbled = true;
		if (found.number) half.number = found.number;
		if (!found.pdu) half.bodyBytes = message.body.length;
		return half;
	}
}

type Ends = Pick<Exchange, "client" | "clientPort" | "server" | "serverPort">;

function clientEnds(connection: HttpConnection): Ends {
	const { client, clientPort, server, serverPort } = connection;
	return { client, clientPort, server, serverPort };
}

/** The PAP server is nearer to the handset: in the direction of the push it takes the client's place. */
function pushEnds({
	client,
	clientPort,
	server,
	serverPort,
}: HttpConnection): Ends {
	return {
		client: server,
		clientPort: serverPort,
		server: client,
		serverPort: clientPort,
	};
}
