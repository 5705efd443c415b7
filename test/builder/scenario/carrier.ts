import { type Octets, utf8 } from "../bytes.js";
import * as http from "../http.js";
import type { Side } from "../tcp.js";
import { HTML } from "./world.js";

/** Ends a step: the scheduler hands out what passed and may run others before going on. */
export type Step = Generator<void, void>;

export interface Ask {
	method: "POST" | "GET";
	url: string;
	pdu?: Octets;
	/** Only this share of the request is sent (0 to 1). */
	share?: number;
	/** The capture kept only the first octets of each packet. */
	keep?: number;
	/** Further HTTP headers. */
	headers?: readonly string[];
}

export interface Answer {
	/** HTTP status; WSP carriers translate. Default 200. */
	status?: number;
	body?: Octets;
	/** Media type; default that of MMS. */
	type?: string;
	location?: string;
	/** Only this share of the answer is sent. */
	share?: number;
	/** The capture lost all of the answer, or some of its body; the client has it. */
	missing?: "all" | "body";
	/** The capture kept only the first octets of each packet. */
	keep?: number;
	/** Comes although the request is not complete. */
	early?: boolean;
	/** Further HTTP headers. */
	headers?: readonly string[];
	/** WSP status octet instead of a translated one. */
	wspStatus?: number;
}

/** What ends an exchange that did not end well. */
export interface End {
	/** `timeout`: nothing more comes. `abort`: WTP Abort with this type and reason. */
	how: "fin" | "rst" | "abort" | "timeout";
	by?: Side;
	/** Microseconds of silence before it. */
	after?: number;
	abort?: readonly [type: 0 | 1, reason: number];
	/** WTP: the responder acknowledged the request and then said nothing. */
	holdOn?: boolean;
}

/** A way to carry requests of one phone. */
export interface Carrier {
	readonly transport: "http" | "wsp" | "wsp-cl";
	/** One exchange; without an answer, or with a share of it, `end` says what happened. */
	exchange(ask: Ask, answer: Answer | undefined, end?: End): Step;
	/** The phone is done. */
	close(): Step;
}

export const PHRASES: Readonly<Record<number, string>> = {
	200: "OK",
	202: "Accepted",
	204: "No Content",
	206: "Partial Content",
	301: "Moved Permanently",
	302: "Found",
	303: "See Other",
	307: "Temporary Redirect",
	400: "Bad Request",
	401: "Unauthorized",
	403: "Forbidden",
	404: "Not Found",
	406: "Not Acceptable",
	410: "Gone",
	412: "Precondition Failed",
	413: "Content Too Large",
	500: "Internal Server Error",
	502: "Bad Gateway",
	503: "Service Unavailable",
	504: "Gateway Timeout",
};

/** Octets of gzip that only stores (RFC 1952, RFC 1951 3.2.4). */
export function gzip(data: Uint8Array): Octets {
	const blocks = Math.max(1, Math.ceil(data.length / 65535));
	const out = new Uint8Array(18 + blocks * 5 + data.length);
	const view = new DataView(out.buffer);
	out.set([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
	let at = 10;
	for (let block = 0; block < blocks; block++) {
		const piece = data.subarray(block * 65535, (block + 1) * 65535);
		out[at] = block === blocks - 1 ? 1 : 0;
		view.setUint16(at + 1, piece.length, true);
		view.setUint16(at + 3, ~piece.length & 0xffff, true);
		out.set(piece, at + 5);
		at += 5 + piece.length;
	}
	view.setUint32(at, crc32(data), true);
	view.setUint32(at + 4, data.length, true);
	return out;
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
	let value = index;
	for (let bit = 0; bit < 8; bit++) {
		value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
	}
	return value >>> 0;
});

function crc32(data: Uint8Array): number {
	let crc = 0xffffffff;
	for (const octet of data) {
		crc = (crc >>> 8) ^ (CRC_TABLE[(crc ^ octet) & 255] as number);
	}
	return ~crc >>> 0;
}

/** How an answer is written as HTTP; `style` is 0 to 1; `last`: it may end with the connection. */
export function httpAnswer(
	answer: Answer,
	style: number,
	last = false,
): Octets {
	const status = answer.status ?? 200;
	const headers = [...(answer.headers ?? [])];
	if (answer.location) headers.push(`Location: ${answer.location}`);
	const start = `${status} ${PHRASES[status] ?? "Status"}`;
	const body = answer.body;
	if (!body) return http.response(start, undefined, { headers });
	const contentType = answer.type ?? http.MMS_TYPE;
	if (style < 0.15) {
		return http.response(start, body, { headers, contentType, chunk: 977 });
	}
	if (style < 0.25 && status !== 206) {
		headers.push("Content-Encoding: gzip");
		return http.response(start, gzip(body), { headers, contentType });
	}
	const untilClose = last && style < 0.35;
	return http.response(start, body, { headers, contentType, untilClose });
}

export const HTML_ANSWER: Answer = { type: "text/html", body: HTML };
export const GARBLED: Octets = utf8("\u0000\u0001\u0002 nothing of the kind");

/** POST answers without a PDU. */
export const NO_CONTENT: Answer = { status: 204 };
export const EMPTY_OK: Answer = { status: 200 };
