import type { Exchange, Half, Message } from "../../../src/record.js";
import {
	Correlator,
	type CorrelatorOptions,
} from "../../../src/transaction/correlate.js";

/** Fields of a half that a test gives; times and frames follow. */
export type HalfFields = Partial<Half> & { at?: number; took?: number };

export const A = "10.0.0.1";
export const B = "10.0.0.2";
export const M = "10.9.9.9";
export const G = "10.9.9.8";
export const T0 = 1_700_000_000;

/** Makes exchanges one after the other: each takes frames and time, as in a capture. */
export class Story {
	readonly exchanges: Exchange[] = [];
	time = T0;
	frame = 1;
	#port = 40_000;

	/** Lets time pass. */
	wait(seconds: number): this {
		this.time += seconds;
		return this;
	}

	half(fields: HalfFields): Half {
		const { at = this.time, took = 0.05, ...rest } = fields;
		const frames = [this.frame++, this.frame++];
		const time = Math.round((at + took) * 1e6) / 1e6;
		this.time = Math.max(this.time, time) + 0.01;
		return {
			firstTime: at,
			time,
			frame: frames[1]!,
			frames,
			bytes: 400,
			complete: true,
			retransmissions: 0,
			...rest,
		} as Half;
	}

	/** An HTTP request with its answer; either may be left out. */
	http(
		client: string,
		request: HalfFields | undefined,
		response?: HalfFields,
		more: Partial<Exchange> = {},
	): Exchange {
		this.#port++;
		return this.#keep({
			type: "exchange",
			uid: `x-${this.#port}-${this.frame}`,
			kind: "request",
			transport: "http",
			client,
			clientPort: this.#port,
			server: M,
			serverPort: 80,
			connection: `tcp-${this.#port}`,
			...(request && { request: this.half(request) }),
			...(response && { response: this.half(response) }),
			ended: "open",
			problems: [],
			...more,
		});
	}

	push(
		client: string,
		request: HalfFields,
		more: Partial<Exchange> = {},
	): Exchange {
		return this.#keep({
			type: "exchange",
			uid: `x-push-${this.frame}`,
			kind: "push",
			transport: "wsp-push",
			client,
			clientPort: 2948,
			server: G,
			serverPort: 9200,
			connection: `udp-${client}`,
			request: this.half({ took: 0, ...request }),
			ended: "open",
			problems: [],
			...more,
		});
	}

	/** Messages that these exchanges make. */
	run(options: Partial<CorrelatorOptions> & { end?: number } = {}): Message[] {
		return correlate(this.exchanges, { end: this.time, ...options });
	}

	#keep(exchange: Exchange): Exchange {
		this.exchanges.push(exchange);
		return exchange;
	}
}

export function correlate(
	exchanges: readonly Exchange[],
	options: Partial<CorrelatorOptions> & { end?: number } = {},
): Message[] {
	const messages: Message[] = [];
	const correlator = new Correlator({
		...options,
		onMessage: (message) => messages.push(message),
	});
	for (const exchange of exchanges) correlator.onExchange(exchange);
	correlator.finish(options.end);
	return messages;
}

export const POST = { "http.request.method": "POST" };
export const TO = "+4915112345678/TYPE=PLMN";
export const FROM = "+491601234567/TYPE=PLMN";
export const URL = "http://mmsc.example/mms?id=a1b2c3d4e5f6";

let salt = 0;

/** Fields of PDUs; an empty id is left out. */
export function sendReq(id = "T100", fields: HalfFields = {}): HalfFields {
	return {
		...POST,
		"mmse.message_type": 128,
		"mmse.transaction_id": id,
		"mmse.from": "<insert address>",
		"mmse.to": [TO],
		"mmse.subject": "Hällo",
		pduHash: `send-${id}-${salt++}`,
		bodyHash: `body-${salt++}`,
		...fields,
	};
}

export function sendConf(
	id = "T100",
	fields: HalfFields = {},
	messageId = "M1@mmsc.example",
): HalfFields {
	return {
		"http.response.code": 200,
		"mmse.message_type": 129,
		"mmse.transaction_id": id,
		"mmse.response_status": 128,
		...(messageId && { "mmse.message_id": messageId }),
		...fields,
	};
}

export function notification(
	id = "N7",
	url = URL,
	fields: HalfFields = {},
): HalfFields {
	return {
		"mmse.message_type": 130,
		"mmse.transaction_id": id,
		"mmse.from": FROM,
		"mmse.message_size": 3000,
		"mmse.expiry.rel": 86_400,
		"mmse.content_location": url,
		pduHash: `notify-${id}-${url}`,
		...fields,
	};
}

export function retrieveConf(
	id = "N7",
	messageId = "M1@mmsc.example",
	fields: HalfFields = {},
): HalfFields {
	return {
		"http.response.code": 200,
		"mmse.message_type": 132,
		...(id && { "mmse.transaction_id": id }),
		...(messageId && { "mmse.message_id": messageId }),
		"mmse.date": T0,
		"mmse.from": FROM,
		"mmse.to": [TO],
		bodyHash: `copy-${salt++}`,
		bytes: 5000,
		...fields,
	};
}

export function get(fields: HalfFields = {}): HalfFields {
	return {
		"http.request.method": "GET",
		"http.user_agent": "Phone/1",
		...fields,
	};
}

export function notifyResp(id = "N7", status = 0x81): HalfFields {
	return {
		...POST,
		"mmse.message_type": 131,
		"mmse.transaction_id": id,
		"mmse.status": status,
		pduHash: `resp-${id}-${status}`,
	};
}

export function acknowledge(id = "A9"): HalfFields {
	return {
		...POST,
		"mmse.message_type": 133,
		...(id && { "mmse.transaction_id": id }),
		pduHash: `ack-${id}`,
	};
}

export function delivery(
	messageId = "M1@mmsc.example",
	status = 0x81,
	to = TO,
): HalfFields {
	return {
		"mmse.message_type": 134,
		"mmse.message_id": messageId,
		"mmse.to": [to],
		"mmse.status": status,
		pduHash: `delivery-${messageId}-${status}-${to}`,
	};
}

export function readRec(
	messageId = "M1@mmsc.example",
	status = 0x80,
): HalfFields {
	return {
		...POST,
		"mmse.message_type": 135,
		"mmse.message_id": messageId,
		"mmse.to": [FROM],
		"mmse.from": TO,
		"mmse.read_status": status,
		pduHash: `readrec-${messageId}`,
	};
}

export function readOrig(
	messageId = "M1@mmsc.example",
	status = 0x80,
): HalfFields {
	return {
		"mmse.message_type": 136,
		"mmse.message_id": messageId,
		"mmse.to": [FROM],
		"mmse.from": TO,
		"mmse.read_status": status,
		pduHash: `readorig-${messageId}`,
	};
}

export const OK = { "http.response.code": 200, bodyBytes: 0 };
