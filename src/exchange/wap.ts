import type { MmsPdu } from "../mms/pdu.js";
import type { Carriage, Exchange, Half, Problem } from "../record.js";
import type { WapRole } from "../wap/context.js";
import type {
	WapMessage,
	WapTransaction,
	WspHeader,
} from "../wap/transaction.js";
import type { ExchangeContext } from "./context.js";
import { endOf, transactionIdMismatch } from "./end.js";
import { type HeaderValues, MMS_TYPE, makeHalf } from "./half.js";
import { decodePdu, startsLikeMms } from "./pdu.js";
import { uidOf } from "./uid.js";

interface Found {
	pdu?: MmsPdu;
	/** It says that it is MMS, and no PDU could be read. */
	garbled: boolean;
}

/** Turns WSP transactions and pushes into PDU and exchange records. */
export class WapExchanges {
	readonly #context: ExchangeContext;
	readonly #found = new WeakMap<WapMessage, Found>();

	constructor(context: ExchangeContext) {
		this.#context = context;
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
		if (!pdu) return;
		const { mode, client, server, family } = transaction;
		const [source, destination] =
			role === "request" ? [client, server] : [server, client];
		this.#context.pdus?.add(pdu, {
			transport: mode,
			source,
			destination,
			family,
			carriage: repeat ?? message.carriage,
			problems: message.problems,
			repeat: repeat !== undefined,
		});
	}

	onTransaction(transaction: WapTransaction): void {
		const { relevance, sink } = this.#context;
		if (!sink.onExchange || transaction.kind === "session") return;
		const exchange = this.#exchange(transaction);
		if (relevance.isMms(exchange, acceptOf(transaction)))
			sink.onExchange(exchange);
	}

	#find(message: WapMessage): Found {
		const known = this.#found.get(message);
		if (known) return known;
		const { core } = this.#context;
		const { dataOffset, dataLength, contentType } = message.pdu;
		const data = message.bytes.subarray(dataOffset, dataOffset + dataLength);
		const claims = contentType === MMS_TYPE;
		const isMms = claims || startsLikeMms(core, data);
		const pdu = isMms ? decodePdu(core, data) : undefined;
		const garbled = claims && data.length > 0 && !pdu;
		const found: Found = { garbled, ...(pdu && { pdu }) };
		this.#found.set(message, found);
		return found;
	}

	#exchange(transaction: WapTransaction): Exchange {
		const { client, clientPort, server, serverPort } = transaction;
		const { request, response, vlan, abort, acknowledged } = transaction;
		const url = request?.pdu.uri;
		const requestHalf =
			request && this.#half(request, transaction.sessionHeaders);
		const responseHalf =
			response && this.#half(response, transaction.sessionReplyHeaders);
		const first = requestHalf ?? responseHalf;
		const time = first?.firstTimeNs ?? first?.firstTime;
		const ends = { client, clientPort, server, serverPort };
		return {
			type: "exchange",
			uid: uidOf("x", ...Object.values(ends), time, url, transaction.tid),
			kind: transaction.kind === "push" ? "push" : "request",
			transport: transaction.mode,
			...ends,
			...(vlan !== undefined && { scope: `vlan-${vlan}` }),
			...(url && { url }),
			connection: transaction.session,
			...(requestHalf && { request: requestHalf }),
			...(responseHalf && { response: responseHalf }),
			...endOf(transaction),
			...(abort && { abort }),
			...(acknowledged && { acknowledged }),
			...(transaction.holdOn && { holdOn: true }),
			problems: [
				...transaction.problems,
				...this.#problems(request),
				...this.#problems(response),
				...transactionIdMismatch(requestHalf, responseHalf),
			],
		};
	}

	#problems(message: WapMessage | undefined): Problem[] {
		if (!message) return [];
		const { problems, pdu } = message;
		const inside = this.#find(message).pdu?.problems ?? [];
		return [...problems, ...pdu.problems, ...inside];
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
		if (found.garbled) half.garbled = true;
		if (!found.pdu) half.bodyBytes = pdu.dataLength;
		return half;
	}
}

/** Headers of a message, then those of its session (WAP-230 8.2.2.1), the first of each name. */
function headersOf(
	{ pdu }: WapMessage,
	inherited: readonly WspHeader[],
): HeaderValues {
	const headers = new Map<string, string>();
	if (pdu.contentType) headers.set("content-type", pdu.contentType);
	for (const { name, value } of [...pdu.headers, ...inherited])
		if (!headers.has(name)) headers.set(name, String(value));
	return headers;
}

function acceptOf({ sessionHeaders, request }: WapTransaction): string {
	return [...sessionHeaders, ...(request?.pdu.headers ?? [])]
		.filter(({ name }) => name === "accept")
		.map(({ value }) => value)
		.join(", ");
}
