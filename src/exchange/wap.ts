import type { MmsPdu } from "../mms/pdu.js";
import type { Carriage, Exchange, Half } from "../record.js";
import type { WapRole } from "../wap/context.js";
import type {
	WapMessage,
	WapTransaction,
	WspHeader,
} from "../wap/transaction.js";
import type { Core } from "../wasm/instance.js";
import { makeHalf } from "./half.js";
import { transactionIdMismatch } from "./http.js";
import { decodePdu, type PduRecords, startsLikeMms } from "./pdu.js";
import type { Relevance } from "./relevance.js";
import type { Endpoint, RecordSink } from "./sink.js";
import { uidOf } from "./uid.js";

const MMS_TYPE = "application/vnd.wap.mms-message";
interface Found {
	pdu?: MmsPdu;
	garbled: boolean;
}

/** Turns WSP transactions and pushes into PDU and exchange records. */
export class WapExchanges {
	readonly #core: Core;
	readonly #relevance: Relevance;
	readonly #pdus: PduRecords | undefined;
	readonly #sink: RecordSink;
	readonly #manyCaptures: boolean;
	readonly #found = new WeakMap<WapMessage, Found>();

	constructor(options: {
		core: Core;
		relevance: Relevance;
		pdus: PduRecords | undefined;
		sink: RecordSink;
		manyCaptures: boolean;
	}) {
		this.#core = options.core;
		this.#relevance = options.relevance;
		this.#pdus = options.pdus;
		this.#sink = options.sink;
		this.#manyCaptures = options.manyCaptures;
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
		if (!pdu || !this.#pdus) return;
		const [from, to] = ends(
			transaction,
			role === "request" ? "client" : "server",
		);
		this.#pdus.add(pdu, {
			transport: transaction.mode,
			source: from.address,
			destination: to.address,
			family: transaction.family,
			flow: `udp-${transaction.stream}`,
			carriage: repeat ?? message.carriage,
			problems: message.problems,
			repeat: repeat !== undefined,
		});
	}

	onTransaction(transaction: WapTransaction): void {
		if (!this.#sink.onExchange) return;
		if (transaction.kind === "session") return;
		const exchange = this.#exchange(transaction);
		const accept = [
			...transaction.sessionHeaders,
			...(transaction.request?.pdu.headers ?? []),
		]
			.filter(({ name }) => name === "accept")
			.map(({ value }) => value)
			.join(", ");
		if (this.#relevance.isMms(exchange, accept))
			this.#sink.onExchange(exchange);
	}

	#find(message: WapMessage): Found {
		const known = this.#found.get(message);
		if (known) return known;
		const { bytes } = message;
		const { dataOffset, dataLength, contentType } = message.pdu;
		const data = bytes.subarray(dataOffset, dataOffset + dataLength);
		const claims = contentType === MMS_TYPE;
		const pdu =
			claims || startsLikeMms(this.#core, data)
				? decodePdu(this.#core, data)
				: undefined;
		const found: Found = {
			garbled: claims && data.length > 0 && !pdu,
			...(pdu && { pdu }),
		};
		this.#found.set(message, found);
		return found;
	}

	#exchange(transaction: WapTransaction): Exchange {
		const { client, clientPort, server, serverPort, tid } = transaction;
		const { request, response } = transaction;
		const url = request?.pdu.uri;
		const requestHalf =
			request && this.#half(request, transaction.sessionHeaders);
		const responseHalf =
			response && this.#half(response, transaction.sessionReplyHeaders);
		const first = requestHalf ?? responseHalf;
		return {
			type: "exchange",
			uid: uidOf(
				"x",
				client,
				clientPort,
				server,
				serverPort,
				first?.firstTimeNs ?? first?.firstTime,
				url,
				tid,
			),
			kind: transaction.kind === "push" ? "push" : "request",
			transport: transaction.mode,
			client,
			clientPort,
			server,
			serverPort,
			...(transaction.vlan !== undefined && {
				scope: `vlan-${transaction.vlan}`,
			}),
			...(url && { url }),
			connection: transaction.session,
			...(requestHalf && { request: requestHalf }),
			...(responseHalf && { response: responseHalf }),
			...(transaction.acknowledged && {
				acknowledged: transaction.acknowledged,
			}),
			...(transaction.holdOn && { holdOn: true }),
			ended: transaction.ended === "done" ? "open" : transaction.ended,
			...(transaction.endedBy && { endedBy: transaction.endedBy }),
			...(transaction.endTime !== undefined && {
				endTime: transaction.endTime,
			}),
			...(transaction.endFrame !== undefined && {
				endFrame: transaction.endFrame,
			}),
			...(transaction.abort && { abort: transaction.abort }),
			problems: [
				...transaction.problems,
				...this.#problems(request),
				...this.#problems(response),
				...transactionIdMismatch(requestHalf, responseHalf),
			],
		};
	}

	#problems(message: WapMessage | undefined) {
		if (!message) return [];
		return [
			...message.problems,
			...message.pdu.problems,
			...(this.#find(message).pdu?.problems ?? []),
		];
	}

	#half(message: WapMessage, inherited: readonly WspHeader[]): Half {
		const { pdu, carriage } = message;
		const found = this.#find(message);
		const headers = new Map<string, string>();
		for (const { name, value } of [...pdu.headers, ...inherited])
			if (!headers.has(name)) headers.set(name, String(value));
		if (pdu.contentType) headers.set("content-type", pdu.contentType);
		const half = makeHalf(carriage, headers, found.pdu);
		if (pdu.method) half["http.request.method"] = pdu.method;
		if (pdu.status !== undefined) half["wsp.reply.status"] = pdu.status;
		if (pdu.httpStatus !== undefined)
			half["http.response.code"] = pdu.httpStatus;
		if (found.garbled) half.garbled = true;
		if (!found.pdu) half.bodyBytes = pdu.dataLength;
		if (!this.#manyCaptures) {
			delete half.capture;
			delete half.captureFrame;
		}
		return half;
	}
}

function ends(
	transaction: WapTransaction,
	side: "client" | "server",
): [Endpoint, Endpoint] {
	const client = { address: transaction.client, port: transaction.clientPort };
	const server = { address: transaction.server, port: transaction.serverPort };
	return side === "client" ? [client, server] : [server, client];
}
