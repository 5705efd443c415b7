import type { HttpConnection, HttpMessage, HttpPair } from "../http/message.js";
import { headerParameter, splitMultipart } from "../http/mime.js";
import { requestUrl } from "../http/url.js";
import type { MmsPdu } from "../mms/pdu.js";
import type { Exchange, Half, HttpRecord } from "../record.js";
import type { Core } from "../wasm/instance.js";
import { type HeaderValues, makeHalf } from "./half.js";
import { decodePdu, type PduRecords, startsLikeMms } from "./pdu.js";
import type { Relevance } from "./relevance.js";
import type { RecordSink } from "./sink.js";
import { uidOf } from "./uid.js";

const MMS_TYPE = "application/vnd.wap.mms-message";
const PAP_TYPE = "multipart/related";
const CONTROL_TYPE = "application/xml";

/** What was found in the body of a message; kept until its pair is complete, the octets are not. */
interface Found {
	pdu?: MmsPdu;
	/** A PAP push: the PDU was an entry of multipart/related (WAP-164 9). */
	isPap: boolean;
	garbled: boolean;
	/** Recipient named by the PAP control entity. */
	number?: string;
}

const NOTHING: Found = { isPap: false, garbled: false };

/** First value of each header. */
export function headerMap(message: HttpMessage): HeaderValues {
	const map = new Map<string, string>();
	for (const [name, value] of message.headers)
		if (!map.has(name)) map.set(name, value);
	return map;
}

function mediaType(headers: HeaderValues): string {
	return (headers.get("content-type") ?? "")
		.split(";")[0]!
		.trim()
		.toLowerCase();
}

/** Octets of the body up to the first hole. */
function bodyStart(message: HttpMessage): Uint8Array {
	const { bytes, gaps } = message.body;
	if (!bytes) return new Uint8Array(0);
	const end = gaps[0]?.offset ?? bytes.length;
	return bytes.subarray(0, Math.min(end, bytes.length));
}

/** Number of the client that a PAP push-message is for (WAP-247 9.2: address-value). */
function pushedNumber(control: Uint8Array): string | undefined {
	const text = new TextDecoder("latin1").decode(control);
	return /address-value\s*=\s*["']WAPPUSH=([^/"'@]+)/i.exec(text)?.[1];
}

/** Turns HTTP messages and pairs into PDU, HTTP and exchange records. */
export class HttpExchanges {
	readonly #core: Core;
	readonly #relevance: Relevance;
	readonly #pdus: PduRecords | undefined;
	readonly #sink: RecordSink;
	readonly #manyCaptures: boolean;
	readonly #found = new WeakMap<HttpMessage, Found>();

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

	/** Whether the body is worth its memory: it is MMS by its type or by its first octets, or a PAP push. */
	keepBody(message: HttpMessage, first: Uint8Array): boolean {
		if (!this.#sink.onExchange && !this.#sink.onPdu) return false;
		const headers = headerMap(message);
		const type = mediaType(headers);
		if (type === MMS_TYPE) return true;
		if (type === PAP_TYPE) return message.kind === "request";
		if (headers.has("content-encoding")) return type === "";
		return startsLikeMms(this.#core, first);
	}

	onMessage(message: HttpMessage, connection: HttpConnection): void {
		const found = this.#find(message);
		if (found !== NOTHING) this.#found.set(message, found);
		delete message.body.bytes;
		if (found.pdu) this.#report(message, connection, found);
		this.#sink.onHttp?.(this.#httpRecord(message, connection));
	}

	onPair(pair: HttpPair): void {
		if (!this.#sink.onExchange) return;
		const exchange = this.#exchange(pair);
		const accept = pair.request
			? (headerMap(pair.request).get("accept") ?? "")
			: "";
		if (this.#relevance.isMms(exchange, accept))
			this.#sink.onExchange(exchange);
	}

	#find(message: HttpMessage): Found {
		const octets = bodyStart(message);
		const headers = headerMap(message);
		const type = mediaType(headers);
		if (type === PAP_TYPE && message.kind === "request")
			return this.#findPap(headers.get("content-type")!, octets);
		const claims = type === MMS_TYPE;
		if (!claims && !startsLikeMms(this.#core, octets)) return NOTHING;
		const pdu = decodePdu(this.#core, octets);
		if (!pdu && (octets.length === 0 || !claims)) return NOTHING;
		return {
			isPap: false,
			garbled: pdu === undefined,
			...(pdu && { pdu }),
		};
	}

	#findPap(contentType: string, octets: Uint8Array): Found {
		const boundary = headerParameter(contentType, "boundary");
		if (!boundary) return NOTHING;
		let number: string | undefined;
		for (const { headers, start, end } of splitMultipart(octets, boundary)
			.parts) {
			const type = headers.find(([name]) => name === "content-type")?.[1] ?? "";
			const content = octets.subarray(start, end);
			if (type.startsWith(CONTROL_TYPE)) number = pushedNumber(content);
			if (!type.toLowerCase().startsWith(MMS_TYPE)) continue;
			const pdu = decodePdu(this.#core, content);
			if (pdu)
				return { pdu, isPap: true, garbled: false, ...(number && { number }) };
		}
		return NOTHING;
	}

	#report(
		message: HttpMessage,
		connection: HttpConnection,
		found: Found,
	): void {
		const fromClient = message.kind === "request";
		this.#pdus?.add(found.pdu!, {
			transport: found.isPap ? "pap" : "http",
			source: fromClient ? connection.client : connection.server,
			destination: fromClient ? connection.server : connection.client,
			family: connection.family,
			flow: `tcp-${connection.stream}`,
			carriage: message.carriage,
			problems: message.problems,
		});
	}

	#httpRecord(message: HttpMessage, connection: HttpConnection): HttpRecord {
		const fromClient = message.kind === "request";
		const version = connection.family === 6 ? "ipv6" : "ip";
		const { client, clientPort, server, serverPort } = connection;
		const { carriage } = message;
		const headers = headerMap(message);
		const text = (name: string, field: string) => {
			const value = headers.get(name);
			return value ? { [field]: value } : undefined;
		};
		const length = Number(headers.get("content-length") ?? Number.NaN);
		const url = fromClient && requestUrl(message, connection);
		return {
			type: "http",
			"frame.number": carriage.frame,
			"frame.time_epoch": carriage.time,
			...(carriage.timeNs && { timeNs: carriage.timeNs }),
			...(this.#manyCaptures && {
				capture: carriage.capture,
				captureFrame: carriage.captureFrame,
			}),
			[`${version}.src`]: fromClient ? client : server,
			[`${version}.dst`]: fromClient ? server : client,
			"tcp.srcport": fromClient ? clientPort : serverPort,
			"tcp.dstport": fromClient ? serverPort : clientPort,
			"tcp.stream": connection.stream,
			...(message.method && { "http.request.method": message.method }),
			...(url && { "http.request.full_uri": url }),
			...(message.status !== undefined && {
				"http.response.code": message.status,
			}),
			...(message.reason && { "http.response.phrase": message.reason }),
			...text("host", "http.host"),
			...text("user-agent", "http.user_agent"),
			...text("server", "http.server"),
			...text("location", "http.location"),
			...text("content-type", "http.content_type"),
			...(Number.isSafeInteger(length) && { "http.content_length": length }),
			bodyBytes: message.body.length,
			complete: carriage.complete,
			problems: message.problems,
		} as HttpRecord;
	}

	#exchange(pair: HttpPair): Exchange {
		const { connection, request, response } = pair;
		const found = request && this.#found.get(request);
		const isPap = found?.isPap === true;
		const url = request && requestUrl(request, connection);
		const requestHalf = request && this.#half(request);
		const responseHalf = response && this.#half(response);
		const first = requestHalf ?? responseHalf;
		// The PAP server is nearer to the handset: it takes the client's place in the direction of the push.
		const [client, clientPort, server, serverPort] = isPap
			? [
					connection.server,
					connection.serverPort,
					connection.client,
					connection.clientPort,
				]
			: [
					connection.client,
					connection.clientPort,
					connection.server,
					connection.serverPort,
				];
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
				pair.index,
			),
			kind: isPap ? "push" : "request",
			transport: isPap ? "pap" : "http",
			client,
			clientPort,
			server,
			serverPort,
			...(connection.vlan !== undefined && {
				scope: `vlan-${connection.vlan}`,
			}),
			...(url && { url }),
			connection: `tcp-${connection.stream}`,
			...(pair.index === 0 &&
				connection.connect && { connect: connection.connect }),
			...(requestHalf && { request: requestHalf }),
			...(responseHalf && { response: responseHalf }),
			ended: pair.ended,
			...(pair.endedBy && { endedBy: pair.endedBy }),
			...(pair.endTime !== undefined && { endTime: pair.endTime }),
			...(pair.endFrame !== undefined && { endFrame: pair.endFrame }),
			...(pair.answerInGap && { answerInGap: true }),
			problems: [
				...this.#problems(request),
				...this.#problems(response),
				...transactionIdMismatch(requestHalf, responseHalf),
			],
		};
	}

	#problems(message: HttpMessage | undefined) {
		if (!message) return [];
		const found = this.#found.get(message);
		return [...message.problems, ...(found?.pdu?.problems ?? [])];
	}

	#half(message: HttpMessage): Half {
		const found = this.#found.get(message) ?? NOTHING;
		const half = makeHalf(message.carriage, headerMap(message), found.pdu);
		if (message.method) half["http.request.method"] = message.method;
		if (message.status !== undefined)
			half["http.response.code"] = message.status;
		if (message.reason) half["http.response.phrase"] = message.reason;
		if (found.garbled) half.garbled = true;
		if (found.number) half.number = found.number;
		if (!found.pdu) half.bodyBytes = message.body.length;
		if (!this.#manyCaptures) {
			delete half.capture;
			delete half.captureFrame;
		}
		return half;
	}
}

/** The answer carries another transaction id than its request (STATES 4.1). */
export function transactionIdMismatch(
	request: Half | undefined,
	response: Half | undefined,
) {
	const asked = request?.["mmse.transaction_id"];
	const answered = response?.["mmse.transaction_id"];
	if (asked === undefined || answered === undefined || asked === answered)
		return [];
	return [
		{
			layer: "mmse",
			code: "transaction-id-mismatch",
			frame: response!.frame,
		},
	];
}
