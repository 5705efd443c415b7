import { cut, join, type Octets, utf8 } from "./bytes.js";

export const MMS_TYPE = "application/vnd.wap.mms-message";

export interface HttpOptions {
	/** Further headers, as `Name: value`. */
	headers?: readonly string[];
	contentType?: string;
	/** Sent in chunks of this many octets (RFC 9112 7.1). */
	chunk?: number;
	/** Neither Content-Length nor chunks: the body ends with the connection. */
	untilClose?: boolean;
	/** Content-Length that is not the body's. */
	contentLength?: number;
	version?: "1.0" | "1.1";
}

export interface RequestOptions extends HttpOptions {
	host?: string;
	userAgent?: string;
}

/** An HTTP request. `target` in any form of RFC 9112 3.2. */
export function httpRequest(
	method: string,
	target: string,
	body: Uint8Array | undefined,
	options: RequestOptions = {},
): Octets {
	const { host = "mmsc.example", userAgent = "Phone/1.0" } = options;
	return message(
		`${method} ${target} HTTP/${options.version ?? "1.1"}`,
		[`Host: ${host}`, `User-Agent: ${userAgent}`],
		body,
		options,
	);
}

/** POST of an MMS PDU. */
export function post(
	target: string,
	pdu: Uint8Array,
	options: RequestOptions = {},
): Octets {
	return httpRequest("POST", target, pdu, {
		contentType: MMS_TYPE,
		...options,
	});
}

export function get(target: string, options: RequestOptions = {}): Octets {
	const headers = [`Accept: */*, ${MMS_TYPE}`, ...(options.headers ?? [])];
	return httpRequest("GET", target, undefined, { ...options, headers });
}

/** An HTTP response; status with its phrase, such as `200 OK`. */
export function response(
	status: string,
	body: Uint8Array | undefined,
	options: HttpOptions = {},
): Octets {
	return message(
		`HTTP/${options.version ?? "1.1"} ${status}`,
		["Server: mmsc"],
		body ?? new Uint8Array(0),
		options,
	);
}

/** 200 with an MMS PDU. */
export function mmsResponse(
	pdu: Uint8Array,
	options: HttpOptions = {},
): Octets {
	return response("200 OK", pdu, { contentType: MMS_TYPE, ...options });
}

function message(
	start: string,
	first: readonly string[],
	body: Uint8Array | undefined,
	options: HttpOptions,
): Octets {
	const lines = [start, ...first, ...(options.headers ?? [])];
	const type = options.contentType;
	if (type && body) lines.push(`Content-Type: ${type}`);
	if (body && options.chunk) lines.push("Transfer-Encoding: chunked");
	else if (body && !options.untilClose) {
		lines.push(`Content-Length: ${options.contentLength ?? body.length}`);
	}
	const head = utf8(`${lines.join("\r\n")}\r\n\r\n`);
	if (!body) return head;
	return join(head, options.chunk ? chunked(body, options.chunk) : body);
}

/** The chunked coding of a body. */
export function chunked(body: Uint8Array, size: number): Octets {
	const chunks = cut(body, size).map((piece) =>
		join(`${piece.length.toString(16)}\r\n`, piece, "\r\n"),
	);
	return join(...chunks, "0\r\n\r\n");
}
